"""What `check` says of files that can be read, and where."""

from pathlib import Path
from zoneinfo import available_timezones

import pytest

from prazo.agreements.check import check
from prazo.agreements.checks.calendars import is_offset
from prazo.agreements.faults import Severity
from tests.agreements.small import SMALL, changed

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "agreements").glob("*.yaml"))
EXAMPLES = """\
examples:
  - name: {en: Friday evening waits for Monday, pt-BR: A noite de sexta espera a segunda}
    opened: "2026-03-06 17:30 America/Sao_Paulo"
    priority: high
    expect: {first_response: "2026-03-09 10:30", resolution: "2026-03-09 17:30"}
  - opened: "2026-03-06 17:30 America/Sao_Paulo"
    priority: high
    events:
      - {at: "2026-03-09 09:30", do: reply}
      - {at: "2026-03-09 10:00", do: waiting, on: customer}
    expect:
      first_response: {state: met, spent: 1h, met: "2026-03-09 09:30", breached: never}
      resolution: {state: paused, due: never, spent: 90m, left: 7h30m}
  - {opened: "2026-03-06 12:00 America/Sao_Paulo", cause: network, expect: {resolution: excluded}}
services:
  site: {name: {en: Site, pt-BR: Site}, availability: "99%", hours: always}
"""
WHOLE = changed(("hours: always", "hours: office")) + EXAMPLES


def told(text: str) -> list[str]:
    return [f"{f.line} {f.severity} {f.what}" for f in check(text)]


def test_nothing_is_said_of_a_sound_file() -> None:
    assert told(WHOLE) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("pt-BR: Alta", "es: Alta", "18 warning text_missing"),
        ("pt-BR: Véspera de Natal", "es: Nochebuena", "11 warning text_missing"),  # in a list
        ("    name: {en: High, pt-BR: Alta}\n", "", "17 warning name_missing"),
        ("    definition: {en: Work goes on., pt-BR: O trabalho segue.}\n", "",
         "21 note undefined"),
        ("zone: America/Sao_Paulo", "zone: Etc/GMT+3", "9 warning fixed_offset"),
        ("09:00-18:00\"}", "09:00-18:00\", sat: \"21:00-17:00\"}", "10 warning overnight"),
        ("    closed: [", "    holidays: [BR]\n    closed: [", "11 note often_shut"),
        ("  always: always", "  always: always\n  other: always", "13 note unused"),
        ("targets:\n", "  carrier: {name: {en: C, pt-BR: C}, owner: carrier}\ntargets:\n",
         "29 note cause_open"),
        ("cause: network, owner: customer", "cause: network, owner: third_party",
         "28 warning owner_differs"),
        ("      - {in: 8h}\n", "      - {in: {contract: answer}}\n", "36 note figure_left"),
        ("      - {in: 8h}\n", "      - {in: 8h}\n      - {priority: high, in: 9h}\n",
         "37 warning line_never"),
        ("      - {in: 8h}\n", "", "34 error gap"),
        ("at: 75%", "before: 2h", "48 warning step_at_once"),
    ],
)  # fmt: skip
def test_a_finding_and_its_line(old: str, new: str, expected: str) -> None:
    assert expected in told(changed((old, new), text=WHOLE))


def test_a_finding_about_two_lines_names_the_other() -> None:
    (found,) = [f for f in check(changed(("at: 75%", "before: 2h"), text=WHOLE)) if f.line == 48]
    assert found.sentence == (
        "This step fires at once: the time promised in line 35 is no longer than what it is to "
        "come before."
    )
    assert changed(("at: 75%", "before: 2h"), text=WHOLE).splitlines()[34].endswith("in: 2h}")


def test_every_zone_that_is_an_offset_is_found() -> None:
    """Also those that go by letters and were forgotten before, such as MST."""
    found = {key for key in available_timezones() if is_offset(key)}
    assert found >= {"UTC", "GMT", "EST", "MST", "HST", "Zulu", "Etc/GMT+3", "Etc/UTC"}
    assert {key for key in found if "/" in key} == {
        key for key in available_timezones() if key.startswith("Etc/")
    }
    assert not found & {"EST5EDT", "CET", "WET", "Japan", "Singapore", "ROK", "W-SU"}
    assert "9 warning fixed_offset" in told(changed(("America/Sao_Paulo", "MST"), text=WHOLE))


def test_an_intended_night_is_no_slip() -> None:
    text = changed(
        ('09:00-18:00"}', '09:00-18:00", sat: "21:00-17:00"}\n    overnight: intended'), text=WHOLE
    )
    assert not [one for one in told(text) if "overnight" in one]
    midnight = changed(('09:00-18:00"}', '09:00-18:00", sat: "20:00-00:00"}'), text=WHOLE)
    assert not [one for one in told(midnight) if "overnight" in one]


def test_an_interpretation_answers_a_doubt() -> None:
    open_always = changed(("hours: office}\npri", "hours: always}\npri"), text=WHOLE)
    assert told(open_always) == ["35 warning reached_while_closed"]
    within = "    within:\n      - {priority: high, in: 2h}"
    read = "    interpretation: {en: It is meant., pt-BR: É assim.}\n"
    assert told(changed((within, read + within), text=open_always)) == [
        "36 note reached_while_closed"
    ]


def test_differences_from_examples_are_told_in_words() -> None:
    text = changed(('"2026-03-09 10:30"', '"2026-03-09 11:00"'), ("7h30m", "7h"), text=WHOLE)
    first, second = [f for f in check(text) if f.what == "example_differs"]
    assert (first.line, first.severity) == (53, Severity.ERROR)
    assert first.sentence == (
        "Example “Friday evening waits for Monday”: `due` of `first_response` should be "
        "2026-03-09 11:00 and is 2026-03-09 10:30."
    )
    assert (second.line, second.path) == (61, "examples[1].expect.resolution")
    assert second.params["found"] == "7h30m"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("17:30 America/Sao_Paulo\"\n    priority: high\n    expect", "17:30\"\n    expect",
         "instant_zone"),
        ("2026-03-09 09:30\", do", "2026-03-01 09:30\", do", "order"),
        ("2026-03-09 09:30\", do", "2026-02-30 09:30\", do", "instant"),
        ("2026-03-09 09:30\", do", "2026-03-09 09:30 Mars/Base\", do", "zone"),
        (", on: customer", "", "waits_on"),
        ("opened: \"2026-03-06 12:00", "opened: \"2206-03-06 12:00", "date_far"),
        ("opened: \"2026-03-06 12:00", "opened: \"0001-01-01 12:00", "date_far"),
        ("opened: \"2026-03-06 12:00 America/Sao_Paulo\", cause: network",
         "opened: \"2199-12-31 20:00 America/Sao_Paulo\"", "date_far"),
        ("2026-03-09 09:30\", do", "9999-12-31 23:59\", do", "date_far"),
    ],
)  # fmt: skip
def test_examples_that_cannot_be_run(old: str, new: str, what: str) -> None:
    assert what in [f.what for f in check(changed((old, new), text=WHOLE))]


def test_a_file_without_examples_is_told_so() -> None:
    assert "1 note no_examples" in told(SMALL)


def test_a_file_that_cannot_be_read_has_its_faults() -> None:
    assert told(changed(("effect: blocked", "effect: huge"))) == ["20 error choice"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_agreements_have_no_errors_and_all_their_texts(path: Path) -> None:
    found = check(path.read_text(encoding="utf-8"), path.name)
    assert [f for f in found if f.severity is Severity.ERROR or f.what == "text_missing"] == []


GHOSTS = (
    ("  always: always\n", "  always: always\n  both: {any: [office, ghost]}\n",
     "calendars.both.any[1]"),
    ("pt-BR: E-mail}, hours: office", "pt-BR: E-mail}, hours: ghost", "channels.email.hours"),
    ("default_priority: low", "default_priority: ghost", "default_priority"),
    ("default_priority: low", "default_priority: low\nlevels: {l1: {team: ghost}}",
     "levels.l1.team"),
    ("default_priority: low", "default_priority: low\nlevels: {l1: {}}\ndefault_level: ghost",
     "default_level"),
    ("not_covered:\n", "contract_states: {unpaid: ghost}\nnot_covered:\n",
     "contract_states.unpaid"),
    ("not_covered:\n", "receipt: {send: true, next: ghost}\nnot_covered:\n", "receipt.next"),
    ("not_covered:\n",
     "maintenance: {text: {en: T, pt-BR: D}, announced_by: [ghost]}\nnot_covered:\n",
     "maintenance.announced_by[0]"),
    ("    met_by: reply\n", "    starts: {level: ghost}\n    met_by: reply\n",
     "targets.first_response.starts"),
    ("    met_by: reply\n    calendar: office", "    met_by: reply\n    calendar: ghost",
     "targets.first_response.calendar"),
    ("{priority: high, in: 2h}", "{priority: ghost, in: 2h}",
     "targets.first_response.within[0].priority"),
    ("{priority: high, in: 2h}", "{priority: high, calendar: ghost, in: 2h}",
     "targets.first_response.within[0].calendar"),
    ("- {cause: network", "- {cause: ghost", "not_covered[0].cause"),
    ("clock: excluded}", "clock: excluded, metrics: [ghost]}", "not_covered[0].metrics"),
    ("metric: any", "metric: ghost", "escalation[0].when.metric"),
    ("tell: assignee", "tell: ghost", "escalation[0].tell"),
    ("tell: assignee", "tell: assignee, reassign: ghost", "escalation[0].reassign"),
    ("tell: assignee", "tell: assignee, if: {priority: ghost}", "escalation[0].if.priority"),
    ("availability: \"99%\", hours: always", "availability: \"99%\", hours: ghost",
     "services.site.hours"),
    ("America/Sao_Paulo\", cause: network", "America/Sao_Paulo\", cause: ghost",
     "examples[2].cause"),
    ("expect: {resolution: excluded}", "expect: {ghost: excluded}", "examples[2].expect.ghost"),
    ("priority: high\n    expect", "priority: ghost\n    expect", "examples[0].priority"),
    ("do: reply}", "do: classified, cause: ghost}", "examples[1].events[0].cause"),
    ("do: reply}", "do: classified, priority: ghost}", "examples[1].events[0].priority"),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path"), GHOSTS, ids=[path for *_, path in GHOSTS])
def test_a_name_that_nothing_declares_is_found_wherever_it_stands(
    old: str, new: str, path: str
) -> None:
    at = WHOLE.index(old)
    found = check(WHOLE[:at] + new + WHOLE[at + len(old) :])
    told = [f.path for f in found if f.what.startswith("undeclared")]
    assert len(told) == 1 and told[0].startswith(path)
