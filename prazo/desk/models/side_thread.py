"""What is said about a ticket to somebody outside, beside the conversation with the customer (B9).

Tables of their own: no path to the customer reads them, and no clock listens to them.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import pgettext_lazy

from prazo.accounts.models import Desk, User
from prazo.desk.models.attachment import Blob
from prazo.desk.models.ticket import Ticket


class SideThread(models.Model):
    class Party(models.TextChoices):
        """Also whom the ticket waits on; on a colleague it does not."""

        CARRIER = "carrier", pgettext_lazy("side thread", "a carrier")
        SUPPLIER = "third_party", pgettext_lazy("side thread", "a supplier or another third party")
        COLLEAGUE = "colleague", pgettext_lazy("side thread", "a colleague outside")

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="side_threads")
    party = models.CharField(max_length=20, choices=Party.choices)
    participants = ArrayField(models.CharField(max_length=320))  # lower case; never the customer's
    subject = models.CharField(max_length=500)
    reference = models.CharField(max_length=100, blank=True)  # their number for it, such as a BA
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, db_index=False)
    opened_at = models.DateTimeField()
    # When the first answer came that nobody has dealt with yet.
    answered_at = models.DateTimeField(null=True, blank=True)
    # Nothing more is awaited in it; whatever is said there takes it up again.
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.subject


class SideMessage(models.Model):
    """Of an agent, or else of one of the participants."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    thread = models.ForeignKey(
        SideThread, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, db_index=False)
    at = models.DateTimeField()
    sender = models.CharField(max_length=400)
    text = models.TextField()  # secrets masked
    recipients = models.JSONField(default=list)  # [{field, name, address}]
    reference = models.CharField(max_length=200, blank=True)  # known again when delivered twice
    external_id = models.CharField(max_length=400, blank=True)  # its Message-ID, for References
    automatic = models.CharField(max_length=12, blank=True)  # RFC 3834
    remarks = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "reference"],
                name="side_message_once",
                condition=~models.Q(reference=""),
            )
        ]
        indexes = [models.Index(fields=["thread", "at"], name="side_message_thread")]


class SideFile(models.Model):
    """A file that went out with a message, or came with an answer."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    message = models.ForeignKey(SideMessage, on_delete=models.CASCADE, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120, db_default="")
    size = models.BigIntegerField()
    text = models.TextField(db_default="")  # what it says, so far as it is searched; masked
