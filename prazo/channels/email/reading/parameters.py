"""Structured header values: `type/subtype; name=value`, with RFC 2231 pieces and worse."""

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from prazo.channels.email.reading.charsets import decode
from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.limits import PARAMETERS
from prazo.channels.email.reading.words import decoded_words, one_line, raw_text

PARAMETER: Final = re.compile(
    r';\s*+([^\s=;"]{1,100})\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"?|([^;"]*+(?:"[^";]*+)*+))', re.DOTALL
)
HEADLESS: Final = re.compile(r"\s*+[^\s=;\"/]{1,100}\s*+=")  # `filename=x`, no word before it
# `attachment filename=x`, no semicolon between
UNPARTED: Final = re.compile(r"\s*+[^\s;=\"]{1,200}+[\s,]++(?=[^\s;=\"]{1,100}\s*+=)")
ESCAPED: Final = re.compile(r'\\(["\\])')  # a lone backslash is a Windows path, not an escape
PIECE: Final = re.compile(r"(.+?)\*(?:(\d{1,3})(\*?))?")
MIME_TYPE: Final = re.compile(r"([a-z0-9!#$&^_.+-]{1,80})\s*/\s*([a-z0-9!#$&^_.+-]{1,120})", re.I)


def mime_type(value: bytes) -> str:
    """`type/subtype` in lower case, or "" when the value is no such thing."""
    found = MIME_TYPE.match(value.decode("latin-1").lstrip("\"' \t"))
    return f"{found[1]}/{found[2]}".lower() if found else ""


def leading_word(value: bytes) -> str:
    """What stands before the first semicolon, in lower case."""
    return one_line(value.partition(b";")[0].decode("latin-1")).strip("\"' ").lower()


def parameters(value: bytes, doubts: Doubts) -> dict[str, str]:
    """The parameters of a value, names in lower case, values decoded and on one line.

    The first of two with one name counts; of RFC 2231's forms the extended one does.
    """
    if b"=" not in value:
        return {}
    text = value.decode("ascii") if value.isascii() else raw_text(value, doubts)
    if HEADLESS.match(text):
        text = f";{text}"
    elif unparted := UNPARTED.match(text):
        text = f"{unparted[0]};{text[unparted.end() :]}"
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, found in enumerate(PARAMETER.finditer(text)):
        if count >= PARAMETERS:
            doubts.add("parameters_cut")
            break
        name = found[1].lower()
        content = ESCAPED.sub(r"\1", found[2]) if found[2] is not None else bare(found[3].strip())
        if piece := PIECE.fullmatch(name):
            order = int(piece[2] or 0)
            extended = piece[2] is None or bool(piece[3])
            pieces.setdefault(piece[1], {}).setdefault(order, (content, extended))
        else:
            plain.setdefault(name, one_line(decoded_words(content, doubts)))
    for name, parts in pieces.items():
        plain[name] = one_line(joined(parts, doubts))
    return plain


def bare(value: str) -> str:
    """A value without the single quotes that some programs take for quotes: `'x.pdf'`."""
    quoted = len(value) > 2 and value[0] == value[-1] == "'" and "'" not in value[1:-1]
    return value[1:-1] if quoted else value


def joined(parts: dict[int, tuple[str, bool]], doubts: Doubts) -> str:
    """RFC 2231: numbered pieces in order, percent signs read where a piece says so."""
    charset = ""
    data = b""
    for order in sorted(parts):
        content, extended = parts[order]
        if extended and not data and content.count("'") >= 2:
            charset, _, content = content.split("'", 2)
        data += unquote_to_bytes(content) if extended else content.encode("utf-8", "replace")
    if "=?" in (text := decode(data, charset, doubts)):
        return decoded_words(text, doubts)
    return text
