"""Values that must never lie in clear: mail account passwords, raw mails, attachments.

AES-256-GCM with keys from outside the database (`PRAZO_KEYS`, or a file in the data directory).
The first key writes, all of them read, so keys can be rotated.
"""

import base64
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class Unreadable(Exception):
    """No key at hand opens this value: the key it was written with is missing."""


class Vault:
    """`purpose` is bound into each value, so that one kind cannot be passed off as another."""

    def __init__(self, keys: list[bytes]) -> None:
        if not keys:
            raise ValueError("a vault needs at least one key of 32 bytes")
        self._ciphers = [AESGCM(key) for key in keys]

    def seal(self, value: bytes, purpose: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._ciphers[0].encrypt(nonce, value, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        nonce, box = bytes(sealed[:NONCE]), bytes(sealed[NONCE:])
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(nonce, box, purpose.encode())
            except InvalidTag:
                continue
        raise Unreadable(purpose)


def keys_from(text: str) -> list[bytes]:
    """Keys as written in a file or the environment: base64, separated by white space or commas."""
    return [base64.b64decode(word) for word in text.replace(",", " ").split()]


def own_key_file(path: Path) -> str:
    """The text of the key file, made on first use and readable by its owner only."""
    try:
        return path.read_text()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = base64.b64encode(secrets.token_bytes(32)).decode()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        return text
