"""What must hold of any calendar, over the years in which clocks change most oddly."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from prazo.engine.bulk import due_many
from prazo.engine.calendar import Calendar, always, union, weekly
from prazo.engine.instant import to_us

ZONES = (
    "America/Sao_Paulo",
    "America/Santiago",
    "America/New_York",
    "America/Havana",
    "Asia/Beirut",
    "Europe/Berlin",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Apia",  # left out 30 December 2011
    "Africa/Casablanca",
    "UTC",
)
FIRST, LAST = datetime(2011, 6, 1), datetime(2013, 6, 1)
MICROSECOND = timedelta(microseconds=1)

instants = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
durations = st.timedeltas(timedelta(), timedelta(days=90))
dates = st.dates(FIRST.date(), LAST.date())
quarters = st.integers(0, 95).map(lambda quarter: quarter * 900)
windows = st.lists(st.tuples(quarters, quarters.map(lambda s: s + 900)), max_size=3)
by_day = st.lists(
    st.lists(st.integers(0, 96), min_size=2, max_size=2, unique=True).map(
        lambda pair: (min(pair) * 900, max(pair) * 900)
    ),
    max_size=3,
)


@st.composite
def weekly_calendars(
    draw: st.DrawFn, windows: st.SearchStrategy[list[tuple[int, int]]] = windows
) -> Calendar:
    week = draw(st.dictionaries(st.integers(0, 6), windows, min_size=1))
    # Less, and ninety days of working time would reach back to before 1900.
    assume(sum((end - start) % 86400 for day in week.values() for start, end in day) >= 7200)
    return weekly(
        "any",
        draw(st.sampled_from(ZONES)),
        week,
        holidays=draw(st.frozensets(dates, max_size=30)),
        days=draw(st.dictionaries(dates, windows, max_size=5)),
    )


calendars = st.one_of(
    weekly_calendars(),
    st.builds(always, st.sampled_from(ZONES)),
    st.builds(lambda a, b: union("both", a, b), weekly_calendars(), weekly_calendars()),
)


@given(calendars, instants, durations)
def test_time_spent_until_due_is_the_time_allowed(calendar, since, allowed):
    due = calendar.due(since, allowed)
    assert calendar.spent(since, due) == allowed
    assert due >= since
    if allowed:
        assert calendar.spent(since, due - MICROSECOND) == allowed - MICROSECOND


@given(calendars, instants, durations)
def test_before_undoes_due(calendar, until, allowed):
    since = calendar.before(until, allowed)
    assert calendar.spent(since, until) == allowed
    assert since <= until
    if allowed:
        assert calendar.spent(since + MICROSECOND, until) == allowed - MICROSECOND
        assert calendar.spent(since, calendar.due(since, allowed)) == allowed


@given(calendars, instants, instants, durations, durations)
def test_later_starts_and_more_time_are_never_due_earlier(calendar, a, b, less, more):
    a, b = sorted((a, b))
    less, more = sorted((less, more))
    assert calendar.due(a, less) <= calendar.due(a, more)
    assert calendar.due(a, less) <= calendar.due(b, less)
    assert calendar.before(b, more) <= calendar.before(b, less)


@given(calendars, st.lists(instants, min_size=3, max_size=3))
def test_time_spent_adds_up(calendar, three):
    a, b, c = sorted(three)
    assert calendar.spent(a, b) + calendar.spent(b, c) == calendar.spent(a, c)


@given(calendars, instants, durations)
def test_spans_are_in_order_apart_and_sum_to_what_is_spent(calendar, since, length):
    until = since + length
    spans = calendar.spans(since, until)
    edges = [since, *(edge for span in spans for edge in span), until]
    assert edges == sorted(edges)
    assert all(span.start < span.end for span in spans)
    assert all(a.end < b.start for a, b in pairwise(spans))
    assert sum((span.length for span in spans), timedelta()) == calendar.spent(since, until)
    for span in spans:
        assert calendar.is_open(span.start)
        assert not calendar.is_open(span.end) or span.end == until


@given(calendars, instants, durations)
def test_the_neighbouring_edges_are_those_of_the_spans(calendar, at, length):
    for span in calendar.spans(at, at + length)[1:-1]:
        assert calendar.next_open(span.start - MICROSECOND) == span.start
        assert calendar.prev_open(span.start + MICROSECOND) == span.start
        assert calendar.next_close(span.start) == span.end
        assert calendar.prev_close(span.end, inclusive=True) == span.end
        assert calendar.prev_open(span.end) == span.start


@given(weekly_calendars(), weekly_calendars(), instants, durations)
def test_a_union_is_its_parts_in_any_order_and_any_number(a, b, since, length):
    until = since + length
    both = union("both", a, b)
    assert both.spans(since, until) == union("again", b, a, b).spans(since, until)
    assert union("alone", a, a).spans(since, until) == a.spans(since, until)
    assert union("nested", both, a).spans(since, until) == both.spans(since, until)
    assert both.spent(since, until) >= max(a.spent(since, until), b.spent(since, until))
    assert both.is_open(since) == (a.is_open(since) or b.is_open(since))


@given(weekly_calendars(by_day), instants, st.integers(-60, 60))
def test_by_day_more_days_are_later_and_none_ends_outside_hours(calendar, since, days):
    due = calendar.due_days(since, days)
    if days > 0:
        assert since < due
        assert calendar.due_days(since, days - 1) < due
    elif days < 0:
        assert due < since
        assert due < calendar.due_days(since, days + 1)
    assert calendar.is_open(due - MICROSECOND) or calendar.is_open(due)
    end = calendar.due_days(since, days, end_of_day=True)
    assert calendar.spent(end - MICROSECOND, end) == MICROSECOND
    assert due <= end


@given(calendars, st.lists(st.tuples(instants, durations), min_size=1, max_size=30))
def test_in_bulk_as_one_by_one(calendar, pairs):
    since = np.array([to_us(at) for at, _ in pairs])
    allowed = np.array([length // MICROSECOND for _, length in pairs])
    one_by_one = [calendar.due_us(int(s), int(a)) for s, a in zip(since, allowed, strict=True)]
    assert due_many(calendar, since, allowed).tolist() == one_by_one


@given(weekly_calendars(), st.lists(instants, min_size=2, max_size=6), durations)
def test_the_order_of_questions_does_not_matter(calendar, asked, allowed):
    fresh = Calendar("fresh", calendar.hours)
    fresh.layout = type(calendar.layout)(calendar.hours)
    answers = [(calendar.due(at, allowed), calendar.is_open(at)) for at in asked]
    backwards = [(fresh.due(at, allowed), fresh.is_open(at)) for at in reversed(asked)]
    assert answers == backwards[::-1]
