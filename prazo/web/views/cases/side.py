"""Side threads (B9) as they stand on a ticket: what an answer was, whether one goes on, files."""

from datetime import datetime

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from prazo.accounts.models import Role
from prazo.desk.actions.close_beside import close_beside
from prazo.desk.actions.reopen_beside import reopen_beside
from prazo.desk.actions.take_side_answer import take_side_answer
from prazo.desk.actor import Actor
from prazo.desk.files import content_of
from prazo.desk.models import SideFile, SideThread, Ticket
from prazo.web.access import DeskRequest, at_ticket
from prazo.web.downloads import download
from prazo.web.views.acts.act import Act, ActForm, view_of


class OfThread(ActForm):
    thread = forms.ModelChoiceField(
        queryset=SideThread.objects.none(),
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose a side thread on the ticket's page.")},
    )

    def prepare(self) -> None:
        self.fields["thread"].queryset = self.ticket.side_threads.all()  # type: ignore[attr-defined]


class HeardForm(OfThread):
    what = forms.ChoiceField(
        label=_("What came"),
        choices=[
            ("answer", _("the answer we waited for: the ticket goes on from when it came")),
            ("seen", _("something else: we wait on")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it was the answer.")},
    )


def _heard(ticket: Ticket, form: HeardForm, by: Actor, at: datetime) -> None:
    wanted = form.cleaned_data
    goes_on = wanted["what"] == "answer"
    take_side_answer(ticket, thread=wanted["thread"], goes_on=goes_on, by=by, at=at)


HEARD = Act(
    name="heard",
    title=_("An answer in a side thread"),
    button=_("That is it"),
    form=HeardForm,
    perform=_heard,
)
heard = view_of(HEARD)


class GoesOnForm(OfThread):
    what = forms.ChoiceField(
        label=_("The side thread"),
        choices=[("close", _("is closed: nothing more is awaited")), ("reopen", _("goes on"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it goes on.")},
    )


def _goes_on(ticket: Ticket, form: GoesOnForm, by: Actor, at: datetime) -> None:
    thread = form.cleaned_data["thread"]
    if form.cleaned_data["what"] == "close":
        close_beside(ticket, thread=thread, by=by, at=at)
    else:
        reopen_beside(ticket, thread=thread, at=at)


GOES_ON = Act(
    name="side-state",
    title=_("Close a side thread, or take it up again"),
    button=_("That is it"),
    form=GoesOnForm,
    perform=_goes_on,
)
goes_on = view_of(GOES_ON)


@at_ticket(Role.READER)
@require_safe
def side_file(request: DeskRequest, ticket: Ticket, pk: int) -> HttpResponse:
    """A file that went out in a side thread, or came with an answer."""
    own = SideFile.objects.filter(message__thread__ticket=ticket)
    found = own.filter(pk=pk).select_related("blob").first()
    if found is None:
        raise Http404
    return download(content_of(found), found.name)
