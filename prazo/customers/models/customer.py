"""The company with a contract."""

from django.db import models

from prazo.accounts.models import Desk


class Customer(models.Model):
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="customers")
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "name"], name="customer_once")]

    def __str__(self) -> str:
        return self.name


class CustomerDomain(models.Model):
    """A mail domain whose senders are taken to be of this customer."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "domain"], name="domain_once")]
        indexes = [models.Index(fields=["desk", "domain"])]
