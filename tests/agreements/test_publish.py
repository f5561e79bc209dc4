"""What the customers' page is told: tables found again, hours, languages."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from prazo.agreements.loader import load
from prazo.agreements.publish import context
from tests.agreements.small import SMALL, changed

TODAY = date(2026, 3, 1)
HIGH = "{priority: high, in: 2h}"
SHIPPED = sorted((Path(__file__).resolve().parents[2] / "agreements").glob("*.yaml"))
PLANS = changed(
    (
        "causes:\n",
        "plans: {basic: {name: Basic}, gold: {name: Gold}, platinum: {name: Platinum}}\ncauses:\n",
    )
)


def page(text: str = SMALL, language: str = "en") -> dict[str, Any]:
    return context(load(text), language, TODAY)


def table(text: str) -> tuple[list[str], list[list[str]]]:
    (shown,) = [t["table"] for t in page(text)["targets"] if t["id"] == "first_response"]
    rows = [[row["head"], *row["cells"]] for row in shown["rows"]]
    return [shown["corner"], *shown["columns"]], rows


def test_figures_by_priority_alone_are_one_table() -> None:
    overview = page()["overview"]
    assert overview["columns"] == ["First response", "Resolution"]
    assert [(row["head"], row["note"], *row["cells"]) for row in overview["rows"]] == [
        ("High", "Work has stopped.", "2 working hours", "1 working day"),
        ("Low", "Work goes on.", "8 working hours", "4 working days"),
    ]
    assert [target["table"] for target in page()["targets"]] == [None, None]


def test_two_dimensions_are_rows_and_columns() -> None:
    for_gold = "{priority: high, plan: gold, calendar: always, in: 1h}"
    text = PLANS.replace(HIGH, f"{for_gold}\n      - {HIGH}")
    head, rows = table(text)
    assert head == ["Priority", "Basic, Platinum", "Gold"]
    assert rows == [
        ["High", "2 working hours", "1 hour, round the clock"],
        ["Low", "8 working hours", "8 working hours"],
    ]


def test_one_dimension_other_than_priority() -> None:
    text = PLANS.replace("{priority: high, in: 2h}", "{plan: gold, in: 2h}")
    assert table(text) == (
        ["Plan", "Time"],
        [
            ["Basic", "8 working hours"],
            ["Gold", "2 working hours"],
            ["Platinum", "8 working hours"],
        ],
    )


def test_causes_are_exceptions_not_columns() -> None:
    text = changed((HIGH, f"{{cause: provider_fault, in: no target}}\n      - {HIGH}"))
    shown = page(text)
    assert shown["overview"]["columns"] == ["First response", "Resolution"]
    assert shown["targets"][0]["exceptions"] == [
        {"when": "Cause: Our fault", "figure": "no time promised"}
    ]


def test_three_dimensions_are_listed_line_by_line() -> None:
    text = PLANS.replace(
        "{priority: high, in: 2h}",
        "{priority: high, plan: gold, channel: phone, in: 1h}\n      - {priority: high, in: 2h}",
    )
    head, rows = table(text)
    assert head == ["Priority", "Plan", "Channel", "Time"]
    assert rows == [
        ["High", "Gold", "Telephone", "1 working hour"],
        ["High", "any", "any", "2 working hours"],
        ["others", "others", "others", "8 working hours"],
    ]


def test_a_line_that_a_matrix_would_hide_is_listed() -> None:
    """Tickets without a plan have a line of their own, which rows of plans cannot show."""
    text = PLANS.replace("{priority: high, in: 2h}", "{plan: [basic, gold, platinum], in: 2h}")
    assert table(text)[1] == [
        ["Basic, Gold, Platinum", "2 working hours"],
        ["others", "8 working hours"],
    ]


def test_closed_days_of_the_next_twelve_months() -> None:
    text = changed(
        ("closed: [", "closed: [2026-02-27, 2026-03-01, 2026-03-02, 2027-02-26, 2027-03-02, "),
    )
    (office, always) = page(text)["calendars"]
    assert [day["date"] for day in office["closed"]] == ["2026-03-02", "2026-12-24", "2027-02-26"]
    assert office["zone"] == "Times are those of America/Sao_Paulo."
    assert office["closed"][1] == {
        "date": "2026-12-24", "day": "Thursday, 24 December 2026", "name": "Christmas Eve"
    }  # fmt: skip
    assert always["text"] == "Open at every hour of every day of the year."


def test_what_has_no_text_in_the_language_says_whose_it_is() -> None:
    text = changed(("pt-BR: Alta", "es: Alta"), ("High", "Hi<gh>"))
    assert page(text, "pt-BR")["priorities"][0]["name"] == '<span lang="en">Hi&lt;gh&gt;</span>'
    assert page(text, "en")["priorities"][0]["name"] == "Hi<gh>"  # escaped by the template


def test_steps_in_words() -> None:
    (step,) = page()["escalation"]
    assert step["when"] == "when 75% of the time of any target is used up"
    assert step["told"] == "the agent in charge"
    text = changed(
        ("{metric: any, at: 75%}, tell: assignee",
         "{metric: resolution, after: 30m}, every: 4h, times: 3, review: all_teams"),
    )  # fmt: skip
    (step,) = page(text)["escalation"]
    assert step["when"] == (
        "30 working minutes after the time of Resolution has passed, "
        "then every 4 working hours, 3 times at the most"
    )
    assert step["done"] == "all teams involved review it"


def test_the_language_that_is_read_is_marked() -> None:
    for language in ("en", "pt-BR"):
        shown = page(language=language)["languages"]
        assert [one["tag"] for one in shown if one["current"]] == [language]


def test_examples_tell_what_falls_due_when_or_how_it_stands() -> None:
    text = SMALL + (
        "examples:\n"
        "  - name: {en: Friday evening, pt-BR: Sexta}\n"
        '    opened: "2026-03-06 17:30 America/Sao_Paulo"\n'
        "    priority: high\n"
        '    expect: {first_response: "2026-03-09 10:30"}\n'
        "  - name: {en: Another network, pt-BR: Outra rede}\n"
        '    opened: "2026-03-06 12:00 America/Sao_Paulo"\n'
        "    cause: network\n"
        "    expect: {resolution: excluded}\n"
    )
    assert [one["outcome"] for one in page(text)["examples"]] == [
        ["First response: due Mon 2026-03-09 10:30"],
        ["Resolution: excluded"],
    ]


def test_contents_name_only_what_is_there() -> None:
    assert [part["id"] for part in page()["contents"]] == [
        "targets", "channels", "priorities", "not_covered", "escalation", "conduct"
    ]  # fmt: skip


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_agreements_show_every_line_of_their_targets(path: Path) -> None:
    loaded = load(path.read_text(encoding="utf-8"))
    for language in loaded.document.all_languages():
        shown = context(loaded, language, TODAY)
        assert len(shown["targets"]) == len(loaded.agreement.targets)
        for target in shown["targets"]:
            in_overview = shown["overview"] and target["name"] in shown["overview"]["columns"]
            assert target["figure"] or target["table"] or in_overview, target["id"]
