"""A macro that writes to somebody is held, whole, for the seconds in which it may be taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.actor import Actor, agent
from prazo.desk.models import Ticket
from prazo.engine.events import Author
from prazo.lib.refusal import Refusal
from prazo.rules.deeds import SENDING, Deed, read, written
from prazo.rules.performing import filled_in, perform
from prazo.writing import kinds
from prazo.writing.actions.deliver import OF_OTHERS
from prazo.writing.actions.press import hold_aside
from prazo.writing.words import Words


def apply(
    ticket: Ticket,
    name: str,
    deeds: Sequence[Deed],
    *,
    user: User,
    at: datetime,
    hold: timedelta,
) -> bool:
    """Whether it is held. What would be refused when it is done is refused now."""
    by = agent(user)
    with transaction.atomic():
        if not hold or not any(deed.do in SENDING for deed in deeds):
            perform(ticket, deeds, by=by, at=at)
            return False
        words = Words(
            text=_said(ticket, deeds, by, at),
            then=_then(deeds),
            macro=name,
            deeds=tuple(written(deeds)),
        )
        hold_aside(ticket, kinds.MACRO, words, user=user, at=at, hold=hold)
    return True


def do(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    """Its time has come. Over what a colleague did meanwhile it does nothing: its deeds would
    count as done before that."""
    since = ticket.events.filter(at__gt=at, by=Author.AGENT).exclude(user=by.user)
    acted = since.select_related("user").order_by("at", "id").last()
    if acted is not None:
        raise Refusal(
            "meanwhile",
            _("%(who)s acted on the ticket meanwhile. Look at it, and apply it again."),
            params={"who": str(acted.user)},
            conflict=True,
        )
    perform(ticket, read(words.deeds)[0], by=by, at=at)


OF_OTHERS[kinds.MACRO] = do


def _said(ticket: Ticket, deeds: Sequence[Deed], by: Actor, at: datetime) -> str:
    """What goes out, as it reads on this ticket."""
    texts = []
    for deed in deeds:
        if deed.do in SENDING:
            try:
                words = filled_in(deed, ticket, by, at).words
            except Refusal:  # said with its step where the macro is tried
                words = deed.words
            texts.append(words.get("text") or words.get("summary", ""))
    return "\n\n".join(texts)


def _then(deeds: Sequence[Deed]) -> str:
    """What of it the requester's own words would end or take up again."""
    ends = {"resolve", "close"}
    if any(deed.do in ends for deed in deeds):
        return "resolve"
    waits = any(
        deed.words.get("then") == "wait" or deed.words.get("on") == "customer" for deed in deeds
    )
    return "wait" if waits else ""
