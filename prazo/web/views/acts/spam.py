"""Call it spam, and turn its sender away if one likes; or say that it is none."""

from datetime import datetime

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prazo.accounts.operator import Operator
from prazo.desk.actions.block import block, domain_of, of_address, unblock, under_contract
from prazo.desk.actions.spam import mark_spam, not_spam
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, ActForm, Done, view_of

LONGEST = 500


class SpamForm(ActForm):
    """`sure` is asked for where a customer would be turned away."""

    intro: str | Promise = _(
        "It leaves every queue, count, clock and report, and nothing is sent any more. The queue"
        " “Spam” holds it, where it can be taken back."
    )
    block = forms.ChoiceField(label=_("Turn the sender away"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why"), max_length=LONGEST, required=False)
    sure = forms.BooleanField(required=False)

    def prepare(self) -> None:
        self.address = self.ticket.requester.address if self.ticket.requester else ""
        choices = [("", gettext("No, only this ticket is spam"))]
        if self.address:
            facts = {"address": self.address, "domain": domain_of(self.address)}
            choices += [
                ("address", gettext("Everything from %(address)s") % facts),
                ("domain", gettext("Everything from %(domain)s") % facts),
            ]
        self.fields["block"].choices = choices  # type: ignore[attr-defined]
        self.fields["block"].required = False
        self.fields["reason"].widget.attrs["autofocus"] = True
        customers = (
            under_contract(self.ticket.desk, domain_of(self.address)) if self.address else []
        )
        if customers:
            named = {"customers": ", ".join(customers)}
            self.fields["sure"].label = (
                gettext("%(customers)s with an active contract is meant, too") % named
            )
        else:
            del self.fields["sure"]

    def sender(self) -> str:
        """Who is to be turned away, or nobody."""
        by_choice = {"address": self.address, "domain": domain_of(self.address)}
        return by_choice.get(self.cleaned_data["block"], "")


def perform(ticket: Ticket, form: SpamForm, by: Actor, at: datetime) -> Done:
    """Nothing is written on spam, so the page is another."""
    reason = form.cleaned_data["reason"]
    if sender := form.sender():
        assert by.user is not None
        sure = form.cleaned_data.get("sure", False)
        block(ticket.desk, sender, by=Operator(by.user, at), reason=reason, sure=sure)
    mark_spam(ticket, by=by, at=at, reason=reason)
    return Done(anew=True)


class NotSpamForm(ActForm):
    intro: str | Promise = _(
        "It comes back as it stood. Its clocks ran all the while. Answers that were held back are"
        " sent now."
    )
    unblock = forms.BooleanField(required=False)

    def prepare(self) -> None:
        address = self.ticket.requester.address if self.ticket.requester else ""
        self.blocks = of_address(self.ticket.desk_id, address)
        if self.blocks:
            named = {"sender": ", ".join(one.sender for one in self.blocks)}
            self.fields["unblock"].label = gettext("Let %(sender)s in again") % named
            self.initial.setdefault("unblock", True)
        else:
            del self.fields["unblock"]


def restore(ticket: Ticket, form: NotSpamForm, by: Actor, at: datetime) -> Done:
    assert by.user is not None
    if form.cleaned_data.get("unblock"):
        for one in form.blocks:
            unblock(one, by=Operator(by.user, at))
    not_spam(ticket, by=by, at=at)
    return Done(anew=True)


SPAM = Act(
    name="spam",
    title=_("Mark as spam"),
    button=_("It is spam"),
    form=SpamForm,
    perform=perform,
)
NOT_SPAM = Act(
    name="not-spam",
    title=_("Not spam"),
    button=_("It is no spam"),
    form=NotSpamForm,
    perform=restore,
)
spam = view_of(SPAM)
no_spam = view_of(NOT_SPAM)
