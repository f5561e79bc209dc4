"""Keep the signatures of a desk, or somebody's own there: one for each language, all at once. What
is a desk's is in the history of settings; a person's own is theirs alone."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk, User
from prazo.accounts.operator import Operator
from prazo.lib.refusal import Refusal
from prazo.writing.models import Signature
from prazo.writing.placeholders import unknown
from prazo.writing.signatures import NAMES


def signatures(desk: Desk, owner: User | None = None) -> dict[str, str]:
    """By language."""
    own = Signature.objects.filter(desk=desk, user=owner)
    return dict(own.order_by("language").values_list("language", "text"))


@transaction.atomic
def keep_signatures(
    desk: Desk, texts: Mapping[str, str], *, by: Operator, owner: User | None = None
) -> None:
    """`texts` by language, in place of those there were; what is empty is none. A Refusal's field
    is the language."""
    wanted = {language: text.strip("\n") for language, text in texts.items() if text.strip()}
    for language, text in wanted.items():
        if wrong := unknown(text, NAMES):
            raise Refusal(
                "unknown_variable",
                _("“{%(name)s}” is no variable. There are: %(known)s."),
                language,
                {"name": wrong[0], "known": ", ".join(f"{{{name}}}" for name in NAMES)},
            )
    before = signatures(desk, owner)
    if wanted == before:
        return
    known = Signature.objects.filter(desk=desk, user=owner)
    known.exclude(language__in=wanted).delete()
    for language, text in wanted.items():
        if before.get(language) != text:
            Signature.objects.update_or_create(
                desk=desk,
                user=owner,
                language=language,
                defaults={"text": text, "changed_at": by.at},
            )
    if owner is None:
        record_change(
            desk, by, "signature.changed", desk.name, {"signatures": before}, {"signatures": wanted}
        )
