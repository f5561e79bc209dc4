"""The promise board, its wall, and giving a ticket from it."""

from django.urls import path

from prazo.web.views.board import giving, page

urlpatterns = [
    path("board", page.board, name="board"),
    path("board/wall", page.wall, name="board_wall"),
    path("board/t/<int:number>", giving.giving, name="board_giving"),
]
