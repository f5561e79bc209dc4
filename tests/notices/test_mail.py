"""Notices by mail: when, to whom, how many, in which words, and never twice."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import translation

from prazo.accounts.models import Member, SeenBy, User
from prazo.desk.actions.assign import assign
from prazo.desk.actions.note import note
from prazo.desk.models import Outgoing, Ticket
from prazo.notices.actions.choose import choose
from prazo.notices.actions.follow import follow
from prazo.notices.actions.forget import KEPT, forget
from prazo.notices.actions.mail import mail
from prazo.notices.actions.read import opened, read
from prazo.notices.actions.tell import tell
from prazo.notices.choices import CALM, LONGEST
from prazo.notices.models import Kind, Notice, Occasion, Preference
from prazo.notices.wording import said_of_many
from tests.notices.storm import storm
from tests.world import World, at

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask("No dial tone")


def mails() -> list[Outgoing]:
    return list(Outgoing.objects.filter(key__startswith="notices:").order_by("pk"))


def give(ticket: Ticket, world: World, when: datetime) -> None:
    assign(ticket, by=world.by_lea, at=when, to=world.ann)
    tell(when)


def all_mail(when: datetime) -> int:
    """How many the duty wrote."""
    before = len(mails())
    while mail(when):
        pass
    return len(mails()) - before


def test_it_waits_a_minute_and_goes_once(ticket: Ticket, world: World) -> None:
    give(ticket, world, at("9:00"))
    assert all_mail(at("9:00") + CALM - timedelta(seconds=1)) == 0
    assert all_mail(at("9:00") + CALM) == 1
    assert all_mail(at("9:00") + CALM) == all_mail(at("12:00")) == 0
    (sent,) = mails()
    assert sent.to == ["ann@desk.example"]
    assert sent.subject == f"[#{ticket.number}] Lea gave it to you: No dial tone"
    assert f"http://127.0.0.1:8000/t/{ticket.number}\n" in sent.text
    assert "Since this morning" not in sent.text
    assert "\n\n\n" not in sent.text and sent.text.count("\n") == 6  # two paragraphs
    assert sent.headers["Auto-Submitted"] == "auto-generated"
    assert sent.ticket is None


def test_in_the_persons_language(ticket: Ticket, world: World) -> None:
    User.objects.filter(pk=world.ann.pk).update(language="pt-br")
    give(ticket, world, at("9:00"))
    all_mail(at("9:01"))
    assert mails()[0].headers["Content-Language"] == "pt-br"


def test_what_was_seen_is_not_mailed(ticket: Ticket, world: World) -> None:
    give(ticket, world, at("9:00"))
    opened(world.ann, ticket, at=at("9:00") + timedelta(seconds=30))
    assert all_mail(at("9:01")) == 0
    assert not Occasion.objects.exclude(mail_after=None).exists()


def test_of_two_lines_the_one_that_was_read_is_not_mailed(ticket: Ticket, world: World) -> None:
    other = world.ask("Fax is dead")
    for one in (ticket, other):
        give(one, world, at("9:00"))
    line = Notice.objects.get(ticket=ticket)
    read(world.ann, at=at("9:00") + timedelta(seconds=30), notice=line.pk)
    assert all_mail(at("9:01")) == 1
    assert "Fax is dead" in mails()[0].subject and "No dial tone" not in mails()[0].text


def test_who_may_no_longer_see_it_is_not_mailed(ticket: Ticket, world: World) -> None:
    give(ticket, world, at("9:00"))
    Member.objects.filter(user=world.ann).delete()
    assert all_mail(at("9:01")) == 0 and all_mail(at("12:00")) == 0


def test_what_was_hidden_meanwhile_keeps_no_other_from_the_mail(
    ticket: Ticket, world: World
) -> None:
    other = world.ask("Fax is dead")
    for one in (ticket, other):
        follow(one, user=world.bob, at=at("8:30"))
    Preference.objects.create(user=world.bob, mail={Kind.ANSWERED: "at_once"})
    for one in (ticket, other):
        world.ask(answers=one, at=at("9:00"))
    tell(at("9:00"))
    Ticket.objects.filter(pk=other.pk).update(team=world.back)
    world.front.seen_by = SeenBy.TEAM
    world.front.save()
    assert all_mail(at("9:01")) == 1
    (sent,) = mails()
    assert "Fax is dead" in sent.subject and "No dial tone" not in sent.text
    assert not Occasion.objects.exclude(mail_after=None).exists()


def test_who_cannot_sign_in_is_not_mailed(ticket: Ticket, world: World) -> None:
    give(ticket, world, at("9:00"))
    User.objects.filter(pk=world.ann.pk).update(is_active=False)
    assert all_mail(at("9:01")) == 0


def test_a_storm_is_one_mail(world: World) -> None:
    """500 within four minutes: one mail, with one line and a link to the list."""
    for minute in range(5):
        storm(world, 100, at("9:00") + minute * MINUTE * 0.9)
        while tell(at("9:00") + minute * MINUTE * 0.9):
            pass
        assert all_mail(at("9:00") + minute * MINUTE * 0.9) == 0
    assert all_mail(at("9:10")) == 1
    (sent,) = mails()
    (line,) = Notice.objects.filter(user=world.ann)
    assert sent.subject == "Acme-Desk: 500 tickets were given to you"
    assert f"/notices/{line.pk}\n" in sent.text and len(sent.text) < 400


def test_a_storm_without_end_is_a_mail_now_and_then(world: World) -> None:
    sent = []
    for step in range(20):
        now = at("9:00") + step * timedelta(seconds=50)
        storm(world, 1, now)
        tell(now)
        if all_mail(now):
            sent.append(now - at("9:00"))
    assert sent == [LONGEST]


def test_few_are_named_and_kinds_stand_together(ticket: Ticket, world: World) -> None:
    other = world.ask("Fax is dead")
    follow(other, user=world.ann, at=at("8:30"))
    give(ticket, world, at("9:00"))
    note(other, by=world.by_bob, at=at("9:00"), text="@ann secret words")
    tell(at("9:00"))
    assert all_mail(at("9:01")) == 1
    (sent,) = mails()
    assert sent.subject == "Acme-Desk: notices about 2 tickets"
    assert sent.text.index("Bob mentions you") < sent.text.index("Lea gave it to you")
    assert "Fax is dead" in sent.text and "secret words" not in sent.text


def test_desks_are_mailed_apart(ticket: Ticket, world: World) -> None:
    Member.objects.create(desk=world.other_desk, user=world.ann, role="agent")
    theirs = world.ask(desk=world.other_desk, sender="x@else.example")
    give(ticket, world, at("9:00"))
    assign(theirs, by=world.by_lea, at=at("9:00"), to=world.ann)
    tell(at("9:00"))
    assert all_mail(at("9:01")) == 2
    assert {one.desk for one in mails()} == {world.desk, world.other_desk}


class TestWhen:
    def chosen(self, world: World, **fields: object) -> None:
        User.objects.filter(pk=world.ann.pk).update(time_zone="Europe/Berlin")
        Preference.objects.create(user=world.ann, **fields)

    def test_an_hourly_digest(self, world: World) -> None:
        self.chosen(world, mail={Kind.ASSIGNED: "hourly"})
        for minute in (5, 25, 50):
            give(world.ask(), world, at(f"9:{minute:02}"))
        assert all_mail(at("9:59")) == 0
        assert all_mail(at("10:00")) == 1
        assert mails()[0].text.count("/t/") == 3

    def test_a_daily_digest(self, ticket: Ticket, world: World) -> None:
        self.chosen(world, mail={Kind.ASSIGNED: "daily"}, daily_at=17)
        give(ticket, world, at("9:00"))
        assert all_mail(at("15:59")) == 0
        assert all_mail(at("16:00")) == 1  # 17:00 in Berlin

    def test_quiet_hours_over_midnight(self, ticket: Ticket, world: World) -> None:
        self.chosen(world, quiet_from=time(22), quiet_until=time(7))
        give(ticket, world, at("22:30"))
        give(world.ask(), world, at("1:00", days=1))
        assert all_mail(at("5:59", days=1)) == 0
        assert all_mail(at("6:00", days=1)) == 1  # 07:00 in Berlin
        assert mails()[0].text.count("/t/") == 2

    def test_a_new_choice_holds_for_what_waits(self, ticket: Ticket, world: World) -> None:
        self.chosen(world, mail={Kind.ASSIGNED: "daily"})
        give(ticket, world, at("9:00"))
        chosen = Preference.objects.get(user=world.ann)
        chosen.mail = {Kind.ASSIGNED: "at_once"}
        choose(chosen, at=at("9:05"))
        assert all_mail(at("9:06")) == 1

    def test_a_new_choice_counts_from_now(self, ticket: Ticket, world: World) -> None:
        self.chosen(world, mail={Kind.ASSIGNED: "daily"})
        give(ticket, world, at("9:00"))
        chosen = Preference.objects.get(user=world.ann)
        chosen.mail = {Kind.ASSIGNED: "hourly"}
        choose(chosen, at=at("12:10"))
        assert all_mail(at("12:58")) == 0
        chosen.mail = {Kind.ASSIGNED: "at_once"}
        chosen.quiet_from, chosen.quiet_until = time(13), time(15)  # in Berlin: until 14:00
        choose(chosen, at=at("12:58"))
        assert all_mail(at("13:58")) == 0
        assert all_mail(at("14:00")) == 1

    def test_a_new_choice_brings_up_nothing_old(self, ticket: Ticket, world: World) -> None:
        """What was mailed is not mailed again, and what was to have no mail has none."""
        self.chosen(world, mail={Kind.NOTED: "never"})
        follow(ticket, user=world.ann, at=at("8:30"))
        note(ticket, by=world.by_bob, at=at("8:50"), text="Look at the routes.")
        give(ticket, world, at("9:00"))
        assert all_mail(at("9:01")) == 1
        chosen = Preference.objects.get(user=world.ann)
        chosen.mail = {Kind.ASSIGNED: "at_once", Kind.NOTED: "at_once"}
        choose(chosen, at=at("10:00"))
        assert all_mail(at("10:05")) == all_mail(at("9:00", days=2)) == 0

    def test_no_mail_at_all(self, ticket: Ticket, world: World) -> None:
        self.chosen(world, mail={Kind.ASSIGNED: "never"})
        give(ticket, world, at("9:00"))
        assert all_mail(at("12:00", days=3)) == 0
        assert Notice.objects.filter(user=world.ann).count() == 1


def test_what_is_told_a_day_late_is_not_mailed(ticket: Ticket, world: World) -> None:
    assign(ticket, by=world.by_lea, at=at("9:00"), to=world.ann)
    tell(at("9:01", days=1))
    assert Notice.objects.count() == 1
    assert all_mail(at("12:00", days=2)) == 0


def test_a_mail_that_cannot_be_written_holds_up_no_other(
    ticket: Ticket, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prazo.notices.actions import mail as module

    sound = module.letter

    def broken(user: User, *rest: object) -> tuple[str, str]:
        if user == world.ann:
            raise ValueError("not this one")
        return sound(user, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "letter", broken)
    give(ticket, world, at("9:00"))
    assign(world.ask(), by=world.by_lea, at=at("9:00"), to=world.bob)
    tell(at("9:00"))
    assert all_mail(at("9:05")) == 1
    monkeypatch.undo()
    assert all_mail(at("10:05")) == 1
    assert [one.to for one in mails()] == [["bob@desk.example"], ["ann@desk.example"]]


def test_old_notices_are_forgotten(ticket: Ticket, world: World) -> None:
    give(ticket, world, at("9:00"))
    assert not forget(at("9:00") + KEPT)
    assert Notice.objects.count() == Occasion.objects.count() == 1
    assert not forget(at("9:01") + KEPT)
    assert Notice.objects.count() == Occasion.objects.count() == 0


@pytest.mark.parametrize("shown", [True, False], ids=["lines", "by-mail-alone"])
def test_old_ones_are_forgotten_a_portion_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch, shown: bool
) -> None:
    monkeypatch.setattr("prazo.notices.actions.forget.PORTION", 2)
    Preference.objects.create(user=world.ann, browser={Kind.ASSIGNED: shown})
    for _ in range(3):
        give(world.ask(), world, at("9:00"))
    assert Notice.objects.exists() == shown
    found = []
    for _ in range(2):
        more = forget(at("9:01") + KEPT)
        found.append((more, Occasion.objects.count()))
    assert found == [(True, 1), (False, 0)]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_words_for_one_and_for_many(kind: Kind) -> None:
    one, many = said_of_many(kind, 1), said_of_many(kind, 2)
    assert "1 " in one and "tickets" not in one
    assert "2 " in many and "tickets" in many
    with translation.override("de"):
        assert said_of_many(kind, 2) != many
