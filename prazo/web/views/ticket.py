"""One ticket: what was said and done, what was promised, and all one can do about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from prazo.accounts.models import Role
from prazo.desk.clocks import read
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.web import bell, frame
from prazo.web.access import DeskRequest, at_ticket, may
from prazo.web.shown import followers, head, side, talk, words
from prazo.web.shown import record as records
from prazo.web.shown.case import case
from prazo.web.shown.conversation import conversation
from prazo.web.shown.entry import Place
from prazo.web.shown.promise import promises
from prazo.web.stencil import Stencil
from prazo.web.views import live
from prazo.web.views.acts.offers import offered
from prazo.web.views.play import played

if TYPE_CHECKING:
    from prazo.web.views.acts.act import Act, ActForm


PAGE = Stencil(
    "ticket/page.html",
    *frame.HOLES, "number", "subject", "play", "top", "act", "talk", "compose", "side", "live",
)  # fmt: skip
COMPOSERS = Stencil("ticket/compose.html", "csrf_token", "to", "seen")


@at_ticket(Role.READER)
@require_safe
def ticket(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    bell.opened(request, ticket)
    return page(request, ticket)


@at_ticket(Role.READER)
@require_safe
def ticket_now(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    """The parts of the page that change, for a page that is open; what is typed stays."""
    return parts(request, ticket)


def page(
    request: DeskRequest,
    ticket: Ticket,
    *,
    status: int = 200,
    act: "Act | None" = None,
    form: "ActForm | None" = None,
) -> HttpResponse:
    """The whole page, with one act's form where it belongs."""
    sheet = _sheet(request, ticket, swapped=False)
    beside: SafeString | str = ""
    if act is not None and not act.inside:
        context = {"act": act, "form": form, "ticket": ticket}
        beside = render_to_string(act.template, context, request)
    words = {
        "number": ticket.number,
        "subject": ticket.subject,
        "csrf_token": sheet.csrf_token,
        "play": played(request),
        "top": sheet.head,
        "act": beside,
        "talk": sheet.talk,
        "compose": _composers(request, ticket, sheet, act, form) if sheet.acts else "",
        "side": sheet.side,
        "live": live.of_ticket(ticket.number, ticket.row_state),
    }
    return frame.page(request, PAGE, words, status)


def parts(request: DeskRequest, ticket: Ticket, act: "Act | None" = None) -> HttpResponse:
    """Head, conversation and side, each swapped into its place; and the act's form, used up."""
    sheet = _sheet(request, ticket, swapped=True)
    used = ""
    if act is not None and act.inside:
        context = {"act": act, "form": act.form(ticket), "ticket": ticket, "seen": sheet.seen}
        used = fragment(request, act.template, context)
    return HttpResponse(f"{sheet.head}\n{sheet.talk}\n{sheet.side}\n{used}")


def fragment(request: DeskRequest, template: str, context: Mapping[str, object]) -> SafeString:
    """An act's form alone."""
    ticket = context["ticket"]
    assert isinstance(ticket, Ticket)
    return render_to_string(template, {"to": addressee(ticket), **context}, request)


class Sheet(NamedTuple):
    """A ticket's page in pieces; `acts` whether its reader may act on it now."""

    head: SafeString
    talk: SafeString
    side: SafeString
    seen: str
    acts: bool
    csrf_token: str


def _sheet(request: DeskRequest, ticket: Ticket, swapped: bool) -> Sheet:
    now = timezone.now()
    terms = terms_of(ticket.version)
    record = records.of(ticket.pk)
    clocks = read(ticket, now, record.events)
    token = get_token(request)
    may_act = may(request, ticket.desk_id, Role.AGENT) and ticket.status != Ticket.Status.MERGED
    said = conversation(
        record,
        terms,
        now,
        whole="all" in request.GET,
        since=_since(request),
        by=request.user.pk,
    )
    place = Place(ticket.number, may(request, ticket.desk_id, Role.LEAD), words.reader())
    about = case(request, ticket, terms, now)
    acts: SafeString | str = ""
    if may_act:
        acts = head.acts(ticket, request.user, token, lambda: offered(ticket.status), clocks)
    return Sheet(
        head.drawn(ticket, about, acts, swapped),
        talk.drawn(said, place, swapped),
        side.drawn(
            about,
            promises(clocks, terms, now),
            ticket.number,
            token,
            swapped,
            followers.drawn(record.followers, request.user.pk, ticket.number, token),
        ),
        said.last.isoformat(),
        may_act,
        token,
    )


def _composers(
    request: DeskRequest,
    ticket: Ticket,
    sheet: Sheet,
    act: "Act | None",
    form: "ActForm | None",
) -> SafeString:
    """The forms under the conversation, by a stencil unless one came back with what it refused."""
    from prazo.web.views.acts.register import composers, fresh, investigated

    if act is not None and act.inside:
        context = {
            "composers": composers(ticket, act.inside, form),
            "ticket": ticket,
            "to": addressee(ticket),
            "seen": sheet.seen,
        }
        return render_to_string("ticket/compose.html", context, request)
    words = {
        "number": ticket.number,
        "csrf_token": sheet.csrf_token,
        "to": addressee(ticket),
        "seen": sheet.seen,
    }
    version = ticket.version
    return COMPOSERS.filled(words, lambda: fresh(version), investigated=investigated(version))


def addressee(ticket: Ticket) -> str:
    """To whom an answer goes, by name and address."""
    person = ticket.requester
    if person is None:
        return "—"
    return f"{person} <{person.address}>" if person.address else str(person)


def _since(request: DeskRequest) -> datetime | None:
    """What the reader had seen when he began to write."""
    given = request.POST.get("seen", "")
    try:
        return parse_datetime(given[:40]) if given else None
    except ValueError:
        return None
