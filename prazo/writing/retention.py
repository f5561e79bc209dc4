"""Drafts that nobody wrote on for long are dropped, and so are files that hang on no words, and
the names of forms that nobody sends again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from prazo.writing.models import Draft, DraftFile, Press
from prazo.writing.words import opened

KEPT = timedelta(days=90)
FILES_ALONE = timedelta(hours=24)
"""F10: a file that was put to a draft without a word is an upload somebody walked away from."""
PRESSES = timedelta(days=30)
PORTION = 200


def forget_drafts(as_of: datetime) -> bool:
    """One portion of each; whether there may be more."""
    old = Draft.objects.filter(changed_at__lt=as_of - KEPT, pressed_at=None)
    forgotten, _ = Draft.objects.filter(pk__in=old.values("pk")[:PORTION]).delete()
    alone = list(islice(_wordless(as_of), PORTION))
    Draft.objects.filter(pk__in=alone).delete()
    sent = Press.objects.filter(at__lt=as_of - PRESSES).values("pk")[:PORTION]
    names, _ = Press.objects.filter(pk__in=sent).delete()
    return max(forgotten, len(alone), names) >= PORTION


def _wordless(as_of: datetime) -> Iterator[int]:
    """Every one with files alone, however many with words were begun before it."""
    left = Draft.objects.filter(
        changed_at__lt=as_of - FILES_ALONE,
        pressed_at=None,
        pk__in=DraftFile.objects.values("draft"),
    ).order_by("pk")
    last = 0
    while portion := list(left.filter(pk__gt=last).only("sealed")[:PORTION]):
        yield from (draft.pk for draft in portion if opened(draft.sealed).empty)
        last = portion[-1].pk
