"""The rules of a desk: made, looked at, switched on, and seen at work."""

from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prazo.accounts.models import Desk
from prazo.desk.conditions import FIELDS, Conditions
from prazo.desk.conditions import read as read_conditions
from prazo.desk.conditions.fields import Field
from prazo.lib.refusal import Refusal
from prazo.rules.actions.save_rule import drop_rule, move_rule, save_rule
from prazo.rules.actions.switch import switch as switch_it
from prazo.rules.deeds import VARIABLES, read, written
from prazo.rules.models import On, Rule
from prazo.rules.trying import LOOKED_AT, tried
from prazo.web.access import DeskRequest
from prazo.web.drawn import drawn, must_be_as_drawn
from prazo.web.operator import operator
from prazo.web.shown.deeds import Book
from prazo.web.strangers import refuse_strangers
from prazo.web.views.queues import builder, wording
from prazo.web.views.queues.choices import Choice, Choices
from prazo.web.views.rules import steps
from prazo.web.views.settings.access import hold, sets_up
from prazo.web.views.settings.form import act_on
from prazo.web.views.settings.listing import listed
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_rules"


class RuleForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autofocus": True}),
        error_messages={"required": _("Give the rule a name: it stands beside what it does.")},
    )
    on = forms.ChoiceField(label=_("When"), choices=On.choices)

    drawn: str = ""
    """What was so when it was first drawn; it goes along with each drawing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "rule_%s")
        super().__init__(*args, **kwargs)


class NobodysChoices(Choices):
    """A rule is nobody, so nobody is “me” to it."""

    def of(self, field: Field) -> list[Choice]:
        return [choice for choice in super().of(field) if choice[0] != "me"]


@sets_up
@require_safe
def rules(request: DeskRequest, desk: Desk) -> HttpResponse:
    """In the order in which they run."""
    book = Book(desk)
    shown = [
        {"rule": rule, "told": book.told_all(read(rule.deeds)[0])} for rule in desk.rules.all()
    ]
    return page(request, desk, SECTION, "rules", {"rules": shown})


@sets_up
@require_http_methods(["GET", "POST"])
def new_rule(request: DeskRequest, desk: Desk) -> HttpResponse:
    return _page(request, desk, None)


@sets_up
@require_http_methods(["GET", "POST"])
def rule(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    return _page(request, desk, get_object_or_404(Rule, pk=pk, desk=desk))


@sets_up
@require_safe
def trial(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    """What it would have done. Nothing of it is kept. To whom tickets are not shown it tells of
    none, nor how many: by its conditions that would answer any question about them."""
    known = get_object_or_404(Rule.objects.select_related("desk"), pk=pk, desk=desk)
    conditions, _faults = read_conditions(known.conditions)
    found = tried(known, timezone.now()) if _works_at(request, desk) else None
    context = {
        "rule": known,
        "trial": found,
        "most": LOOKED_AT,
        "conditions": wording.told(conditions, Choices([desk.pk])),
        "told": Book(desk).told_all(read(known.deeds)[0]),
        "as_it_stands": [FIELDS[name].label for name in found.as_it_stands] if found else [],
    }
    return page(request, desk, SECTION, "rule_trial", context)


@sets_up
@require_safe
def log(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    """What it did, newest first."""
    known = get_object_or_404(Rule, pk=pk, desk=desk)
    runs = known.runs.select_related("ticket").order_by("-at", "-id")
    listing = listed(request, runs) if _works_at(request, desk) else None
    return page(request, desk, SECTION, "rule_log", {"rule": known, "listing": listing})


@sets_up
@require_POST
def switch(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Rule, pk=pk, desk=desk)
    on = request.POST.get("on", "")
    if on not in ("0", "1"):
        raise BadRequest("on or off")
    refuse_strangers(request.POST, {"on"})
    with transaction.atomic():
        by = operator(request)
        hold(by, desk)
        switch_it(known, on == "1", by=by)
    return sent_on(SECTION, desk.slug, word="kept")


@sets_up
@require_POST
def drop(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Rule, pk=pk, desk=desk)
    act_on(request, desk, lambda by: drop_rule(known, by=by))
    return sent_on(SECTION, desk.slug, word="removed")


@sets_up
@require_POST
def move(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Rule, pk=pk, desk=desk)
    refuse_strangers(request.POST, {"up"})
    with transaction.atomic():
        by = operator(request)
        hold(by, desk)
        move_rule(known, request.POST.get("up") == "1", by=by)
    return redirect(SECTION, desk.slug)


def _facts(known: Rule) -> dict[str, object]:
    return {
        "name": known.name,
        "on": known.on,
        "conditions": known.conditions,
        "deeds": known.deeds,
    }


def _works_at(request: DeskRequest, desk: Desk) -> bool:
    """Who administers the installation sets up desks whose tickets he may not see."""
    return desk.pk in request.desks


def _page(request: DeskRequest, desk: Desk, known: Rule | None) -> HttpResponse:
    """The form; with htmx only the part of it that was asked for anew."""
    choices = NobodysChoices([desk.pk])
    if request.method == "GET":
        initial = {"name": known.name, "on": known.on} if known else {"on": On.MADE}
        asked = read_conditions(known.conditions)[0] if known else Conditions()
        conditions, _asked = builder.rows(builder.kept(asked), choices, judged=False)
        stored = written(read(known.deeds)[0]) if known else [{"do": "", "words": {}}]
        form = RuleForm(initial=initial)
        form.drawn = drawn(_facts(known)) if known else ""
        return _drawn(request, desk, known, form, conditions, stored, [])
    _refuse_strangers(request.POST)
    saves = "save" in request.POST
    typed = {name: request.POST.get(name, "") for name in RuleForm.base_fields}
    form = RuleForm(request.POST if saves else None, initial=typed)
    form.drawn = request.POST.get("drawn", "")
    conditions, asked = builder.rows(builder.from_form(request.POST), choices, judged=saves)
    stored = steps.from_form(request.POST)
    if not saves:
        return _drawn(request, desk, known, form, conditions, stored, [])
    deeds, faults = steps.chosen(stored)
    status = 422
    faulty = any(row.error for part in conditions.values() for row in part)
    if form.is_valid() and not faulty and not faults:
        try:
            with transaction.atomic():
                by = operator(request)
                hold(by, desk)
                if known is not None:
                    must_be_as_drawn(form, _facts(known))
                kept = save_rule(
                    known, by=by, desk=desk, conditions=asked, deeds=deeds, **form.cleaned_data
                )
        except Refusal as refusal:
            status = 409 if refusal.conflict else 422
            if refusal.field[:1].isdigit():
                faults = [refusal]
            else:
                form.add_error(None, str(refusal))
        else:
            return redirect("settings_rule_trial", desk.slug, kept.pk)
    return _drawn(request, desk, known, form, conditions, stored, faults, status)


def _drawn(
    request: DeskRequest,
    desk: Desk,
    known: Rule | None,
    form: RuleForm,
    conditions: dict[str, list[builder.Row]],
    stored: steps.Stored,
    faults: list[Refusal],
    status: int = 200,
) -> HttpResponse:
    if request.htmx:  # the caret stays where somebody is typing
        del form.fields["name"].widget.attrs["autofocus"]
    shown, wrong = steps.rows(stored, Book(desk), faults, by_rule=True)
    context = {
        "rule": known,
        "form": form,
        "parts": [
            {"name": "all_of", "title": _("If all of these hold"), "rows": conditions["all_of"]},
            {"name": "any_of", "title": _("And one of these"), "rows": conditions["any_of"]},
        ],
        "fields": [field for field in builder.fields() if field.name != "desk"],
        "deeds": shown,
        "deeds_error": wrong,
        "kinds": steps.kinds(by_rule=True),
        "variables": VARIABLES.items(),
    }
    if request.htmx:
        answer = render(request, "rules/rule_form.html", {"desk": desk, **context}, status=status)
    else:
        answer = page(request, desk, SECTION, "rule", context, status)
    answer["Vary"] = "HX-Request"
    return answer


def _refuse_strangers(sent: QueryDict) -> None:
    rows = {name for name in sent if builder.OWN.fullmatch(name) or steps.OWN.fullmatch(name)}
    own = {*RuleForm.base_fields, *rows, *steps.BUTTONS, "add", "remove", "save", "look", "drawn"}
    refuse_strangers(sent, own)
