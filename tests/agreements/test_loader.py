"""Files into values, or into every fault they have."""

import json
import pickle
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.agreements.closed_dates import shut_with
from prazo.agreements.faults import Faults
from prazo.agreements.holiday_tables import from_json, to_json
from prazo.agreements.loader import _load, load
from prazo.agreements.phrases import LANGUAGES, catalogue
from prazo.engine.agreement import Limit, Moment
from prazo.engine.clock import fold
from prazo.engine.events import Author, Event, Kind
from tests.agreements.small import SMALL, changed
from tests.pace import quickest
from tests.tries import tries

TABLES = changed(
    (
        "    closed:",
        "    holidays: [BR-SP, {of: BR, category: optional, only: Carnaval}]\n    closed:",
    )
)


def faults_of(text: str) -> list[str]:
    with pytest.raises(Faults) as told:
        load(text)
    return [f"{f.line}:{f.column} {f.what}" for f in told.value.faults]


def test_the_small_agreement() -> None:
    loaded = load(SMALL)
    agreement, document = loaded.agreement, loaded.document
    assert (agreement.name, agreement.version) == ("acme-support", "2026-02")
    assert agreement.effective == date(2026, 2, 1)
    assert agreement.dimensions["priority"] == ("high", "low")
    first = agreement.targets["first_response"].lines[0]
    assert first.when == (("priority", frozenset({"high"})),)
    assert first.allowed.time == timedelta(hours=2)
    assert agreement.targets["resolution"].lines[1].allowed.limit is Limit.DAYS
    assert agreement.escalation[0].moment is Moment.PERCENT
    assert document.priorities["high"].name.of("pt-BR") == "Alta"
    assert document.name.of("pt-PT") == "Suporte Acme"
    assert document.name.of("ru") == "Acme support"
    assert document.default_priority == "low"


def test_it_counts() -> None:
    opened = datetime(2026, 3, 6, 20, 30, tzinfo=UTC)  # a Friday, half past five
    event = Event(opened, Kind.OPENED, Author.REQUESTER, {"priority": "high"})
    response, _ = fold(load(SMALL).agreement, [event], opened)
    assert response.due_at == datetime(2026, 3, 9, 13, 30, tzinfo=UTC)


def test_every_rule_leads_to_its_line() -> None:
    loaded = load(SMALL)
    lines = SMALL.splitlines()
    agreement, document = loaded.agreement, loaded.document
    rules = {
        agreement.targets["first_response"].lines[1].rule: "{in: 8h}",
        agreement.targets["resolution"].rule: "resolution:",
        "targets.resolution.pauses": "pauses: [customer]",
        agreement.calendars["office"].rule: "office:",
        agreement.not_covered[0].rule: "cause: network",
        agreement.escalation[0].rule: "at: 75%",
    }
    for rule, written in rules.items():
        assert written in lines[document.line_of(rule) - 1], rule
    assert document.line_of("targets.resolution.nothing[3].here") == document.line_of(
        "targets.resolution"
    )


def test_the_same_file_is_the_same_value() -> None:
    assert _load(TABLES, "a", {}) == _load(TABLES, "a", {})
    assert load(TABLES) != load(SMALL)
    assert hash(load(TABLES).document) == hash(_load(TABLES, "a", {}).document)
    assert pickle.loads(pickle.dumps(load(TABLES))) == load(TABLES)


def test_holidays_are_frozen_with_their_names() -> None:
    document = load(TABLES).document
    closed = document.closed["office"]
    assert str(closed[date(2026, 7, 9)]) == "Constitutionalist Revolution"
    carnival = closed[date(2026, 2, 17)]
    assert carnival is not None and carnival.of("pt-BR") == "Carnaval"
    assert date(2026, 10, 28) not in closed  # optional too, but not asked for
    assert {day.year for day in closed} >= set(range(2024, 2035))
    assert (
        not load(TABLES)
        .agreement.calendars["office"]
        .calendar.is_open(datetime(2026, 2, 17, 15, tzinfo=UTC))
    )


def test_kept_tables_are_taken_instead_of_the_library() -> None:
    kept = json.loads(json.dumps(to_json(load(TABLES).document.tables)))
    assert load(TABLES, tables=from_json(kept)) == load(TABLES)
    kept["BR-SP/public"] = [["2026-03-03", {"pt-BR": "Dia inventado"}]]
    closed = load(TABLES, tables=from_json(kept)).document.closed["office"]
    assert date(2026, 3, 3) in closed and date(2026, 7, 9) not in closed


def test_days_of_their_own_and_unions() -> None:
    text = changed(
        ("  always: always\n", "  always: always\n  both: {any: [office, night]}\n"
         "  night: {zone: America/Sao_Paulo, hours: {all: '22:00-06:00'}}\n"),
        ("    closed: [", "    days: {2026-12-24: '10:00-12:00', 2026-12-23: []}\n    closed: ["),
    )  # fmt: skip
    loaded = load(text)
    office = loaded.agreement.calendars["office"].calendar
    both = loaded.agreement.calendars["both"].calendar
    assert list(loaded.document.closed["office"]) == [date(2026, 12, 23)]
    assert loaded.document.closed["both"] == {}
    day = datetime(2026, 12, 24, tzinfo=UTC)
    assert office.spent(day, day + timedelta(days=1)) == timedelta(hours=2)
    assert both.is_open(day + timedelta(hours=2)) and both.is_open(day + timedelta(hours=14))
    assert list(loaded.agreement.calendars) == ["office", "always", "both", "night"]


def test_what_shuts_with_a_calendar_is_every_union_it_is_part_of() -> None:
    text = changed(
        ("  always: always\n", "  always: always\n  wide: {any: [both, always]}\n"
         "  both: {any: [office, night]}\n"
         "  night: {zone: America/Sao_Paulo, hours: {all: '22:00-06:00'}}\n"),
    )  # fmt: skip
    document = load(text).document
    assert shut_with(document, "office") == {"office", "both", "wide"}
    assert shut_with(document, "always") == {"always", "wide"}


def test_all_faults_at_once() -> None:
    text = changed(
        ("office}", "ofice}"),
        ("{priority: high, in: 2h}", "{priority: hihg, in: 2hours}"),
        ("{priority: high, in: 1d}", "{priority: hihg, in: 1d}"),
        ("at: 75%", "at: 175%"),
        ("pauses: [customer]", "pauses: [customers]\n    colour: red"),
        ("effective: 2026-02-01", "effective: 1.2.2026"),
    )
    assert faults_of(text) == [
        "3:1 date",
        "14:46 undeclared_near",
        "35:10 undeclared_near",
        "35:26 allowance",
        "41:14 choice",
        "42:5 unknown_key",
        "44:10 undeclared_near",
        "49:26 moment",
    ]


def test_what_could_not_fall_due_while_dates_are_reckoned_with() -> None:
    little = changed(('mon-fri: "09:00-18:00"', 'mon: "09:00-09:01"'), ("in: 8h", "in: 3000h"))
    assert faults_of(little) == ["36:9 never_due"]
    late = changed(("effective: 2026-02-01", "effective: 2199-12-30"))
    assert faults_of(late) == [f"{line}:9 never_due" for line in (35, 36, 43, 44)]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("causes:\n", "teams:\n  # none yet\ncauses:\n", "26:1 nothing"),
        ("version: \"2026-02\"\n", "", "1:1 missing"),
        ("mon-fri", "mon-fry", "10:5 day"),
        ("09:00-18:00", "09:00-25:00", "10:5 hours"),
        ("\"09:00-18:00\"", "[09:00-12:00, '11:00-15:00']", "10:5 hours_overlap"),
        ("{mon-fri: \"09:00-18:00\"}", "{mon-fri: [], sat: []}", "8:3 never_opens"),
        ("{mon-fri: \"09:00-18:00\"}", "{}\n    days: {2030-06-03: \"09:00-18:00\"}",
         "8:3 opens_no_more"),
        ("America/Sao_Paulo", "Brazil/Sao Paulo", "9:5 zone"),
        ("  always: always", "  always: always\n  loop: {any: [office, loop]}",
         "13:10 union_itself"),
        ("    calendar: office\n    within:\n      - {priority: high, in: 2h}",
         "    within:\n      - {priority: high, in: 2h}", "30:3 no_calendar"),
        ("    calendar: office\n    pauses",
         "    calendar: [{priority: high, use: office}]\n    pauses", "40:5 calendar_gap"),
        ("languages: [en, pt-BR]", "languages: [pt-BR]", "5:1 own_language"),
        ("languages: [en, pt-BR]", "languages: [en, Portuguese]", "5:17 language"),
        ("name: {en: Acme support, pt-BR: Suporte Acme}", "name: {en: ''}", "6:1 text_empty"),
        ("effect: blocked", "effect: [blocked]", "20:5 choice"),
        ("tell: assignee", "tell: boss", "48:36 undeclared"),
        (", tell: assignee", "", "48:5 step_idle"),
        ("tell: assignee}", "tell: assignee, every: 0h}", "48:5 every_nothing"),
        ("tell: assignee}", "tell: assignee, every: 0d}", "48:5 every_nothing"),
        ("at: 75%}", "at: 75%, before: 1h}", "48:6 moments"),
        ("clock: excluded}", "clock: excluded}\n  - {cause: network, owner: nobody, clock: paused}",
         "47:5 cause_twice"),
        ("    closed:", "    holidays: [XX]\n    closed:", "11:16 country"),
        ("    closed:", "    holidays: [BR-QQ]\n    closed:", "11:16 country"),
        ("    closed:", "    holidays: [{of: BR, category: bank}]\n    closed:", "11:16 category"),
        ("    closed:", "    holidays: [{of: BR, only: Easter}]\n    closed:",
         "11:16 holiday_name"),
    ],
)  # fmt: skip
def test_a_fault_and_its_place(old: str, new: str, fault: str) -> None:
    assert faults_of(changed((old, new))) == [fault]


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        (", tell: assignee", ", if: {priority: hihg}", ["48:5 step_idle", "48:41 undeclared_near"]),
        ("tell: assignee", "tell: boss, times: 3", ["48:5 times_alone", "48:36 undeclared"]),
        ("tell: assignee", "tell: [boss, [team]], reassign: front",
         ["48:36 undeclared", "48:49 want_string", "48:58 undeclared_none"]),
        ("metric: any, at: 75%}", "metric: frist_response, at: 75%, before: 1h}",
         ["48:13 undeclared_near", "48:6 moments"]),
        ("{priority: high, in: 2h}\n", "{priority: [hihg, {x: y}], in: 2h}\n      - high\n",
         ["35:10 undeclared_near", "35:27 want_string", "36:9 want_mapping"]),
        ("  - {cause: network, ", "  - network\n  - {cause: netwrok, colour: red, ",
         ["46:5 want_mapping", "47:6 undeclared_near", "47:22 unknown_key"]),
        ("  - {cause: network, ", "  - network\n  - network\n  - {cause: netwrok, ",
         ["46:5 want_mapping", "47:5 want_mapping", "48:6 undeclared_near"]),
        ("    calendar: office\n    within", "    calendar: [{use: ofice}, office]\n    within",
         ["33:17 undeclared_near", "33:30 want_mapping"]),
    ],
)  # fmt: skip
def test_a_fault_hides_no_name_beside_it(old: str, new: str, faults: list[str]) -> None:
    assert sorted(faults_of(changed((old, new)))) == sorted(faults)


def test_a_fault_is_said_in_each_language() -> None:
    with pytest.raises(Faults) as told:
        load(changed(("hours: office", "hours: ofice")))
    (fault,) = told.value.faults
    assert fault.sentence == "`ofice` is not declared under `calendars`."
    assert fault.remedy == "Did you mean `office`?"
    assert fault.path == "channels.email.hours"
    assert str(told.value) == f"agreement:14:46: {fault.sentence} {fault.remedy}"


def test_figures_left_to_the_contract() -> None:
    loaded = load(changed(("{in: 8h}", "{in: {contract: response}}")))
    assert loaded.document.figures == ("response",)


def test_long_files_load_fast() -> None:
    more = "".join(f"  c{n}: {{name: {{en: Cause {n}, pt-BR: Causa {n}}}}}\n" for n in range(500))
    text = changed(("targets:\n", more + "targets:\n"))
    assert quickest(lambda: load(text), 2) < 2  # 0.5 s where nothing else runs


@tries(150)
@given(st.data())
def test_whatever_is_broken_faults_are_all_that_comes(data: st.DataObject) -> None:
    lines = SMALL.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        value = data.draw(
            st.sampled_from(["", "[]", "{}", "{a: {b: c}}", "[[x]]", "null", "x", "-1", "always"])
        )
        key, colon, _ = lines[at].partition(": ")
        lines[at] = key + colon + value if colon else key.replace(":", "")
    try:
        load("\n".join(lines))
    except Faults as told:
        assert told.faults and all(f.sentence and f.remedy for f in told.faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_know_only_known_keys_with_known_params(language: str) -> None:
    import string

    english = catalogue("en")

    def params(phrase: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(phrase)} - {None}

    for key, phrase in catalogue(language).items():
        base = key if key in english else key.rpartition(".")[0] + ".other"
        assert base in english, key
        assert params(phrase) <= params(english[base]) | {"n"}, key
