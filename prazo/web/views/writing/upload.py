"""Files that are put to a draft while it is written."""

from typing import cast

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from prazo.accounts.models import Role
from prazo.desk.models import Ticket
from prazo.lib.limits import allowed
from prazo.lib.refusal import Refusal
from prazo.web import rates
from prazo.web.access import DeskRequest, at_ticket, hold_membership, signed_in
from prazo.web.downloads import download, picture
from prazo.web.strangers import only_own_fields
from prazo.web.views.acts.fields import FilesField
from prazo.web.views.errors import too_many
from prazo.web.views.writing.answer import answer, told
from prazo.web.views.writing.draft import role_for
from prazo.writing import kinds
from prazo.writing.actions.keep_draft import add_files, drop_file
from prazo.writing.files import content_of
from prazo.writing.models import Draft, DraftFile


class UploadForm(forms.Form):
    kind = forms.RegexField(kinds.WHOLE)
    files = FilesField()  # type: ignore[assignment]
    drop = forms.CharField(required=False, max_length=60)


@at_ticket(Role.LIGHT)
@require_http_methods(["GET", "POST"])
def upload(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    """Put `files` there, or take one away (`drop`, its token); told is the draft as it is then,
    and what those files are called in it."""
    if request.method == "GET":
        return answer({"files": [one.name for one in _own(request, ticket)]})
    now = timezone.now()
    if not allowed(f"upload:{request.user.pk}", *rates.UPLOAD_USER, now):
        return too_many(request, 60)
    form = UploadForm(request.POST, request.FILES)
    only_own_fields(form)
    if not form.is_valid():
        return answer({"refused": " ".join(form.errors)}, 422)
    kind, token = form.cleaned_data["kind"], form.cleaned_data["drop"]
    try:
        with transaction.atomic():
            hold_membership(request.user, ticket.desk_id, role_for(kind))
            if token:
                drop_file(ticket, token, user=request.user, at=now)
            kept = add_files(ticket, kind, form.cleaned_data["files"], user=request.user, at=now)
    except Refusal as refusal:
        return answer({"refused": str(refusal)}, 422)
    own = Draft.objects.filter(ticket=ticket, user=request.user, kind=kind, pressed_at=None)
    return answer({**told(own.first()), "kept": [one.name for one in kept]})


@signed_in
@require_safe
def drafted(request: DeskRequest, token: str) -> HttpResponse:
    """Its writer's own, by a name that nobody guesses (AC03)."""
    seen = Ticket.objects.visible_to(request.user)
    found = DraftFile.objects.filter(
        token=token, draft__user=request.user, draft__ticket__in=seen
    ).first()
    if found is None:
        raise Http404
    content = content_of(found)
    as_picture = picture(content) if "picture" in request.GET else None
    return as_picture or download(content, found.name)


def _own(request: DeskRequest, ticket: Ticket) -> list[DraftFile]:
    files = DraftFile.objects.filter(draft__ticket=ticket, draft__user=request.user)
    return cast("list[DraftFile]", list(files.order_by("pk")))
