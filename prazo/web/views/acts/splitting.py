"""Take questions out of a ticket that holds several (D16): one passage, or several at once.

Each passage is three fields with a number: `message_1`, `subject_1`, `text_1`. Without scripts a
button asks for one more; with them the text marked in the conversation fills them.
"""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.split import MOST, Passage, split_all
from prazo.desk.actor import Actor
from prazo.desk.models import Message, Ticket
from prazo.lib.quotes import said
from prazo.lib.refusal import Refusal
from prazo.web.shown.due import instant
from prazo.web.views.acts.act import AT_ONCE, Act, Done, OnceForm, view_of

NUMBERED = re.compile(r"(?:message|subject|text)_([0-9]{1,2})", re.ASCII)
PARTS = ("message", "subject", "text")


class SplittingForm(OnceForm):
    tell = forms.BooleanField(
        label=_("Tell the customer the new numbers, in one mail"),
        required=False,
        initial=True,
        help_text=AT_ONCE,
    )
    more = forms.CharField(required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        """As many passages as were sent, one more where that was asked for, and a blank one that
        scripts copy."""
        asked = self.ticket.messages.filter(kind=Message.Kind.REQUEST)
        for number in range(self.count + 1):
            self.fields |= _passage(number, asked)
        if not self.is_bound:
            for name in PARTS:
                if name in self.initial:
                    self.initial[f"{name}_1"] = self.initial[name]

    @property
    def count(self) -> int:
        sent = [int(found[1]) for name in self.data if (found := NUMBERED.fullmatch(name))]
        return min(max([1, *sent]) + (1 if self.data.get("more") else 0), MOST)

    def passages(self) -> list[tuple[int, list[forms.BoundField]]]:
        return [(n, self.fields_of(n)) for n in range(1, self.count + 1)]

    def blank(self) -> list[forms.BoundField]:
        """What a script makes the next passage of."""
        return self.fields_of(0)

    def fields_of(self, number: int) -> list[forms.BoundField]:
        """As they are drawn: whoever begins a passage fills in all of it."""
        for name in PARTS:
            self.fields[f"{name}_{number}"].required = True
        return [self[f"{name}_{number}"] for name in PARTS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, self.count + 1):
            if self.data.get(f"take_{number}") and cleaned.get(f"message_{number}"):
                self._take(number, cleaned[f"message_{number}"])
                return cleaned
        if self.data.get("more"):
            self.errors.clear()
            self.add_error(None, _("Here is room for one more passage."))
            return cleaned
        wanted = self.filled()
        for number in range(1, self.count + 1):
            if number in wanted or (number == 1 and not wanted):
                for name in PARTS:
                    if not cleaned.get(f"{name}_{number}") and not self.errors.get(
                        f"{name}_{number}"
                    ):
                        self.add_error(f"{name}_{number}", MISSING[name])
        return cleaned

    def _take(self, number: int, message: Message) -> None:
        """For who marks nothing with a mouse: all of it, to be cut down."""
        self.put(f"text_{number}", said(message.text))
        self.errors.clear()
        self.add_error(f"text_{number}", _("Leave of it what is the new ticket."))

    def filled(self) -> list[int]:
        """Passages with a subject or a text; the others were left empty."""
        given = self.data
        return [
            n
            for n in range(1, self.count + 1)
            if given.get(f"subject_{n}", "").strip() or given.get(f"text_{n}", "").strip()
        ]

    def refuse(self, refusal: Refusal) -> None:
        if "place" in refusal.params:
            refusal.field = f"{refusal.field}_{self.filled()[refusal.params['place']]}"
        super().refuse(refusal)


MISSING = {
    "message": _("Choose a message of the customer."),
    "subject": _("Give the new ticket a subject."),
    "text": _("Give the passage that is the new ticket."),
}


def _passage(number: int, asked: Any) -> dict[str, forms.Field]:
    message = forms.ModelChoiceField(
        label=_("Out of which message"), queryset=asked, empty_label=None, required=False
    )
    message.label_from_instance = first_words  # type: ignore[method-assign, assignment]
    first = {"autofocus": True} if number == 1 else {}
    return {
        f"take_{number}": forms.CharField(required=False),
        f"message_{number}": message,
        f"subject_{number}": forms.CharField(
            label=_("Subject of the new ticket"),
            max_length=300,
            required=False,
            widget=forms.TextInput(attrs=first),
        ),
        f"text_{number}": forms.CharField(
            label=_("The passage"),
            max_length=20_000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Mark it in the message, or copy it. Its clocks start when that came."),
        ),
    }


def first_words(message: Message) -> str:
    return f"{instant(message.at)}: {' '.join(message.text.split())[:60]}"


def perform(ticket: Ticket, form: SplittingForm, by: Actor, at: datetime) -> Done:
    wanted = form.cleaned_data
    passages = [Passage(*(wanted[f"{name}_{n}"] for name in PARTS)) for n in form.filled()]
    made = split_all(ticket, passages=passages, by=by, at=at, tell=wanted["tell"])
    return Done(ticket=made[0] if len(made) == 1 else None)


ACT = Act(
    name="split",
    title=_("Split"),
    button=_("Make tickets of it"),
    form=SplittingForm,
    perform=perform,
    template="cases/split.html",
)
splitting = view_of(ACT)
