"""What scripts are told about a draft, as JSON: a table of fixed names, and nothing of errors."""

from collections.abc import Mapping
from typing import Any

from django.http import JsonResponse

from prazo.web.shown.composer import file
from prazo.writing.models import Draft
from prazo.writing.words import Words, opened


def told(draft: Draft | None) -> Mapping[str, Any]:
    """Of no draft the same with nothing in it, at revision 0."""
    words = opened(draft.sealed) if draft is not None else Words()
    kept = draft.files.order_by("pk").values_list("token", "name", "size") if draft else ()
    return {
        "revision": draft.revision if draft else 0,
        "text": words.text,
        "to": None if words.to is None else ", ".join(words.to),
        "cc": None if words.to is None else ", ".join(words.cc),
        "investigation": words.investigation,
        "party": words.party,
        "subject": words.subject,
        "reference": words.reference,
        "templates": ",".join(map(str, words.templates)),
        "files": [file(*one) for one in kept],
    }


def answer(values: Mapping[str, Any], status: int = 200) -> JsonResponse:
    said = JsonResponse(dict(values), status=status)
    said["Cache-Control"] = "no-store"
    said["X-Content-Type-Options"] = "nosniff"
    return said
