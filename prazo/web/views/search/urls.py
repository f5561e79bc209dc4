"""Addresses of the search and of the palette."""

from django.urls import path

from prazo.web.views.search import page, palette

urlpatterns = [
    path("search", page.search, name="search"),
    path("palette", palette.palette, name="palette"),
]
