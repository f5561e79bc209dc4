"""Commands about a desk's agreement: who does it stands in the history."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from prazo.accounts.models import Change, Desk, User
from prazo.agreements import closed_dates
from prazo.agreements.models import Adoption, ClosedDate
from prazo.cli import app
from tests.world import TEXT, World, make_world

AGREEMENT = Path(__file__).parents[1] / "world.yaml"


@pytest.fixture
def world(system: None) -> World:
    closed_dates.forget()
    world = make_world()
    User.objects.filter(pk__in=[world.lea.pk, world.ann.pk]).update(administers=True)
    return world


def holiday(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["holiday", "small", "office", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


def test_a_day_is_closed_in_somebodys_name(world: World) -> None:
    assert holiday("2026-03-09", "Town holiday")[0] == 1  # of two administrators, which?
    assert not ClosedDate.objects.exists()
    code, output = holiday("2026-03-09", "Town holiday", "--by", "lea@desk.example")
    assert (code, "0 clocks are due at another time now." in output) == (0, True)
    assert {one.by for one in Change.objects.filter(what="agreement.day_closed")} == {world.lea}
    closed_dates.forget()


def test_what_is_no_day_is_said_with_the_remedy(world: World) -> None:
    code, output = holiday("9.3.2026", "Town holiday", "--by", "lea@desk.example")
    assert (code, output) == (1, "DAY: write a date such as 2027-01-31.\n")


def test_a_day_is_closed_for_a_reason(world: World) -> None:
    code, output = holiday("2026-03-09", " ", "--by", "lea@desk.example")
    assert (code, output.startswith("NAME: ")) == (1, True)
    assert not ClosedDate.objects.exists()


def adopt(since: str, version: str, tmp_path: Path) -> Adoption:
    file = tmp_path / "small.yaml"
    file.write_text(re.sub(r"(?m)^version: .*", f"version: {version}", TEXT))
    done = CliRunner().invoke(
        app, ["adopt", "help", str(file), "--since", since, "--by", "lea@desk.example"]
    )
    assert done.exit_code == 0, done.output
    return Adoption.objects.get(version__version=version)


def test_a_day_begins_at_midnight_of_the_desk(world: World, tmp_path: Path) -> None:
    """In UTC, a desk in São Paulo would work under it from the evening before."""
    zone = ZoneInfo("America/Sao_Paulo")
    Desk.objects.filter(pk=world.desk.pk).update(time_zone=zone.key, slug="help")
    later = adopt("2090-01-01", "later", tmp_path)
    assert later.since == datetime(2090, 1, 1, tzinfo=zone)
    today = datetime.now(zone)
    now = adopt(today.date().isoformat(), "today", tmp_path)
    assert abs(now.since - today) < timedelta(minutes=1)


def test_explain_speaks_the_systems_language(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "pt_BR.UTF-8")
    words = ["explain", str(world.ask().number), "--as-of", "2026-03-02T12:00+01:00"]
    spoken = CliRunner().invoke(app, words).output
    assert spoken == CliRunner().invoke(app, [*words, "--language", "pt-br"]).output
    assert "conta desde" in spoken


def test_a_day_of_the_balance_is_refused_in_a_line(world: World) -> None:
    done = CliRunner().invoke(app, ["balance", "yesterday"])
    assert (done.exit_code, done.output) == (1, "DAY: write a date such as 2027-01-31.\n")


@pytest.mark.parametrize(
    ("option", "said"),
    [("--email", "you"), ("--name", " "), ("--desk", "Sup port"), ("--address", "nonsense"),
     ("--language", "klingon"), ("--agreement", "nobody.yaml")],
)  # fmt: skip
def test_init_refuses_what_the_settings_would(world: World, option: str, said: str) -> None:
    given = {
        "--email": "you@yours.example", "--name": "You", "--desk": "yours", "--language": "pt-BR",
        "--address": "help@yours.example", "--agreement": str(AGREEMENT), option: said,
    }  # fmt: skip
    done = CliRunner().invoke(app, ["init", *(word for pair in given.items() for word in pair)])
    assert done.exit_code in (1, 2)
    assert option in done.output and said.strip() in done.output
    assert not Desk.objects.filter(slug="yours").exists()


def test_a_file_that_cannot_be_adopted_is_named_as_check_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "es_AR.UTF-8")
    file = tmp_path / "acme.yaml"
    file.write_text("agreement: acme\n")
    for words in (["adopt", "help"], ["publish", "--out", str(tmp_path)], ["diff", str(file)]):
        done = CliRunner().invoke(app, [*words, str(file)])
        assert done.exit_code == 1
        assert f"{file}:1:1: error: Falta `version`." in done.output
