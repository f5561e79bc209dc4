"""The form of an act on many tickets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.models import Ticket


class BulkForm(forms.Form):
    """About tickets of one desk, for who acts on them. What is left empty stays as it is on each
    ticket; something must be said where the act `needs` it."""

    needs = True

    def __init__(
        self,
        tickets: Sequence[Ticket],
        user: User,
        *args: Any,
        as_of: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        """`as_of`: when it was asked for, if that is not now."""
        super().__init__(*args, **kwargs)
        self.auto_id = "bulk_%s"
        self.tickets, self.user = tickets, user
        self.as_of = as_of or timezone.now()
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that depend on the tickets."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.needs and not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Say what should change."))
        return cleaned
