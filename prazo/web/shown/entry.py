"""An entry of a conversation as HTML: a line of what was done, or what somebody wrote.

By plain functions, as a ticket has dozens of them. Passages were escaped where they were made
(`body.as_html`); all else is escaped here (X01).
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from prazo.web.shown.body import Body
from prazo.web.shown.conversation import Entry
from prazo.web.shown.due import machine
from prazo.web.shown.record import File


class Place(NamedTuple):
    """On whose page it stands: the ticket's, for a reader who may see `raw` mails or not."""

    number: int
    raw: bool
    language: str


def drawn(entry: Entry, place: Place) -> SafeString:
    if entry.kind == "act":
        asked = f' class="asked" title="{escape(entry.hint)}"' if entry.hint else ""
        said = f"<span{asked}><b>{escape(entry.author)}</b> {escape(entry.line)}</span>"
        html = f'<p class="event" id="e{entry.id}">{said} {_time(entry)}</p>'
    elif entry.kind == "desk":  # what it wrote by itself is folded away
        html = (
            f'<details class="msg desk" id="m{entry.id}"><summary>{_by(entry)}{_time(entry)}'
            f"</summary>\n{_written(entry, place)}\n</details>"
        )
    else:
        new = _("new since you began to write") if entry.new else ""
        chip = f' <span class="chip flag">{escape(new)}</span>' if new else ""
        html = (
            f'<article class="msg {entry.kind}{" new" if new else ""}"'
            f' id="{"n" if entry.kind == "note" else "m"}{entry.id}">'
            f"<header>{_by(entry)}{chip}{_time(entry)}</header>\n"
            f"{_written(entry, place)}\n</article>"
        )
    return mark_safe(html)  # noqa: S308


def _by(entry: Entry) -> str:
    about = escape(" · ".join(entry.about))
    return f'<b>{escape(entry.author)}</b> <span class="muted">{about}</span>'


def _time(entry: Entry) -> str:
    title, short = escape(entry.full), escape(entry.short)
    return f'<time class="num" datetime="{machine(entry.at)}" title="{title}">{short}</time>'


def _written(entry: Entry, place: Place) -> str:
    """What was written, and whatever hangs on it."""
    said = _said(place.language)
    parts = [_passages(entry.body, said)]
    address = f"/t/{place.number}/m/{entry.id}"
    if entry.body is not None and entry.body.cut:
        parts.append(f'<p><a href="{address}/text">{said.whole}</a></p>')
    if entry.warning:
        parts.append(f'<p class="error">{escape(entry.warning)}</p>')
    if entry.files:
        parts.append(_files(entry.files))
    if entry.html:
        parts.append(_as_sent(entry, place, address, said))
    return "\n".join(parts)


def _passages(body: Body | None, said: "Words") -> str:
    if body is None or not body.passages:
        return f'<p class="muted">{said.nothing}</p>'
    return "".join(
        [
            f'<div class="text">{passage.html}</div>'
            if passage.kind == "said"
            else f'<details class="folded"><summary>{said.folded(passage.kind)}</summary>'
            f'<div class="text">{passage.html}</div></details>'
            for passage in body.passages
        ]
    )


def _files(files: Iterable[File]) -> str:
    lines = [
        f'<li><a href="/f/{file.pk}" download>{escape(file.name or _("nameless"))}</a>'
        f' <span class="muted num">{escape(filesizeformat(file.size))}</span></li>'
        for file in files
    ]
    return f'<ul class="files">{"".join(lines)}</ul>'


def _as_sent(entry: Entry, place: Place, address: str, said: "Words") -> str:
    """A mail with its own looks, in a frame without scripts (X02)."""
    raw = f'<a href="/t/{place.number}/raw/{entry.id}">{said.raw}</a>' if place.raw else ""
    return (
        f'<details class="folded as-sent"><summary>{said.as_sent}</summary>'
        '<iframe class="mail" sandbox="allow-same-origin allow-popups'
        ' allow-popups-to-escape-sandbox" loading="lazy"'
        f' src="{address}" title="{said.mail}" height="360"></iframe>'
        f'<p class="row"><a href="{address}" target="_blank" rel="noopener">{said.page}</a>{raw}'
        "</p></details>"
    )


class Words(NamedTuple):
    """As HTML."""

    nothing: str
    whole: str
    quoted: str
    forwarded: str
    signature: str
    as_sent: str
    mail: str
    page: str
    raw: str

    def folded(self, kind: str) -> str:
        return {"quoted": self.quoted, "forwarded": self.forwarded}.get(kind, self.signature)


@lru_cache(maxsize=32)
def _said(language: str) -> Words:
    """In the language that is active."""
    said = (
        _("no text"), _("The whole text"), _("quoted text"), _("forwarded message"),
        _("signature"), _("As it was sent"), _("The mail as it was sent"),
        _("On a page of its own"), _("Raw mail"),
    )  # fmt: skip
    return Words(*map(escape, said))
