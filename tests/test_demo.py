"""The demo world, made by the same actions as life: small here, and whole in `make run`."""

from datetime import UTC, datetime

import pytest

from prazo.accounts.models import Desk, User
from prazo.demo.world import make_world
from prazo.desk.conditions.reading import read as read_conditions
from prazo.desk.models import SavedQueue, Ticket
from prazo.notices.models import Notice, Occasion
from prazo.rules.checking import faults
from prazo.rules.deeds import read as read_deeds
from prazo.rules.models import Macro, Rule
from prazo.writing.models import Template
from prazo.writing.placeholders import unknown

NOW = datetime(2026, 3, 11, 15, 0, tzinfo=UTC)


@pytest.fixture
def demo(system: None) -> None:
    make_world(NOW, tickets=2)


@pytest.mark.usefixtures("demo")
def test_each_desk_has_what_it_works_with_and_all_of_it_is_sound() -> None:
    desks = list(Desk.objects.all())
    assert len(desks) == 5
    for desk in desks:
        assert Ticket.objects.filter(desk=desk).exists()
        assert not [
            wrong for one in Template.objects.filter(desk=desk) for wrong in unknown(one.text)
        ]
        for kept in (*Macro.objects.filter(desk=desk), *Rule.objects.filter(desk=desk)):
            deeds, wrong = read_deeds(kept.deeds)
            assert deeds and not wrong
            assert not list(faults(deeds, desk, NOW, by_rule=isinstance(kept, Rule)))
    assert Rule.objects.filter(active=True).count() == len(desks)
    for kind in (Template, Macro, Rule):
        assert set(kind.objects.values_list("desk_id", flat=True)) == {d.pk for d in desks}


@pytest.mark.usefixtures("demo")
def test_who_looks_first_finds_work_queues_and_notices() -> None:
    host = User.objects.get(administers=True)
    queues = SavedQueue.objects.visible_to(host)
    assert len(queues) == 2 and not [q for q in queues if read_conditions(q.conditions)[1]]
    assert Ticket.objects.filter(assignee=host, status="open").count() >= 3
    assert Notice.objects.filter(user=host, seen_at=None).exists()
    assert not Occasion.objects.filter(mail_after__isnull=False).exists()
