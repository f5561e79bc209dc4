"""Who acts: a person of the desk, the requester, or Prazo itself, perhaps by a rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prazo.accounts.models import User
from prazo.customers.models import Requester
from prazo.engine.events import Author


@dataclass(frozen=True, slots=True)
class ByRule:
    """The rule that acts, and the rules whose acts led to this one, itself last."""

    id: int
    name: str
    chain: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "chain": list(self.chain)}


def by_rule(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What `as_json` wrote in an event's data; empty where no rule acted. A clock's escalation
    names its line of the agreement by the same word, as text."""
    said = data.get("rule")
    return said if isinstance(said, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Actor:
    kind: Author
    user: User | None = None
    requester: Requester | None = None
    rule: ByRule | None = None


SYSTEM = Actor(Author.SYSTEM)


def agent(user: User) -> Actor:
    return Actor(Author.AGENT, user=user)


def rule(by: ByRule) -> Actor:
    """No clock takes it for a person: what a rule does meets no target."""
    return Actor(Author.BOT, rule=by)


def requester(person: Requester) -> Actor:
    return Actor(Author.REQUESTER, requester=person)
