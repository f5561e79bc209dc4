"""What is set of a person's work at a desk: the hours of a week, and what he is named for."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as later

from prazo.accounts.models import Desk, Member
from prazo.agreements.models import in_force
from prazo.customers.models import Customer
from prazo.desk.terms import terms_of
from prazo.lib.alphabet import alphabetical, letters
from prazo.lib.refusal import Refusal
from prazo.routing.choose import LANGUAGE, Tag
from prazo.routing.hours import text_of, windows_of
from prazo.routing.models import Shift, Skill
from prazo.web.shown import words
from prazo.web.shown.given import language_name
from prazo.web.views.settings.form import SettingsForm, ZoneField, zone_choices

DAYS = (
    later("Monday"), later("Tuesday"), later("Wednesday"), later("Thursday"), later("Friday"),
    later("Saturday"), later("Sunday"),
)  # fmt: skip
SPOKEN = (
    "ar", "ca", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "id", "it",
    "ja", "ko", "nb", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "vi", "zh",
)  # fmt: skip
NAMED_FOR = ("component", "request_type", "priority")
OFFICE = "09:00-18:00"


class ShiftForm(SettingsForm):
    """Hours of each weekday as one line of text; a day without any is free."""

    time_zone = ZoneField(label=later("Time zone"), choices=zone_choices)
    holidays = forms.CharField(
        label=later("Holidays"),
        max_length=20,
        required=False,
        help_text=later("Of a country, or of one of its regions: BR, BR-SP, ES-MD. Empty: none."),
    )
    capacity = forms.IntegerField(
        label=later("Takes on so many open tickets"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=later("Empty: as many as the desk says."),
        widget=forms.NumberInput(attrs={"class": "figure"}),
    )

    def prepare(self) -> None:
        own = {
            f"day{day}": forms.CharField(label=name, max_length=80, required=False)
            for day, name in enumerate(DAYS)
        }
        self.fields = {**own, **self.fields}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        hours: dict[str, list[tuple[int, int]]] = {}
        for day in range(7):
            try:
                hours[str(day)] = windows_of(given.get(f"day{day}", ""), f"day{day}")
            except Refusal as refusal:
                self.refuse(refusal)
        given["hours"] = hours
        return given

    def facts(self) -> dict[str, Any]:
        names = ("time_zone", "hours", "holidays", "capacity")
        return {name: self.cleaned_data[name] for name in names}


class SkillsForm(SettingsForm):
    """A tag is sent as `component:mail`; only those the desk has are known."""

    languages = forms.MultipleChoiceField(
        label=later("Speaks"), required=False, widget=forms.CheckboxSelectMultiple
    )
    named = forms.MultipleChoiceField(
        label=later("Is named for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    customers = forms.MultipleChoiceField(
        label=later("Is named for these customers"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def prepare(self) -> None:
        assert self.desk is not None
        spoken = [(one, language_name(one)) for one in SPOKEN]
        spoken.sort(key=lambda one: letters(one[1]))
        customers = alphabetical(Customer.objects.filter(desk=self.desk))
        known = [(str(pk), name) for pk, name in customers.values_list("pk", "name")]
        for name, choices in (
            ("languages", spoken), ("named", _named_for(self.desk)), ("customers", known),
        ):  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]

    def tags(self) -> list[Tag]:
        given = self.cleaned_data
        named = [tuple(one.split(":", 1)) for one in given.get("named", ())]
        return [
            *((LANGUAGE, one) for one in given.get("languages", ())),
            *((kind, value) for kind, value in named),
            *(("customer", one) for one in given.get("customers", ())),
        ]


def hours_of(member: Member) -> dict[str, Any]:
    """As kept; where nothing is, an office's hours to begin with."""
    known = Shift.objects.filter(desk=member.desk, user=member.user).first()
    if known is None:
        week = {f"day{day}": OFFICE for day in range(5)}
        return {"time_zone": member.user.time_zone, **week}
    week = {f"day{day}": text_of(known.hours.get(str(day), ())) for day in range(7)}
    facts = {"holidays": known.holidays, "capacity": known.capacity}
    return {"time_zone": known.time_zone, **facts, **week}


def tags_of(member: Member) -> dict[str, list[str]]:
    kept = Skill.objects.filter(desk=member.desk, user=member.user)
    found: dict[str, list[str]] = {"languages": [], "named": [], "customers": []}
    for kind, value in kept.values_list("kind", "value"):
        if kind == LANGUAGE:
            found["languages"].append(value)
        elif kind == "customer":
            found["customers"].append(value)
        else:
            found["named"].append(f"{kind}:{value}")
    return found


def _named_for(desk: Desk) -> list[tuple[str, str]]:
    """Every component, type and priority of the agreement in force, as it calls them."""
    version = in_force(desk.pk, timezone.now())
    if version is None:
        return []
    terms = terms_of(version)
    return [
        (f"{kind}:{value}", name)
        for kind in NAMED_FOR
        for value, name in terms.choices(kind, words.reader())
    ]
