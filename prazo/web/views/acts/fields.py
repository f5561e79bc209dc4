"""Fields of what is written to people: addresses, files, and what they are made of."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from prazo.lib.ids import is_id
from prazo.web.own_addresses import ours
from prazo.writing.files import Upload
from prazo.writing.recipients import addresses_in


class AddressesField(forms.CharField):
    """Several, with commas between; cleans to a list. None of them may be a desk's own (L01);
    whether each is one that mail can be sent to is for the act to say."""

    def __init__(self, **kwargs: Any) -> None:
        shape = {"autocomplete": "off", "spellcheck": "false", "inputmode": "email"}
        super().__init__(
            required=False, max_length=7000, widget=forms.TextInput(attrs=shape), **kwargs
        )

    def clean(self, value: Any) -> list[str]:
        return refuse_ours(addresses_in(super().clean(value)))


class OfferedField(forms.Field):
    """Those that were ticked of some that were offered."""

    widget = forms.SelectMultiple

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> list[str]:
        return refuse_ours([str(one)[:320] for one in value or ()][:50])


class FilesField(forms.Field):
    class Widget(forms.FileInput):
        allow_multiple_selected = True

        def value_from_datadict(
            self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
        ) -> list[Any]:
            return files.getlist(name)

    widget = Widget

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> list[Upload]:
        return [Upload(file.name or "", file.read()) for file in value or ()]


class IdsField(forms.CharField):
    """Numbers of rows, with commas between; whatever is none is left out."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=500, widget=forms.HiddenInput)

    def clean(self, value: Any) -> tuple[int, ...]:
        return tuple(int(one) for one in super().clean(value).split(",") if is_id(one))


def refuse_ours(addresses: list[str]) -> list[str]:
    own = ours(addresses, anew=True) if addresses else frozenset()
    for address in addresses:
        if address.lower() in own:
            raise forms.ValidationError(
                _("%(address)s is an address of ours: a desk does not write to itself."),
                params={"address": address[:100]},
            )
    return addresses
