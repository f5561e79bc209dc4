"""Addresses of what concerns more than one ticket, or is said beside one."""

from django.urls import path

from prazo.web.views.acts import call
from prazo.web.views.cases import alike, apart, beside, links, side

urlpatterns = [
    path("t/<int:number>/alike", alike.alike, name="alike"),
    path("t/<int:number>/apart", apart.apart, name="apart"),
    path("t/<int:number>/agreed", call.agreed, name="agreed"),
    path("t/<int:number>/link", links.linking, name="link"),
    path("t/<int:number>/unlink", links.unlinking, name="unlink"),
    path("t/<int:number>/side", beside.side, name="side"),
    path("t/<int:number>/side/f/<int:pk>", side.side_file, name="side_file"),
    path("t/<int:number>/beside", beside.beside, name="beside"),
    path("t/<int:number>/side-state", side.goes_on, name="side_state"),
    path("t/<int:number>/heard", side.heard, name="heard"),
]
