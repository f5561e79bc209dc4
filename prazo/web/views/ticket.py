"""One ticket: what was said and done, what was promised, and all one can do about it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from prazo.accounts.models import Role
from prazo.desk.clocks import read
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.engine.clock import Clock
from prazo.engine.events import Kind
from prazo.web import bell, frame, rail
from prazo.web.access import DeskRequest, at_ticket, may
from prazo.web.counts import forget_counts
from prazo.web.shown import company as people
from prazo.web.shown import followers, head, links, reminders, side, strips, tags, talk, words
from prazo.web.shown import record as records
from prazo.web.shown.case import case
from prazo.web.shown.composer import Composer, composer
from prazo.web.shown.conversation import conversation
from prazo.web.shown.entry import Place
from prazo.web.shown.promise import promises
from prazo.web.stencil import Stencil
from prazo.web.views import live
from prazo.web.views.acts.offers import offered
from prazo.web.views.play import played
from prazo.web.waiting import TAKEN_BACK
from prazo.writing.presence import company

if TYPE_CHECKING:
    from prazo.web.views.acts.act import Act, ActForm


PAGE = Stencil(
    "ticket/page.html",
    *frame.HOLES, "number", "subject", "play", "top", "act", "talk", "compose", "side", "live",
    "alike",
)  # fmt: skip
ALIKE = Stencil("cases/asked.html", "number")


@at_ticket(Role.READER)
@require_safe
def ticket(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    bell.opened(request, ticket)
    return page(request, ticket)


@at_ticket(Role.READER)
@require_safe
def ticket_now(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    """The parts of the page that change, for a page that is open; what is typed stays."""
    forget_counts(request.user)  # it changed, and with it what the queues hold
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
    asks = sheet.rights.acts and ticket.is_open
    alike = ALIKE.filled({"number": ticket.number}) if asks else ""
    words = {
        "number": ticket.number,
        "subject": ticket.subject,
        "csrf_token": sheet.csrf_token,
        "play": played(request),
        "top": sheet.head,
        "act": beside,
        "talk": sheet.talk,
        "compose": _composed(request, ticket, sheet, act, form) if sheet.rights.notes else "",
        "side": sheet.side,
        "live": live.of_ticket(request, ticket.number, ticket.row_state, timezone.now()),
        "alike": alike,
    }
    return frame.page(request, PAGE, words, status)


def parts(
    request: DeskRequest, ticket: Ticket, act: "Act | None" = None, said: str = ""
) -> HttpResponse:
    """Head, conversation, side and the queues' counts, each swapped into its place; the act's form,
    used up; and in words what was done, for who does not see it."""
    sheet = _sheet(request, ticket, swapped=True)
    counts = rail.drawn(request, swapped=True)
    used = _form(request, ticket, sheet, act) if act is not None and act.inside else ""
    told = _told(said) if said else ""
    return HttpResponse(f"{sheet.head}\n{sheet.talk}\n{sheet.side}\n{counts}\n{told}\n{used}")


def taken_back(
    request: DeskRequest, ticket: Ticket, act: "Act", form: "ActForm | None" = None
) -> HttpResponse:
    """The form of an act with what was in it before it was sent, and the caret, and the parts
    around it."""
    sheet = _sheet(request, ticket, swapped=True)
    if form is None:
        drawn = _form(request, ticket, sheet, act, caret=True)
    else:
        context = {"act": act, "form": form, "ticket": ticket}
        drawn = render_to_string(act.template, context, request)
    told = _told(str(TAKEN_BACK))
    return HttpResponse(f"{drawn}\n{sheet.head}\n{sheet.talk}\n{sheet.side}\n{told}")


def _told(said: str) -> SafeString:
    return format_html('<p id="said" hx-swap-oob="innerHTML">{}</p>', said)


def fragment(request: DeskRequest, template: str, context: Mapping[str, object]) -> SafeString:
    """An act's form alone, as it came back with what it refused."""
    ticket, act = context["ticket"], context["act"]
    assert isinstance(ticket, Ticket)
    around: Mapping[str, object] = {}
    if getattr(act, "inside", ""):
        record = records.of(ticket.pk, request.user.pk)
        composed = composer(record, ticket, request.user.pk, timezone.now())
        light = not may(request, ticket.desk_id, Role.AGENT)
        around = {"seen": "", "light": light, **composed.words()}
    return render_to_string(template, {**around, **context}, request)


def _composed(
    request: DeskRequest, ticket: Ticket, sheet: "Sheet", act: "Act | None", form: "ActForm | None"
) -> SafeString:
    from prazo.web.views.acts import composing  # acts draw this page again

    light = not sheet.rights.acts
    return composing.drawn(request, ticket, sheet.composer, sheet.seen, light, act, form)


def _form(
    request: DeskRequest, ticket: Ticket, sheet: "Sheet", act: "Act", caret: bool = False
) -> SafeString:
    """One of the forms under the conversation, as it is before anything is done with it."""
    form = act.form(ticket, initial=sheet.composer.initial(act.inside))
    if caret:
        form.fields["text"].widget.attrs["autofocus"] = True
    context = {
        **sheet.composer.words(),
        "act": act,
        "form": form,
        "ticket": ticket,
        "seen": sheet.seen,
        "light": not sheet.rights.acts,
    }
    return render_to_string(act.template, context, request)


class Rights(NamedTuple):
    """What the reader of a ticket's page may do with it as it stands now."""

    acts: bool
    notes: bool
    raw: bool
    """See a mail as it came."""
    erases: bool


class Sheet(NamedTuple):
    """A ticket's page in pieces."""

    head: SafeString
    talk: SafeString
    side: SafeString
    seen: str
    rights: Rights
    csrf_token: str
    composer: Composer


def _sheet(request: DeskRequest, ticket: Ticket, swapped: bool) -> Sheet:
    now, me = timezone.now(), request.user.pk
    terms = terms_of(ticket.version)
    record = records.of(ticket.pk, me)
    composed = composer(record, ticket, me, now)
    clocks = read(ticket, now, record.events)
    token, rights = get_token(request), _rights(request, ticket)
    about = case(request, ticket, terms, now, links.chips(record.links))
    others = [one for one in company(record.company, me) if one.user != me]
    said = conversation(
        record, terms, now, whole="all" in request.GET, since=_since(request), by=me
    )
    place = Place(ticket.number, rights.raw, words.reader(), token)
    return Sheet(
        head.drawn(
            ticket,
            about,
            _acts(request, ticket, rights, clocks, token),
            people.drawn(others, ticket.number, named=True),
            swapped,
        ),
        talk.drawn(
            said,
            place,
            composed.revisions,
            swapped,
            strips.drawn(
                record.beside,
                ticket.number,
                ticket.waiting_on,
                now,
                token,
                rights.acts,
                begun=composed.kept,
                carrier_asked=_carrier_is_asked(record),
            ),
        ),
        side.drawn(
            about,
            promises(clocks, terms, now),
            ticket.number,
            token,
            swapped,
            reminders.drawn(record.reminders, ticket, me, token, now, rights.acts),
            tags.drawn(ticket.tags, ticket.number, token, rights.acts),
            followers.drawn(record.followers, me, ticket.number, token),
            rights.acts,
            ours=any(one.kind == Kind.OPENED and one.user_id for one in record.events),
        ),
        said.last.isoformat(),
        rights,
        token,
        composed,
    )


def _rights(request: DeskRequest, ticket: Ticket) -> Rights:
    holds = partial(may, request, ticket.desk_id)
    alone = ticket.status != Ticket.Status.MERGED
    return Rights(
        acts=alone and holds(Role.AGENT),
        notes=alone and ticket.status != Ticket.Status.SPAM and holds(Role.LIGHT),
        raw=holds(Role.LEAD),
        erases=holds(Role.ADMIN),
    )


def _acts(
    request: DeskRequest, ticket: Ticket, rights: Rights, clocks: Iterable[Clock], token: str
) -> SafeString | str:
    if not rights.acts:
        return ""
    offers = partial(offered, ticket.status, rights.erases)
    return head.acts(ticket, request.user, token, offers, clocks, rights.erases)


def _carrier_is_asked(record: records.Record) -> bool:
    kinds = (Kind.CARRIER_TICKET, Kind.CARRIER_ANSWER)
    last = next((one for one in reversed(record.events) if one.kind in kinds), None)
    return last is not None and last.kind == Kind.CARRIER_TICKET


def _since(request: DeskRequest) -> datetime | None:
    """What the reader had seen when he began to write."""
    given = request.POST.get("seen", "") or request.GET.get("seen", "")
    try:
        found = parse_datetime(given[:40]) if given else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
