"""Answers in side threads (B9): by the proof that one of our mails was answered, from one of those
who were written to. Neither alone is enough."""

from datetime import datetime

from prazo.accounts.models import Desk
from prazo.channels.email.identity import side_thread_answered
from prazo.channels.email.letter import authentic
from prazo.channels.email.models import RawMail
from prazo.channels.email.place import Place
from prazo.channels.email.reading.mail import ReadMail
from prazo.desk.actions.hear_beside import hear_beside
from prazo.desk.inbound import Inbound
from prazo.desk.models import SideThread
from prazo.desk.outsiders import takes_part


def side_thread_of(mail: ReadMail, row: RawMail) -> int | None:
    """The thread it is proved to answer; None for one who is proved not to be the sender (T03)."""
    if authentic(mail, row) is False:
        return None
    return side_thread_answered(mail.in_reply_to, mail.references)


def placed_beside(pk: int, desk: Desk, inbound: Inbound, as_of: datetime) -> Place | None:
    """None where the sender takes no part in the thread: then it is a ticket of its own (D14)."""
    thread = SideThread.objects.select_related("ticket").filter(pk=pk, desk=desk).first()
    if thread is None or not takes_part(thread.participants, inbound.sender):
        return None
    new = hear_beside(thread, inbound.answering(), as_of=as_of)
    state = RawMail.State.DUPLICATE if new is None else RawMail.State.READ
    return Place(state=state, reason="side_thread", desk=desk, ticket_id=thread.ticket_id)
