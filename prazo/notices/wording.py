"""What was told, in words, in the language that is active: for lists and for mails."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from prazo.desk.terms import Terms
from prazo.engine.events import Kind as Fact
from prazo.notices.models import Kind

OF_MANY = {
    Kind.MENTIONED: ngettext_lazy(
        "You are mentioned in %(count)s ticket", "You are mentioned in %(count)s tickets", "count"
    ),
    Kind.ASSIGNED: ngettext_lazy(
        "%(count)s ticket was given to you", "%(count)s tickets were given to you", "count"
    ),
    Kind.LAPSED: ngettext_lazy(
        "%(count)s ticket lapsed or was escalated",
        "%(count)s tickets lapsed or were escalated",
        "count",
    ),
    Kind.DUE: ngettext_lazy(
        "%(count)s ticket is due soon", "%(count)s tickets are due soon", "count"
    ),
    Kind.ANSWERED: ngettext_lazy(
        "The customer wrote in %(count)s ticket", "Customers wrote in %(count)s tickets", "count"
    ),
    Kind.RETURNED: ngettext_lazy(
        "%(count)s ticket came back", "%(count)s tickets came back", "count"
    ),
    Kind.MOVED: ngettext_lazy(
        "%(count)s ticket was taken from you", "%(count)s tickets were taken from you", "count"
    ),
    Kind.NOTED: ngettext_lazy(
        "Colleagues wrote in %(count)s ticket", "Colleagues wrote in %(count)s tickets", "count"
    ),
    Kind.ENDED: ngettext_lazy("%(count)s ticket ended", "%(count)s tickets ended", "count"),
    Kind.TOLD: ngettext_lazy(
        "You were told of %(count)s ticket", "You were told of %(count)s tickets", "count"
    ),
    Kind.REMINDED: ngettext_lazy(
        "Reminders of %(count)s ticket are due", "Reminders of %(count)s tickets are due", "count"
    ),
    Kind.TEAM: ngettext_lazy(
        "%(count)s ticket came to your team", "%(count)s tickets came to your team", "count"
    ),
    Kind.UNHELD: ngettext_lazy(
        "A customer wrote in %(count)s ticket nobody has",
        "Customers wrote in %(count)s tickets nobody has",
        "count",
    ),
    Kind.OPENED: ngettext_lazy("%(count)s new ticket", "%(count)s new tickets", "count"),
}


def said(kind: str, fact: str, who: str, metric: str = "") -> str:
    """What happened to the one ticket that stands beside. `metric` is a target's name."""
    who = who or _("Prazo")
    match Kind(kind):
        case Kind.MENTIONED:
            template = _("%(who)s mentions you")
        case Kind.ASSIGNED:
            template = _("%(who)s gave it to you")
        case Kind.MOVED:
            template = _("%(who)s took it from you")
        case Kind.DUE:
            return _("%(metric)s lapses soon") % {"metric": metric}
        case Kind.TOLD:
            template = _("%(who)s tells you of it")
        case Kind.REMINDED if metric:
            return _("It is back in your queue: %(metric)s falls due") % {"metric": metric}
        case Kind.REMINDED:
            return _("A reminder is due")
        case Kind.TEAM if fact == Fact.ASSIGNED:
            template = _("%(who)s gave it to your team")
        case Kind.TEAM:
            template = _("%(who)s opened it, for your team")
        case Kind.OPENED:
            template = _("%(who)s opened it")
        case Kind.UNHELD:
            template = _("%(who)s wrote, and nobody has it")
        case Kind.LAPSED if metric:
            return _("%(metric)s lapsed") % {"metric": metric}
        case _other:
            template = _plain(fact)
    return template % {"who": who}


def said_of_many(kind: str, tickets: int) -> str:
    """What happened to so many tickets at once."""
    return OF_MANY[Kind(kind)] % {"count": tickets}


def metric_name(terms: Terms, metric: str, language: str) -> str:
    """Of the agreement the ticket is under now; its word where that has no such target."""
    known = metric in terms.agreement.targets
    return terms.metric_name(metric, language) if known else metric


def _plain(fact: str) -> str:
    match fact:
        case Fact.MESSAGE:
            return _("%(who)s wrote")
        case Fact.NOTE:
            return _("%(who)s noted something")
        case Fact.REPLY:
            return _("%(who)s answered the customer")
        case Fact.ESCALATED:
            return _("%(who)s escalated it")
        case Fact.RESUMED:
            return _("%(who)s ended the wait")
        case Fact.REOPENED:
            return _("%(who)s reopened it")
        case Fact.RESOLVED:
            return _("%(who)s resolved it")
        case Fact.MERGED_INTO:
            return _("%(who)s merged it into another ticket")
        case _other:
            return _("%(who)s closed it")
