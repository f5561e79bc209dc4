"""A version that is kept: how it was read, what is said of it, and its text."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from prazo.accounts.models import Desk
from prazo.agreements.check import findings
from prazo.agreements.models import Version, in_force
from prazo.web.access import DeskRequest
from prazo.web.shown.words import tag
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.agreement import SECTION, told
from prazo.web.views.settings.differences import differences
from prazo.web.views.settings.page import page


@sets_up
@require_safe
def version(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    kept = _of(desk, pk)
    loaded = kept.loaded()
    current = in_force(desk.pk, timezone.now())
    other = current if current is not None and current.pk != kept.pk else None
    context = {
        "version": kept,
        "name": loaded.document.name.of(tag()),
        "adoptions": desk.adoptions.filter(version=kept).order_by("since"),
        "findings": told(findings(loaded), kept.text),
        "current": other,
        "differences": differences(other.loaded(), loaded) if other else [],
    }
    return page(request, desk, SECTION, "version", context)


@sets_up
@require_safe
def version_text(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    """The file as it was taken in, byte by byte."""
    kept = _of(desk, pk)
    answer = HttpResponse(kept.text.encode(), content_type="application/yaml; charset=utf-8")
    name = "".join(
        c if c.isalnum() or c in "-._" else "-" for c in f"{kept.agreement}-{kept.version}"
    )
    answer["Content-Disposition"] = (
        f'attachment; filename="{name.encode("ascii", "replace").decode()}.yaml"'
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _of(desk: Desk, pk: int) -> Version:
    """A version this desk adopted at some time; those of others are not found."""
    return get_object_or_404(Version.objects.filter(adoption__desk=desk).distinct(), pk=pk)
