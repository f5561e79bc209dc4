"""The cards beside a ticket: what each of its marks asks of its reader, and what can be done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Role
from prazo.customers.choose import choose
from prazo.customers.models import Contract
from prazo.desk.models import Ticket

if TYPE_CHECKING:
    from prazo.web.access import DeskRequest

RAW_READERS = (Role.LEAD, Role.ADMIN)
SPAM = "spam"
"""Said beside a ticket as its marks are, and no mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    """`contracts` are asked about by buttons, where it has the one that is `held`; `href` leads to
    what else can be done."""

    slug: str
    says: str
    contracts: tuple[Contract, ...] = ()
    href: str = ""
    link: str = ""
    held: int | str = ""


def marks(request: "DeskRequest", ticket: Ticket, acts: bool) -> tuple[Mark, ...]:
    """In the order in which they came. What changes the ticket is offered to who `acts`, the raw
    mail to who may read it."""
    raw = request.desks.get(ticket.desk_id) in RAW_READERS
    spam = ticket.status == Ticket.Status.SPAM
    slugs = [SPAM, *ticket.marks] if spam else ticket.marks
    return tuple(_mark(slug, ticket, acts, raw) for slug in slugs)


def _mark(slug: str, ticket: Ticket, acts: bool, raw: bool) -> Mark:
    saying = SAYINGS.get(slug) or Saying(slug.replace("_", " "), RAW, RAW_MAIL)
    says = str(saying.says)
    if not (raw if saying.to == RAW else acts or not saying.changes):
        return Mark(slug, says)
    href = saying.to if saying.to.startswith("#") else f"/t/{ticket.number}/{saying.to}"
    if saying.asks is None:
        return Mark(slug, says, href=href if saying.to else "", link=str(saying.link))
    held = ticket.contract_id or ""
    return Mark(slug, says, saying.asks(ticket), href, str(saying.link), held)


def _candidates(ticket: Ticket) -> tuple[Contract, ...]:
    if ticket.requester is None:
        return ()
    choice = choose(ticket.desk, None, ticket.requester, ticket.requester.address)
    return (choice.contract,) if choice.contract is not None else choice.candidates


def _own_and_candidates(ticket: Ticket) -> tuple[Contract, ...]:
    own = (ticket.contract,) if ticket.contract is not None else ()
    return tuple(dict.fromkeys((*own, *_candidates(ticket))))


class Saying(NamedTuple):
    """What a mark says, and where its `link` leads: a page of the ticket's, or a place on its own.
    `asks` gives the contracts there are buttons for."""

    says: Promise | str
    to: str = ""
    link: Promise | str = ""
    changes: bool = False
    asks: Callable[[Ticket], tuple[Contract, ...]] | None = None


RAW, RAW_MAIL = "raw", _("Raw mail")
SAYINGS = {
    SPAM: Saying(
        _(
            "This is spam: no clock runs, nobody is told of it and nothing is sent. What its"
            " sender writes in answer stays here."
        ),
        "not-spam",
        _("Not spam"),
        changes=True,
    ),
    "contract_unclear": Saying(
        _("Which contract is this under? How it came in left that open."),
        "contract",
        _("Another contract"),
        changes=True,
        asks=_candidates,
    ),
    "contract_asked": Saying(
        _(
            "Who asks now is not of the customer whose contract this is under. Contract and"
            " clocks stay as they are until you say which it is."
        ),
        "contract",
        _("Another contract"),
        changes=True,
        asks=_own_and_candidates,
    ),
    "no_contract": Saying(
        _("Nobody here has a contract. Choose one, or answer without a promise."),
        "contract",
        _("Choose a contract"),
        changes=True,
    ),
    "other_address": Saying(
        _(
            "It answers another ticket from an address that takes no part in it, so it is"
            " a ticket of its own. Merge them if it is the same case."
        ),
        "merge",
        _("Merge"),
        changes=True,
    ),
    "written_beside": Saying(
        _(
            "Somebody wrote whose address takes no part here: see the note. It does, once you"
            " write to it."
        )
    ),
    "call_unwritten": Saying(
        _("What was agreed in a call is not written down yet."),
        "agreed",
        _("Write down what was agreed"),
        changes=True,
    ),
    "side_answer": Saying(
        _("An answer came in a side thread. Say whether it is the one waited for."),
        "#side-threads",
        _("Go to it"),
    ),
    "side_other_address": Saying(
        _(
            "It answers a side thread of another ticket, from an address that takes no part"
            " in it. Look who it is before you act."
        ),
        RAW,
        RAW_MAIL,
    ),
    "unreadable": Saying(
        _("This mail could not be read. Its raw form can be downloaded."),
        RAW,
        _("Download the raw mail"),
    ),
    "loop": Saying(_("This mail went in circles; nothing is sent in answer to it.")),
    "held": Saying(_("It comes from an address that only sends: look before you act.")),
    "delivery_failed": Saying(_("A mail about this did not arrive: see the note that says which.")),
    "answers_stopped": Saying(
        _("Many mails like this one came within an hour: later ones got no receipt."),
        RAW,
        RAW_MAIL,
    ),
    "no_receipt": Saying(
        _(
            "No receipt went out: its address had several already. Answer, so that the sender"
            " knows that it arrived."
        )
    ),
    "misdirected": Saying(_("It was written to no address of any desk, so it came here.")),
    "own_name": Saying(
        _(
            "It came in a desk's own name, as from a group address or a form on a website."
            " Nobody is known as its sender: see where it asks for answers to go."
        ),
        RAW,
        RAW_MAIL,
    ),
    "from_agent": Saying(
        _("It names one of us as its sender, and answers nothing: look who it was."),
        RAW,
        RAW_MAIL,
    ),
    "unauthentic": Saying(
        _(
            "Its sender's own domain says that this mail is not from there (DMARC). Answer"
            " only after you have asked in another way."
        ),
        RAW,
        RAW_MAIL,
    ),
    "sender_unknown": Saying(_("It names no sender. There is nobody to answer."), RAW, RAW_MAIL),
    "bounce": Saying(
        _("A report that a mail could not be delivered, about none that we know."),
        RAW,
        RAW_MAIL,
    ),
    "all_teams_review": Saying(
        _("The agreement asks all teams involved to look at this together.")
    ),
}
