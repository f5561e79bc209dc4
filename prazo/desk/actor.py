"""Who acts: a person of the desk, the requester, or Prazo itself."""

from dataclasses import dataclass

from prazo.accounts.models import User
from prazo.customers.models import Requester
from prazo.engine.events import Author


@dataclass(frozen=True, slots=True)
class Actor:
    kind: Author
    user: User | None = None
    requester: Requester | None = None


SYSTEM = Actor(Author.SYSTEM)


def agent(user: User) -> Actor:
    return Actor(Author.AGENT, user=user)


def requester(person: Requester) -> Actor:
    return Actor(Author.REQUESTER, requester=person)
