"""Header text for people: encoded words (RFC 2047), raw eight-bit text, and no line breaks (J01).

Only for what is shown: subjects, names, file names. Never for what identifies anybody (T08).
"""

import binascii
import codecs
import re
from collections.abc import Iterator
from typing import Final

from prazo.channels.email.reading.charsets import codec_named, decode, exactly, undeclared
from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.transfer import from_base64

ENCODED_WORD: Final = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*+(?:\?(?!=)[^?]*+)*+)\?=")
BREAKS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # U+0085 is among them
INNER_BYTES: Final = bytes(range(0x80, 0xC0))  # of a letter of several, but its first
TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What turns the reading direction, also of what stands behind it on a page."""


def header_text(value: bytes, doubts: Doubts) -> str:
    """A header value decoded for people, on one line."""
    plain = value.isascii() and b"\x1b" not in value
    text = value.decode("ascii") if plain else raw_text(value, doubts)
    return one_line(decoded_words(text, doubts))


def raw_text(value: bytes, doubts: Doubts) -> str:
    """Foreign letters that nobody declared: UTF-8 (RFC 6532), or what they look like."""
    return undeclared(value) or exactly(value, "utf-8") or decode(value, "", doubts)


def one_line(text: str) -> str:
    """Without control characters and line ends of any kind; they become one space (J01, J02)."""
    return BREAKS.sub(" ", text).strip()


def decoded_words(text: str, doubts: Doubts) -> str:
    """The text with its encoded words read; blanks between two such words are dropped."""
    if "=?" not in text:
        return text
    return "".join(pieces(text, doubts))


def pieces(text: str, doubts: Doubts) -> Iterator[str]:
    """Neighbouring words of one charset are joined as bytes: a letter may be cut in two."""
    charset, waiting = "", b""
    half = ""  # base64 that ended within a group of four
    place = 0
    for word in ENCODED_WORD.finditer(text):
        between = text[place : word.start()]
        place = word.end()
        if between.strip() or ((waiting or half) and word[1].lower() != charset):
            yield decode(waiting + base64_bytes(half, doubts), charset, doubts)
            waiting, half = b"", ""
        if between.strip() or not charset:
            yield between
        charset = word[1].lower()
        if word[2] in "bB":
            if half and not goes_on(half, word[3], charset):
                waiting, half = waiting + base64_bytes(half, doubts), ""
            whole, half = cut_base64(half + word[3])
            waiting += base64_bytes(whole, doubts)
        else:
            waiting += base64_bytes(half, doubts) + quoted_bytes(word[3])
            half = ""
    yield decode(waiting + base64_bytes(half, doubts), charset, doubts)
    yield text[place:]


def goes_on(half: str, signs: str, charset: str) -> bool:
    """Whether a word begins within the group of four in which the one before ended. Of UTF-8 the
    bytes tell: if not, its program forgets the padding."""
    if codec_named(charset) != "utf-8":
        return True
    data = base64_bytes(cut_base64(half + signs)[0], Doubts()).lstrip(INNER_BYTES)
    try:
        return not BREAKS.search(codecs.getincrementaldecoder("utf-8")().decode(data))
    except UnicodeDecodeError:
        return False


def cut_base64(signs: str) -> tuple[str, str]:
    """Whole groups of four, and the rest that the next word may complete."""
    signs = "".join(signs.split())
    if "=" in signs:
        return signs, ""
    whole = len(signs) - len(signs) % 4
    return signs[:whole], signs[whole:]


def base64_bytes(signs: str, doubts: Doubts) -> bytes:
    return from_base64(signs.encode("ascii", "ignore"), doubts) if signs else b""


def quoted_bytes(text: str) -> bytes:
    """Q encoding; a letter that should have been encoded and was not is taken as UTF-8."""
    return binascii.a2b_qp(text.encode("utf-8", "replace"), header=True)
