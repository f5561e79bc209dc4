"""Whoever sends this request, as the one who changes a setting by it."""

from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from prazo.accounts.models import User
from prazo.accounts.operator import Operator
from prazo.web import visitor


def operator(request: HttpRequest, user: User | None = None) -> Operator:
    """`user` where somebody is about to come in, and is not signed in yet."""
    return Operator(user or cast(User, request.user), timezone.now(), visitor.place(request))
