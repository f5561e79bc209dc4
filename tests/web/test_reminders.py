"""Reminders in the browser: set, changed, done; snoozed tickets, their queues and their counts."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import User
from prazo.desk.actions.assign import assign
from prazo.desk.actions.note import note
from prazo.desk.actions.remind import remind
from prazo.desk.actions.spam import mark_spam
from prazo.desk.actor import agent
from prazo.desk.models import Bulk, Reminder, Ticket
from prazo.lib import scope
from prazo.notices.actions.tell import tell
from prazo.routing.actions.remind_due import remind_due
from prazo.web import counts
from prazo.web.views.bulk.doing import do_due
from tests.web.conftest import Visit
from tests.world import World

SOON = timedelta(hours=5)


@pytest.fixture
def ticket(world: World, everything: None) -> Ticket:
    """Ann's, of today; nothing of it is due for hours or days."""
    ticket = world.ask(at=timezone.now() - timedelta(minutes=1))
    assign(ticket, by=world.by_ann, at=timezone.now(), to=world.ann)
    Ticket.objects.filter(pk=ticket.pk).update(next_due_at=None)
    return ticket


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def say(client: Client, ticket: Ticket, status: int = 302, **words: object) -> str:
    given = {"when": "hour", "to": f"u{client.session['_auth_user_id']}", "note": "", **words}
    answer = client.post(f"/t/{ticket.number}/reminder", given)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def holds(client: Client, slug: str, ticket: Ticket) -> bool:
    listed = page(client, "/" if slug == "due" else f"/q/{slug}")
    return f'id="t{ticket.number}"' in listed


def count(user: User, slug: str, desk: int) -> int:
    counts.forget_counts(user)
    with scope.entered(scope.SYSTEM):
        return counts.counts(user, [desk])[slug]


def due(ticket: Ticket) -> None:
    """As if its reminders were all due by now."""
    with scope.entered(scope.SYSTEM):
        Reminder.objects.filter(ticket=ticket).update(at=timezone.now() - timedelta(seconds=1))
        remind_due(timezone.now())


def test_the_form_names_moments_and_the_zone(world: World, ticket: Ticket, visit: Visit) -> None:
    type(world.ann).objects.filter(pk=world.ann.pk).update(time_zone="America/Sao_Paulo")
    form = page(visit(world.ann), f"/t/{ticket.number}/reminder")
    assert "When (America/Sao_Paulo)" in form
    assert "In 1 hour ·" in form
    assert re.search(r"(Tomorrow|The next working) morning · \w{3} 0[456]:00", form)  # Berlin's 9
    assert 'data-key="R"' in page(visit(world.ann), f"/t/{ticket.number}")


def test_it_is_set_seen_changed_and_done(world: World, ticket: Ticket, visit: Visit) -> None:
    ann = visit(world.ann)
    say(ann, ticket, note="call Rita about the <invoice>")
    one = Reminder.objects.get()
    assert (one.user, one.by, one.hides) == (world.ann, world.ann, False)
    shown = page(visit(world.bob), f"/t/{ticket.number}")
    assert "call Rita about the &lt;invoice&gt;" in shown
    assert "for Ann" in shown
    assert "set a reminder for Ann:" in shown
    form = page(visit(world.bob), f"/t/{ticket.number}/reminder?reminder={one.pk}")
    assert 'value="call Rita about the &lt;invoice&gt;"' in form
    known = re.search(r'name="known" value="([^"]*)"', form)
    assert known is not None
    words = {"reminder": one.pk, "known": known[1].replace("&amp;", "&"), "note": "call her"}
    say(visit(world.bob), ticket, **words, to=f"u{world.bob.pk}")
    one.refresh_from_db()
    assert (one.user, one.note) == (world.bob, "call her")
    stale = say(ann, ticket, 409, **words, to=f"u{world.ann.pk}")
    assert "Somebody has changed this" in stale
    ended = ann.post(f"/t/{ticket.number}/reminded", {"reminder": one.pk, "what": "done"})
    assert ended.status_code == 302
    assert not Reminder.objects.exists()
    assert "has done what the reminder was for: call her" in page(ann, f"/t/{ticket.number}")
    again = ann.post(f"/t/{ticket.number}/reminded", {"reminder": one.pk, "what": "done"})
    assert again.status_code == 302


def test_a_day_and_a_time_are_in_the_readers_zone(
    world: World, ticket: Ticket, visit: Visit
) -> None:
    type(world.ann).objects.filter(pk=world.ann.pk).update(time_zone="America/New_York")
    day = (timezone.now() + timedelta(days=40)).date()
    say(visit(world.ann), ticket, when="date", day=day.isoformat(), time="14:30")
    expected = datetime(day.year, day.month, day.day, 14, 30, tzinfo=ZoneInfo("America/New_York"))
    assert Reminder.objects.get().at == expected.astimezone(UTC)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"when": ""}, "Choose when."),
        ({"when": "date"}, "Choose a day."),
        ({"when": "date", "day": "2020-01-01", "time": "10:00"}, "still to come"),
        ({"when": "date", "day": "9999-12-31"}, "Write a date as"),
        ({"when": "hour", "day": "2027-01-01"}, "Leave the day empty"),
        ({"when": "never"}, "Select a valid choice"),
        ({"to": "u999999"}, "Select a valid choice"),
        ({"to": "all", "hides": "on"}, "for yourself alone"),
        ({"reminder": "77"}, "done or deleted already"),
    ],
)
def test_what_is_refused_says_why(
    world: World, ticket: Ticket, visit: Visit, words: dict[str, object], said: str
) -> None:
    status = 409 if "reminder" in words else 422
    assert said in say(visit(world.ann), ticket, status, **words)
    assert not Reminder.objects.exists()


def test_sent_twice_it_is_one(world: World, ticket: Ticket, visit: Visit) -> None:
    for _each in range(2):
        say(visit(world.ann), ticket, once="abcdefghijklmnopqrstuvwxyz123456")
    assert Reminder.objects.count() == 1


def test_a_snoozed_ticket_is_out_of_ones_own_queues_alone(
    world: World, ticket: Ticket, visit: Visit
) -> None:
    ann, bob, desk = visit(world.ann), visit(world.bob), world.desk.pk
    assert holds(ann, "mine", ticket)
    say(ann, ticket, hides="on", note="until Rita is back")
    for slug in ("mine", "due"):
        assert not holds(ann, slug, ticket)
        assert count(world.ann, slug, desk) == 0
    assert holds(ann, "snoozed", ticket)
    assert "Ann: until Rita is back" in page(ann, "/q/snoozed")
    assert count(world.ann, "snoozed", desk) == 1
    assert "Out of your queue until" in page(ann, f"/t/{ticket.number}")
    assert holds(bob, "due", ticket)
    assert count(world.bob, "due", desk) == 1
    assert count(world.bob, "snoozed", desk) == 0
    with scope.entered(scope.SYSTEM):
        note(ticket, by=agent(world.bob), at=timezone.now(), text="She is.")
    assert holds(ann, "mine", ticket)
    assert count(world.ann, "snoozed", desk) == 0
    assert Reminder.objects.count() == 1


def test_no_promise_is_hidden(world: World, ticket: Ticket, visit: Visit) -> None:
    """The form says what falls due before; and within its last hour nothing hides a ticket."""
    ann = visit(world.ann)
    falls = timezone.now() + SOON
    Ticket.objects.filter(pk=ticket.pk).update(next_due_at=falls, next_metric="resolution")
    ticket.clocks.update(next_step_at=None)
    form = page(ann, f"/t/{ticket.number}/reminder")
    assert re.search(r"Resolution falls due [^:]*\d\d:\d\d: it comes back .* at the latest", form)
    assert "· after Resolution falls due" in form  # tomorrow and next week
    with scope.entered(scope.SYSTEM):
        remind(
            ticket,
            by=world.by_ann,
            at=timezone.now(),
            when=falls + SOON,
            user=world.ann,
            hides=True,
        )
    Ticket.objects.filter(pk=ticket.pk).update(next_due_at=falls, next_metric="resolution")
    assert not holds(ann, "mine", ticket)
    Ticket.objects.filter(pk=ticket.pk).update(next_due_at=timezone.now() + timedelta(minutes=59))
    assert holds(ann, "mine", ticket)  # whatever became of any worker
    assert count(world.ann, "snoozed", world.desk.pk) == 0
    form = page(ann, f"/t/{ticket.number}/reminder")
    assert "it stays in your queue" in form


def test_what_is_due_stands_in_a_queue_until_it_is_done(
    world: World, ticket: Ticket, visit: Visit
) -> None:
    ann, bob, lea, desk = visit(world.ann), visit(world.bob), visit(world.lea), world.desk.pk
    say(ann, ticket, to=f"t{world.back.pk}", note="who is there?")
    say(ann, ticket, note="me too")
    assert not holds(ann, "reminders", ticket)
    due(ticket)
    for who, client in ((world.ann, ann), (world.bob, bob), (world.lea, lea)):
        assert holds(client, "reminders", ticket)
        assert count(who, "reminders", desk) == 1
    with scope.entered(scope.SYSTEM):
        tell(timezone.now())
    assert "A reminder is due: me too" in page(ann, "/notices")
    assert "A reminder is due: who is there?" in page(bob, "/notices")
    for one in Reminder.objects.filter(user=world.ann):
        ann.post(f"/t/{ticket.number}/reminded", {"reminder": one.pk, "what": "done"})
    assert count(world.ann, "reminders", desk) == 0
    assert not holds(ann, "reminders", ticket)
    assert holds(bob, "reminders", ticket)


def test_one_that_is_due_on_an_ended_ticket_is_seen(
    world: World, ticket: Ticket, visit: Visit
) -> None:
    say(visit(world.ann), ticket, to="all")
    Ticket.objects.filter(pk=ticket.pk).update(status="closed")
    due(ticket)
    assert holds(visit(world.bob), "reminders", ticket)


def test_one_of_a_wait_is_due_no_longer_than_it(world: World, ticket: Ticket, visit: Visit) -> None:
    """On the page of the ticket it is gone then, and with it the button that ends it."""
    ann, desk = visit(world.ann), world.desk.pk
    wait = {"on": "third_party", "reason": "the router is dark", "when": "morning"}
    assert ann.post(f"/t/{ticket.number}/wait", wait).status_code == 302
    due(ticket)
    assert holds(ann, "reminders", ticket)
    assert columns_say(ann, "the router", "/q/mine")
    ann.post(f"/t/{ticket.number}/resumption", {})
    assert not holds(ann, "reminders", ticket)
    assert count(world.ann, "reminders", desk) == 0
    assert not columns_say(ann, "the router", "/q/mine")


def test_spam_reminds_nobody(world: World, ticket: Ticket, visit: Visit) -> None:
    ann = visit(world.ann)
    say(ann, ticket)
    due(ticket)
    assert holds(ann, "reminders", ticket)
    mark_spam(ticket, by=world.by_ann, at=timezone.now())
    assert not holds(ann, "reminders", ticket)
    assert count(world.ann, "reminders", world.desk.pk) == 0


def test_the_column_says_ones_own(world: World, ticket: Ticket, visit: Visit) -> None:
    ann, bob = visit(world.ann), visit(world.bob)
    say(bob, ticket, note="for bob himself")
    with scope.entered(scope.SYSTEM):
        Reminder.objects.update(at=timezone.now() - timedelta(hours=2), told_at=timezone.now())
    say(ann, ticket, note="for ann herself")
    assert columns_say(bob, "for bob himself")
    assert columns_say(ann, "for ann herself", "/q/mine")
    due(ticket)
    assert columns_say(bob, "for bob himself") and columns_say(ann, "for ann herself")
    done = {"reminder": Reminder.objects.latest("pk").pk, "what": "done"}
    ann.post(f"/t/{ticket.number}/reminded", done)
    assert columns_say(ann, "for bob himself", "/q/mine")


def columns_say(client: Client, note: str, address: str = "/q/reminders") -> bool:
    """In the column of reminders."""
    slug = address.rsplit("/", 1)[1]
    layout = {"columns": ["reminder"], "order": "due", "save": "1"}
    assert client.post(f"/q/{slug}/layout", layout).status_code == 302
    listed = re.findall(r'<td class="c-reminder".*?</td>', page(client, address))
    return any(note in cell for cell in listed)


def test_a_stranger_sees_none(world: World, ticket: Ticket, visit: Visit) -> None:
    say(visit(world.ann), ticket, to="all")
    due(ticket)
    stranger = visit(world.stranger)
    assert not holds(stranger, "reminders", ticket)
    assert count(world.stranger, "reminders", world.other_desk.pk) == 0
    assert stranger.get(f"/t/{ticket.number}/reminder").status_code == 404
    reader = visit(world.contact)
    assert reader.post(f"/t/{ticket.number}/reminded", {"reminder": "1"}).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("reminder:due", False),
        ("reminder:<2h", True),
        ("reminder:>2h", False),
        ("reminder:never", False),
        ("is:snoozed", True),
        ("-is:snoozed", False),
    ],
)
def test_it_is_searched(
    world: World, ticket: Ticket, visit: Visit, query: str, found: bool
) -> None:
    ann = visit(world.ann)
    say(ann, ticket, hides="on")
    listed = ann.get("/search", {"q": query}).content.decode()
    assert (f"/t/{ticket.number}" in listed) is found, query


def test_a_wait_can_end_by_date(world: World, ticket: Ticket, visit: Visit) -> None:
    ann = visit(world.ann)
    assert "Look again, if it still waits (UTC)" in page(ann, f"/t/{ticket.number}/wait")
    answer = ann.post(
        f"/t/{ticket.number}/wait",
        {"on": "third_party", "reason": "the installer", "when": "morning"},
    )
    assert answer.status_code == 302
    one = Reminder.objects.get()
    assert (one.waits, one.note, one.user) == (True, "the installer", world.ann)
    assert "while it waits" in page(ann, f"/t/{ticket.number}")
    ann.post(f"/t/{ticket.number}/resumption", {})
    assert "while it waits" not in page(ann, f"/t/{ticket.number}")


def test_many_at_once(world: World, ticket: Ticket, visit: Visit) -> None:
    ann = visit(world.ann)
    type(world.ann).objects.filter(pk=world.ann.pk).update(time_zone="Asia/Tokyo")
    day = (timezone.now() + timedelta(days=30)).date()
    words = {
        "act": "remind",
        "t": str(ticket.number),
        "when": "date",
        "day": day.isoformat(),
        "time": "08:00",
        "to": f"u{world.ann.pk}",
        "hides": "on",
        "once": "abcdefghijklmnopqrstuvwxyz123456",
    }
    assert ann.post("/bulk", {**words, "stage": "preview"}).status_code == 200
    assert not Reminder.objects.exists()
    assert ann.post("/bulk", {**words, "stage": "do"}).status_code == 302
    do_due(timezone.now() + timedelta(seconds=11))
    one = Reminder.objects.get()
    assert one.hides
    assert one.at.astimezone(ZoneInfo("Asia/Tokyo")).isoformat()[:16] == f"{day}T08:00"


def evening(user: User) -> ZoneInfo:
    """A zone in which it is eight in the evening by now, made theirs."""
    ahead = (20 - timezone.now().hour + 12) % 24 - 12
    name = f"Etc/GMT{-ahead:+d}"
    User.objects.filter(pk=user.pk).update(time_zone=name)
    return ZoneInfo(name)


def test_a_moment_that_lapsed_while_one_wrote_is_said_to_be_over(
    world: World, ticket: Ticket, visit: Visit
) -> None:
    evening(world.ann)
    refused = say(visit(world.ann), ticket, 422, when="afternoon")
    assert "That is over for today: choose another moment." in refused
    assert "Select a valid choice" in say(visit(world.ann), ticket, 422, when="noon")


def test_many_are_reminded_of_when_it_was_asked_for(world: World, everything: None) -> None:
    """A bulk that is done after the afternoon it means has begun."""
    asked = timezone.now().astimezone(evening(world.ann)) - timedelta(days=1)
    asked = asked.replace(hour=10, minute=0, second=0, microsecond=0)
    ticket = world.ask(at=asked - timedelta(hours=1))
    Bulk.objects.create(
        desk=world.desk, user=world.ann, act="remind", tickets=[ticket.pk], asked_at=asked,
        due_at=asked, data={"when": "afternoon", "to": f"u{world.ann.pk}", "note": "", "hides": ""},
    )  # fmt: skip
    assert do_due(timezone.now())
    assert Bulk.objects.get().outcomes == {str(ticket.number): ""}
    assert Reminder.objects.get().at == asked.replace(hour=14)


def test_one_that_is_gone_while_it_is_changed_is_set_anew(
    world: World, ticket: Ticket, visit: Visit
) -> None:
    ann = visit(world.ann)
    say(ann, ticket, note="call her")
    gone = Reminder.objects.get().pk
    Reminder.objects.all().delete()
    words = {"reminder": gone, "known": "", "note": "call her today"}
    refused = say(ann, ticket, 409, **words)
    assert "Send it again to set it anew." in refused and f'value="{gone}"' not in refused
    say(ann, ticket, **{**words, "reminder": ""})
    assert Reminder.objects.get().note == "call her today"


@pytest.mark.parametrize("status", ["open", "resolved", "spam"])
@pytest.mark.parametrize("any_set", [True, False])
def test_one_key_sets_it_wherever_it_is_offered(
    world: World, ticket: Ticket, visit: Visit, status: str, any_set: bool
) -> None:
    if any_set:
        say(visit(world.ann), ticket)
    Ticket.objects.filter(pk=ticket.pk).update(status=status)
    assert page(visit(world.ann), f"/t/{ticket.number}").count('data-key="R"') == 1
