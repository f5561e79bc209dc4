"""The frame of the pages about one's factors: the desk's, or none while one is still led here."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render

from prazo.web.access import DeskRequest


def page(
    request: DeskRequest, template: str, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    led = bool(getattr(request, "must_set_up", False))
    frame = {"led": led, "frame": "plain.html" if led else "base.html"}
    answer = render(request, f"factors/{template}.html", {**frame, **context}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
