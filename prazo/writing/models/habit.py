"""How somebody likes to write."""

from django.db import models

from prazo.accounts.models import User

UNDO = 10
"""Seconds for which a send can be undone by who chose nothing else."""
UNDO_CHOICES = (0, 5, 10, 20)


class Habit(models.Model):
    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True)
    undo_seconds = models.PositiveSmallIntegerField(default=UNDO)
