"""One strict form of mail addresses, for headers, envelopes and fields people type into (T09)."""

import re

ADDRESS = re.compile(r"[!#-'*+/-9=?A-Z^-~.-]{1,64}@[A-Za-z0-9.\-\[\]:]{1,253}", re.ASCII)


def mail_address(text: str) -> str | None:
    """The address as it is written into a mail, its domain in ASCII; None if it is none."""
    local, _, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError:
        return None
    found = f"{local}@{domain}"
    return found if ADDRESS.fullmatch(found) else None
