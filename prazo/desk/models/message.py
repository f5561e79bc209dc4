"""What was said between the requester and the desk. Notes inside the desk are not messages."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk, User
from prazo.customers.models import Requester
from prazo.desk.models.ticket import Ticket


class Message(models.Model):
    class Kind(models.TextChoices):
        REQUEST = "request", _("message")  # from the requester
        REPLY = "reply", _("reply")
        RECEIPT = "receipt", _("receipt")
        QUESTION = "question", _("question")  # a reply that begins a wait (B12)
        SUMMARY = "summary", _("summary")
        NOTICE = "notice", _("notice")  # written by the desk itself

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    requester = models.ForeignKey(Requester, on_delete=models.PROTECT, null=True, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True)
    at = models.DateTimeField()
    channel = models.SlugField(default="email", db_index=False)
    # The channel's own name for it, such as a Message-ID with the body's hash: delivered twice,
    # it is found again (T19, T20).
    reference = models.CharField(max_length=200, blank=True)
    external_id = models.CharField(max_length=400, blank=True)  # its Message-ID, for References
    text = models.TextField()  # as a person reads it, secrets masked
    # How the text is to be read: "" as it stands, or prazo.desk.wording.MARKDOWN; and what our page
    # shows of it then, made once as it was written.
    markup = models.CharField(max_length=10, blank=True, default="", db_default="")
    shown = models.TextField(blank=True, default="", db_default="")
    html = models.TextField(blank=True)  # as it came, secrets masked; cleaned when shown
    sender = models.CharField(max_length=400, blank=True)  # as written: name and address
    recipients = models.JSONField(default=list)  # [{field, name, address}]
    automatic = models.CharField(max_length=12, blank=True)  # RFC 3834
    investigation = models.BooleanField(default=False)
    # What reading it met or hid: masked_password, nesting_cut ...
    remarks = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "channel", "reference"],
                name="message_once",
                condition=~models.Q(reference=""),
            )
        ]
        indexes = [models.Index(fields=["ticket", "at"], name="message_ticket")]

    @property
    def inbound(self) -> bool:
        return self.kind == self.Kind.REQUEST
