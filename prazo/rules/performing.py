"""Deeds done to a ticket: all of them, or none."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Team, User
from prazo.desk import tags
from prazo.desk.actions.assign import assign
from prazo.desk.actions.classify import classify
from prazo.desk.actions.close import close
from prazo.desk.actions.note import note
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.remind import remind
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.spam import mark_spam
from prazo.desk.actions.tag import tag
from prazo.desk.actions.wait import wait
from prazo.desk.actor import Actor
from prazo.desk.by_itself import subject_of, vouched
from prazo.desk.models import Ticket
from prazo.desk.moments import after_working_days
from prazo.desk.private_teams import is_closed_to
from prazo.engine.events import Author
from prazo.escalation.actions.escalate import escalate
from prazo.lib.refusal import Refusal
from prazo.routing.days import office_of
from prazo.routing.people import in_place_of
from prazo.rules.deeds import HOLDER, ME, NOBODY, Deed
from prazo.writing.placeholders import filled
from prazo.writing.signatures import signature_of
from prazo.writing.values import markup_with, values_of

Words = Mapping[str, str]
ASKED = "asked"
"""Among the words of a wait that follows an answer of the same macro: it is a question."""
MARKUP = "markup"
"""Among the words of a deed whose text may hold signs: how it is to be read. Nobody looks at it
before it is sent."""
READ = {"note": "text", "reply": "text", "resolve": "summary"}
"""Which word of a deed may hold signs."""


def perform(ticket: Ticket, deeds: Sequence[Deed], *, by: Actor, at: datetime) -> None:
    """In one transaction. A Refusal names the deed that refused, and nothing is done."""
    with transaction.atomic():
        for place, deed in enumerate(deeds, start=1):
            now = Ticket.objects.to_act_on().get(pk=ticket.pk)
            try:
                words = filled_in(deed, now, by, at).words
                if deed.do == "wait" and any(one.do == "reply" for one in deeds[: place - 1]):
                    words = {**words, ASKED: ASKED}  # who put the two together meant it
                if text := deed.words.get(READ.get(deed.do, "")):
                    words = {**words, MARKUP: markup_with(text, _values(now, by, at))}
                DO[deed.do](now, words, by, at)
            except Refusal as refusal:
                raise Refusal(
                    refusal.code,
                    _("Step %(step)s, %(deed)s: %(why)s"),
                    params={"step": place, "deed": deed.kind.label, "why": refusal},
                    conflict=refusal.conflict,
                ) from refusal


def refused(ticket: Ticket, deeds: Sequence[Deed], *, by: Actor, at: datetime) -> str:
    """Why they would be, by doing them and taking it back; "" where they would be done."""
    try:
        with transaction.atomic():
            perform(ticket, deeds, by=by, at=at)
            transaction.set_rollback(True)
    except Refusal as refusal:
        return str(refusal)
    return ""


def filled_in(deed: Deed, ticket: Ticket, by: Actor, at: datetime) -> Deed:
    """With the variables of its texts; Refusal where nothing is known of one."""
    words = dict(deed.words)
    for word in deed.kind.words:
        if not word.filled or word.name not in words:
            continue
        words[word.name], missing = filled(words[word.name], _values(ticket, by, at))
        if missing:
            raise Refusal(
                "unknown",
                _("Nothing is known of {%(name)s} on this ticket."),
                word.name,
                {"name": missing[0]},
                conflict=True,
            )
    return Deed(deed.do, words)


def _values(ticket: Ticket, by: Actor, at: datetime) -> dict[str, str]:
    """L06: by itself, the desk writes no word of its sender's to an address that has never
    answered us. Nobody completes these texts, so that who has no name is called by his address."""
    values = values_of(ticket, str(by.user or ticket.desk), at)
    address = ticket.requester.address if ticket.requester else ""
    if by.kind is not Author.AGENT and not vouched(ticket):
        return {**values, "requester": address, "subject": subject_of(ticket)}
    return {**values, "requester": values["requester"] or address}


def _assign(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    """What is so already is not done again. Nothing is given to who is away: whoever stands in
    gets it, and it says why. Of nobody a person is told; a rule leaves it to the queue."""
    meant = _person(words.get("person", ""), ticket, by)
    team = _team(words.get("team", ""), ticket)
    to, why = meant, None
    if meant is not None and meant not in (ticket.assignee, by.user):
        there = in_place_of(ticket.desk_id, meant.pk, at)
        if there is not None and there != meant.pk and is_closed_to(there, ticket):
            there = None
        if there is None and by.kind is Author.AGENT:
            raise Refusal(
                "away",
                _("%(name)s is away and nobody stands in."),
                "to",
                {"name": str(meant)},
                conflict=True,
            )
        if there != meant.pk:
            to = None if there is None else User.objects.get(pk=there)
            why = {"returned": "absent", "of": str(meant)}
    if to != ticket.assignee or (team is not None and team.pk != ticket.team_id):
        keep = not words.get("person")
        reason = words.get("reason", "")
        assign(ticket, by=by, at=at, to=to, team=team, keep=keep, why=why, reason=reason)


def _person(said: str, ticket: Ticket, by: Actor) -> User | None:
    if not said:
        return ticket.assignee
    if said == NOBODY:
        return None
    if said == ME:
        return by.user
    return _somebody(said)


def _somebody(said: str) -> User:
    found = User.objects.filter(pk=int(said), is_active=True).first()
    if found is None:
        raise Refusal("gone", _("Who is meant works here no more."), "to")
    return found


def _team(said: str, ticket: Ticket) -> Team | None:
    if not said:
        return None
    found = Team.objects.filter(pk=int(said), desk=ticket.desk_id).first()
    if found is None:
        raise Refusal("gone", _("The team it should be given to is gone."), "team")
    return found


def _classify(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    classify(ticket, by=by, at=at, changes=words)


def _tag(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    add, remove = (tags.read(words.get(name, "")) for name in ("add", "remove"))
    if {*add} - {*ticket.tags} or {*remove} & {*ticket.tags} - {*add}:
        tag(ticket, by=by, at=at, add=add, remove=remove)


def _note(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    note(ticket, by=by, at=at, text=words["text"], markup=words[MARKUP])


def _tell(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    """By a note that says to whom it is written."""
    team = _team(words.get("team", ""), ticket)
    people = [] if team is None else list(User.objects.filter(memberships__teams=team))
    told = [] if team is None else [str(team)]
    if (one := _whom(words.get("whom", ""), ticket)) is not None:
        people.append(one)
        told.insert(0, str(one))
    if not people:
        raise Refusal("nobody", _("There is nobody to tell."), "whom", conflict=True)
    text = gettext("To %(people)s: %(text)s") % {"people": ", ".join(told), "text": words["text"]}
    note(ticket, by=by, at=at, text=text, tells=sorted({person.pk for person in people}))


def _remind(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    """When work begins on that day, by the desk's office calendar."""
    user, team = _whom(words.get("whom", ""), ticket), _team(words.get("team", ""), ticket)
    if user is None and team is None:
        raise Refusal(
            "nobody", _("Nobody has the ticket who could be reminded."), "whom", conflict=True
        )
    when = after_working_days(at, int(words["days"]), office_of(ticket.version))
    remind(ticket, by=by, at=at, when=when, user=user, team=team, note=words.get("note", ""))


def _whom(said: str, ticket: Ticket) -> User | None:
    if said == HOLDER:
        return ticket.assignee
    return _somebody(said) if said else None


def _reply(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    reply(
        ticket,
        by=by,
        at=at,
        text=words["text"],
        markup=words[MARKUP],
        signature=signature_of(by, ticket),
        then_wait=words.get("then") == "wait",
    )


def _wait(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    reference, reason = words.get("reference", ""), words.get("reason", "")
    asked = ASKED in words
    wait(ticket, by=by, at=at, on=words["on"], reference=reference, reason=reason, asked=asked)


def _beside(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    open_side_thread(
        ticket,
        party=words["party"],
        to=words["to"],
        subject=words["subject"],
        text=words["text"],
        wait=words.get("waits") == "wait",
        by=by,
        at=at,
    )


def _resolve(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    resolve(
        ticket,
        by=by,
        at=at,
        summary=words["summary"],
        markup=words[MARKUP],
        signature=signature_of(by, ticket),
    )


def _close(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    close(ticket, by=by, at=at, reason=words.get("reason", ""))


def _spam(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    mark_spam(ticket, by=by, at=at, reason=words.get("reason", ""))


def _escalate(ticket: Ticket, words: Words, by: Actor, at: datetime) -> None:
    escalate(ticket, by=by, at=at, reason=words["reason"])


DO: Mapping[str, Callable[[Ticket, Words, Actor, datetime], None]] = {
    "assign": _assign,
    "classify": _classify,
    "tag": _tag,
    "note": _note,
    "tell": _tell,
    "remind": _remind,
    "reply": _reply,
    "wait": _wait,
    "beside": _beside,
    "resolve": _resolve,
    "close": _close,
    "spam": _spam,
    "escalate": _escalate,
}
