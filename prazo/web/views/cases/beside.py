"""The two mails to somebody outside (B9): one that opens a side thread, one written on in it."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.write_beside import last_written_to
from prazo.desk.models import SideThread, Ticket
from prazo.lib.ids import id_of
from prazo.web.own_addresses import ours
from prazo.web.views.acts.act import Act, view_of
from prazo.web.views.acts.written import take_files
from prazo.web.views.cases.outside import OutsideForm, perform
from prazo.writing import kinds
from prazo.writing.recipients import Recipients

KNOWN = 200
"""Side threads of the desk whose addresses are not new."""


class SideForm(OutsideForm):
    party = forms.ChoiceField(
        label=_("To whom"),
        choices=SideThread.Party.choices,
        initial=SideThread.Party.CARRIER,
        widget=forms.RadioSelect,
    )
    subject = forms.CharField(label=_("Subject"), max_length=300)

    def prepare(self) -> None:
        super().prepare()
        self.fields["to"].widget.attrs |= {"autofocus": True, "list": "outside-known"}
        self.fields["subject"].required = self.fields["party"].required = not self.aside

    @property
    def above(self) -> list[forms.BoundField]:  # type: ignore[override]
        return [self["subject"]]

    @cached_property
    def recipients(self) -> Recipients:
        return Recipients(to=(), known=frozenset(self.written_to))

    @cached_property
    def written_to(self) -> list[str]:
        """To whom somebody of the desk wrote before, whoever it was last first."""
        last = SideThread.objects.filter(desk=self.ticket.desk_id).order_by("-pk")[:KNOWN]
        found = (one for thread in last for one in thread.participants)
        return list(dict.fromkeys(found))


SIDE = Act(
    name="side",
    title=_("Write to somebody outside"),
    button=_("Send"),
    form=SideForm,
    perform=perform,
    before=take_files,
    template="acts/outside.html",
)
side = view_of(SIDE)


class BesideForm(OutsideForm):
    thread = forms.ModelChoiceField(
        queryset=SideThread.objects.none(),
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose a side thread on the ticket's page.")},
    )

    def prepare(self) -> None:
        super().prepare()
        self.fields["thread"].queryset = self.ticket.side_threads.all()  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs["autofocus"] = True
        if self.current is not None:
            self.intro = _("“%(subject)s”: the customer sees none of it.") % {
                "subject": self.current.subject
            }

    def of_thread(self) -> int | None:
        return self.current.pk if self.current is not None else None

    @cached_property
    def current(self) -> SideThread | None:
        given = str((self.data if self.is_bound else self.initial).get("thread", ""))
        return self.ticket.side_threads.filter(pk=id_of(given)).first()

    def begun(self) -> dict[str, object]:
        reference = self.current.reference if self.current is not None else ""
        return {"reference": reference, **super().begun()}

    @cached_property
    def recipients(self) -> Recipients:
        """To whom it went last; whom else their last mail was written to is offered."""
        if self.current is None:
            return Recipients(to=())
        to, cc = last_written_to(self.current)
        came = self.current.messages.filter(user=None).last()
        also = [one["address"].lower() for one in came.recipients] if came is not None else []
        left = [one for one in dict.fromkeys(also) if one not in {*to, *cc, *ours(also)}]
        return Recipients(tuple(to), tuple(cc), tuple(left), frozenset(self.current.participants))

    @property
    def may_wait(self) -> bool:
        thread = self.current
        return super().may_wait and (
            thread is not None and thread.party != SideThread.Party.COLLEAGUE
        )


BESIDE = Act(
    name="beside",
    title=_("Write on in the side thread"),
    button=_("Send"),
    form=BesideForm,
    perform=perform,
    before=take_files,
    template="acts/outside.html",
)
beside = view_of(BESIDE)


def act_of(kind: str) -> Act:
    """That in whose form a mail of a kind is written."""
    return BESIDE if kinds.thread_of(kind) else SIDE


def place_of(kind: str, ticket: Ticket) -> str:
    """The address of that form."""
    thread = kinds.thread_of(kind)
    address = f"/t/{ticket.number}/{act_of(kind).name}"
    return f"{address}?thread={thread}" if thread else address
