"""Rules and macros for tests, by the actions that pages call."""

from datetime import timedelta
from typing import Any

from prazo.accounts.models import User
from prazo.accounts.operator import Operator
from prazo.desk.conditions import Condition, Conditions
from prazo.desk.conditions.condition import Op
from prazo.rules.actions.save_macro import save_macro
from prazo.rules.actions.save_rule import save_rule
from prazo.rules.actions.switch import switch
from prazo.rules.deeds import Deed
from prazo.rules.models import Macro, On, Rule
from tests.world import MONDAY, World


def deed(do: str, **words: Any) -> Deed:
    return Deed(do, {name: str(value) for name, value in words.items()})


def asked(**fields: str) -> Conditions:
    """Each is the one value it is asked for; a flag is asked for by "yes"."""
    return Conditions(
        tuple(
            Condition(name, Op.IS, () if value == "yes" else (value,))
            for name, value in fields.items()
        )
    )


def make_rule(
    world: World,
    on: On,
    *deeds: Deed,
    name: str = "The rule",
    conditions: Conditions | None = None,
    active: bool = True,
) -> Rule:
    by = Operator(world.lea, MONDAY - timedelta(hours=1))
    rule = save_rule(
        None,
        by=by,
        desk=world.desk,
        name=name,
        on=on,
        conditions=conditions or Conditions(),
        deeds=deeds,
    )
    return switch(rule, True, by=by) if active else rule


def make_macro(
    world: World, *deeds: Deed, name: str = "The macro", owner: User | None = None, **given: Any
) -> Macro:
    by = Operator(owner or world.ann, MONDAY)
    given = {"shared": "nobody", "team": None, **given}
    return save_macro(None, by=by, desk=world.desk, name=name, deeds=deeds, **given)
