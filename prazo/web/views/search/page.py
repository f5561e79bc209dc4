"""Search over all tickets one may see, by words and operators."""

from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from prazo.desk.alike import meant
from prazo.desk.models import Ticket
from prazo.desk.query import Asked, asked
from prazo.desk.query.reading import said_by
from prazo.desk.search import LAST, RANKED, Wanted, best, found, wanted_of
from prazo.lib.ids import id_of
from prazo.lib.limits import allowed
from prazo.lib.refusal import Refusal
from prazo.web import frame, rates
from prazo.web.access import DeskRequest, signed_in
from prazo.web.shown import found as shown_found
from prazo.web.shown import row, row_facts
from prazo.web.stencil import Stencil
from prazo.web.views.errors import too_many
from prazo.web.views.search import links
from prazo.web.views.search.beside import Beside, beside
from prazo.web.views.search.names import Known, requesters_meant

LONGEST = 200
SHOWN = 25
FEW = 3
"""With fewer tickets than these, another word is proposed for one that is rare."""
PAGE = Stencil("search/page.html", *frame.HOLES, "title", "body")
FOUND = Stencil(
    "search/found.html", "filters", "above", "rows", "newest", "best", "beginning", "onward"
)


@dataclass(slots=True)
class Answer:
    """What a page of results shows. `instead` is what was looked for since there was nothing."""

    asked: Asked
    ids: list[int] = field(default_factory=list)
    onward: str = ""
    cut: bool = False
    ranked: bool = False
    proposed: str = ""
    instead: bool = False
    refusal: Refusal | None = None


@signed_in
@require_safe
def search(request: DeskRequest) -> HttpResponse:
    """A number alone goes straight to its ticket."""
    query = request.GET.get("q", "").replace("\0", "")[:LONGEST].strip()
    now = timezone.now()
    number = id_of(query.lstrip("#"))
    if number:
        ticket = Ticket.objects.visible_to(request.user).filter(number=number).first()
        if ticket is not None:
            return redirect("ticket", ticket.number)
    if query and not allowed(f"search:{request.user.pk}", *rates.SEARCH_USER, now):
        return too_many(request, 60 - now.second)
    answer = _answer(request, query, now)
    wrong = bool(answer.asked.faults) or answer.refusal is not None
    title = _("Tickets with “%(query)s”") % {"query": query} if query else _("Search")
    words = {"query": query, "title": title, "body": _body(request, answer, now)}
    return frame.page(request, PAGE, words, 422 if wrong else 200)


def _answer(request: DeskRequest, query: str, now: datetime) -> Answer:
    understood = asked(query, Known([*request.desks]))
    answer = Answer(understood)
    if not query or understood.faults or not request.desks:
        return answer
    try:
        _look(request, answer, now)
        first = "after" not in request.GET and "from" not in request.GET
        if first and len(answer.ids) < FEW and understood.words:
            _propose(request, answer, now)
    except Refusal as refusal:
        answer.refusal = refusal
    return answer


def _look(request: DeskRequest, answer: Answer, now: datetime) -> None:
    """The page that is asked for, in the order that is asked for."""
    wanted = _wanted(request, answer.asked)
    if not wanted.says and not answer.asked.terms:
        return
    answer.ranked = request.GET.get("sort") == links.BEST and wanted.says
    if answer.ranked:
        start = links.number(request.GET.get("from", ""), RANKED) or 0
        every = found(wanted, request.desks, user=request.user.pk, as_of=now, most=RANKED)
        answer.ids = best(wanted, every.ids)[start : start + SHOWN]
        if start + SHOWN < len(every.ids):
            answer.onward = links.page(answer.asked.text, links.BEST, start + SHOWN)
        answer.cut = every.cut is not None
        return
    before = links.number(request.GET.get("after", ""), LAST) or LAST
    newest = found(
        wanted, request.desks, user=request.user.pk, as_of=now, before=before, most=SHOWN
    )
    answer.ids, answer.cut = newest.ids, newest.cut is not None
    if newest.more or newest.cut is not None:
        last = newest.ids[-1] if newest.more else newest.cut
        answer.onward = links.page(answer.asked.text, "", last)


def _propose(request: DeskRequest, answer: Answer, now: datetime) -> None:
    """Other words for rare ones; what they find is shown where there was nothing."""
    given = answer.asked
    alone = len(given.words) == 1 and not (given.phrases or given.without or given.terms)
    found_by_it = len(answer.ids) if alone else None
    if not (instead := meant(given.words, [*request.desks], found_by_it)):
        return
    text = given.instead(instead)
    better = asked(text, Known([*request.desks]))
    there = found(
        _wanted(request, better), request.desks, user=request.user.pk, as_of=now, most=SHOWN
    )
    if len(there.ids) > len(answer.ids):
        answer.proposed = text
        if not answer.ids:
            answer.ids, answer.instead = there.ids, True


def _wanted(request: DeskRequest, understood: Asked) -> Wanted:
    return wanted_of(understood, requesters_meant(understood, [*request.desks]))


def _body(request: DeskRequest, answer: Answer, now: datetime) -> SafeString:
    understood = answer.asked
    several = len(request.desks) > 1
    facts = {fact.id: fact for fact in row_facts.of(answer.ids, request.user)}
    ordered = [facts[pk] for pk in answer.ids if pk in facts]
    shown = understood
    if answer.instead:
        shown = asked(answer.proposed, Known([*request.desks]))
    said = tuple(said_by(token) for token in (*shown.words, *shown.phrases))
    first = "after" not in request.GET and "from" not in request.GET
    near = beside(request, said) if said and first and not understood.faults else Beside()
    sort = request.GET.get("sort", "")
    narrowing = links.filters(understood, request) if understood.text else []
    words = {
        "filters": links.drawn(narrowing),
        "above": _above(request, answer, near),
        "rows": _rows(ordered, said, now, several),
        "newest": links.page(understood.text, ""),
        "best": links.page(understood.text, links.BEST),
        "beginning": links.page(understood.text, sort),
        "onward": answer.onward,
    }
    return FOUND.filled(
        words,
        _still,
        any=bool(ordered),
        narrows=bool(narrowing),
        sorts=understood.says and not answer.instead,
        ranked=answer.ranked,
        says=bool(understood.text),
        looked=not understood.faults and answer.refusal is None,
        cut=answer.cut,
        back=not first,
        further=bool(answer.onward),
    )


def _still() -> dict[str, object]:
    return {
        "title": _("Tickets found"),
        "columns": [(name, row.HEADS[name]) for name in row.USUAL],
        "operators": links.HELP,
    }


def _above(request: DeskRequest, answer: Answer, near: Beside) -> SafeString | str:
    """What was understood, what is wrong or was meant, and whose name it is: mostly nothing."""
    understood = answer.asked
    said = (understood.faults, understood.remarks, understood.terms, answer.refusal, near)
    if not any((*said, answer.proposed)):
        return ""
    context = {
        "answer": answer,
        "asked": understood,
        "beside": near,
        "chips": links.chips(understood, request.GET.get("sort", "")),
        "proposed": links.page(answer.proposed, "") if answer.proposed else "",
        "queue": links.as_queue(understood) if understood.only_operators else [],
    }
    return render_to_string("search/above.html", context, request)


def _rows(
    facts: list[row_facts.Facts], said: tuple[str, ...], now: datetime, several: bool
) -> SafeString:
    """As in a queue, each with where its words were found."""
    where: dict[int, shown_found.Excerpt] = {}
    if facts and said:
        stems = shown_found.stems_of(said)
        where = shown_found.excerpts({fact.id: fact.subject for fact in facts}, stems)
    drawn = [
        row.drawn([fact], now, desks=several) + shown_found.row(where.get(fact.id), len(row.USUAL))
        for fact in facts
    ]
    return SafeString("\n".join(drawn))
