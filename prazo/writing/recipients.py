"""To whom an answer goes: derived from the message answered, shown before it is sent.

Whoever else the requester wrote to is offered and never added by himself: a Cc that came by mail
makes nobody a reader (T03, peers.md thread 13). Pure.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

SEPARATORS = re.compile(r"[,;\n]+")
NAMED = re.compile(r"<([^<>]*)>\s*$")
REPLY_TO = "reply-to"
INBOUND, OUTBOUND = "request", ("reply", "question", "summary")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message as recipients depend on it. `recipients`: (field, address)."""

    kind: str
    sender: str  # as written: name and address
    recipients: Sequence[tuple[str, str]] = ()
    beside: bool = False  # not the requester's: one of us wrote to him, or merged his case in
    before: bool = False  # the case became the requester's: until then it was another one's


@dataclass(frozen=True, slots=True)
class Recipients:
    """`known` took part before: wrote here, or were written to by one of us. Of those `offered`
    the last mail was not written to `asked`, in lower case: it asks for answers to go there."""

    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    known: frozenset[str] = field(default_factory=frozenset)
    asked: frozenset[str] = frozenset()

    def is_new(self, address: str) -> bool:
        return address.lower() not in self.known


def derived(spoken: Iterable[Spoken], address: str, ours: Collection[str]) -> Recipients:
    """`address` is the requester's, "" if there is none; `ours` are the desks' own, lower case.

    Who takes part beside him is answered in Cc: the case stays the requester's. Who took part
    before it was his is offered, and he is new.
    """
    spoken = list(spoken)
    known = {address.lower()} if address and not any(one.before for one in spoken) else set()
    to = address
    cc: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()
    for one in spoken:
        written_to = [a for _, a in one.recipients]
        if one.before:
            took_part = [address_in(one.sender)] if one.kind == INBOUND else written_to
            known |= {a.lower() for a in took_part}
            offered = (*offered, *(a for a in took_part if "@" in a))
        elif one.kind == INBOUND:
            sender = address_in(one.sender)
            known.add(sender.lower())
            offered = tuple(written_to)
            named = {a.lower() for where, a in one.recipients if where != REPLY_TO}
            asked = frozenset(a.lower() for a in written_to) - named
            if one.beside:
                is_there = "@" not in sender or sender.lower() in map(str.lower, cc)
                cc = cc if is_there else (*cc, sender)
            elif "@" in sender:
                to = sender
        elif one.kind in OUTBOUND:
            known |= {a.lower() for a in written_to}
            cc = tuple(a for where, a in one.recipients if where == "cc")
    known.discard("")
    at_hand = {to.lower(), *(a.lower() for a in cc)}
    left = {a.lower(): a for a in offered if a.lower() not in at_hand and a.lower() not in ours}
    left_asked = asked & left.keys()
    return Recipients((to,) if to else (), cc, tuple(left.values()), frozenset(known), left_asked)


def address_in(written: str) -> str:
    """Of “Name <address>” the address; of anything else all of it."""
    found = NAMED.search(written)
    return (found[1] if found else written).strip()


def addresses_in(text: str) -> list[str]:
    """What somebody typed into a field, in order, not yet looked at."""
    return [found for part in SEPARATORS.split(text) if (found := address_in(part))]
