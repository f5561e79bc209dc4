"""Every act there is, in the order in which pages offer them."""

from typing import Any

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
    escalation,
    exclusion,
    merging,
    note,
    reopening,
    reply,
    resolution,
    resumption,
    splitting,
    wait,
)
from prazo.web.views.acts.act import ActForm
from prazo.web.views.acts.reply import investigated

__all__ = ["VIEWS", "composers", "fresh", "investigated"]

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
}


def composers(ticket: Ticket, inside: str, form: ActForm | None) -> list[dict[str, Any]]:
    """The three forms under the conversation; the one called `inside` as it came back."""
    chosen = inside or "reply"
    return [
        {
            "act": act,
            "key": key,
            "form": form if form is not None and act.inside == inside else act.form(ticket),
            "chosen": act.inside == chosen,
        }
        for act, key in COMPOSED
    ]


def fresh(version: Version) -> dict[str, Any]:
    """The three forms for any ticket under a version, its number left open."""
    blank = Ticket(version=version)
    return {"composers": composers(blank, "", None), "ticket": {"number": hole("number")}}
