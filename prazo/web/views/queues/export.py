"""A queue as a CSV file: all that it holds, with the rights of who asks, and written down.

Which tickets there are is asked once; then they are read and sent in portions, each with the rights
held at that moment. So no transaction lasts as long as somebody's connection is slow, memory holds
the numbers and one portion, and a thread of its own works, which lets pages go first.
"""

import asyncio
import time
from array import array
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from django import forms
from django.db import connection
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Desk, User
from prazo.desk.actions.record_export import record_export
from prazo.desk.models import SavedQueue
from prazo.lib import scope
from prazo.lib.csv_text import BOM, lines
from prazo.lib.limits import allowed
from prazo.web import rates
from prazo.web.access import DeskRequest, signed_in
from prazo.web.downloads import disposition
from prazo.web.layouts import ordered, ready
from prazo.web.operator import operator
from prazo.web.queues import Queue, ids_of
from prazo.web.saved import as_queue
from prazo.web.shown import row_facts, words
from prazo.web.shown.columns import MORE
from prazo.web.shown.plain_row import HEADS, PLAIN
from prazo.web.shown.reader import reader
from prazo.web.strangers import refuse_strangers
from prazo.web.views.errors import too_many
from prazo.web.views.queues import arranging

PORTION = 500
"""Tickets that are read at once."""
FIRST = ("number", "subject", "due")
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


class ExportForm(forms.Form):
    """Excel splits at the list separator of its computer: the semicolon wherever the comma stands
    in numbers, as in Portuguese, Spanish, German and Russian. A line `sep=` would say it, but then
    Excel reads the file as not UTF-8."""

    delimiter = forms.ChoiceField(
        label=_("Between the columns"),
        choices=[
            ("comma", _("comma: Excel in English, most programs")),
            ("semicolon", _("semicolon: Excel in Portuguese, Spanish, German, Russian")),
            ("tab", _("tab")),
        ],
        widget=forms.RadioSelect,
    )
    bom = forms.BooleanField(
        label=_("Say that it is UTF-8, so that Excel reads accents (a byte order mark)"),
        required=False,
    )


@dataclass(frozen=True, slots=True)
class Job:
    """What is sent, to whom, in what words."""

    user: User
    desks: tuple[int, ...]
    ids: "array[int]"
    columns: tuple[str, ...]
    delimiter: str
    bom: bool
    language: str
    zone: object


@signed_in
@require_http_methods(["GET", "POST"])
def export(request: DeskRequest, slug: str) -> HttpResponseBase:
    queue = ready(slug, request.user)
    if queue is None:
        raise Http404
    return _export(request, queue, list(request.desks))


@signed_in
@require_http_methods(["GET", "POST"])
def export_saved(request: DeskRequest, pk: int) -> HttpResponseBase:
    saved = SavedQueue.objects.visible_to(request.user).filter(pk=pk).first()
    if saved is None:
        raise Http404
    desks = list(request.desks) if saved.desk_id is None else [saved.desk_id]
    return _export(request, as_queue(saved, request.user, timezone.now()), desks)


def _export(request: DeskRequest, queue: Queue, desks: list[int]) -> HttpResponseBase:
    """The form; the file once it is sent."""
    queue = ordered(queue, request.GET.get("order", ""))
    if slug := request.GET.get("desk", ""):
        desks = list(Desk.objects.filter(slug=slug, pk__in=desks).values_list("pk", flat=True))
        if not desks:
            raise Http404
    usual = [*FIRST, *(name for name in queue.columns if name in HEADS)]
    language = translation.get_language() or "en"
    comma = language.startswith("en")
    form = ExportForm(initial={"delimiter": "comma" if comma else "semicolon", "bom": True})
    columns, status = usual, 200
    if request.method == "POST":
        own = {*form.fields, "columns", "save", *arranging.MOVES}
        refuse_strangers(request.POST, own)
        columns = arranging.chosen(request.POST, HEADS)
        form = ExportForm(request.POST)
        if "save" in request.POST and form.is_valid():
            return _file(request, queue, desks, columns or usual, form)
        status = 422 if "save" in request.POST else 200
    context = {"queue": queue, "form": form, "arranged": arranging.choices(columns, HEADS)}
    template = "queues/export_form.html" if request.htmx else "queues/export.html"
    answer = render(request, template, context, status=status)
    answer["Vary"] = "HX-Request"
    return answer


def _file(
    request: DeskRequest, queue: Queue, desks: list[int], columns: list[str], form: ExportForm
) -> HttpResponseBase:
    """What leaves is written down before its first byte does."""
    by = operator(request)
    if not allowed(f"export:{request.user.pk}", *rates.EXPORT_USER, by.at):
        return too_many(request, rates.EXPORT_USER[1])
    ids = array("q", ids_of(queue, request.user, desks))
    record_export(str(queue.name), _of_desks(ids, desks), columns, by=by)
    job = Job(
        request.user,
        tuple(desks),
        ids,
        tuple(columns),
        DELIMITERS[form.cleaned_data["delimiter"]],
        form.cleaned_data["bom"],
        translation.get_language() or "en",
        timezone.get_current_timezone(),
    )
    answer = StreamingHttpResponse(streamed(texts(job)), content_type="text/csv; charset=utf-8")
    at = timezone.localtime(by.at).strftime("%Y-%m-%d %H.%M")
    answer["Content-Disposition"] = disposition(f"{queue.name} {at}.csv")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


def _of_desks(ids: "array[int]", desks: list[int]) -> Counter[int]:
    """How many of each desk; of the only one nothing needs to be asked."""
    if len(desks) == 1:
        return Counter({desks[0]: len(ids)}) if ids else Counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "select desk_id, count(*) from desk_ticket where id = any(%s) group by desk_id",
            [ids.tolist()],
        )
        return Counter(dict(cursor.fetchall()))


def texts(job: Job) -> Iterator[bytes]:
    """The heads, then portion after portion. Each step is whole in itself: the next may be done by
    another thread."""
    with translation.override(job.language):
        head = lines([[str(HEADS[name]) for name in job.columns]], job.delimiter)
    yield ((BOM if job.bom else "") + head).encode()
    for at in range(0, len(job.ids), PORTION):
        yield _portion(job, job.ids[at : at + PORTION].tolist()).encode()


def _portion(job: Job, ids: Sequence[int]) -> str:
    more = tuple(name for name in job.columns if name in MORE)
    with (
        scope.entered(_held(job)),
        translation.override(job.language),
        timezone.override(job.zone),  # type: ignore[arg-type]
    ):
        values = {"ids": ids, "user": job.user.pk}
        found = {fact.id: fact for fact in row_facts.read(_statement(more), values, more)}
        to, plain = reader(), [PLAIN[name] for name in job.columns]
        rows = []
        for fact in (found[pk] for pk in ids if pk in found):
            terms = words.terms_by(fact.version_id, fact.sha256)
            rows.append([value(fact, terms, to) for value in plain])
        return lines(rows, job.delimiter)


def _held(job: Job) -> scope.Scope:
    """What he may see by now, of the desks that were asked for."""
    at = job.user.memberships.filter(desk__in=job.desks)
    closed = dict(at.values_list("desk_id", "closed"))
    return scope.of_person(job.user.pk, closed, chain(*closed.values()))


def _statement(more: tuple[str, ...]) -> str:
    return row_facts.statement(row_facts.SOME_IDS, "t.id", more)


def streamed(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each part is made in a thread that keeps no connection, and rests half as long as it took."""

    def work() -> bytes | None:
        try:
            return next(parts, None)
        finally:
            connection.close()

    async def sent() -> AsyncIterator[bytes]:
        while True:
            began = time.monotonic()
            part = await asyncio.to_thread(work)
            if part is None:
                return
            yield part
            await asyncio.sleep((time.monotonic() - began) / 2)

    return sent()
