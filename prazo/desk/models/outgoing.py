"""What must go out: written in the transaction of the act, sent by another, kept for the record."""

from django.db import models

from prazo.accounts.models import Desk
from prazo.desk.models.message import Message
from prazo.desk.models.side_thread import SideMessage
from prazo.desk.models.ticket import Ticket


class Outgoing(models.Model):
    """`key` names the effect, so that it is written once whatever is tried again."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, related_name="outgoing")
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, db_index=False)
    side = models.ForeignKey(  # of a side thread: never to the customer (B9)
        SideMessage, on_delete=models.SET_NULL, null=True, db_index=False, related_name="outgoing"
    )
    key = models.CharField(max_length=120)
    channel = models.SlugField(default="email", db_index=False)
    sender = models.CharField(max_length=320, blank=True)  # the desk's address; "" = its first
    to = models.JSONField(default=list)  # addresses
    cc = models.JSONField(default=list)
    subject = models.CharField(max_length=500)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    try_at = models.DateTimeField(null=True)  # null: nothing to try any more
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)  # given up, or bounced for good
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="outgoing_once")]
        indexes = [
            models.Index(
                fields=["message"],
                name="outgoing_message",
                condition=models.Q(message__isnull=False),
            ),
            models.Index(
                fields=["side"], name="outgoing_side", condition=models.Q(side__isnull=False)
            ),
            models.Index(
                fields=["try_at"], name="outgoing_due", condition=models.Q(try_at__isnull=False)
            ),
        ]
