"""An address people write to; it may belong to one contract alone (B14)."""

from django.db import models

from prazo.accounts.models import Desk
from prazo.customers.models.contract import Contract


class Entrance(models.Model):
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="entrances")
    channel = models.SlugField(default="email")
    address = models.CharField(max_length=320)  # lower case
    contract = models.ForeignKey(Contract, on_delete=models.SET_NULL, null=True, blank=True)
    # What else coming in here says: dimension → value, such as a component or a tier.
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="entrance_once")]
