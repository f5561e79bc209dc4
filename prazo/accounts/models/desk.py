"""A desk: one brand with its agreement, its addresses, its agents and its customers."""

from django.db import models


class Desk(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    two_factors = models.BooleanField(db_default=False, default=False)  # its people must have two
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
