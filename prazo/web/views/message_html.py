"""A mail as it was sent, in a frame of its own: cleaned, without scripts or foreign pictures."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from prazo.accounts.models import Role
from prazo.desk.models import Attachment, Message, Ticket
from prazo.lib.markup import TooHeavy, clean, withheld
from prazo.web.access import DeskRequest, at_ticket
from prazo.web.downloads import download
from prazo.web.views.attachment import picture_token

FRAME = (
    "default-src 'none'; img-src {pictures}; style-src 'unsafe-inline' {origin}; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
"""Styles may stand in a mail, which has no scripts and nothing of ours beside it."""


@xframe_options_sameorigin
@at_ticket(Role.READER)
@require_safe
def message_html(request: DeskRequest, ticket: Ticket, pk: int) -> HttpResponse:
    """`?pictures` also loads those from elsewhere, which tells their sender that it was read."""
    message = _message(ticket, pk)
    sent = message.html or _of_ours(message)
    if not sent:
        raise Http404
    remote = "pictures" in request.GET
    try:
        html, heavy = clean(sent, _pictures(message), remote_images=remote), False
    except TooHeavy:
        html, heavy = "", True
    context = {
        "html": mark_safe(html),  # noqa: S308 - cleaned right here
        "heavy": heavy,
        "withheld": withheld(html),
        "language": ticket.language,
    }
    answer = render(request, "ticket/mail.html", context)
    pictures = f"{settings.ADDRESS} https: http:" if remote else settings.ADDRESS
    policy = FRAME.format(pictures=pictures, origin=settings.ADDRESS)
    answer["Content-Security-Policy"] = policy
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@at_ticket(Role.READER)
@require_safe
def message_text(request: DeskRequest, ticket: Ticket, pk: int) -> HttpResponse:
    """The whole text of a message that is too long for the page."""
    return download(_message(ticket, pk).text.encode(), f"{ticket.number}-{pk}.txt")


def _message(ticket: Ticket, pk: int) -> Message:
    message = ticket.messages.filter(pk=pk).first()
    if message is None:
        raise Http404
    return message


def _of_ours(message: Message) -> str:
    """What the mail of an answer said in HTML, signature and all."""
    sent = message.outgoing_set.exclude(html="").order_by("pk")
    return sent.values_list("html", flat=True).first() or ""


def _pictures(message: Message) -> dict[str, str]:
    """Pictures that came inside the mail, by links that need no cookie and soon lapse."""
    rows = Attachment.objects.filter(message=message).exclude(content_id="")
    return {
        row.content_id.strip("<>"): reverse("mail_picture", args=[picture_token(row)])
        for row in rows
    }
