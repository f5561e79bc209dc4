"""What is kept of raw mails, and how long (trust.md: 90 days)."""

from datetime import timedelta

from prazo.channels.email.models import RawMail
from prazo.channels.email.retention import forget_raw_mails
from prazo.desk.models import Message, Ticket
from tests.channels.email.conftest import NOW, Deliver
from tests.channels.email.world import mail, make_desk

DAYS_90 = timedelta(days=90)


def test_a_raw_mail_goes_after_90_days_and_the_message_stays(deliver: Deliver) -> None:
    make_desk()
    old = deliver(mail())
    young = deliver(mail(message_id="<2@client.example>"), at=NOW + timedelta(hours=1))
    assert not forget_raw_mails(NOW + DAYS_90)  # to the second, and no more to come
    assert RawMail.objects.count() == 2
    forget_raw_mails(NOW + DAYS_90 + timedelta(seconds=1))
    assert RawMail.objects.get() == young
    assert Message.objects.filter(pk=old.message_id).exists()


def test_what_is_not_done_with_stays(deliver: Deliver) -> None:
    make_desk()
    row = deliver(mail())
    for state in ("new", "throttled", "unreadable"):
        RawMail.objects.update(state=state)
        forget_raw_mails(NOW + 2 * DAYS_90)
        assert RawMail.objects.filter(pk=row.pk).exists(), state
    Ticket.objects.update(status="closed")  # nobody needs the unreadable one any more
    forget_raw_mails(NOW + 2 * DAYS_90)
    assert not RawMail.objects.exists()
