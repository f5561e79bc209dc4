"""The people of desks as the forecast sees them: when each is there, and at which desk."""

from prazo.accounts.models import Member, User
from prazo.routing.days import days_of
from prazo.routing.models import Shift
from prazo.routing.staff import staff_of
from tests.routing.office import NIGHT, away, shift, staffed
from tests.world import MONDAY, World, at, make_world


def test_each_works_in_his_hours(system: None) -> None:
    world = make_world()
    staffed(world)
    absence = away(world, world.bob, "12:00", "14:00")
    staff = staff_of([world.desk.pk], MONDAY)
    assert set(staff.workers) == {world.ann.pk, world.bob.pk, world.lea.pk}  # no reader
    assert there(world, world.ann) == [True, True, False]
    assert there(world, world.bob) == [True, False, False]
    assert there(world, world.lea) == [False, False, True]
    assert staff.workers[world.ann.pk].teams == {world.front.pk, world.back.pk}
    assert staff.workers[world.bob.pk].away[0].until == absence.ends_at


def test_at_two_desks_one_is_there_when_one_works_at_either(system: None) -> None:
    world = make_world()
    staffed(world)
    Member.objects.create(desk=world.other_desk, user=world.ann, role="agent")
    night = {"time_zone": "Europe/Berlin", "hours": NIGHT}
    Shift.objects.create(desk=world.other_desk, user=world.ann, **night)
    assert there(world, world.ann) == [True, True, True]
    both = staff_of([world.desk.pk, world.other_desk.pk], MONDAY)
    assert both.workers[world.ann.pk].desks == {world.desk.pk, world.other_desk.pk}
    assert set(both.workers) >= {world.stranger.pk}


def test_days_begin_by_ones_own_shift_else_by_the_office(system: None) -> None:
    world = make_world()
    shift(world, world.lea, NIGHT)
    own = days_of(world.desk.pk, world.lea.pk, world.version, MONDAY)
    office = days_of(world.desk.pk, world.ann.pk, world.version, MONDAY)
    assert own is not None and office is not None
    for reading, by_night, by_day in (("9:00", False, True), ("23:00", True, False)):
        assert (own.is_open(at(reading)), office.is_open(at(reading))) == (by_night, by_day)


def there(world: World, user: User) -> list[bool]:
    """In the morning, at noon, at night."""
    desks = [world.desk.pk, world.other_desk.pk]
    one = staff_of(desks, MONDAY).workers[user.pk]
    return [one.there_at(at(reading)) for reading in ("9:00", "12:30", "23:00")]
