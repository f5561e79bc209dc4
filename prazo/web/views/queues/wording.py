"""Conditions in words, as the form that makes them says them."""

from prazo.desk.conditions import FIELDS, Condition, Conditions
from prazo.desk.conditions.fields import Kind
from prazo.web.views.queues.builder import FLAG_WORDS, OP_WORDS, WORDS
from prazo.web.views.queues.choices import Choices


def told(conditions: Conditions, choices: Choices) -> list[str]:
    """One sentence for each that must hold; those of which one must are joined."""
    some = [_one(each, choices) for each in conditions.any_of]
    return [
        *(_one(each, choices) for each in conditions.all_of),
        *([" / ".join(some)] if some else []),
    ]


def _one(condition: Condition, choices: Choices) -> str:
    field = FIELDS[condition.field]
    if field.kind is Kind.FLAG:
        return f"{field.label}: {FLAG_WORDS[condition.op]}"
    names = dict(choices.of(field))
    values = ", ".join(names.get(value, value) for value in condition.values)
    asked = WORDS.get(field.kind, OP_WORDS)[condition.op]
    return f"{field.label} {asked} {values}".rstrip()
