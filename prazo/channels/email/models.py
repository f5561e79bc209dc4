"""Mail accounts, and mail as it came: committed before anybody is told that we have it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from prazo.accounts.models import Desk
from prazo.desk.models import Message, Outgoing, Ticket

NO_RETURN = "<>"
"""The empty envelope sender: of reports, which nobody may report about (RFC 5321 4.5.5)."""


class MailAccount(models.Model):
    """How a desk's mail comes in by IMAP (optional) and goes out by SMTP."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="mail_accounts")
    address = models.EmailField(unique=True)
    display_name = models.CharField(max_length=120, blank=True)
    imap_host = models.CharField(max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=10, default="tls")  # tls | starttls | none
    imap_folder = models.CharField(max_length=200, default="INBOX")
    imap_move_to = models.CharField(max_length=200, blank=True)  # "" = leave it there as seen
    smtp_host = models.CharField(max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(max_length=10, default="starttls")
    user_name = models.CharField(max_length=200, blank=True)
    sealed_password = models.BinaryField(default=bytes)
    # Whether its servers may be in the program's own network: who named them says so (F01).
    inside = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    # Where the last good look ended: mails from here on are new, whoever has marked them seen.
    uid_validity = models.BigIntegerField(null=True)
    uid_next = models.BigIntegerField(null=True)
    polled_at = models.DateTimeField(null=True)  # the last good look
    error = models.CharField(max_length=300, blank=True)
    error_at = models.DateTimeField(null=True)


class RawMail(models.Model):
    """The bytes as received, sealed (secrets may be in them), and what became of them."""

    class State(models.TextChoices):
        NEW = "new"
        THROTTLED = "throttled"  # its sender sends too many (L10): waits its turn at `try_at`
        READ = "read"
        DUPLICATE = "duplicate"
        UNREADABLE = "unreadable"  # parked after three tries, as a visible ticket
        IGNORED = "ignored"  # our own mail come back (L01), or a bounce put on its ticket

    account = models.ForeignKey(MailAccount, on_delete=models.SET_NULL, null=True)
    source = models.CharField(max_length=300)  # lmtp, smtp, file, imap:host/folder
    uid = models.CharField(max_length=60, null=True)  # UIDVALIDITY.UID
    envelope_from = models.CharField(max_length=320, blank=True)  # "" unknown, `NO_RETURN` nobody
    sender = models.CharField(max_length=320, blank=True)  # of From, while it is throttled
    envelope_to = ArrayField(models.CharField(max_length=320), default=list)
    received_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)  # or why it was ignored
    desk = models.ForeignKey(Desk, on_delete=models.SET_NULL, null=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.SET_NULL, null=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "uid"], name="raw_mail_once")]
        indexes = [
            models.Index(fields=["try_at"], name="raw_mail_new", condition=models.Q(state="new")),
            models.Index(
                fields=["try_at"], name="raw_mail_throttled", condition=models.Q(state="throttled")
            ),
            models.Index(
                fields=["sender", "try_at"],
                name="raw_mail_sender",
                condition=models.Q(state="throttled"),
            ),
            models.Index(fields=["received_at"], name="raw_mail_received"),
            models.Index(fields=["sha256"], name="raw_mail_sha"),
        ]


class Joined(models.Model):
    """A notice of a step, and a mail that tells it together with others."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)
    letter = models.ForeignKey(
        Outgoing, on_delete=models.CASCADE, related_name="parts", db_index=False
    )  # `joined_once` begins with it
    part = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="joined")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "part"], name="joined_once")]
