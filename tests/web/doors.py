"""The table of doors: who may come in by which address, and something to look at behind each.

An address whose view declares a permission that is not here, or that leads to a thing nobody has
said an example of, fails the walk (`test_doors.py`). So whoever adds an address adds a line here
where what its permission says is not all:

    BY_PERMISSION   what a declared permission means for each visitor
    WIDE            the addresses whose permission is wide, each named, so that none widens unseen
    BY_NAME         addresses that ask for more once they know the thing, by their names
    TO_ACT          the same, where what is posted asks for yet more than what is looked at
    THINGS          an id for `<int:pk>`, by the address's name or by the word before the place
    WORDS           what else may stand in an address
    TOLD            what scripts of pages are told, by the address's name

Of two cases of the attack list little arises: the only report is a customer's month (AC17, see
`customers/test_cards.py`), and no mail of ours has a picture that says who opened it (AC19).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.urls import URLPattern

from prazo.accounts.factors.held import factors_of
from prazo.accounts.models import Role, SignIn, User
from prazo.accounts.operator import Operator
from prazo.accounts.sign_in_links import make
from prazo.channels.email.models import RawMail
from prazo.channels.email.take_in import PURPOSE
from prazo.customers.actions.add_address import add_address
from prazo.customers.models import Requester
from prazo.desk.actions.note import note
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.files import keep_all
from prazo.desk.inbound import InboundFile
from prazo.desk.models import Attachment, Bulk, Message, NoteFile, SavedQueue, SideFile, Ticket
from prazo.notices.models import Notice
from prazo.rules.models import Macro
from prazo.web.access import permission_of
from prazo.web.views.attachment import picture_token
from prazo.writing.models import Draft, DraftFile, Template
from prazo.writing.words import Words, sealed
from tests.web.factors import give_app
from tests.web.settings.conftest import Setters, things
from tests.world import MONDAY, World, hire, meet, sign

MARK = "quagga"
"""Stands in everything of the desk; nobody outside may ever be shown it."""

IN, ASKED, REFUSED, MISSING = "comes in", "is asked to sign in", "is refused", "finds nothing"
INSIDE = ("reader", "light", "ann", "bob", "lead", "admin")
OUTSIDE = ("stranger", "their_admin")
VISITORS = ("nobody", *INSIDE, *OUTSIDE, "boss")
Row = Mapping[str, str]


def row(otherwise: str, **other: str) -> Row:
    return {**dict.fromkeys(VISITORS, otherwise), "nobody": ASKED, **other}


INSIDE_ALONE = row(IN, stranger=MISSING, their_admin=MISSING, boss=MISSING)
ANN_ALONE = row(MISSING, ann=IN)
BELOW = {"reader": REFUSED, "light": REFUSED}

BY_PERMISSION: Mapping[str, Row] = {
    "anybody": row(IN, nobody=IN),
    "signed_in": row(IN),
    "signed_in_so_far": row(IN),
    "ticket:reader": INSIDE_ALONE,
    "ticket:light": {**INSIDE_ALONE, "reader": REFUSED},
    "ticket:agent": {**INSIDE_ALONE, **BELOW},
    "ticket:lead": {**INSIDE_ALONE, **BELOW, "ann": REFUSED, "bob": REFUSED},
    "ticket:admin": {
        **INSIDE_ALONE,
        **BELOW,
        **dict.fromkeys(("ann", "bob", "lead"), REFUSED),
    },
    "settings:desk": row(REFUSED, admin=IN, boss=IN, stranger=MISSING, their_admin=MISSING),
    "settings:some": row(REFUSED, admin=IN, boss=IN, their_admin=IN),
    "administers": row(REFUSED, boss=IN),
    "desk:reader": INSIDE_ALONE,
    "desk:agent": {**INSIDE_ALONE, **BELOW},
    "desk:lead": {**INSIDE_ALONE, **BELOW, "ann": REFUSED, "bob": REFUSED},
}
WIDE: Mapping[str, frozenset[str]] = {
    permission: frozenset(names.split())
    for permission, names in {
        "anybody": "health icon sign_in sign_in_link sign_out language mail_picture second_step"
        " address_question sign_in_passkey single_sign_on openid_connect_callback agreements"
        " agreement agreement_version agreement_file",
        "signed_in_so_far": "factors add_app add_passkey codes factor_removal proof end_sign_in"
        " end_other_sign_ins",
        "ticket:reader": "ticket ticket_now why message_html message_text follow ticket_seen"
        " side_file",
        "ticket:light": "note people draft upload preview",
        "desk:reader": "shifts_of",
        "ticket:lead": "raw_mail raw_mail_of",
        "ticket:admin": "erasure",
        "settings:some": "settings settings_history",
        "administers": "settings_new_desk",
    }.items()
}
"""Who adds acts (`ticket:agent`), settings of a desk or pages of one's own (`signed_in`) names
nothing here."""

BY_NAME: Mapping[str, Row] = {
    "attachment": INSIDE_ALONE,
    "new_ticket": row(IN, **BELOW, boss=REFUSED),
    "write_first": row(IN, **BELOW, boss=REFUSED),
    "first_templates": row(IN, **BELOW, boss=REFUSED),
    "first_preview": row(IN, **BELOW, boss=REFUSED),
    "signature": row(IN, **BELOW, boss=REFUSED),
    "templates": row(IN, **BELOW, boss=REFUSED),
    "new_macro": row(IN, **BELOW, boss=REFUSED),
    "queue_of": row(IN),
    "queue_layout": row(IN),  # one's own, of a queue that everybody has
    "first_queue": INSIDE_ALONE,
    "queue_csv": row(IN),
    "saved_queue_csv": INSIDE_ALONE,
    "play": row(IN),
    "saved_queue": INSIDE_ALONE,
    "play_saved": INSIDE_ALONE,
    "change_queue": INSIDE_ALONE,
    "drop_queue": INSIDE_ALONE,
    "bulk_of": ANN_ALONE,
    "bulk_undo": ANN_ALONE,
    "customer": INSIDE_ALONE,
    "customer_targets": INSIDE_ALONE,
    "quota_back": {**INSIDE_ALONE, **BELOW},
    "person": INSIDE_ALONE,
    "new_person": row(IN, **BELOW, boss=REFUSED),
    "mend_person": {**INSIDE_ALONE, **BELOW},
    "person_address": {**INSIDE_ALONE, **BELOW},
    "join_people": {**INSIDE_ALONE, **BELOW, "ann": REFUSED, "bob": REFUSED},
    "notice": ANN_ALONE,
    "notice_read": row(IN),  # reads what is one's own, and says nothing of what is not
    "note_file": INSIDE_ALONE,
    "drafted": ANN_ALONE,
    "template": ANN_ALONE,
    "template_removal": ANN_ALONE,
    "shift_absence": {**INSIDE_ALONE, "reader": MISSING, "light": MISSING, "bob": MISSING},
    "shift_absence_end": {**INSIDE_ALONE, "reader": MISSING, "light": MISSING, "bob": MISSING},
    "change_macro": ANN_ALONE,
    "drop_macro": ANN_ALONE,
    "move_macro": ANN_ALONE,
    "factor_removal": row(IN),  # who has proved nothing is asked for proof, whatever he asks for
    "end_sign_in": row(IN),  # ends what is one's own, and says nothing of what is not
}
TO_ACT: Mapping[str, Row] = {
    "customer": {**INSIDE_ALONE, **BELOW},
    "quota_back": {**INSIDE_ALONE, **BELOW},
}

NOT_WALKED: Mapping[str, str] = {
    "live": "a stream that does not end; who may hear what is asked of its hub",
    "health": "503, as no duty runs beside a test",
    "sign_out": "ends the walk",
    "second_step": "for who has just done the first one",
    "sign_in_passkey": "there are none for a bare address",
    "single_sign_on": "there is no provider here",
    "openid_connect_callback": "there is no provider here",
}
"""For those who may come in: why they do not here. Those who may not are sent away all the same."""


TOLD: Mapping[str, set[str]] = {
    "palette": {
        *("items.kind", "items.name", "items.more", "items.address"),
        *("items.fields.language", "items.fields.next"),
    },
    "people": {"people.name", "people.address", "people.word"},
    "upload": {"files"},
    "first_templates": {
        *("templates.id", "templates.name", "templates.language", "templates.whose"),
        "templates.text",
    },
}
"""Empty ones of these are not seen here: one's own drafts and files."""

BEFORE = frozenset({"sign_in", "sign_in_link"})
"""For who is not signed in yet: others are led on, whatever they send."""

NO_FORM: Mapping[str, str] = {
    "customer": "no agreement here has quotas, whose form it is",
    "second_step": "for who has just done the first one",
    "sign_in_passkey": "there are none for a bare address",
    "add_passkey": "there are none for a bare address",
    "add_app": "she has one",
}
"""Where nothing can be sent here that holds, and why not."""


def looks_again(visitor: str, pattern: URLPattern) -> bool:
    """Whether another one comes in here who sees the same: then it is not drawn twice."""
    is_setting = str(permission_of(pattern.callback)).startswith("settings:")
    like = {
        "light": "reader",
        "bob": "ann",
        "lead": "ann",
        "admin": "ann",
        **({"boss": "admin"} if is_setting else {}),
    }
    return visitor in like and expected(pattern)[like[visitor]] == IN


@dataclass(frozen=True, slots=True)
class Doors:
    people: Mapping[str, User | None]
    ticket: Ticket
    things: Mapping[str, int]
    words: Mapping[str, str]
    tokens: Mapping[str, str]

    def address(self, route: str, name: str) -> str:
        """A KeyError names what is to be added to THINGS or WORDS."""
        filled = route.replace("<int:number>", str(self.ticket.number))
        if "<str:token>" in filled:
            filled = filled.replace("<str:token>", self.tokens[name])
        if "<int:pk>" in filled:
            word = re.search(r"([\w-]+)/<int:pk>", filled)
            which = name if name in self.things or word is None else word[1]
            filled = filled.replace("<int:pk>", str(self.things[which]))
        return "/" + re.sub(r"<\w+:(\w+)>", lambda place: self.words[place[1]], filled)


def expected(pattern: URLPattern, method: str = "get") -> Row:
    """A KeyError names what is to be added to the tables above."""
    permission, name = permission_of(pattern.callback), str(pattern.name)
    if method == "post" and name in TO_ACT:
        return TO_ACT[name]
    leads_to_something = "<" in str(pattern.pattern)
    if name in BY_NAME or (leads_to_something and str(permission).startswith("signed_in")):
        return BY_NAME[name]
    return BY_PERMISSION[str(permission)]


THINGS: Mapping[str, Callable[[World, Ticket], int]] = {
    "m": lambda world, ticket: _mail(ticket).pk,
    "raw": lambda world, ticket: _mail(ticket).pk,
    "f": lambda world, ticket: Attachment.objects.get().pk,
    "s": lambda world, ticket: _queue(world).pk,
    "queues": lambda world, ticket: _queue(world).pk,
    "customers": lambda world, ticket: ticket.customer_id or 0,
    **dict.fromkeys(
        ("person", "mend_person", "person_address", "join_people"),
        lambda world, ticket: ticket.requester_id or 0,
    ),
    "notices": lambda world, ticket: _notice(world, ticket).pk,
    "n": lambda world, ticket: _note_file(ticket).pk,
    "side_file": lambda world, ticket: _side_file(world, ticket).pk,
    "macros": lambda world, ticket: (
        Macro.objects.create(
            desk=world.desk, name=f"{MARK} macro", owner=world.ann, made_at=MONDAY
        ).pk
    ),
    "templates": lambda world, ticket: _template(world, world.ann).pk,
    "settings_template": lambda world, ticket: _template(world, None).pk,
    "settings_template_removal": lambda world, ticket: _template(world, None).pk,
    **dict.fromkeys(
        ("shift", "shift_skills", "shift_absence", "shift_absence_end"),
        lambda world, ticket: world.desk.members.get(user=world.ann).pk,
    ),
    "bulk": lambda world, ticket: _bulk(world, ticket).pk,
    "factors": lambda world, ticket: factors_of(world.ann).app.pk,  # type: ignore[union-attr]
    "sign-ins": lambda world, ticket: _sign_in(world.ann).pk,
}
WORDS: Mapping[str, Callable[[World], str]] = {
    "desk": lambda world: world.desk.slug,
    "slug": lambda world: "due",
    "metric": lambda world: "first_response",
    "version": lambda world: world.version.version,
    "use": lambda world: "1",
    "other": lambda world: str(Requester.objects.create(desk=world.desk, name="Rita, at home").pk),
    "kind": lambda world: "side",
    "absence": lambda world: "1",
    "address": lambda world: str(world.requester.addresses.get().pk),
    "claim": lambda world: str(world.requester.claims.get().pk),
}


def make_doors(world: World, setters: Setters) -> Doors:
    """A world full of things that bear the mark."""
    customer, _contract = sign(world.desk, f"The {MARK} company", f"{MARK}.example")
    meet(world.desk, customer, MARK.title(), f"{MARK}@{MARK}.example")
    sender = f"{MARK}@{MARK}.example"
    ticket = world.ask(f"No {MARK} tone", text=f"The {MARK} is silent.", sender=sender)
    note(ticket, by=world.by_ann, at=MONDAY, text=f"Ask the {MARK}.")
    message = _mail(ticket)
    Message.objects.filter(pk=message.pk).update(html=f"<p>The {MARK}</p>")
    content = b"\x89PNG\r\n\x1a\n" + b"0" * 40
    picture = InboundFile(name=f"{MARK}.png", content_type="image/png", content=content)
    keep_all([(message, [picture])])
    RawMail.objects.create(
        source="lmtp", received_at=MONDAY, sha256="0" * 64, size=4, desk=world.desk,
        sealed=settings.VAULT.seal(MARK.encode(), PURPOSE), ticket=ticket, message=message,
    )  # fmt: skip
    give_app(world.ann)
    made = {word: make_thing(world, ticket) for word, make_thing in THINGS.items()}
    people = {
        "nobody": None, "reader": world.contact, "ann": world.ann, "bob": world.bob,
        "light": hire(world.desk, "light", Role.LIGHT),
        "lead": world.lea, "admin": setters.ada, "stranger": world.stranger,
        "their_admin": setters.otto, "boss": setters.boss,
    }  # fmt: skip
    tokens = {
        "sign_in_link": make(world.bob, datetime.now(UTC)),
        "address_question": _claimed(world, setters.ada),
        "mail_picture": picture_token(Attachment.objects.get()),
        "drafted": _drafted(world, ticket).token,
    }
    words = {word: say(world) for word, say in WORDS.items()}
    return Doors(people, ticket, {**things(world), **made}, words, tokens)


def _mail(ticket: Ticket) -> Message:
    return ticket.messages.filter(kind="request").order_by("pk")[0]


def _claimed(world: World, by: User) -> str:
    asked = add_address(world.requester, "rita@home.example", by=Operator(by, datetime.now(UTC)))
    return asked.token  # type: ignore[union-attr]


def _queue(world: World) -> SavedQueue:
    """Shared with its desk."""
    wanted = {"name": f"{MARK} queue", "owner": world.ann, "desk": world.desk, "shared": "desk"}
    return SavedQueue.objects.get_or_create(**wanted, defaults={"made_at": MONDAY})[0]


def _bulk(world: World, ticket: Ticket) -> Bulk:
    return Bulk.objects.create(
        desk=world.desk, user=world.ann, act="note", data={"text": MARK}, tickets=[ticket.pk],
        asked_at=MONDAY, due_at=MONDAY,
    )  # fmt: skip


def _sign_in(user: User) -> SignIn:
    return SignIn.objects.create(
        session_key="k" * 32, user=user, since=MONDAY, seen_at=MONDAY, browser=MARK
    )


def _notice(world: World, ticket: Ticket) -> Notice:
    return Notice.objects.create(
        desk=world.desk, user=world.ann, kind="noted", ticket=ticket, at=MONDAY, who=MARK,
        fact="note",
    )  # fmt: skip


def _note_file(ticket: Ticket) -> NoteFile:
    blob = Attachment.objects.get().blob
    return NoteFile.objects.create(
        desk_id=ticket.desk_id, note=ticket.notes.order_by("pk")[0], blob=blob, name=f"{MARK}.png",
        content_type="image/png", size=48,
    )  # fmt: skip


def _side_file(world: World, ticket: Ticket) -> SideFile:
    thread = open_side_thread(
        ticket, party="carrier", to="noc@carrier.example", subject=f"{MARK} trunk", text=MARK,
        by=world.by_ann, at=MONDAY,
    )  # fmt: skip
    return SideFile.objects.create(
        desk_id=ticket.desk_id, message=thread.messages.get(), blob=Attachment.objects.get().blob,
        name=f"{MARK}.png", size=48,
    )  # fmt: skip


def _template(world: World, user: User | None) -> Template:
    wanted = {"desk": world.desk, "user": user, "name": f"{MARK} template"}
    facts = {"text": MARK, "changed_at": MONDAY}
    return Template.objects.get_or_create(**wanted, defaults=facts)[0]


def _drafted(world: World, ticket: Ticket) -> DraftFile:
    draft = Draft.objects.create(
        desk=world.desk, ticket=ticket, user=world.ann, kind="reply",
        sealed=sealed(Words(text=MARK)),
        began_at=MONDAY, changed_at=MONDAY, pressed_at=MONDAY,
    )  # fmt: skip
    return DraftFile.objects.create(
        desk=world.desk, draft=draft, token="t" * 22, name=f"{MARK}.png", content_type="image/png",
        size=4, sealed=settings.VAULT.seal(MARK.encode(), "draft file"),
    )  # fmt: skip
