"""The person who asks; known by one or more addresses, perhaps of several customers."""

from django.db import models

from prazo.accounts.models import Desk
from prazo.customers.models.customer import Customer


class Requester(models.Model):
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    customers = models.ManyToManyField(Customer, blank=True, related_name="requesters")
    joined_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="joined", db_index=False
    )
    """Who it turned out to be. What was written as this one stays as it was written."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["joined_to"],
                name="requester_joined",
                condition=models.Q(joined_to__isnull=False),
            )
        ]

    brought_address: str | None = None
    """The address first known, where the query that read the requester brought it along."""

    def __str__(self) -> str:
        return self.name or self.address

    @property
    def address(self) -> str:
        """Where to write to: the address first known."""
        if self.brought_address is not None:
            return self.brought_address
        first = min(self.addresses.all(), key=lambda known: known.pk, default=None)
        return first.address if first else ""


class RequesterAddress(models.Model):
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE)
    requester = models.ForeignKey(Requester, on_delete=models.CASCADE, related_name="addresses")
    address = models.CharField(max_length=320)  # lower case
    confirmed_at = models.DateTimeField(null=True)  # by its owner; null: never asked

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "address"], name="address_once")]
