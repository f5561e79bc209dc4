"""An address that somebody of the desk says is a person's, until its owner has said so."""

from django.db import models

from prazo.accounts.models import Desk, User
from prazo.customers.models.requester import Requester


class AddressClaim(models.Model):
    """No identity: mail from the address is a stranger's as long as this is all we have (D14)."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)
    requester = models.ForeignKey(Requester, on_delete=models.CASCADE, related_name="claims")
    address = models.CharField(max_length=320)  # lower case
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # null: used up
    made_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False)
    asked_at = models.DateTimeField(null=True)  # the last mail to the owner; null: none was sent
    expires_at = models.DateTimeField()
    owned_at = models.DateTimeField(null=True)
    """When the owner said yes, and the address was somebody else's at the desk by then."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "address"], name="address_claim_once")
        ]

    def __str__(self) -> str:
        return self.address
