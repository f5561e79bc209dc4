"""Who may come in. Every view says so here, and a test walks the URL map for one that does not.

What somebody may not see is not found; what he may see and not do is forbidden (AC01, AC08).
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from prazo.accounts.models import Desk, Member, Role, User
from prazo.accounts.models.member import RANK
from prazo.customers.models import RequesterAddress
from prazo.desk.models import Ticket
from prazo.lib.prepared import Prepared
from prazo.web.entry import local_path

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request behind `signed_in`: `desks` holds the role at each desk its user works at,
    `closed` by desk the teams whose tickets are not his to see."""

    user: User
    desks: dict[int, Role]
    closed: dict[int, list[int]]
    htmx: "HtmxDetails"


def anybody(view: View) -> View:
    """Open to the world; such a view shows nothing of any desk."""
    return _declared(view, "anybody")


def signed_in(view: View) -> View:
    """For whoever has an account; others are asked to sign in and brought back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        if getattr(request, "must_set_up", False):
            return _sent_on(request, reverse("factors"))
        return view(request, *args, **kwargs)

    return _declared(guarded, "signed_in")


def signed_in_so_far(view: View) -> View:
    """For whoever has an account, also while he lacks the second factor his desk asks for; such a
    view shows nothing of any desk."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    return _declared(guarded, "signed_in_so_far")


def at_ticket(role: Role) -> Callable[[View], View]:
    """For those with at least `role` at the desk of ticket `number`; the view gets the ticket."""

    def around(view: View) -> View:
        @signed_in
        @wraps(view)
        def guarded(
            request: DeskRequest, number: int, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            ticket = ticket_seen_by(request.user, number)
            if not may(request, ticket.desk_id, role):
                raise PermissionDenied
            try:
                return view(request, ticket, *args, **kwargs)
            except (IntegrityError, ProgrammingError):
                ticket_seen_by(request.user, number)  # hidden from him or erased meanwhile: 404
                raise

        return _declared(guarded, f"ticket:{role}")

    return around


def administers(view: View) -> View:
    """For administrators of the installation."""

    @signed_in
    @wraps(view)
    def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.administers:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return _declared(guarded, "administers")


def may(request: DeskRequest, desk_id: int, role: Role) -> bool:
    held = request.desks.get(desk_id)
    return held is not None and RANK[held] >= RANK[role]


def ticket_seen_by(user: User, number: int) -> Ticket:
    """By the one door. A ticket that is not there and one of another desk answer alike."""
    found = SEEN(user.pk, number) if number <= MOST else []
    if not found:
        raise Http404
    ticket = found[0]
    ticket.asked_by = user.pk
    ticket.row_state = ticket.__dict__.pop("row")
    if ticket.requester is not None:
        ticket.requester.brought_address = ticket.__dict__.pop("address") or ""
    return ticket


def _seen(user: int, number: int) -> QuerySet[Ticket]:
    addresses = RequesterAddress.objects.filter(requester=OuterRef("requester")).order_by("pk")
    return (
        Ticket.objects.visible_to(User(pk=user))
        .select_related("desk", "version", "customer", "contract", "requester", "assignee", "team")
        .defer("version__text", "version__holidays")
        .annotate(
            address=Subquery(addresses.values("address")[:1]),
            row=RawSQL("desk_ticket.xmin::text", ()),
        )
        .filter(number=number)
    )


SEEN = Prepared(_seen, numbers=2)
MOST = 2**63 - 1
"""The highest number a ticket can have."""


def hold_membership(user: User, desk_id: int, role: Role) -> Desk:
    """Inside the transaction of an act: the permission holds until it commits (R07)."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a membership is held within a transaction")
    held = HELD(user.pk, desk_id)
    if not held or not held[0].at_least(role):
        raise PermissionDenied
    return held[0].desk


def _held(user: int, desk: int) -> QuerySet[Member]:
    own = Member.objects.select_for_update(of=("self",)).select_related("desk")
    return own.filter(user=user, desk=desk)


HELD = Prepared(_held, numbers=2)


def gone_to(request: HttpRequest, address: str) -> HttpResponse:
    """Done, and on to another page, whatever part of this one asked."""
    if not getattr(request, "htmx", False):
        return HttpResponseRedirect(address)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = address
    return answer


def permission_of(view: View) -> str | None:
    """What a view declared; None for one that declared nothing."""
    return cast("str | None", getattr(view, "permission", None))


def _declared(view: View, permission: str) -> View:
    view.permission = permission  # type: ignore[attr-defined]
    return view


def _ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """And back to the page one had before one's eyes, whatever part of it asked."""
    part = getattr(request, "htmx", False)
    read = request.method in ("GET", "HEAD") and not part
    asked = {"next": request.get_full_path() if read else _page_of(request)}
    if not read or settings.SESSION_COOKIE_NAME in request.COOKIES:
        asked["ended"] = "1"
    return _sent_on(request, f"{reverse('sign_in')}?{urlencode(asked, safe='/')}")


def _page_of(request: HttpRequest) -> str:
    """The path of the page that asked, as its browser says; the queue where it is none of ours."""
    said = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    try:
        page = urlsplit(said)
    except ValueError:
        page = urlsplit("")
    own = page.netloc == request.get_host()
    return local_path(urlunsplit(("", "", page.path, page.query, "")) if own else "")


def _sent_on(request: HttpRequest, address: str) -> HttpResponseBase:
    """The whole page goes there, whatever part of it asked."""
    if not getattr(request, "htmx", False):
        return HttpResponseRedirect(address)
    answer = HttpResponse(status=401)
    answer["HX-Redirect"] = address
    return answer
