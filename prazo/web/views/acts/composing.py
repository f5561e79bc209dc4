"""The forms under a ticket's conversation."""

from collections.abc import Callable
from typing import Any

from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from prazo.accounts.models import Role
from prazo.accounts.models.member import RANK
from prazo.agreements.models import Version
from prazo.desk.calls import notes_required
from prazo.desk.models import Ticket
from prazo.web.access import DeskRequest
from prazo.web.shown.composer import Composer
from prazo.web.stencil import Stencil, hole
from prazo.web.views.acts import call, note, reply
from prazo.web.views.acts.act import Act, ActForm, name_of_its_own
from prazo.web.views.acts.reply import investigated

COMPOSERS = Stencil(
    "ticket/compose.html", "csrf_token", "seen", "known", "offered",
    "reply_text", "reply_to", "reply_cc", "reply_templates", "reply_once",
    "reply_revision", "reply_files", "reply_mark",
    "note_text", "note_templates", "note_once", "note_revision", "note_files", "note_mark",
    "call_once",
)  # fmt: skip
COMPOSED = ((reply.ACT, "a"), (note.ACT, "i"), (call.ACT, "c"))
Initial = Callable[[str], dict[str, object]]
"""What the fields of a form hold, by the name under which it stands in the composer."""


def drawn(
    request: DeskRequest,
    ticket: Ticket,
    composer: Composer,
    seen: str,
    light: bool,
    act: Act | None = None,
    form: ActForm | None = None,
) -> SafeString:
    """By a stencil, unless one came back with what it refused: the `form` of an `act`. `seen` is
    what stood last in the conversation; who may only note is `light`."""
    around = composer.words()
    role = Role.LIGHT if light else Role.AGENT
    if act is not None and act.inside:
        context = {
            **around,
            "composers": _composers(ticket, act.inside, form, composer.initial, role),
            "light": light,
            "ticket": ticket,
            "seen": seen,
        }
        return render_to_string("ticket/compose.html", context, request)
    written = {
        f"{kind}_{name}": value
        for kind in ("reply", "note")
        for name, value in composer.initial(kind).items()
    }
    words = {
        **around,
        **written,
        **{f"{kind}_once": name_of_its_own() for kind in ("reply", "note", "call")},
        "number": ticket.number,
        "csrf_token": get_token(request),
        "seen": seen,
    }
    version, ticked = ticket.version, composer.ticked
    return COMPOSERS.filled(
        words,
        lambda: _fresh(version, ticked, role),
        light=light,
        investigated=investigated(version),
        ticked=ticked,
        noted=notes_required(ticket),
    )


def _composers(
    ticket: Ticket, inside: str, form: ActForm | None, initial: Initial, role: Role = Role.AGENT
) -> list[dict[str, Any]]:
    """The forms under the conversation that `role` may send, as `initial` says of each; the one
    called `inside` as it came back."""
    offered = [(act, key) for act, key in COMPOSED if RANK[role] >= RANK[act.role]]
    chosen = inside or offered[0][0].inside
    return [
        {
            "act": act,
            "key": key,
            "form": form
            if form is not None and act.inside == inside
            else act.form(ticket, initial=initial(act.inside)),
            "chosen": act.inside == chosen,
        }
        for act, key in offered
    ]


WRITTEN = {
    "reply": ("text", "to", "cc", "templates", "once"),
    "note": ("text", "templates", "once"),
    "call": ("once",),
}
"""The fields whose words change from ticket to ticket."""


def _fresh(version: Version, ticked: bool, role: Role) -> dict[str, Any]:
    """Those forms for any ticket under a version, what is written left open."""
    blank = Ticket(version=version)

    def initial(kind: str) -> dict[str, object]:
        names = WRITTEN.get(kind, ())
        return {"investigation": ticked, **{name: hole(f"{kind}_{name}") for name in names}}

    return {
        "composers": _composers(blank, "", None, initial, role),
        "ticket": {"number": hole("number")},
    }
