"""Which factors somebody has, and whether he must have some."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.desks import desks_of
from prazo.accounts.factors import recovery
from prazo.accounts.models import User
from prazo.lib.refusal import Refusal

APP = "authenticator app"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

LACKS_FACTOR = """
case when exists (select from accounts_desk d where d.two_factors and (u.administers or exists (
                    select from accounts_member m where m.desk_id = d.id and m.user_id = u.id)))
     then not exists (select from mfa_authenticator a
                       where a.user_id = u.id and a.type in ('totp', 'webauthn'))
     else false end
"""
"""As SQL of a user `u`: whether he must have a factor and has none."""


@dataclass(frozen=True, slots=True)
class Factors:
    """Recovery codes are none by themselves: they stand in for one that is lost."""

    app: Authenticator | None
    passkeys: Sequence[Authenticator]
    codes_left: int

    def __bool__(self) -> bool:
        return self.app is not None or bool(self.passkeys)

    def names(self) -> list[str]:
        """As the history of settings keeps them."""
        app = [APP] if self.app else []
        return app + [str(one.wrap().name) for one in self.passkeys]


def factors_of(user: User) -> Factors:
    kept = list(Authenticator.objects.filter(user=user, type__in=FACTORS).order_by("pk"))
    return Factors(
        next((one for one in kept if one.type == Authenticator.Type.TOTP), None),
        [one for one in kept if one.type == Authenticator.Type.WEBAUTHN],
        len(recovery.unused(user)),
    )


def has_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def must_have(user: User) -> bool:
    """Whether a desk of his wants two factors; who administers the installation is at all desks."""
    return desks_of(user).filter(two_factors=True).exists()


@transaction.atomic
def give_up(user: User, factor: Authenticator) -> None:
    """The last one only where none is asked for; the recovery codes go with it."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    others = Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(pk=factor.pk)
    if not others.exists():
        if must_have(user):
            raise Refusal(
                "last_factor",
                _("Your desk asks for two factors, and this is your only one. Set up another one"
                  " first."),
                conflict=True,
            )  # fmt: skip
        drop_all(user)
    factor.delete()


def drop_all(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
