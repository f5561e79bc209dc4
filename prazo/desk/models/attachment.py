"""Files that came with a message; their bytes are sealed and kept once for each content."""

from django.db import models

from prazo.accounts.models import Desk
from prazo.desk.models.message import Message


class Blob(models.Model):
    """Bytes, sealed by the vault. Within one desk the same content is kept once."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "sha256"], name="blob_once")]


class Attachment(models.Model):
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    content_id = models.CharField(max_length=250, blank=True)
    inline = models.BooleanField(default=False)


class AttachmentText(models.Model):
    """What a file says, so far as it is searched; secrets masked, as in the text files kept."""

    attachment = models.OneToOneField(
        Attachment, on_delete=models.CASCADE, primary_key=True, related_name="read"
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    text = models.TextField()
