"""Files whose text is still to be read for the search, or cannot be."""

from django.db import models

from prazo.accounts.models import Desk
from prazo.desk.models.attachment import Attachment
from prazo.desk.models.note import NoteFile
from prazo.desk.models.side_thread import SideFile


class UnreadFile(models.Model):
    """One of the three, to be read at `try_at`; or not any more, where that is empty.

    `tries` counts the workers that took it, `why` says what came of the last one. It goes when the
    file has been read.
    """

    attachment = models.OneToOneField(
        Attachment, on_delete=models.CASCADE, null=True, related_name="unread"
    )
    note_file = models.OneToOneField(
        NoteFile, on_delete=models.CASCADE, null=True, related_name="unread"
    )
    side_file = models.OneToOneField(
        SideFile, on_delete=models.CASCADE, null=True, related_name="unread"
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, db_index=False)
    try_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-id"],
                name="unread_newest",
                condition=models.Q(try_at__isnull=False),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="unread_is_one",
                condition=models.Q(
                    attachment__isnull=False, note_file__isnull=True, side_file__isnull=True
                )
                | models.Q(attachment__isnull=True, note_file__isnull=False, side_file__isnull=True)
                | models.Q(
                    attachment__isnull=True, note_file__isnull=True, side_file__isnull=False
                ),
            )
        ]

    @property
    def file(self) -> Attachment | NoteFile | SideFile:
        file = self.attachment or self.note_file or self.side_file
        assert file is not None  # as the database sees to
        return file
