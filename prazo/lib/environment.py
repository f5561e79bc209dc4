"""What the operator's environment says. What cannot be meant is refused at the start, with its
remedy, before anything listens.

Each value may also be given as a file: `NAME_FILE` names it.
"""

import difflib
import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from prazo.lib.told import gettext

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
            why = error.strerror if isinstance(error, OSError) else gettext("this is no text")
            sentence = gettext(
                "%(name)s is “%(said)s”, which cannot be read: %(why)s. Name a file that the user"
                " Prazo runs as may read."
            )
            known = {"name": f"{name}_FILE", "said": path, "why": why}
            raise ImproperlyConfigured(sentence % known) from None
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
            line = gettext("%(name)s is no setting of Prazo and does nothing.") % {"name": name}
            if near:
                line += " " + gettext("Did you mean %(name)s?") % {"name": near[0]}
            said.append(line)
    return said


def switch(name: str) -> bool:
    """Off where nothing is said: "0" must not switch on what it was written to keep off."""
    said = env(name)
    if said not in ("", "0", "1"):
        raise _wrong(name, said, gettext("Write 1 for yes, or 0 for no."))
    return said == "1"


def env_list(name: str, default: str = "") -> list[str]:
    return [word for word in env(name, default).replace(",", " ").split() if word]


def origin(name: str, default: str) -> str:
    """Where a browser finds us: scheme, host and perhaps port, nothing more."""
    said = env(name, default).rstrip("/")
    if not _is_origin(said):
        remedy = gettext(
            "Write it as a browser does, with http:// or https:// and without a path, such as"
            " https://desk.example or http://127.0.0.1:8000."
        )
        raise _wrong(name, said, remedy)
    return said


def page(name: str) -> str:
    """The address of a page elsewhere; "" for none."""
    said = env(name).rstrip("/")
    if said and not (urlsplit(said).scheme in ("http", "https") and urlsplit(said).hostname):
        remedy = gettext("Write the whole address, such as https://login.example/realm.")
        raise _wrong(name, said, remedy)
    return said


def place(name: str, default: str = "") -> str:
    """host:port; "" for none."""
    return checked_place(name, env(name, default))


def checked_place(name: str, said: str) -> str:
    """As said by `name`, which is refused where it is no host:port."""
    host, _, port = said.rpartition(":")
    if said and not (host and _is_number(port) and int(port) < 65536):
        raise _wrong(name, said, gettext("Write a host and a port, such as 127.0.0.1:8024."))
    return said


def number(name: str, default: int, *, least: int = 1) -> int:
    said = env(name, str(default))
    if not _is_number(said) or int(said) < least:
        remedy = gettext("Write a whole number from %(least)s, such as %(default)s.")
        raise _wrong(name, said, remedy % {"least": least, "default": default})
    return int(said)


def level(name: str, default: str) -> str:
    said = env(name, default).upper()
    if said not in LEVELS:
        remedy = gettext("Write one of %(these)s.") % {"these": ", ".join(LEVELS)}
        raise _wrong(name, said, remedy)
    return said


def _wrong(name: str, said: str, remedy: str) -> ImproperlyConfigured:
    known = {"name": name, "said": said}
    return ImproperlyConfigured(gettext("%(name)s is “%(said)s”.") % known + f" {remedy}")


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
