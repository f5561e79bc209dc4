"""Let a desk work under the agreement that a file is, from an instant on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.agreements.check import sound
from prazo.agreements.models import Adoption, Version, digest, in_force
from prazo.agreements.take import take
from prazo.agreements.teams import make_teams
from prazo.lib.once import once
from prazo.lib.refusal import Refusal


@transaction.atomic
def adopt_text(desk: Desk, text: str, *, since: datetime, by: Operator) -> Adoption:
    """Keep the file as a version and adopt it. Running tickets stay on theirs (B10, E12).

    Errors of the file are raised as `Faults`. Never from an instant that is past:
    tickets opened since then would have been promised something else.
    """
    if since < by.at:
        raise Refusal("past", _("That day is past: choose today or a later one."), "since")
    loaded = sound(text)
    _must_be_free(loaded.agreement.name, text, desk, by)
    locked = Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    version = take(text)
    before, then = in_force(locked.pk, by.at), in_force(locked.pk, since)
    if then is not None and then.pk == version.pk:
        raise Refusal("in_force", _("The desk works under this version then already."), "file")
    taken = Refusal(
        "taken", _("Another version begins at that instant: withdraw it first."), "since"
    )
    with once("adopted_once", taken):
        adoption = Adoption.objects.create(desk=locked, version=version, since=since)
    make_teams(locked, version.loaded().document)
    record_change(
        locked,
        by,
        "agreement.adopted",
        str(version),
        {"version": str(before) if before else ""},
        {"version": str(version), "since": since.isoformat(), "sha256": version.sha256},
    )
    return adoption


def _must_be_free(agreement: str, text: str, desk: Desk, by: Operator) -> None:
    """A version is never edited, so one in the name of another desk's agreement would take the
    next one's place there for good. Desks may share an agreement: with a text that is kept."""
    if Version.objects.filter(agreement=agreement, sha256=digest(text)).exists():
        return
    desks = Desk.objects.filter(adoptions__version__agreement=agreement).distinct()
    if desk not in desks and not all(by.may_set_up(other) for other in desks):
        raise Refusal(
            "others",
            _(
                "A desk that you do not set up works under an agreement of the name %(agreement)s."
                " Give yours another name, or ask whoever administers the installation."
            ),
            "file",
            {"agreement": agreement},
        )
