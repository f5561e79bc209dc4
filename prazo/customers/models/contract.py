"""What a customer is entitled to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk
from prazo.customers.models.customer import Customer


class Contract(models.Model):
    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        UNPAID = "unpaid", _("unpaid")
        SUSPENDED = "suspended", _("suspended")
        EXPIRED = "expired", _("expired")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contracts")
    name = models.CharField(max_length=120)
    plan = models.SlugField(blank=True)
    region = models.SlugField(blank=True)
    addons = ArrayField(models.SlugField(), default=list, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    figures = models.JSONField(default=dict, blank=True)  # A9: key → duration, as in the file
    # How much of each entitlement whose quota the agreement leaves to the contract (E9).
    quotas = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), blank=True
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "name"], name="contract_once")]

    def __str__(self) -> str:
        return self.name
