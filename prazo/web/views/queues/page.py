"""Make a queue of one's own, seeing the tickets it holds while its conditions change."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prazo.accounts.models import Desk, Team
from prazo.desk.actions.save_queue import drop_queue, may_change, save_queue
from prazo.desk.conditions import Conditions, read
from prazo.desk.models import SavedQueue
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, signed_in
from prazo.web.drawn import drawn, must_be_as_drawn
from prazo.web.layouts import ROWS, layouts_of
from prazo.web.operator import operator
from prazo.web.queues import PAGE, page_of
from prazo.web.saved import count_of, forget, held, made_of
from prazo.web.shown import row
from prazo.web.strangers import refuse_strangers
from prazo.web.views.queues import arranging, builder
from prazo.web.views.queues.choices import Choices
from prazo.web.views.queues.like import like

BUTTONS = ("add", "remove", "save", "look", *arranging.MOVES)
SHOWN = 8
"""Tickets in the preview."""


class QueueForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autofocus": True}),
        error_messages={"required": _("Give the queue a name.")},
    )
    desk = forms.ModelChoiceField(
        label=_("Desk"), queryset=Desk.objects.none(), required=False, empty_label=_("all my desks")
    )
    order = forms.ChoiceField(label=_("Order"), choices=SavedQueue.Order.choices)
    shared = forms.ChoiceField(label=_("Who sees it"), choices=SavedQueue.Shared.choices)
    team = forms.ModelChoiceField(
        label=_("Team it is shared with"),
        queryset=Team.objects.none(),
        required=False,
        empty_label="—",
    )
    columns = forms.MultipleChoiceField(
        label=_("Columns beside due time and ticket"),
        choices=list(row.HEADS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    drawn: str = ""
    """What was so when it was first drawn; it goes along with each drawing."""

    def __init__(self, desks: list[int], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "queue_%s")
        super().__init__(*args, **kwargs)
        own = Desk.objects.filter(pk__in=desks).order_by("name")
        self.fields["desk"].queryset = own  # type: ignore[attr-defined]
        teams = Team.objects.filter(desk__in=desks).order_by("desk__name", "name")
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]


@signed_in
@require_http_methods(["GET", "POST"])
def new_queue(request: DeskRequest) -> HttpResponse:
    return _page(request, None)


@signed_in
@require_http_methods(["GET", "POST"])
def change_queue(request: DeskRequest, pk: int) -> HttpResponse:
    known = _seen(request, pk)
    return _page(request, known)


@signed_in
@require_safe
def queues(request: DeskRequest) -> HttpResponse:
    """All one sees: those one put first in their order, one's own, the others."""
    seen = SavedQueue.objects.visible_to(request.user).select_related("desk", "team", "owner")
    counts = {one.pk: one.count for one in held(request.user, request.desks, timezone.now())}
    layouts = layouts_of(request.user)
    first = {pk: place for place, pk in enumerate(layouts.first)}
    shown: list[dict[str, Any]] = [
        {
            "queue": each,
            "own": each.owner_id == request.user.pk,
            "count": counts.get(each.pk),
            "place": first.get(each.pk),
        }
        for each in seen
    ]
    shown.sort(key=lambda each: (first.get(each["queue"].pk, len(first)), not each["own"]))
    put = [each for each in shown if each["place"] is not None]
    for at, each in enumerate(put):
        each |= {"sooner": at - 1 if at else None, "later": at + 1 if at + 1 < len(put) else None}
    context = {"queues": shown, "rows": layouts.rows or PAGE, "row_choices": ROWS}
    return render(request, "queues/list.html", {**context, "end": len(first)})


@signed_in
@require_POST
def drop(request: DeskRequest, pk: int) -> HttpResponseBase:
    refuse_strangers(request.POST)
    drop_queue(_seen(request, pk), by=operator(request))
    forget(request.user)
    return redirect("queues")


def _page(request: DeskRequest, known: SavedQueue | None) -> HttpResponse:
    """The form; with htmx only the part of it that was asked for anew."""
    desks = list(request.desks)
    choices = Choices(desks)
    if request.method == "GET":
        initial, begun = _initial(known), read(known.conditions)[0] if known else Conditions()
        if known is None and (slug := request.GET.get("like", "")):
            found = like(slug, request.user)
            if found is None:
                raise Http404
            initial, begun = found
        form = QueueForm(desks, initial=initial)
        form.drawn = drawn(_facts(known)) if known else ""
        stored = builder.kept(begun)
        if known is None and not stored["all_of"]:
            stored["all_of"].append({"field": "", "op": "", "values": []})
        shown, conditions = builder.rows(stored, choices, judged=False)
        return _drawn(request, known, form, shown, conditions)
    _refuse_strangers(request.POST)
    saves = "save" in request.POST
    form = QueueForm(desks, request.POST if saves else None, initial=_typed(request.POST))
    form.drawn = request.POST.get("drawn", "")
    status = 422 if saves else 200
    stored = builder.from_form(request.POST)
    shown, conditions = builder.rows(stored, choices, judged=saves)
    faulty = any(row.error for part in shown.values() for row in part)
    if saves and form.is_valid() and not faulty:
        try:
            kept = _kept(request, known, form, conditions)
        except Refusal as refusal:
            status = 409 if refusal.conflict else 422
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            forget(request.user)
            return redirect("saved_queue", kept.pk)
    return _drawn(request, known, form, shown, conditions, status)


@transaction.atomic
def _kept(
    request: DeskRequest, known: SavedQueue | None, form: QueueForm, conditions: Conditions
) -> SavedQueue:
    if known is not None:
        now = SavedQueue.objects.select_for_update().filter(pk=known.pk).first()
        if now is not None:  # else it is gone, and is refused as such
            must_be_as_drawn(form, _facts(now))
    return save_queue(known, by=operator(request), conditions=conditions, **form.cleaned_data)


def _drawn(
    request: DeskRequest,
    known: SavedQueue | None,
    form: QueueForm,
    shown: dict[str, list[builder.Row]],
    conditions: Conditions,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    if request.htmx:  # the caret stays where somebody is typing
        del form.fields["name"].widget.attrs["autofocus"]
    desk = str(form["desk"].value() or "")
    wanted = [pk for pk in request.desks if not desk.isdecimal() or desk == str(pk)]
    order = form["order"].value()
    arranged = [name for name in form["columns"].value() or () if name in row.CELLS]
    chosen = tuple(arranged)
    queue = made_of(
        conditions,
        request.user,
        now,
        order=order if order in SavedQueue.Order.values else SavedQueue.Order.DUE,
        columns=chosen or row.USUAL,
    )
    facts, slow = [], ""
    try:
        facts = page_of(queue, request.user, wanted, None, SHOWN) if wanted else []
    except Refusal as refusal:  # what stands in the form can be mended all the same
        slow = str(refusal)
    context = {
        "queue": known,
        "form": form,
        "parts": [
            {"name": "all_of", "title": _("All of these"), "rows": shown["all_of"]},
            {"name": "any_of", "title": _("And one of these"), "rows": shown["any_of"]},
        ],
        "fields": builder.fields(),
        "count": count_of(queue, request.user, wanted) if wanted else 0,
        "arranged": arranging.choices(arranged),
        "rows": row.drawn(
            facts, now, desks=len(wanted) > 1, columns=queue.columns, group=queue.order.by
        ),
        "slow": slow,
        "columns": [(name, row.HEADS[name]) for name in queue.columns],
        "may_drop": known is not None and may_change(known, operator(request)),
    }
    template = "queues/form.html" if request.htmx else "queues/page.html"
    answer = render(request, template, context, status=status)
    answer["Vary"] = "HX-Request"
    return answer


def _initial(known: SavedQueue | None) -> dict[str, Any]:
    if known is None:
        return {"order": SavedQueue.Order.DUE, "shared": "nobody", "columns": list(row.USUAL)}
    return {
        "name": known.name,
        "desk": known.desk_id,
        "order": known.order,
        "shared": known.shared,
        "team": known.team_id,
        "columns": known.columns or list(row.USUAL),
    }


def _typed(sent: QueryDict) -> dict[str, Any]:
    """What a form shows that is not judged yet."""
    typed: dict[str, Any] = {name: sent.get(name, "") for name in QueueForm.base_fields}
    return {**typed, "columns": arranging.chosen(sent)}


def _facts(known: SavedQueue) -> dict[str, object]:
    names = ("name", "desk_id", "shared", "team_id", "conditions", "order", "columns")
    return {name: getattr(known, name) for name in names}


def _seen(request: DeskRequest, pk: int) -> SavedQueue:
    found = SavedQueue.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _refuse_strangers(sent: QueryDict) -> None:
    rows = {name for name in sent if builder.OWN.fullmatch(name)}
    refuse_strangers(sent, {*QueueForm.base_fields, *rows, *BUTTONS, "drawn"})
