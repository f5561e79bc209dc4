"""How somebody has queues shown: columns and order of a ready one, rows on a page, which of the
saved ones stand first. It is one's own, changes nothing for others and needs no history."""

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from prazo.desk.models import SavedQueue
from prazo.web.access import DeskRequest, signed_in
from prazo.web.layouts import ROWS, as_it_comes, lay_out, layouts_of, put_first, ready, set_rows
from prazo.web.layouts import words_of as words_of_queue
from prazo.web.queues import BY_SLUG
from prazo.web.saved import forget
from prazo.web.shown import row
from prazo.web.shown.heads import order_name
from prazo.web.strangers import refuse_strangers
from prazo.web.views.queues import arranging


class LayoutForm(forms.Form):
    order = forms.ChoiceField(label=_("Order"))

    def __init__(self, words: tuple[str, ...], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["order"].choices = [(word, order_name(word)) for word in words]  # type: ignore[attr-defined]


@signed_in
@require_http_methods(["GET", "POST"])
def layout(request: DeskRequest, slug: str) -> HttpResponseBase:
    """With htmx only the form, as it is being arranged."""
    known, shown = BY_SLUG.get(slug), ready(slug, request.user)
    if known is None or shown is None:
        raise Http404
    words = words_of_queue(known)
    columns, status = list(shown.columns), 200
    form = LayoutForm(words, initial={"order": shown.order.word})
    if request.method == "POST":
        refuse_strangers(request.POST, {"columns", "order", "save", "usual", *arranging.MOVES})
        columns = arranging.chosen(request.POST)
        if "usual" in request.POST:
            as_it_comes(request.user, slug)
            return redirect(known.address)
        form = LayoutForm(words, request.POST)
        if "save" in request.POST and form.is_valid():
            own = () if tuple(columns) == row.USUAL else columns
            order = form.cleaned_data["order"]
            lay_out(request.user, slug, own, "" if order == known.order.word else order)
            return redirect(known.address)
        status = 422 if "save" in request.POST else 200
    context = {
        "queue": known,
        "form": form,
        "arranged": arranging.choices(columns),
        "is_own": slug in layouts_of(request.user).queues,
    }
    template = "queues/layout_form.html" if request.htmx else "queues/layout.html"
    answer = render(request, template, context, status=status)
    answer["Vary"] = "HX-Request"
    return answer


@signed_in
@require_POST
def rows(request: DeskRequest) -> HttpResponse:
    refuse_strangers(request.POST, {"rows"})
    said = request.POST.get("rows", "")
    if said in map(str, ROWS):
        set_rows(request.user, int(said))
    return redirect("queues")


@signed_in
@require_POST
def first(request: DeskRequest, pk: int) -> HttpResponse:
    """Before the others, at that `place` among those that stand first; without one no longer."""
    refuse_strangers(request.POST, {"place"})
    if not SavedQueue.objects.visible_to(request.user).filter(pk=pk).exists():
        raise Http404
    place = request.POST.get("place", "")
    put_first(request.user, pk, int(place) if place.isdecimal() and len(place) < 4 else None)
    forget(request.user)
    return redirect("queues")
