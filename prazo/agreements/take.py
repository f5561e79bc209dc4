"""Take a file in as a version, and let a desk work under it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk
from prazo.agreements.holiday_tables import to_json
from prazo.agreements.loader import load
from prazo.agreements.models import Adoption, Version, digest
from prazo.lib.refusal import Refusal


def take(text: str) -> Version:
    """The version a file is, kept once. Faults of the file are raised as the loader gives them.

    A text that calls itself a version we have, and differs, is refused: versions are never
    edited (E12).
    """
    loaded = load(text)
    sha256 = digest(text)
    agreement = loaded.agreement
    known = Version.objects.filter(agreement=agreement.name, version=agreement.version).first()
    if known is not None:
        if known.sha256 != sha256:
            raise Refusal(
                "version_differs",
                _(
                    "Version %(version)s of %(agreement)s is kept already and reads differently."
                    " Give the changed text a version of its own."
                ),
                "version",
                {"version": agreement.version, "agreement": agreement.name},
            )
        return known
    return Version.objects.create(
        agreement=agreement.name,
        version=agreement.version,
        effective_on=agreement.effective,
        text=text,
        sha256=sha256,
        holidays=to_json(loaded.document.tables),
    )


def adopt(desk: Desk, version: Version, *, since: datetime) -> Adoption:
    """From `since` on new tickets are opened under this version; running ones stay on theirs."""
    adoption, _made = Adoption.objects.get_or_create(
        desk=desk, since=since, defaults={"version": version}
    )
    return adoption
