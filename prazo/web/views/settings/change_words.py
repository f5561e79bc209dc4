"""A kept change in the reader's words. What we have no word for is shown as it was kept."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prazo.accounts.factors.held import APP
from prazo.accounts.models import Desk, SeenBy
from prazo.accounts.models.member import ROLE_NAMES
from prazo.desk.conditions import read
from prazo.desk.models import SavedQueue
from prazo.rules import deeds
from prazo.rules.models import On
from prazo.web.shown import row
from prazo.web.shown.deeds import Book
from prazo.web.shown.plain_row import HEADS
from prazo.web.views.queues import wording
from prazo.web.views.queues.choices import Choices
from prazo.web.views.routing.policy import AFTER, FITS, ORDERS, URGENT_WEIGHTS, WEIGHTS
from prazo.web.views.settings.contracts import STATES

WHAT: Mapping[str, Promise | str] = {
    "desk.opened": later("Desk opened"),
    "desk.changed": later("Desk changed"),
    "agreement.adopted": later("Agreement adopted"),
    "agreement.withdrawn": later("Adoption withdrawn"),
    "agreement.day_closed": later("Calendar closed on one more day"),
    "mail_account.added": later("Mail account added"),
    "mail_account.changed": later("Mail account changed"),
    "entrance.opened": later("Entrance opened"),
    "entrance.changed": later("Entrance changed"),
    "entrance.closed": later("Entrance closed"),
    "member.invited": later("Invited"),
    "member.changed": later("Role or teams changed"),
    "member.removed": later("Taken off the desk"),
    "member.link_made": later("Sign-in link made"),
    "account.activated": later("Account activated"),
    "account.deactivated": later("Account deactivated"),
    "account.administers": later("Administration of the installation"),
    "account.factor_added": later("Second factor added"),
    "account.factor_removed": later("Second factor removed"),
    "account.codes_made": later("New recovery codes"),
    "account.factors_reset": later("Second factors reset"),
    "account.tied": later("Tied to the identity provider"),
    "account.password_set": later("Password set"),
    "account.renamed": later("Name changed"),
    "desk.two_factors": later("Two factors for everybody"),
    "role.given": later("Role given"),
    "role.taken": later("Role taken"),
    "team.made": later("Team made"),
    "team.changed": later("Team changed"),
    "queue.made": later("Queue shared"),
    "queue.changed": later("Queue changed"),
    "queue.dropped": later("Queue dropped"),
    "queue.exported": later("Tickets taken as a file"),
    "routing.policy": later("Assignment changed"),
    "routing.team_policy": later("A team's assignment changed"),
    "routing.shift": later("Working hours changed"),
    "routing.skills": later("What somebody is named for changed"),
    "routing.absence": later("Absence changed"),
    "template.made": later("Template made"),
    "template.changed": later("Template changed"),
    "template.removed": later("Template removed"),
    "signature.changed": later("Signature changed"),
    "macro.made": later("Macro shared"),
    "macro.changed": later("Macro changed"),
    "macro.dropped": later("Macro dropped"),
    "rule.made": later("Rule made"),
    "rule.changed": later("Rule changed"),
    "rule.switched": later("Rule switched on or off"),
    "rule.stopped": later("Rule switched itself off"),
    "rule.dropped": later("Rule dropped"),
    "block.made": later("Sender blocked"),
    "block.removed": later("Sender let in again"),
    "ticket.erased": later("Ticket deleted for good"),
    "tag.renamed": later("Tag renamed"),
    "tag.merged": later("Tag merged into another"),
    "tag.removed": later("Tag removed"),
    "customer.added": later("Customer added"),
    "customer.changed": later("Customer changed"),
    "contract.signed": later("Contract signed"),
    "contract.changed": later("Contract changed"),
    "requester.added": later("Requester added"),
    "requester.changed": later("Requester changed"),
    "requester.joined": later("Two requesters found to be one"),
    "requester.address_added": later("Address added"),
    "requester.address_removed": later("Address taken away"),
    "requester.address_claimed": later("Address claimed"),
    "requester.address_asked": later("Owner of an address asked again"),
    "requester.address_withdrawn": later("Claimed address taken away"),
    "requester.address_confirmed": later("Address confirmed by its owner"),
    "requester.address_declined": later("Address declined by its owner"),
    "requester.address_elsewhere": later(
        "Address confirmed by its owner, but it belongs to somebody else here"
    ),
}
FIELDS: Mapping[str, Promise | str] = {
    "slug": later("Short name"),
    "tickets": later("Tickets"),
    "name": later("Name"),
    "language": later("Language"),
    "time_zone": later("Time zone"),
    "version": later("Version"),
    "since": later("From when"),
    "address": later("Address"),
    "display_name": later("Name beside it"),
    "user_name": later("User name"),
    "password": later("Password"),
    "active": later("In use"),
    "closed": later("Closed on"),
    "imap_host": later("IMAP server"),
    "imap_port": later("IMAP port"),
    "imap_security": later("IMAP encryption"),
    "imap_folder": later("IMAP folder"),
    "imap_move_to": later("Moved to"),
    "smtp_host": later("SMTP server"),
    "smtp_port": later("SMTP port"),
    "smtp_security": later("SMTP encryption"),
    "contract": later("Contract"),
    "facts": later("What it says"),
    "role": later("Role"),
    "roles": later("Roles"),
    "teams": later("Teams"),
    "team": later("Team"),
    "text": later("Text"),
    "signatures": later("By language"),
    "administers": later("Administers the installation"),
    "holder": later("Who"),
    "factor": later("Factor"),
    "factors": later("Factors"),
    "tied": later("Tied to the identity provider"),
    "provider": later("Identity provider"),
    "subject": later("Known there as"),
    "two_factors": later("Two factors"),
    "domains": later("Mail domains"),
    "plan": later("Plan"),
    "region": later("Region"),
    "addons": later("Add-ons"),
    "state": later("State"),
    "figures": later("Figures"),
    "quotas": later("Quotas"),
    "addresses": later("Addresses"),
    "shared": later("Who sees it"),
    "seen_by": later("Who sees its tickets"),
    "conditions": later("Conditions"),
    "order": later("Order"),
    "columns": later("Columns"),
    "on": later("When"),
    "deeds": later("What is done"),
    "reason": later("Why"),
    "customers": later("Customers"),
    "sender": later("Sender"),
    "gives": later("Who is given what nobody has"),
    "skills": later("What people are named for"),
    "languages": later("Languages"),
    "capacity": later("Open tickets one person takes on"),
    "waiting_weight": later("A ticket that waits counts as"),
    "urgent_weight": later("One of the most urgent priority counts as"),
    "returns_left": later("Open tickets of whoever leaves the desk go back into the queue"),
    "after_shift": later("What goes back into the queue when a shift is over"),
    "hours": later("Working hours"),
    "holidays": later("Holidays"),
    "starts_at": later("From"),
    "ends_at": later("Until"),
    "substitute": later("Who stands in"),
    "hands_over": later("Hand over open work when it begins"),
}

FACTORS = {APP: later("authenticator app")}  # passkeys are called what their owners call them
VALUES: Mapping[str, Mapping[Any, Promise | str]] = {
    "role": ROLE_NAMES,
    "seen_by": dict(SeenBy.choices),
    "state": dict(STATES),
    "factor": FACTORS,
    "factors": FACTORS,
    "gives": ORDERS,
    "skills": FITS,
    "languages": FITS,
    "after_shift": AFTER,
    "waiting_weight": dict(WEIGHTS),
    "urgent_weight": dict(URGENT_WEIGHTS),
    "on": dict(On.choices),
    "shared": dict(SavedQueue.Shared.choices),
    "order": dict(SavedQueue.Order.choices),
    "columns": {**HEADS, **row.HEADS},
}


def what_words(what: str) -> str:
    return str(WHAT.get(what, what))


def field_words(name: str) -> str:
    return str(FIELDS.get(name, name))


def value_words(name: str, value: Any, desk: Desk) -> str:
    """One line of text, whatever was kept; "" for nothing."""
    if value is None or value == "":
        return ""
    if name == "conditions" and isinstance(value, dict):
        return "; ".join(wording.told(read(value)[0], Choices([desk.pk])))
    if name == "deeds" and isinstance(value, list):
        return "; ".join(Book(desk).told_all(deeds.read(value)[0]))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value_words(name, one, desk) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in sorted(value.items()))
    known = VALUES.get(name, {})
    return str(known.get(value, value))
