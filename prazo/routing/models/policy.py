"""How a desk gives out work that nobody has, and takes back what nobody does any more.

Without a row it gives out nothing: people take it. What comes back then is as by default.
"""

from django.db import models

from prazo.accounts.models import Desk, Team
from prazo.routing.choose import AfterShift, Fit, Order


class Policy(models.Model):
    """Of a desk, or of one of its teams, for which that one then holds alone.

    What a whole desk decides once, the figures and what is given back, is read from the desk's
    row, which is there as soon as one of its teams has one.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False)  # by `policy_of_desk`
    team = models.OneToOneField(Team, on_delete=models.CASCADE, null=True, blank=True)
    order = models.CharField(max_length=5, default=Order.OFF.value)
    skills = models.CharField(max_length=6, default=Fit.PREFER.value)
    languages = models.CharField(max_length=6, default=Fit.PREFER.value)
    # Whose own is not set takes on so many tickets; of these one that waits, and one of the most
    # urgent priority, count for so many hundredths.
    capacity = models.PositiveSmallIntegerField(default=20)
    waiting_weight = models.PositiveSmallIntegerField(default=25)
    urgent_weight = models.PositiveSmallIntegerField(default=200)
    # What comes back into the queue by itself.
    returns_left = models.BooleanField(default=True)
    after_shift = models.CharField(max_length=4, default=AfterShift.KEEP.value)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk"], name="policy_of_desk", condition=models.Q(team__isnull=True)
            ),
        ]
