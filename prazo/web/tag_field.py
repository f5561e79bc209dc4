"""Where tags are written: with commas between, those the desk has are proposed."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk
from prazo.desk import tags
from prazo.lib.refusal import Refusal

PROPOSED = 12
FIRST = 100
"""Proposed to who has no scripts, and before anything is typed."""
LONGEST = 2000
"""Of what is typed."""


class TagsInput(forms.TextInput):
    """A list of the browser's own beside it: arrows and Enter choose. `desk` is to be set."""

    desk: Desk | None = None

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        if self.desk is None:
            return super().render(name, value, attrs, renderer)
        here = str((attrs or {}).get("id", f"id_{name}"))
        asked = reverse("tags_known", args=[self.desk.slug])
        own = {
            "list": f"{here}_known",
            "autocomplete": "off",
            "spellcheck": "false",
            "hx-get": f"{asked}?of={name}",
            "hx-trigger": "input changed delay:150ms",
            "hx-target": f"#{here}_known",
            "hx-swap": "innerHTML",
            "hx-sync": "this:replace",
        }
        field = super().render(name, value, {**(attrs or {}), **own}, renderer)
        known = options(self.desk.pk, str(value or ""), FIRST)
        return format_html(
            "{}<datalist{}>{}</datalist>", field, flatatt({"id": own["list"]}), known
        )


class TagsField(forms.CharField):
    """Cleaned to tags in their form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"required": False, "max_length": LONGEST, "widget": TagsInput(), **kwargs}
        )

    def of(self, desk: Desk) -> None:
        """Of which desk tags are proposed."""
        assert isinstance(self.widget, TagsInput)
        self.widget.desk = desk

    def clean(self, value: Any) -> tuple[str, ...]:
        try:
            return tags.read(super().clean(value))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None


HELP = _("Several with commas between. What the desk has is proposed as you type.")


def options(desk: int, typed: str, most: int = PROPOSED) -> SafeString:
    """Each the whole of what is typed, with its last tag completed."""
    before, _comma, last = typed.replace("\0", "").rpartition(tags.BETWEEN)
    there = [part.strip().casefold() for part in before.split(tags.BETWEEN) if part.strip()]
    proposed = tags.like(desk, last, there, most)
    whole = f"{before.strip()}{tags.BETWEEN} " if before.strip() else ""
    return format_html_join(
        "", '<option value="{}{}">{}</option>', ((whole, p, p) for p in proposed)
    )
