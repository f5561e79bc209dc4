"""A field that a form does not have is no slip of a person's: the whole is refused (AC09)."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import BadRequest

EVERYWHERE = frozenset({"csrfmiddlewaretoken"})


def refuse_strangers(given: Iterable[str], known: Iterable[str] = ()) -> None:
    """Raises BadRequest, which answers 400 and names the first field nobody knows."""
    if strangers := set(given) - set(known) - EVERYWHERE:
        raise BadRequest(f"unknown field {min(strangers)[:60]!r}")


def only_own_fields(form: forms.BaseForm, *besides: str) -> None:
    """For a form that is bound: nothing but its fields, and `besides`, may have been sent."""
    if form.is_bound:
        known = {form.add_prefix(name) for name in form.fields}
        refuse_strangers({*form.data, *form.files}, known | {*besides})
