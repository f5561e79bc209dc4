"""What somebody sees: the scope that his requests run in."""

from collections.abc import Iterator
from contextlib import contextmanager

from prazo.accounts.models import Member, User
from prazo.lib import scope


@contextmanager
def as_person(user: User) -> Iterator[None]:
    with scope.entered(scope.SYSTEM):
        own = list(Member.objects.filter(user=user).values_list("desk", "closed"))
    closed = [team for _, teams in own for team in teams]
    with scope.entered(scope.of_person(user.pk, [desk for desk, _ in own], closed)):
        yield
