"""Choices among rows, called by what people know them as."""

from typing import Any

from django import forms

from prazo.accounts.models import Member, User
from prazo.customers.models import Contract


class ContractChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Contract.objects.none(), empty_label="—", **kwargs)

    def label_from_instance(self, obj: Contract) -> str:
        return f"{obj.customer} · {obj}"


class MemberChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person of the desk; cleans to the account."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Member.objects.none(), empty_label="—", **kwargs)

    def label_from_instance(self, obj: Member) -> str:
        return f"{obj.user} <{obj.user.email}>"

    def clean(self, value: Any) -> User | None:
        member = super().clean(value)
        return member.user if member else None
