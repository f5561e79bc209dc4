"""Whether somebody shows one of his factors now."""

from datetime import datetime

from prazo.accounts.factors import app, passkeys, recovery
from prazo.accounts.models import User


def passes(user: User, *, code: str, passkey: str, at: datetime) -> bool:
    """`passkey` is what the browser answered, as JSON; `code` the app's or one for recovery."""
    if passkey:
        return passkeys.holds(user, passkey, at)
    return bool(code) and (app.holds(user, code, at) or recovery.holds(user, code, at))
