"""What stands in the forms under a conversation: what was written, to whom it goes, its files."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from prazo.desk.intake.taking_part import TAKES_PART
from prazo.desk.models import Ticket
from prazo.engine.events import Kind
from prazo.web.own_addresses import ours
from prazo.web.shown.due import moment
from prazo.web.shown.record import Kept, Record
from prazo.writing.models import Draft
from prazo.writing.recipients import Recipients, Spoken, derived
from prazo.writing.words import Words, opened

KINDS = ("reply", "note")
EMPTY = Words()


@dataclass(frozen=True, slots=True)
class Composer:
    """One reader's; `kept` are the drafts that are theirs and not sent."""

    recipients: Recipients
    kept: Mapping[str, Kept]
    written: Mapping[str, Words]
    now: datetime

    @property
    def ticked(self) -> bool:
        return self.written.get("reply", EMPTY).investigation

    @property
    def revisions(self) -> str:
        """As the page compares them: reply.note"""
        return ".".join(str(self._revision(kind)) for kind in KINDS)

    def initial(self, kind: str) -> dict[str, object]:
        """What a fresh form of a kind holds."""
        words = self.written.get(kind, EMPTY)
        templates = ",".join(map(str, words.templates))
        if kind == "note":
            return {"text": words.text, "templates": templates}
        to = self.recipients.to if words.to is None else words.to
        cc = self.recipients.cc if words.to is None else words.cc
        return {
            "text": words.text,
            "to": ", ".join(to),
            "cc": ", ".join(cc),
            "templates": templates,
            "investigation": words.investigation,
        }

    def words(self) -> dict[str, object]:
        """What else stands around those forms."""
        found: dict[str, object] = {
            "known": " ".join(sorted(self.recipients.known)),
            "offered": offered(self.recipients),
        }
        for kind in KINDS:
            kept = self.kept.get(kind)
            found[f"{kind}_revision"] = self._revision(kind)
            found[f"{kind}_files"] = files(kept.files if kept else ())
            found[f"{kind}_mark"] = kept_since(kept, self.now)
        return found

    def _revision(self, kind: str) -> int:
        kept = self.kept.get(kind)
        return kept.revision if kept else 0


def offered(recipients: Recipients) -> SafeString:
    """Whom else the last mail was written to, and where it asks for answers to go; nobody of them
    is written to unasked (T03, T06)."""
    asked = [one for one in recipients.offered if one.lower() in recipients.asked]
    others = [one for one in recipients.offered if one.lower() not in recipients.asked]
    rows = ((_("The last mail also went to:"), others), (_("It asks for answers at:"), asked))
    return mark_safe("".join(_offers(said, ones, recipients) for said, ones in rows))  # noqa: S308


def _offers(said: str, addresses: Iterable[str], recipients: Recipients) -> str:
    each = "".join(_offer(one, recipients.is_new(one)) for one in addresses)
    return f'<div class="offered row"><span>{escape(said)}</span>{each}</div>' if each else ""


def _offer(address: str, is_new: bool) -> str:
    shown = escape(address)
    new = f' <b class="fresh">{escape(_("new here"))}</b>'
    return (
        f'<label class="chip check"><input type="checkbox" name="offered" value="{shown}">'
        f" <span>{shown}</span>{new if is_new else ''}</label>"
    )


def composer(record: Record, ticket: Ticket, reader: int, now: datetime) -> Composer:
    kept = {
        one.kind: one
        for one in record.drafts
        if one.user_id == reader and one.send_at is None and one.sealed is not None
    }
    written = {
        kind: _as_addressed(opened(base64.b64decode(one.sealed or "")), one, record)
        for kind, one in kept.items()
    }
    address = ticket.requester.address if ticket.requester is not None else ""
    theirs = (None, ticket.requester_id)
    theirs_since = _theirs_since(record)
    spoken = [
        Spoken(
            m.kind,
            m.sender,
            [(r.get("field", ""), r.get("address", "")) for r in m.recipients],
            beside=TAKES_PART in m.remarks or m.requester_id not in theirs,
            before=theirs_since is not None and m.at <= theirs_since,
        )
        for m in record.messages
        if m.channel == "email"
    ]
    own = ours(a for one in spoken for _field, a in one.recipients)
    return Composer(derived(spoken, address, own), kept, written, now)


def _theirs_since(record: Record) -> datetime | None:
    """When the case became its requester's, if it was another one's."""
    moved = [e.at for e in record.events if e.kind == Kind.CORRECTED and "requester" in e.data]
    return moved[-1] if moved else None


def _as_addressed(words: Words, kept: Kept, record: Record) -> Words:
    """What was begun while the case was another requester's does not go to that one now."""
    since = _theirs_since(record)
    return words if since is None or kept.changed_at > since else replace(words, to=None, cc=())


def files(kept: Iterable[tuple[str, str, int]]) -> SafeString:
    """The list's items; each can be taken away before anything is sent."""
    items = "".join(file(*one) for one in kept)
    return mark_safe(items)  # noqa: S308


def file(token: str, name: str, size: int) -> str:
    shown, code = escape(name), escape(token)
    away = escape(_("Remove"))
    return (
        f'<li data-token="{code}"><a href="/d/{code}" download>{shown}</a>'
        f' <span class="muted num">{escape(filesizeformat(size))}</span>'
        f'<button class="link" name="drop" value="{code}" formnovalidate'
        f' aria-label="{away} {shown}">✕</button></li>'
    )


def kept_since(kept: Kept | Draft | None, now: datetime) -> str:
    """How it stands with a draft, until a script says it."""
    if kept is None:
        return ""
    if kept.trouble:
        return _("Not sent: %(why)s") % {"why": kept.trouble}
    return _("draft, kept %(at)s") % {"at": moment(kept.changed_at, now)}
