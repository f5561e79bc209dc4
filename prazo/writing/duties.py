"""When held answers are sent, when what nobody wrote on is forgotten, and when drafts move."""

from datetime import datetime, timedelta

from prazo.lib.duty import duty
from prazo.writing.actions.carry import carry_drafts
from prazo.writing.actions.send_held import send_held
from prazo.writing.retention import forget_drafts


@duty("sending", every=timedelta(seconds=1))
def sending(as_of: datetime) -> bool:
    return send_held(as_of)


@duty("drafts", every=timedelta(minutes=1))
def drafts(as_of: datetime) -> bool:
    return forget_drafts(as_of)


@duty("carrying", every=timedelta(seconds=5))
def carrying(as_of: datetime) -> bool:
    return carry_drafts(as_of)
