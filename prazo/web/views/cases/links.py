"""Links between tickets of one desk, shown both ways (related, blocks, causes)."""

from datetime import datetime

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.actions.link import link, unlink
from prazo.desk.actor import Actor
from prazo.desk.models import Link, Ticket
from prazo.web.shown.links import said
from prazo.web.views.acts.act import Act, ActForm, view_of
from prazo.web.views.cases.near import TicketNumber, near
from prazo.web.views.cases.other import OtherForm

HOW = {
    "related": (Link.Kind.RELATED, False),
    "blocks": (Link.Kind.BLOCKS, False),
    "blocked": (Link.Kind.BLOCKS, True),
    "causes": (Link.Kind.CAUSES, False),
    "caused": (Link.Kind.CAUSES, True),
}
"""The kind, and whether it is read from the other ticket to this one."""


class LinkForm(OtherForm):
    how = forms.ChoiceField(
        label=_("This ticket"),
        choices=[
            ("related", _("is related to")),
            ("blocks", _("must be done before")),
            ("blocked", _("has to wait for")),
            ("causes", _("is the cause of (parent of)")),
            ("caused", _("is caused by (child of)")),
        ],
        initial="related",
        widget=forms.Select(attrs={"autofocus": True}),
    )
    other = forms.RegexField(
        r"^\s*#?[0-9]{1,18}\s*$",
        label=_("Ticket number"),
        widget=TicketNumber(),
        error_messages={"invalid": _("Write the number of a ticket.")},
    )

    def prepare(self) -> None:
        self.fields["other"].widget.proposed = near(self.ticket)


def _link(ticket: Ticket, form: LinkForm, by: Actor, at: datetime) -> None:
    other = form.found("other")
    kind, turned = HOW[form.cleaned_data["how"]]
    first, second = (other, ticket) if turned else (ticket, other)
    link(first, other=second, kind=kind, by=by, at=at)


LINK = Act(
    name="link",
    title=_("Link to another ticket"),
    button=_("Link to another ticket"),  # the word alone is that of an address in a text
    form=LinkForm,
    perform=_link,
)
linking = view_of(LINK)


class UnlinkForm(ActForm):
    link = forms.ModelChoiceField(
        label=_("Which link"),
        queryset=Link.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a link.")},
    )

    def prepare(self) -> None:
        seen = Ticket.objects.visible_to(User(pk=self.ticket.asked_by))
        own = Link.objects.filter(
            Q(first=self.ticket.pk, second__in=seen) | Q(second=self.ticket.pk, first__in=seen)
        )
        choice = self.fields["link"]
        choice.queryset = own.select_related("first", "second").order_by("pk")  # type: ignore[attr-defined]
        choice.label_from_instance = self._named  # type: ignore[attr-defined]

    def _named(self, row: Link) -> str:
        outward = row.first_id == self.ticket.pk
        other = row.second if outward else row.first
        return f"{said(row.kind, outward)} #{other.number} {other.subject}"


def _unlink(ticket: Ticket, form: UnlinkForm, by: Actor, at: datetime) -> None:
    unlink(ticket, link=form.cleaned_data["link"], at=at)


UNLINK = Act(
    name="unlink",
    title=_("Remove a link"),
    button=_("Remove it"),
    form=UnlinkForm,
    perform=_unlink,
)
unlinking = view_of(UNLINK)
