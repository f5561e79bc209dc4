"""What a ticket may be marked with, each in a few words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, Promise] = {
    "contract_unclear": _("contract unclear"),
    "contract_asked": _("requester of another customer"),
    "no_contract": _("no contract"),
    "other_address": _("from another address"),
    "written_beside": _("a note from another address"),
    "side_answer": _("an answer in a side thread"),
    "call_unwritten": _("a call not written down"),
    "unreadable": _("could not be read"),
    "delivery_failed": _("a mail did not arrive"),
    "no_receipt": _("got no receipt"),
    "answers_stopped": _("receipts stopped"),
    "unauthentic": _("sender not proved"),
    "sender_unknown": _("names no sender"),
    "own_name": _("in the desk's own name"),
    "from_agent": _("names one of us as its sender"),
    "held": _("from an address that only sends"),
    "misdirected": _("written to no address of ours"),
    "side_other_address": _("answers a side thread from another address"),
    "loop": _("went in circles"),
    "bounce": _("a report of a mail not delivered"),
    "all_teams_review": _("all teams review it"),
}


def named(mark: str) -> str:
    return str(NAMES.get(mark, mark.replace("_", " ")))
