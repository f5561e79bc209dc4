"""What the operator's environment says. What cannot be meant is refused at the start, with its
remedy, before anything listens.

Each value may also be given as a file: `NAME_FILE` names it.
"""

import difflib
import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ADDRESS, LMTP, SMTP = "http://127.0.0.1:8000", "127.0.0.1:8024", "127.0.0.1:8025"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
# Settings are known by being asked for; these some programs alone ask for.
_KNOWN = {"PRAZO_CRASH_AT", "PRAZO_HOME", "PRAZO_LISTEN", "PRAZO_WITHOUT_DATABASE"}


def env(name: str, default: str = "") -> str:
    _KNOWN.add(name)
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "this is no text"
            raise ImproperlyConfigured(
                f"{name}_FILE is “{path}”, which cannot be read: {why}. Name a file that the"
                " user Prazo runs as may read."
            ) from None
    return os.environ.get(name, default)


def unknown() -> list[str]:
    """A line for each name that looks like a setting and is none. To be asked once the settings
    were read; what belongs to measurements is left alone."""
    said = []
    for name in sorted(os.environ):
        setting = name.removesuffix("_FILE")
        if name.startswith("PRAZO_BENCH_") or setting in _KNOWN:
            continue
        if setting.startswith("PRAZO_"):
            near = difflib.get_close_matches(setting, sorted(_KNOWN), 1, 0.8)
            hint = f" Did you mean {near[0]}?" if near else ""
            said.append(f"{name} is no setting of Prazo and does nothing.{hint}")
    return said


def switch(name: str) -> bool:
    """Off where nothing is said: "0" must not switch on what it was written to keep off."""
    said = env(name)
    if said not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} is “{said}”. Write 1 for yes, or 0 for no.")
    return said == "1"


def env_list(name: str, default: str = "") -> list[str]:
    return [word for word in env(name, default).replace(",", " ").split() if word]


def origin(name: str, default: str) -> str:
    """Where a browser finds us: scheme, host and perhaps port, nothing more."""
    said = env(name, default).rstrip("/")
    if not _is_origin(said):
        raise ImproperlyConfigured(
            f"{name} is “{said}”. Write it as a browser does, with http:// or https:// and without"
            " a path, such as https://desk.example or http://127.0.0.1:8000."
        )
    return said


def page(name: str) -> str:
    """The address of a page elsewhere; "" for none."""
    said = env(name).rstrip("/")
    if said and not (urlsplit(said).scheme in ("http", "https") and urlsplit(said).hostname):
        raise ImproperlyConfigured(
            f"{name} is “{said}”. Write the whole address, such as https://login.example/realm."
        )
    return said


def place(name: str, default: str = "") -> str:
    """host:port; "" for none."""
    return checked_place(name, env(name, default))


def checked_place(name: str, said: str) -> str:
    """As said by `name`, which is refused where it is no host:port."""
    host, _, port = said.rpartition(":")
    if said and not (host and _is_number(port) and int(port) < 65536):
        raise ImproperlyConfigured(
            f"{name} is “{said}”. Write a host and a port, such as 127.0.0.1:8024."
        )
    return said


def number(name: str, default: int, *, least: int = 1) -> int:
    said = env(name, str(default))
    if not _is_number(said) or int(said) < least:
        raise ImproperlyConfigured(
            f"{name} is “{said}”. Write a whole number from {least}, such as {default}."
        )
    return int(said)


def level(name: str, default: str) -> str:
    said = env(name, default).upper()
    if said not in LEVELS:
        raise ImproperlyConfigured(f"{name} is “{said}”. Write one of {', '.join(LEVELS)}.")
    return said


def _is_origin(said: str) -> bool:
    try:
        parts = urlsplit(said)
        port = parts.port
    except ValueError:
        return False
    named = parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0
    return named and said == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdigit() and len(said) <= 9
