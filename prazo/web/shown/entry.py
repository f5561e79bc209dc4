"""An entry of a conversation as HTML: a line of what was done, or what somebody wrote.

By plain functions, as a ticket has dozens of them. Parts of a body were escaped where
they were made (`body.as_html`); all else is escaped here (X01).
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prazo.web.shown.body import Body
from prazo.web.shown.conversation import Entry
from prazo.web.shown.due import machine
from prazo.web.shown.record import File


class Place(NamedTuple):
    """On whose page it stands: the ticket's, for a reader who may see `raw` mails or not."""

    number: int
    raw: bool
    language: str
    csrf_token: str = ""


TAKEN_BACK = {
    "agent": 'hx-target="#compose-reply" hx-swap="innerHTML"',
    "outside": 'hx-target="#act" hx-swap="innerHTML"',
    "applied": 'hx-swap="none"',
}
"""Where what is taken back stands then; of a macro nothing does."""
LETTERS = {"act": "e", "note": "n"}


def place_of(entry: Entry) -> str:
    """Its id on the page."""
    return LETTERS.get(entry.kind, "m") + str(entry.id)


def drawn(entry: Entry, place: Place) -> str:
    """As HTML."""
    if entry.kind == "act":
        asked = f' class="asked" title="{escape(entry.hint)}"' if entry.hint else ""
        said = f"<span{asked}><b>{escape(entry.author)}</b> {escape(entry.line)}</span>"
        html = f'<p class="event" id="e{entry.id}">{said} {_time(entry)}</p>'
    elif entry.kind == "desk":  # what it wrote by itself is folded away
        html = (
            f'<details class="msg desk" id="m{entry.id}"><summary>{_by(entry, "b")}{_time(entry)}'
            f"</summary>\n{_written(entry, place)}\n</details>"
        )
    elif entry.held:
        html = (
            f'<article class="msg {entry.kind} held" id="held-{entry.id}" data-held="{entry.id}"'
            f' data-number="{place.number}" data-until="{entry.held}"'
            f' aria-labelledby="held-{entry.id}-by">{_header(entry, f"held-{entry.id}")}\n'
            f"{_written(entry, place)}\n{_undo(entry, place)}\n</article>"
        )
    else:
        new = _("new since you began to write") if entry.new else ""
        chip = f' <span class="chip flag">{escape(new)}</span>' if new else ""
        own = place_of(entry)
        html = (
            f'<article class="msg {entry.kind}{" new" if new else ""}" id="{own}"'
            f' aria-labelledby="{own}-by">{_header(entry, own, chip)}\n'
            f"{_written(entry, place)}\n</article>"
        )
    return html


def _undo(entry: Entry, place: Place) -> str:
    """It counts down where there are scripts; without them it says how it is. The key is that of
    what was sent last, as on every other page."""
    address = f"/t/{place.number}/undo"
    said, again = escape(_("It goes out in a moment.")), escape(_("Undo"))
    key, sign = (' data-key="z"', ' <kbd aria-hidden="true">z</kbd>') if entry.latest else ("", "")
    return (
        f'<form method="post" action="{address}" class="row" hx-post="{address}"'
        f" {TAKEN_BACK[entry.kind]}>"
        f'<input type="hidden" name="held" value="{entry.id}">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(place.csrf_token)}">'
        f'<span class="muted" data-countdown>{said}</span>'
        f'<button class="btn small"{key}>{again}{sign}</button>'
        "</form>"
    )


def _header(entry: Entry, own: str, chip: str = "") -> str:
    """Who hears the page goes to it as a heading, and it names the message."""
    by = _by(entry, 'b role="heading" aria-level="2"')
    return f'<header id="{own}-by">{by}{chip}{_time(entry)}</header>'


def _by(entry: Entry, mark: str) -> str:
    about = escape(" · ".join(entry.about))
    return f'<{mark}>{escape(entry.author)}</b> <span class="muted">{about}</span>'


def _time(entry: Entry) -> str:
    title, short = escape(entry.full), escape(entry.short)
    return f'<time class="num" datetime="{machine(entry.at)}" title="{title}">{short}</time>'


def _written(entry: Entry, place: Place) -> str:
    """What was written, and whatever hangs on it."""
    said = _said(place.language)
    parts = [_parts(entry.body, said)]
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


def _parts(body: Body | None, said: "Words") -> str:
    if body is None or not body.parts:
        return f'<p class="muted">{said.nothing}</p>'
    written = "text formatted" if body.formatted else "text"
    return "".join(
        [
            f'<div class="{written}">{part.html}</div>'
            if part.kind == "said"
            else f'<details class="folded"><summary>{said.folded(part.kind)}</summary>'
            f'<div class="text">{part.html}</div></details>'
            for part in body.parts
        ]
    )


def _files(files: Iterable[File]) -> str:
    return f'<ul class="files">{"".join(map(_file, files))}</ul>'


def _file(file: File) -> str:
    """A picture of ours is shown; of a stranger's file nothing is before it is asked for."""
    name = escape(file.name or _("nameless"))
    size = f'<span class="muted num">{escape(filesizeformat(file.size))}</span>'
    if not file.pk:
        return f"<li>{name} {size}</li>"
    address = f"/n/{file.pk}" if file.inside else f"/f/{file.pk}"
    picture = ""
    if file.picture:
        picture = (
            f'<a class="picture" href="{address}?picture" target="_blank" rel="noopener">'
            f'<img src="{address}?picture" alt="{name}" loading="lazy"></a>'
        )
    return f'<li>{picture}<a href="{address}" download>{name}</a> {size}</li>'


def _as_sent(entry: Entry, place: Place, address: str, said: "Words") -> str:
    """A mail with its own looks, in a frame without scripts (X02)."""
    raw = f'<a href="/t/{place.number}/raw/{entry.id}">{said.raw}</a>'
    if entry.kind != "message" or not place.raw:  # one of ours came by no mail
        raw = ""
    return (
        f'<details class="folded as-sent"><summary>{_sent_with(entry.pictures, said)}</summary>'
        '<iframe class="mail" sandbox="allow-same-origin allow-popups'
        ' allow-popups-to-escape-sandbox" loading="lazy"'
        f' src="{address}" title="{said.mail}" height="360"></iframe>'
        f'<p class="row"><a href="{address}" target="_blank" rel="noopener">{said.page}</a>{raw}'
        "</p></details>"
    )


def _sent_with(pictures: int, said: "Words") -> str:
    """What its text stands without: a screenshot is often the whole report."""
    if not pictures:
        return said.as_sent
    shown = ngettext(
        "As it was sent, with %(count)s picture",
        "As it was sent, with %(count)s pictures",
        pictures,
    )
    return escape(shown % {"count": pictures})


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
