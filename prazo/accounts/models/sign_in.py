"""Where somebody is signed in: one row for each browser that was seen."""

from django.db import models

from prazo.accounts.models.user import User


class SignIn(models.Model):
    """About the session of the same key; without it, this is history that a duty clears away."""

    session_key = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    browser = models.CharField(max_length=300)  # as it names itself
    place = models.GenericIPAddressField(null=True)

    def __str__(self) -> str:
        return f"{self.user} {self.since}"
