"""Delete a ticket for good, as who asks for erasure may demand: all that was said and sent, and
every trace of it. What remains is a line of the settings' history: number, who, when and why.

What was merged into it is part of it and goes along; what was split from it is a case of its own.
"""

import re
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import ProtectedError, Q
from django.db.models.deletion import Collector
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.operator import Operator
from prazo.channels.email.models import Joined, RawMail
from prazo.customers.models import Requester
from prazo.desk.acting import announce, must_not_be_merged
from prazo.desk.masking import masked
from prazo.desk.models import (
    Attachment,
    Blob,
    Event,
    Message,
    Note,
    NoteFile,
    Outgoing,
    SideFile,
    SideMessage,
    SideThread,
    Ticket,
)
from prazo.desk.search import LAST, Wanted, that_say
from prazo.desk.vocabulary import words_of
from prazo.lib import rows, scope
from prazo.lib.refusal import Refusal

WHAT = "ticket.erased"


@transaction.atomic
def erase(ticket: Ticket, *, by: Operator, reason: str) -> None:
    """Its figures leave the reports with it. Who may demand that may see the ticket; what is bound
    up with it is gone through whole, whoever sees it."""
    if not reason.strip():
        raise Refusal("no_reason", _("Say why: it is all that stays."), "reason")
    with scope.entered(scope.whole()):
        case = _locked([ticket.pk])
    seen = Ticket.objects.filter(pk=ticket.pk).exists()
    asked = next((one for one in case if one.pk == ticket.pk and seen), None)
    if asked is None:
        raise Refusal("gone", _("This ticket is gone already."), conflict=True)
    must_not_be_merged(asked)
    with scope.entered(scope.whole()):
        for one in case:
            after = {"reason": masked(reason)[0]}
            record_change(one.desk, by, WHAT, f"#{one.number}", after=after)
        _forget(case)


def goes_along(ticket: Ticket) -> list[int]:
    """Numbers of what was merged into it."""
    with scope.entered(scope.whole()):
        merged = list(Ticket.objects.filter(merged_into=ticket).order_by("number"))
    return [number for one in merged for number in (one.number, *goes_along(one))]


def _locked(asked: list[int]) -> list[Ticket]:
    """With all that was merged into them, in the order in which everybody locks tickets."""
    found = list(asked)
    while asked:
        asked = list(Ticket.objects.filter(merged_into__in=asked).values_list("pk", flat=True))
        found += asked
    tickets = Ticket.objects.select_for_update(of=("self",)).select_related("desk", "merged_into")
    return list(tickets.filter(pk__in=found).order_by("pk"))


def _forget(case: Sequence[Ticket]) -> None:
    ids, desk = [one.pk for one in case], case[0].desk_id
    words, people = _words(case), {one.requester_id for one in case}
    people |= {*Message.objects.filter(ticket__in=ids).values_list("requester_id", flat=True)}
    blobs = _blobs(ids)
    _forget_mails(case)
    _forget_notices(case)
    Ticket.objects.filter(split_from__in=ids).update(split_from=None)
    Ticket.objects.filter(pk__in=ids).update(merged_into=None, split_from=None)
    announce(*case)
    _delete(ids)
    _forget_blobs(blobs)
    _forget_people(sorted(pk for pk in people if pk is not None))
    _forget_words(desk, words)


def _forget_mails(case: Sequence[Ticket]) -> None:
    """As they came, whatever became of them."""
    ids = [one.pk for one in case]
    own = RawMail.objects.filter(Q(ticket__in=ids) | Q(message__ticket__in=ids))
    hashes = list(own.values_list("sha256", flat=True))
    own.delete()
    RawMail.objects.filter(sha256__in=hashes, desk=case[0].desk_id).delete()


def _forget_notices(case: Sequence[Ticket]) -> None:
    """Mails that told people of it. One that is still to go out tells of others, too, which would
    be told of by nothing else: it is waited for."""
    letters = Joined.objects.filter(part__ticket__in=[one.pk for one in case]).values("letter")
    named = Q()
    for one in case:
        named |= Q(text__contains=f"/t/{one.number}")
    place = re.compile(rf"/t/(?:{'|'.join(str(one.number) for one in case)})(?!\d)")
    notices = Outgoing.objects.filter(named, desk=case[0].desk_id, ticket=None).only("text")
    telling = [notice.pk for notice in notices if place.search(notice.text)]
    told = Outgoing.objects.filter(Q(pk__in=letters) | Q(pk__in=telling))
    if told.filter(sent_at=None, try_at__isnull=False).exists():
        raise Refusal(
            "on_its_way",
            _("A notice of it is just being sent. Try again in a minute."),
            conflict=True,
        )
    told.delete()


def _delete(ids: Sequence[int]) -> None:
    """The rows that belong to them, whichever room's. Facts are taken away by the database, which
    grants it to nobody and does it where the erasure is on record."""
    collector = Collector(using=connection.alias)
    try:
        collector.collect(Ticket.objects.filter(pk__in=ids))
    except ProtectedError as error:  # a room that keeps something of its own
        raise Refusal(
            "kept", _("Something else keeps it: %(what)s."), params={"what": error}
        ) from None
    rows.select("select prazo_forget_events(%s::bigint[])", list(ids))
    collector.data[Event] = set()  # it stays among the models, by whose order rows go
    collector.fast_deletes = [one for one in collector.fast_deletes if one.model is not Event]
    collector.delete()


def _blobs(ids: Sequence[int]) -> set[int]:
    files = (
        Attachment.objects.filter(message__ticket__in=ids),
        NoteFile.objects.filter(note__ticket__in=ids),
        SideFile.objects.filter(message__thread__ticket__in=ids),
    )
    return {blob for some in files for blob in some.values_list("blob_id", flat=True)}


def _forget_blobs(blobs: set[int]) -> None:
    """What other tickets hold, too, stays theirs; held fast first, so that none begins to."""
    kept = Blob.objects.select_for_update().filter(pk__in=blobs).order_by("pk")
    list(kept.values_list("pk", flat=True))
    held = {
        pk
        for kind in (Attachment, NoteFile, SideFile)
        for pk in kind.objects.filter(blob__in=blobs).values_list("blob_id", flat=True)
    }
    Blob.objects.filter(pk__in=blobs - held).delete()


def _forget_people(people: Iterable[int]) -> None:
    """Who is known by nothing else: no case, no word, no customer; nor is who turned out to be
    the same person."""
    for pk in people:
        ones = _same_person(pk)
        list(Requester.objects.select_for_update().filter(pk__in=ones).order_by("pk"))
        known = (
            Requester.objects.filter(pk__in=ones).exclude(customers=None),
            Ticket.objects.filter(requester__in=ones),
            Message.objects.filter(requester__in=ones),
            Event.objects.filter(requester__in=ones),
        )
        if not any(one.exists() for one in known):
            Requester.objects.filter(pk__in=ones).update(joined_to=None)
            Requester.objects.filter(pk__in=ones).delete()


def _same_person(pk: int) -> set[int]:
    """With all that were joined to them."""
    found = asked = {pk}
    while asked:
        joined = Requester.objects.filter(joined_to__in=asked).values_list("pk", flat=True)
        asked = {*joined} - found
        found = found | asked
    return found


def _words(case: Sequence[Ticket]) -> set[str]:
    ids = [one.pk for one in case]
    texts = [one.subject for one in case]
    for said in (
        Message.objects.filter(ticket__in=ids).values_list("text", "sender"),
        Note.objects.filter(ticket__in=ids).values_list("text"),
        SideThread.objects.filter(ticket__in=ids).values_list("subject"),
        SideMessage.objects.filter(thread__ticket__in=ids).values_list("text", "sender"),
        Attachment.objects.filter(message__ticket__in=ids).values_list("name", "read__text"),
        NoteFile.objects.filter(note__ticket__in=ids).values_list("name", "text"),
        SideFile.objects.filter(message__thread__ticket__in=ids).values_list("name", "text"),
    ):
        texts += [str(part).replace("_", " ") for row in said for part in row if part]
    return set().union(*map(words_of, texts))


def _forget_words(desk: int, words: set[str]) -> None:
    """Those that nobody else has said."""
    known = rows.select(KNOWN, desk, sorted(words))
    alone = [word for (word,) in known if not that_say(Wanted(word), [desk], LAST, 1)]
    rows.select(FORGOTTEN, desk, alone)


KNOWN = "select word from desk_searchword where desk_id = %s and lower(word) = any(%s::text[])"
FORGOTTEN = """
delete from desk_searchword where desk_id = %s and word = any(%s::text[]) returning word
"""
