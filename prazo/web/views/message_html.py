"""A mail as it was sent, in a frame of its own: cleaned, without scripts or foreign pictures."""

import re

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from prazo.accounts.models import Role
from prazo.desk.models import Attachment, Message, Ticket
from prazo.web.access import DeskRequest, at_ticket
from prazo.web.downloads import download
from prazo.web.views.attachment import picture_token

CID = re.compile(r"cid:([^\s\"'<>]{1,250})", re.IGNORECASE)
REMOTE = re.compile(r"<img[^>]{0,2000}?\ssrc=\"https?:", re.IGNORECASE)


@xframe_options_sameorigin
@at_ticket(Role.READER)
@require_safe
def message_html(request: DeskRequest, ticket: Ticket, pk: int) -> HttpResponse:
    """`?pictures` also loads those from elsewhere, which tells their sender that it was read."""
    from prazo.lib.markup import clean

    message = _message(ticket, pk)
    if not message.html:
        raise Http404
    remote = "pictures" in request.GET
    context = {"html": _with_pictures(clean(message.html), message), "message": message}
    context |= {"asks": not remote and bool(REMOTE.search(context["html"]))}
    answer = render(request, "ticket/mail.html", context)
    pictures = f"{settings.ADDRESS} data:" + (" https: http:" if remote else "")
    answer["Content-Security-Policy"] = (
        f"default-src 'none'; img-src {pictures}; style-src 'unsafe-inline' {settings.ADDRESS};"
        " frame-ancestors 'self'; base-uri 'none'; form-action 'none';"
        " sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        " allow-top-navigation-by-user-activation"
    )
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


def _with_pictures(html: str, message: Message) -> str:
    """Pictures that came inside the mail, by links that need no cookie and soon lapse."""
    rows = Attachment.objects.filter(message=message).exclude(content_id="")
    known = {row.content_id.strip("<>"): row for row in rows}

    def place(found: re.Match[str]) -> str:
        row = known.get(found[1])
        return reverse("mail_picture", args=[picture_token(row)]) if row else "about:blank"

    return CID.sub(place, html)
