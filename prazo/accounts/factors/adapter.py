"""What allauth asks us about factors: how secrets are kept, and what the desk is called."""

import base64
from urllib.parse import urlsplit

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

PURPOSE = "factor"


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Names come from the configured origin, never from what a request says (S01)."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(settings.VAULT.seal(text.encode(), PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises `vault.Unreadable` where the key it was sealed with is missing."""
        opened: bytes = settings.VAULT.open(base64.b64decode(encrypted_text), PURPOSE)
        return opened.decode()

    def get_totp_issuer(self) -> str:
        return f"Prazo {host()}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": host(), "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, object]:
        return {
            "id": user_pk_to_url_str(user).encode(),
            "display_name": str(user),
            "name": self.get_totp_label(user),
        }


def host() -> str:
    return urlsplit(settings.ADDRESS).hostname or "localhost"
