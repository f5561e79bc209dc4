"""What was used of a contract's quota, such as a training session held (E9)."""

from django.db import models

from prazo.accounts.models import Desk, User
from prazo.customers.models.contract import Contract


class QuotaUse(models.Model):
    """Rows are added, and taken back by a row of the opposite sign; none is edited."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="quota_uses")
    entitlement = models.SlugField()  # the agreement's word for it
    amount = models.IntegerField()
    used_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    takes_back = models.OneToOneField("self", on_delete=models.CASCADE, null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-used_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="quota_use_of_something")
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.entitlement}"
