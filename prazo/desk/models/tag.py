"""A word of a desk's own that tickets carry. Which carry it stands on them."""

from django.db import models

from prazo.accounts.models import Desk


class Tag(models.Model):
    """`name` is in the form of `prazo.desk.tags`. It stays when no ticket carries it any more,
    until somebody takes it away."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="tags", db_index=False)
    name = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "name"], name="tag_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
