"""Every act there is, in the order in which pages offer them."""

from collections.abc import Callable
from typing import Any

from prazo.accounts.models import Role
from prazo.accounts.models.member import RANK
from prazo.agreements.models import Version
from prazo.desk.models import Ticket
from prazo.web.stencil import hole
from prazo.web.views.acts import (
    agreement,
    assignment,
    call,
    classification,
    closure,
    contract,
    correction,
    escalation,
    exclusion,
    guests,
    macro,
    mark,
    merging,
    note,
    reminder,
    reminder_end,
    reopening,
    reply,
    resolution,
    resumption,
    spam,
    splitting,
    tags,
    wait,
)
from prazo.web.views.acts.act import ActForm
from prazo.web.views.acts.reply import investigated

__all__ = ["VIEWS", "composers", "fresh", "investigated"]

Initial = Callable[[str], dict[str, object]]
"""What the fields of a form hold, by the name under which it stands in the composer."""

COMPOSED = ((reply.ACT, "a"), (note.ACT, "i"), (call.ACT, "c"))
VIEWS = {
    "reply": reply.reply,
    "note": note.note,
    "call": call.call,
    "assignment": assignment.assignment,
    "classification": classification.classification,
    "wait": wait.wait,
    "resumption": resumption.resumption,
    "escalation": escalation.escalation,
    "exclusion": exclusion.exclusion,
    "resolution": resolution.resolution,
    "closure": closure.closure,
    "reopening": reopening.reopening,
    "merge": merging.merging,
    "split": splitting.splitting,
    "agreement": agreement.agreement,
    "contract": contract.contract,
    "correction": correction.correction,
    "macro": macro.macro,
    "mark": mark.mark,
    "reminder": reminder.reminder,
    "reminded": reminder_end.reminded,
    "tags": tags.tags,
    "spam": spam.spam,
    "not-spam": spam.no_spam,
    "guests": guests.guests,
}


def composers(
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


def fresh(version: Version, ticked: bool, role: Role) -> dict[str, Any]:
    """Those forms for any ticket under a version, what is written left open."""
    blank = Ticket(version=version)

    def initial(kind: str) -> dict[str, object]:
        names = WRITTEN.get(kind, ())
        return {"investigation": ticked, **{name: hole(f"{kind}_{name}") for name in names}}

    return {
        "composers": composers(blank, "", None, initial, role),
        "ticket": {"number": hole("number")},
    }
