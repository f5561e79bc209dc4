"""Macros: one's own, one's teams' and the desks', in the order in which tickets offer them."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prazo.accounts.models import Desk, Role, Team
from prazo.lib.ids import id_of
from prazo.lib.refusal import Refusal
from prazo.rules.actions.save_macro import drop_macro, may_change, move_macro, save_macro
from prazo.rules.deeds import VARIABLES, read, written
from prazo.rules.models import Macro
from prazo.rules.models.macro import Shared
from prazo.web.access import DeskRequest, may, signed_in
from prazo.web.drawn import drawn, must_be_as_drawn
from prazo.web.operator import operator
from prazo.web.shown.deeds import Book
from prazo.web.strangers import refuse_strangers
from prazo.web.views.rules import steps


class MacroForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autofocus": True}),
        error_messages={"required": _("Give the macro a name.")},
    )
    desk = forms.ModelChoiceField(label=_("Desk"), queryset=Desk.objects.none(), empty_label=None)
    shared = forms.ChoiceField(label=_("Who sees it"), choices=Shared.choices)
    team = forms.ModelChoiceField(
        label=_("Team it is shared with"),
        queryset=Team.objects.none(),
        required=False,
        empty_label="—",
    )

    drawn: str = ""
    """What was so when it was first drawn; it goes along with each drawing."""

    def __init__(self, desks: list[int], known: Macro | None, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "macro_%s")
        super().__init__(*args, **kwargs)
        if known is not None:  # a macro stays at its desk
            desks = [known.desk_id]
        own = Desk.objects.filter(pk__in=desks).order_by("name")
        self.fields["desk"].queryset = own  # type: ignore[attr-defined]
        teams = Team.objects.filter(desk__in=desks).order_by("desk__name", "name")
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]


@signed_in
@require_safe
def macros(request: DeskRequest) -> HttpResponse:
    """All one sees, in their order."""
    seen = Macro.objects.visible_to(request.user).select_related("desk", "team", "owner").in_order()
    by = operator(request)
    books: dict[int, Book] = {}
    shown = []
    for macro in seen:
        book = books.setdefault(macro.desk_id, Book(macro.desk))
        shown.append(
            {
                "macro": macro,
                "told": book.told_all(read(macro.deeds)[0]),
                "may_change": may_change(macro, by),
            }
        )
    context = {"macros": shown, "may_make": bool(_desks(request))}
    return render(request, "rules/macros.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def new_macro(request: DeskRequest) -> HttpResponse:
    if not _desks(request):
        raise PermissionDenied
    return _page(request, None)


@signed_in
@require_http_methods(["GET", "POST"])
def change_macro(request: DeskRequest, pk: int) -> HttpResponse:
    known = _seen(request, pk)
    if not may_change(known, operator(request)):
        raise PermissionDenied
    return _page(request, known)


@signed_in
@require_POST
def drop(request: DeskRequest, pk: int) -> HttpResponseBase:
    refuse_strangers(request.POST)
    drop_macro(_seen(request, pk), by=operator(request))
    return redirect("macros")


@signed_in
@require_POST
def move(request: DeskRequest, pk: int) -> HttpResponseBase:
    refuse_strangers(request.POST, {"up"})
    move_macro(_seen(request, pk), request.POST.get("up") == "1", by=operator(request))
    return redirect("macros")


def _page(request: DeskRequest, known: Macro | None) -> HttpResponse:
    """The form; with htmx only the part of it that was asked for anew."""
    desks = _desks(request)
    if request.method == "GET":
        form = MacroForm(desks, known, initial=_initial(request, known, desks))
        form.drawn = drawn(_facts(known)) if known else ""
        stored = written(read(known.deeds)[0]) if known else [{"do": "", "words": {}}]
        return _drawn(request, known, form, stored, [])
    _refuse_strangers(request.POST)
    saves = "save" in request.POST
    typed = {name: request.POST.get(name, "") for name in MacroForm.base_fields}
    form = MacroForm(desks, known, request.POST if saves else None, initial=typed)
    form.drawn = request.POST.get("drawn", "")
    stored = steps.from_form(request.POST)
    if not saves:
        return _drawn(request, known, form, stored, [])
    deeds, faults = steps.chosen(stored)
    status = 422
    if form.is_valid() and not faults:
        try:
            if known is not None:
                must_be_as_drawn(form, _facts(known))
            save_macro(known, by=operator(request), deeds=deeds, **form.cleaned_data)
            return redirect("macros")
        except Refusal as refusal:
            status = 409 if refusal.conflict else 422
            if refusal.field[:1].isdigit():
                faults = [refusal]
            else:
                field = refusal.field if refusal.field in form.fields else None
                form.add_error(field, str(refusal))
    return _drawn(request, known, form, stored, faults, status)


def _drawn(
    request: DeskRequest,
    known: Macro | None,
    form: MacroForm,
    stored: steps.Stored,
    faults: list[Refusal],
    status: int = 200,
) -> HttpResponse:
    if request.htmx:  # the caret stays where somebody is typing
        del form.fields["name"].widget.attrs["autofocus"]
    desks = form.fields["desk"].queryset  # type: ignore[attr-defined]
    desk = desks.filter(pk=id_of(str(form["desk"].value() or ""))).first()
    shown, wrong = steps.rows(stored, Book(desk or desks[0]), faults, by_rule=False)
    context = {
        "macro": known,
        "form": form,
        "deeds": shown,
        "deeds_error": wrong,
        "kinds": steps.kinds(by_rule=False),
        "variables": VARIABLES.items(),
    }
    template = "rules/macro_form.html" if request.htmx else "rules/macro.html"
    answer = render(request, template, context, status=status)
    answer["Vary"] = "HX-Request"
    return answer


def _facts(known: Macro) -> dict[str, object]:
    return {
        "name": known.name,
        "shared": known.shared,
        "team": known.team_id,
        "deeds": known.deeds,
    }


def _initial(request: DeskRequest, known: Macro | None, desks: list[int]) -> dict[str, Any]:
    if known is not None:
        return {
            "name": known.name,
            "desk": known.desk_id,
            "shared": known.shared,
            "team": known.team_id,
        }
    wanted = Desk.objects.filter(slug=request.GET.get("desk", "")[:50], pk__in=desks).first()
    return {"desk": wanted.pk if wanted else desks[0], "shared": Shared.NOBODY}


def _desks(request: DeskRequest) -> list[int]:
    """Those at which one works on tickets."""
    return sorted(pk for pk in request.desks if may(request, pk, Role.AGENT))


def _seen(request: DeskRequest, pk: int) -> Macro:
    found = Macro.objects.visible_to(request.user).select_related("desk", "team").filter(pk=pk)
    macro = found.first()
    if macro is None:
        raise Http404
    return macro


def _refuse_strangers(sent: QueryDict) -> None:
    rows = {name for name in sent if steps.OWN.fullmatch(name)}
    own = {*MacroForm.base_fields, *rows, *steps.BUTTONS, "save", "look", "drawn"}
    refuse_strangers(sent, own)
