"""An entry of a conversation as HTML, for what most entries are: a line, or a text alone."""

from datetime import UTC

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from prazo.web.shown.conversation import Entry


def drawn(entry: Entry) -> SafeString:
    """ "" for one with more to it, which its template draws. Passages were escaped where they
    were made (`body.as_html`); all else is escaped here (X01)."""
    if entry.kind == "act":
        said = f"<span><b>{escape(entry.author)}</b> {escape(entry.line)}</span>"
        return mark_safe(f'<p class="event" id="e{entry.id}">{said} {_time(entry)}</p>')  # noqa: S308
    if entry.kind == "desk" or entry.new or entry.files or entry.html or entry.warning:
        return mark_safe("")
    body = entry.body
    if body is None or body.cut or not body.passages or _folds(entry):
        return mark_safe("")
    about = escape(" · ".join(entry.about))
    texts = "".join([f'<div class="text">{passage.html}</div>' for passage in body.passages])
    return mark_safe(  # noqa: S308
        f'<article class="msg {entry.kind}" id="{"n" if entry.kind == "note" else "m"}{entry.id}">'
        f'<header><b>{escape(entry.author)}</b> <span class="muted">{about}</span>'
        f"{_time(entry)}</header>\n{texts}\n</article>"
    )


def _folds(entry: Entry) -> bool:
    return entry.body is not None and any(one.kind != "said" for one in entry.body.passages)


def _time(entry: Entry) -> str:
    at = f"{entry.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    title, short = escape(entry.full), escape(entry.short)
    return f'<time class="num" datetime="{at}" title="{title}">{short}</time>'
