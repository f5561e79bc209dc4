"""What rules did is kept for a while: the facts on the tickets stay and name the rule."""

from datetime import datetime, timedelta

from prazo.rules.models import Run

KEPT = timedelta(days=180)
PORTION = 5000


def forget(as_of: datetime) -> bool:
    """A portion of what is older; whether there may be more."""
    old = Run.objects.filter(at__lt=as_of - KEPT).order_by("at").values("pk")[:PORTION]
    return Run.objects.filter(pk__in=old).delete()[0] == PORTION
