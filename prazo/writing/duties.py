"""When held answers are sent, and when what nobody wrote on is forgotten."""

from datetime import datetime, timedelta

from prazo.lib.duty import duty
from prazo.writing.actions.send_held import send_held
from prazo.writing.retention import forget_drafts


@duty("sending", every=timedelta(seconds=1))
def sending(as_of: datetime) -> bool:
    return send_held(as_of)


@duty("drafts", every=timedelta(minutes=10))
def drafts(as_of: datetime) -> bool:
    return forget_drafts(as_of)
