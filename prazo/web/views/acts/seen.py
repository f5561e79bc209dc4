"""Forms whose words go to the customer, or that end or stop the case, say how far one had seen when
one filled them in: whoever would act over somebody else's fresh words is told once (R03, R04)."""

from collections.abc import Sequence
from datetime import datetime

from django import forms
from django.utils.dateparse import parse_datetime

from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.views.acts.act import OnceForm
from prazo.writing.meanwhile import Meanwhile, answered_meanwhile, last_said


class SeenForm(OnceForm):
    """`seen` has no id, lest a form that is swapped in inherits that of the one before it."""

    seen = forms.CharField(
        required=False, max_length=40, widget=forms.HiddenInput(attrs={"id": False})
    )

    def must_be_seen(self, by: Actor, children: Sequence[Ticket] = ()) -> None:
        """Raises `Meanwhile`; sent again it goes out. What says nothing keeps nobody. `children`
        are answered with it."""
        if (seen := self.seen_until) is not None:
            self.look_since(seen, by, children)

    @property
    def seen_until(self) -> datetime | None:
        """Of a valid form; None where it does not say."""
        return _instant(self.cleaned_data.get("seen", ""))

    def look_since(self, seen: datetime, by: Actor, children: Sequence[Ticket]) -> None:
        answered_meanwhile(self.ticket, seen, by.user, children)

    def refuse(self, refusal: Refusal) -> None:
        if isinstance(refusal, Meanwhile):
            self.put("seen", refusal.seen.isoformat())
        super().refuse(refusal)


class FreshForm(SeenForm):
    """One that is fetched when it is wanted: seen is what had been said by then."""

    def prepare(self) -> None:
        super().prepare()
        if not self.is_bound:
            self.initial.setdefault("seen", self.said_last().isoformat())

    def said_last(self) -> datetime:
        return last_said(*self.said_on())

    def said_on(self) -> list[Ticket]:
        """The tickets whose words are before who fills it in."""
        return [self.ticket]


def _instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text) if text else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
