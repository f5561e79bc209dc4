"""What all forms of the settings have in common.

What was typed is never lost: every refusal comes back with the form, beside its field. A field
that no form of ours has is refused as a whole (AC09).
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.agreements.zones import offered, zones
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest
from prazo.web.drawn import changed_since, drawn, refused
from prazo.web.operator import operator
from prazo.web.strangers import only_own_fields, refuse_strangers
from prazo.web.views.settings.access import hold

T = TypeVar("T")


class SettingsForm(forms.Form):
    """About one desk. Ids never meet those of another form on the page.

    `drawn` says what was so when it was drawn: what somebody else changed since is not put back
    unseen. Nothing is asked of who does not say.
    """

    shows_facts = True
    """Whether `initial` is what is so, and not a proposal."""

    def __init__(self, desk: Desk | None, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.status = 200
        self.prepare()
        self.stood = {name: value for name, value in self.initial.items() if name in self.fields}
        if self.shows_facts and self.stood:
            self.fields["drawn"] = forms.CharField(
                required=False,
                max_length=10_000,
                initial=drawn(self.stood),
                widget=forms.HiddenInput(attrs={"id": False}),
            )
        only_own_fields(self, "drawn")

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            self.said_drawn = self.cleaned_data.pop("drawn", "")

    def must_be_as_drawn(self) -> None:
        """Refuse once what would be kept over a colleague's."""
        changed = changed_since(self.said_drawn, self.stood)
        if not changed:
            return
        given = cast(QueryDict, self.data).copy()
        given["drawn"] = drawn(self.stood)
        self.data = given
        names = (str(self.fields[name].label or name) for name in changed)
        raise refused(", ".join(names))

    def prepare(self) -> None:
        """Fill in choices that depend on the desk, before anything is read."""

    def refuse(self, refusal: Refusal) -> None:
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal))
        self.status = 409 if refusal.conflict else 422


def sent(request: DeskRequest) -> QueryDict | None:
    """What a form is bound to: nothing until it is sent, however little is sent then."""
    return request.POST if request.method == "POST" else None


def done(
    request: DeskRequest, desk: Desk, form: SettingsForm, act: Callable[[Operator], T]
) -> T | None:
    """Do it in one transaction with the permission it needs. None: it was refused, and the form
    says why and has the status to answer with."""
    if not form.is_valid():
        form.status = 422
        return None
    by = operator(request)
    try:
        with transaction.atomic():
            hold(by, desk)
            form.must_be_as_drawn()
            return act(by)
    except Refusal as refusal:
        form.refuse(refusal)
        return None


def act_on(request: DeskRequest, desk: Desk, act: Callable[[Operator], T]) -> T:
    """The same for a button without a form; a refusal becomes a page of its own."""
    refuse_strangers(request.POST)
    by = operator(request)
    with transaction.atomic():
        hold(by, desk)
        return act(by)


def zone_choices() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in offered()]


class ZoneSelect(forms.Select):
    """Whatever was chosen once is among what may be chosen."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        kept = [(zone, zone) for zone in value if zone in zones() and zone not in offered()]
        self.choices = [*self.choices, *kept]
        return super().optgroups(name, value, attrs)


class ZoneField(forms.ChoiceField):
    widget = ZoneSelect

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or value in zones()


def language_choices() -> list[tuple[str, str]]:
    """What is written to customers in; each called by its own name."""
    own = {
        "en": "English",
        "pt-br": "Português (Brasil)",
        "es": "Español",
        "de": "Deutsch",
        "ru": "Русский",
    }
    return [(code, own[code]) for code, _name in settings.LANGUAGES]


class Lines(forms.CharField):
    """Several values, one a line; `each` cleans one."""

    def __init__(self, each: forms.Field, *, most: int = 200, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}))
        super().__init__(max_length=most * 330, **kwargs)
        self.each, self.most = each, most

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(value)

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        words = [word for line in text.splitlines() for word in line.replace(",", " ").split()]
        if len(words) > self.most:
            raise forms.ValidationError(_("At most %(most)s fit here."), params={"most": self.most})
        found: list[str] = []
        for word in words:
            try:
                cleaned = str(self.each.clean(word)).lower()
            except forms.ValidationError as wrong:
                raise forms.ValidationError(
                    _("“%(word)s”: %(why)s"),
                    params={"word": word[:100], "why": " ".join(wrong.messages)},
                ) from None
            if cleaned not in found:
                found.append(cleaned)
        return found
