"""The bar of a row: what of its clock ran, and what is left."""

import json
from datetime import datetime
from functools import lru_cache

from prazo.desk import bar
from prazo.desk.terms import Terms
from prazo.web.shown import ledger
from prazo.web.shown.reader import Reader
from prazo.web.shown.row_facts import Facts


def bar_of(terms: Terms, fact: Facts, now: datetime, to: Reader) -> str:
    if fact.metric is None or fact.allowed is None:
        return ""  # nothing was promised, so there is nothing to scale it by
    here, started, due = (
        int(now.timestamp()),
        int(fact.started_at.timestamp()),
        _second(fact.due_at),
    )
    step = max((max(here, due or 0) - started) // STEPS, 1)
    return _drawn_bar(
        terms,
        fact.calendar,
        fact.bar,
        _second(fact.counts_from) if due else None,
        started,
        started + (here - started) // step * step,
        due,
        _second(fact.breached_at),
        int((fact.allowed - fact.spent).total_seconds()),
        to.language,
    )


STEPS = 500
"""A bar is drawn anew when it would look different: at each of so many parts of its life."""


@lru_cache(maxsize=4096)
def _drawn_bar(
    terms: Terms,
    calendar_name: str,
    packed: str,
    counts_from: int | None,
    started: int,
    here: int,
    due: int | None,
    breached: int | None,
    left: int,
    language: str,
) -> str:
    """Every agent of a desk looks at the same rows, and again with each change of any of them."""
    facts = terms.agreement.calendars.get(calendar_name)
    calendar = facts.calendar if facts else None
    past = bar.unpacked(json.loads(packed), counts_from=counts_from, calendar=calendar, now=here)
    pieces = bar.pieces(
        past, started=started, now=here, due=due, breached=breached, left=left, calendar=calendar
    )
    return ledger.drawn(pieces, ledger.account(pieces, language))


def _second(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())
