"""What is said inside the desk: a table that no path to the customer reads (T14)."""

from django.db import models

from prazo.accounts.models import Desk, User
from prazo.desk.models.attachment import Blob
from prazo.desk.models.ticket import Ticket


class Note(models.Model):
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="notes")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True)
    at = models.DateTimeField()
    text = models.TextField()
    markup = models.CharField(max_length=10, blank=True, default="", db_default="")
    shown = models.TextField(blank=True, default="", db_default="")  # both as a message's are

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["ticket", "at"], name="note_ticket")]


class NoteFile(models.Model):
    """A file on a note: apart from those of messages, so that nothing that is sent finds it."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    text = models.TextField(db_default="")  # what it says, so far as it is searched; masked
