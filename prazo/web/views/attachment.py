"""A file that came with a message: to keep, or a picture in the mail it belongs to."""

from typing import cast

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from prazo.desk.files import content_of
from prazo.desk.models import Attachment, NoteFile, Ticket
from prazo.lib import scope
from prazo.web.access import DeskRequest, anybody, signed_in
from prazo.web.downloads import download, picture

SALT = "picture in a mail"
GOOD_FOR = 900
"""Seconds; AC02: a link without a session is signed, for one file, for a quarter of an hour."""


@signed_in
@require_safe
def attachment(request: DeskRequest, pk: int) -> HttpResponse:
    """By the ticket it belongs to, and so by the one door. As a `?picture` only what one of ours
    put there."""
    seen = Ticket.objects.visible_to(request.user)
    found = (
        Attachment.objects.filter(pk=pk, message__ticket__in=seen)
        .select_related("blob", "message")
        .first()
    )
    if found is None:
        raise Http404
    return _given(request, found, found.name, shown=not found.message.inbound)


@signed_in
@require_safe
def note_file(request: DeskRequest, pk: int) -> HttpResponse:
    """The same of a note."""
    seen = Ticket.objects.visible_to(request.user)
    found = NoteFile.objects.filter(pk=pk, note__ticket__in=seen).select_related("blob").first()
    if found is None:
        raise Http404
    return _given(request, found, found.name, shown=True)


def _given(
    request: DeskRequest, file: Attachment | NoteFile, name: str, *, shown: bool
) -> HttpResponse:
    content = content_of(file)
    as_picture = picture(content) if shown and "picture" in request.GET else None
    return as_picture or download(content, name)


@anybody
@require_safe
def mail_picture(request: HttpRequest, token: str) -> HttpResponse:
    """A picture inside a mail's frame, which sends no cookies; anything else is not found."""
    try:
        pk, desk = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        raise Http404 from None
    with scope.entered(scope.of([cast(int, desk)])):
        found = Attachment.objects.filter(pk=pk).select_related("blob").first()
        shown = picture(content_of(found)) if found is not None else None
    if shown is None:
        raise Http404
    return shown


def picture_token(attachment: Attachment) -> str:
    return signing.dumps([attachment.pk, attachment.desk_id], salt=SALT)
