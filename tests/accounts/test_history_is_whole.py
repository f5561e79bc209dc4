"""Every act on the settings writes what it changed, in words the history page has."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import prazo
from prazo.accounts.models import Change, Desk, Member, Team, User
from prazo.agreements.models import Adoption, ClosedDate
from prazo.customers.models import Contract, Customer, Entrance
from prazo.routing.models import Policy
from prazo.web.shown import plain_row, row
from prazo.web.views.settings.change_words import FIELDS, WHAT
from prazo.web.views.settings.history import shown

ROOT = Path(prazo.__file__).parent
WRITES = ("record_change", "record_factor")
PASSWORDS = (".set_password", ".set_unusable_password")
CHANGING = (".create", ".get_or_create", ".update_or_create", ".bulk_create", ".update", ".delete")


def acts() -> Iterator[tuple[Path, ast.Module]]:
    """Modules of actions whose `by` is an operator: what settings are changed by."""
    for path in sorted(ROOT.rglob("actions/*.py")):
        tree = ast.parse(path.read_text())
        if any(
            isinstance(node, ast.arg)
            and node.annotation is not None
            and ast.unparse(node.annotation) == "Operator"
            for node in ast.walk(tree)
        ):
            yield path, tree


def writes(tree: ast.AST) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRITES
    ]


ACTS = list(acts())


def test_every_act_on_settings_writes_history() -> None:
    silent = {path.stem for path, tree in ACTS if not writes(tree)}
    assert silent <= {"reset_factors"}, "these write no history"  # it does by forget_factors
    assert len(ACTS) >= 20


def test_ways_to_sign_in_change_nowhere_else() -> None:
    """Passwords, factors and ties are written by acts alone, which the test before looks at."""
    strays = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted(ROOT.rglob("*.py"))
        if ROOT / "accounts" not in path.parents
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and changes(node)
    ]
    assert not strays


SETTINGS = (Desk, Member, Team, User, Adoption, ClosedDate, Contract, Customer, Entrance, Policy)
BY_ACTS = {
    "agreements/closed_dates.py": "close_day",
    "agreements/take.py": "adopt_text, but for the demo",
    "agreements/teams.py": "adopt_text",
    "cli/operate.py": "writes the history itself",
}
"""What else writes settings, and which act or command writes the history of it."""


def test_settings_change_nowhere_else() -> None:
    """A command changes them by an act, as a page does, and so in somebody's name."""
    names = tuple(f"{model.__name__}.objects" for model in SETTINGS)
    strays = {
        str(path.relative_to(ROOT))
        for path in sorted(ROOT.rglob("*.py"))
        if not {"actions", "migrations", "demo"} & {*path.parts}
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(names)
        if ast.unparse(node.func).endswith((*CHANGING, ".create_user"))
    }
    assert strays == set(BY_ACTS)


def changes(call: ast.Call) -> bool:
    what = ast.unparse(call.func)
    kept = what.startswith(("SocialAccount.", "Authenticator."))
    return what == "recovery.make" or what.endswith(PASSWORDS) or (kept and what.endswith(CHANGING))


def test_what_was_done_has_words() -> None:
    codes = {
        node.value
        for path, tree in ACTS
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z_]+\.[a-z_]+", node.value)
    }
    assert not {code for code in codes if code not in WHAT}
    assert len(codes) >= 25


@pytest.mark.parametrize("what", sorted(WHAT))
def test_a_change_reads_as_a_sentence(what: str) -> None:
    """Not as a code, whatever was kept."""
    change = Change(desk=Desk(name="Here"), what=what, about="x")
    assert shown(change)["what"] != what and "." not in str(shown(change)["what"])


def test_differences_are_shown_field_by_field(system: None) -> None:
    desk = Desk.objects.create(slug="here", name="Here")
    change = Change(
        desk=desk,
        what="member.changed",
        about="ann@desk.example",
        before={"role": "agent", "teams": ["front"]},
        after={"role": "lead", "teams": ["back", "front"]},
    )
    fields = {field["name"]: (field["before"], field["after"]) for field in shown(change)["fields"]}
    assert fields == {"Role": ("agent", "lead"), "Teams": ("front", "back, front")}
    assert set(FIELDS) >= {"role", "teams", "two_factors", "factors", "factor"}


def test_the_columns_of_a_file_have_their_names(system: None) -> None:
    """A file has some that no queue shows, and a queue one that no file has."""
    names = [*plain_row.HEADS, *row.HEADS]
    change = Change(desk=Desk(name="Here"), what="queue.exported", after={"columns": names})
    (told,) = shown(change)["fields"]
    heads = {**plain_row.HEADS, **row.HEADS}
    assert told["after"] == ", ".join(str(heads[name]) for name in names)
    assert "Next due" in told["after"] and "Clock" in told["after"]
