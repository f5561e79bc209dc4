"""Who acts: a person of the desk, the requester, or Prazo itself, perhaps by a rule."""

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
