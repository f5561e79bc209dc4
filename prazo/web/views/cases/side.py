"""Side threads (B9): write to somebody outside, write on, and say what an answer was."""

from datetime import datetime

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from prazo.accounts.models import Role
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.take_side_answer import take_side_answer
from prazo.desk.actions.write_beside import write_beside
from prazo.desk.actor import Actor
from prazo.desk.files import content_of
from prazo.desk.models import Message, SideFile, SideThread, Ticket
from prazo.web.access import DeskRequest, at_ticket
from prazo.web.downloads import download
from prazo.web.views.acts.act import AT_ONCE, Act, ActForm, OnceForm, view_of
from prazo.web.views.acts.reply import LONGEST
from prazo.web.views.acts.splitting import first_words


class SideForm(OnceForm):
    intro = _("They see what you write here and nothing else; the customer sees none of it.")
    party = forms.ChoiceField(
        label=_("To whom"),
        choices=SideThread.Party.choices,
        initial=SideThread.Party.CARRIER,
        widget=forms.RadioSelect,
    )
    to = forms.CharField(
        label=_("Their mail addresses"),
        max_length=2000,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=_("Several with a comma between. Those of the customer are refused."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=300)
    text = forms.CharField(
        label=_("What you write to them"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=AT_ONCE,
        error_messages={"required": _("Write something: they will read it.")},
    )
    quote = forms.ModelChoiceField(
        label=_("Carry along what the customer wrote"),
        queryset=Message.objects.none(),
        required=False,
        empty_label=_("nothing of it"),
        help_text=_("It is quoted below your text, without the customer's name."),
    )
    reference = forms.CharField(
        label=_("Their number for it"),
        max_length=100,
        required=False,
        help_text=_("Such as a carrier's BA, if it is known already."),
    )
    wait = forms.BooleanField(
        label=_("The ticket waits on them; a carrier's own clock starts"), required=False
    )

    def prepare(self) -> None:
        choice = self.fields["quote"]
        choice.queryset = self.ticket.messages.filter(kind=Message.Kind.REQUEST)  # type: ignore[attr-defined]
        choice.label_from_instance = first_words  # type: ignore[attr-defined]


def _open(ticket: Ticket, form: SideForm, by: Actor, at: datetime) -> None:
    open_side_thread(ticket, by=by, at=at, **form.cleaned_data)


SIDE = Act(
    name="side",
    title=_("Write to somebody outside"),
    button=_("Send it"),
    form=SideForm,
    perform=_open,
    done=_("Sent."),
)
side = view_of(SIDE)


class OfThread(ActForm):
    thread = forms.ModelChoiceField(
        queryset=SideThread.objects.none(),
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose a side thread on the ticket's page.")},
    )

    def prepare(self) -> None:
        self.fields["thread"].queryset = self.ticket.side_threads.all()  # type: ignore[attr-defined]


class BesideForm(OnceForm, OfThread):
    text = forms.CharField(
        label=_("What you write to them"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
        help_text=AT_ONCE,
        error_messages={"required": _("Write something: they will read it.")},
    )
    reference = forms.CharField(label=_("Their number for it"), max_length=100, required=False)

    def prepare(self) -> None:
        super().prepare()
        given = self.initial.get("thread", "")
        found = self.ticket.side_threads.filter(pk=int(given)) if _is_number(given) else ()
        for thread in found:
            self.initial["reference"] = thread.reference
            self.intro = _("To %(people)s; the customer sees none of it.") % {
                "people": ", ".join(thread.participants)
            }


def _is_number(given: object) -> bool:
    return str(given).isascii() and str(given).isdigit() and len(str(given)) < 19


def _write(ticket: Ticket, form: BesideForm, by: Actor, at: datetime) -> None:
    write_beside(ticket, by=by, at=at, **form.cleaned_data)


BESIDE = Act(
    name="beside",
    title=_("Write on in the side thread"),
    button=_("Send it"),
    form=BesideForm,
    perform=_write,
    done=_("Sent."),
)
beside = view_of(BESIDE)


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


@at_ticket(Role.READER)
@require_safe
def side_file(request: DeskRequest, ticket: Ticket, pk: int) -> HttpResponse:
    """A file that came with an answer."""
    own = SideFile.objects.filter(message__thread__ticket=ticket)
    found = own.filter(pk=pk).select_related("blob").first()
    if found is None:
        raise Http404
    return download(content_of(found), found.name)
