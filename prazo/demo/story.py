"""What happens to one ticket of the demo world: a plot, drawn by chance, at past instants."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from prazo.accounts.models import Desk, User
from prazo.agreements.models import Version
from prazo.customers.models import RequesterAddress
from prazo.demo import phrases
from prazo.demo.cast import DemoDesk
from prazo.desk.actions.assign import assign
from prazo.desk.actions.classify import classify
from prazo.desk.actions.close import close
from prazo.desk.actions.exclude import exclude
from prazo.desk.actions.note import note
from prazo.desk.actions.receive import receive
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.wait import wait
from prazo.desk.actor import Actor, agent
from prazo.desk.inbound import Inbound
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.lib.refusal import Refusal

Act = Callable[[datetime], None]
PLOTS = (
    "new", "new", "answered", "asked", "asked", "solved", "solved", "solved", "solved", "late",
    "silent", "third_party", "carrier", "excluded", "reopened", "second_level", "urgent",
)  # fmt: skip
RECENT = ("new", "answered", "asked", "third_party", "carrier", "urgent", "second_level")


@dataclass(slots=True)
class Story:
    cast: DemoDesk
    desk: Desk
    version: Version
    agents: list[User]
    chance: random.Random
    index: int
    now: datetime
    ticket: Ticket | None = None

    @property
    def language(self) -> str:
        return self.cast.language

    def say(self, book: Mapping[str, tuple[str, ...]]) -> str:
        return self.chance.choice(book[self.language])


def acts_of(story: Story, days: int) -> Iterator[tuple[datetime, Act]]:
    """The acts of one ticket with their instants; some lie in the future and are left out."""
    chance = story.chance
    plot = PLOTS[story.index % len(PLOTS)]
    back = chance.uniform(0.02, 2.5) if plot in RECENT else chance.uniform(3, days)
    opened = _office_time(story, story.now - timedelta(days=back), plot)
    who = Actor(agent(chance.choice(story.agents)).kind, user=chance.choice(story.agents))
    after = _Pace(chance, opened)

    yield opened, _receive(story, plot)
    if plot == "new":
        return
    yield after(5, 40), _act(story, lambda t, at: assign(t, by=who, at=at, to=who.user))
    yield after(1, 9), _act(story, lambda t, at: _classify(story, t, who, at))
    if plot == "late":
        after(1500, 3000)
    yield (
        after(4, 60),
        _act(
            story,
            lambda t, at: reply(
                t,
                by=who,
                at=at,
                text=story.say(phrases.ANSWERS),
                investigation=True,
                then_wait=plot in ("asked", "silent", "solved", "reopened"),
            ),
        ),
    )
    yield from _rest(story, plot, who, after)


def _rest(story: Story, plot: str, who: Actor, after: "_Pace") -> Iterator[tuple[datetime, Act]]:
    match plot:
        case "third_party" | "carrier":
            yield (
                after(10, 60),
                _act(story, lambda t, at: wait(t, on=plot, by=who, at=at, reference="BA-20417")),
            )
        case "excluded":
            yield after(30, 300), _act(story, lambda t, at: _exclude(story, t, who, at))
        case "second_level":
            yield after(30, 90), _act(story, lambda t, at: _raise(t, who, at))
            yield (
                after(1, 20),
                _act(
                    story, lambda t, at: note(t, by=who, at=at, text=phrases.NOTES[story.language])
                ),
            )
        case "solved" | "late" | "reopened":
            yield after(60, 900), _answer(story)
            yield after(30, 400), _act(story, lambda t, at: _solve(story, t, who, at))
            if plot == "reopened":
                yield after(300, 2000), _answer(story)
                yield after(60, 600), _act(story, lambda t, at: _solve(story, t, who, at))
            yield after(2880, 4300), _act(story, lambda t, at: close(t, by=who, at=at))


class _Pace:
    """Instants one after another, some minutes apart."""

    def __init__(self, chance: random.Random, start: datetime) -> None:
        self._chance, self._at = chance, start

    def __call__(self, least: float, most: float) -> datetime:
        self._at += timedelta(minutes=self._chance.uniform(least, most))
        return self._at


def _act(story: Story, do: Callable[[Ticket, datetime], object]) -> Act:
    def act(at: datetime) -> None:
        if story.ticket is None:
            return
        try:
            do(Ticket.objects.get(pk=story.ticket.pk), at)
        except Refusal:
            return  # what came before ended the plot early, such as an answer that never came

    return act


def _receive(story: Story, plot: str) -> Act:
    subject, text = story.chance.choice(phrases.REQUESTS[story.language])
    address = story.chance.choice(
        [f"{p.split()[0]}" for company in story.cast.companies for p in company.people]
    )
    if plot == "urgent":
        subject = f"URGENTE {subject}"

    def act(at: datetime) -> None:
        known = (
            RequesterAddress.objects.filter(desk=story.desk, requester__name__startswith=address)
            .select_related("requester")
            .first()
        )
        assert known is not None
        message = receive(
            story.desk,
            Inbound(
                channel="email",
                reference=f"demo:{story.desk.slug}:{story.index}",
                sender=known.address,
                sender_name=known.requester.name,
                written_to=(story.cast.address,),
                subject=subject,
                text=text,
                received_at=at,
                language=story.desk.language,
            ),
        )
        story.ticket = message.ticket

    return act


def _answer(story: Story) -> Act:
    text = story.say(phrases.RETURNS)

    def act(at: datetime) -> None:
        if story.ticket is None or story.ticket.requester is None:
            return
        ticket = Ticket.objects.select_related("requester").get(pk=story.ticket.pk)
        person = ticket.requester
        assert person is not None
        receive(
            story.desk,
            Inbound(
                channel="email",
                reference=f"demo:{story.desk.slug}:{story.index}:{at.timestamp()}",
                sender=person.address,
                sender_name=person.name,
                written_to=(story.cast.address,),
                subject=f"Re: {ticket.subject}",
                text=text,
                received_at=at,
                answers=ticket.pk,
            ),
        )

    return act


def _classify(story: Story, ticket: Ticket, who: Actor, at: datetime) -> None:
    priorities = terms_of(ticket.version).agreement.dimensions.get("priority", ())
    if priorities and not ticket.subject.startswith("URGENTE"):
        weights = [1 + i for i in range(len(priorities))]
        value = story.chance.choices(priorities, weights)[0]
        classify(ticket, by=who, at=at, changes={"priority": value})


def _raise(ticket: Ticket, who: Actor, at: datetime) -> None:
    upper = terms_of(ticket.version).next_level(ticket.level)
    if upper:
        classify(ticket, by=who, at=at, changes={"level": upper})


def _exclude(story: Story, ticket: Ticket, who: Actor, at: datetime) -> None:
    causes = [x.cause for x in terms_of(ticket.version).agreement.not_covered]
    if causes:
        evidence = phrases.EVIDENCE[story.language]
        exclude(ticket, cause=story.chance.choice(causes), evidence=evidence, by=who, at=at)


def _solve(story: Story, ticket: Ticket, who: Actor, at: datetime) -> None:
    resolve(ticket, by=who, at=at, summary=story.say(phrases.SUMMARIES))


def _office_time(story: Story, at: datetime, plot: str) -> datetime:
    """Most people write in the day, on weekdays; recent ones write whenever they do."""
    if plot in RECENT:
        return at
    local = at.astimezone(ZoneInfo(story.cast.zone))
    while local.weekday() > 4:
        local -= timedelta(days=1)
    hour = story.chance.randint(8, 18)
    return datetime.combine(
        local.date(), time(hour, story.chance.randint(0, 59)), tzinfo=local.tzinfo
    )
