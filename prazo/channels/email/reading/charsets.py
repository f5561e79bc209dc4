"""Bytes to text whatever the mail says about them: declared, BOM, UTF-8, a guess, Latin-1 (Q09).

Never raises, never imports a codec by a name that a stranger chose freely. What browsers and mail
programs agree on is followed: a narrow old name means its wider successor (GB2312 is GB18030).
"""

import codecs
import re
from functools import lru_cache
from typing import Final

from prazo.channels.email.reading.doubts import Doubts

WIDER: Final = {
    "ascii": "ascii",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "johab": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "iso2022_jp": "iso2022_jp_ext",
    "utf-8": "utf-8",
}
SPELLINGS: Final = {
    "ks_c_5601": "cp949",  # Outlook's, with or without its year
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "windows-949": "cp949",
    "x-windows-949": "cp949",
    "iso-gb2312": "gb18030",
    "x-gbk": "gb18030",
    "x-euc-tw": "big5hkscs",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "x-unicode-2-0-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "cp65001": "utf-8",
    "ansi": "cp1252",
    "latin": "cp1252",
    "x-ansi": "cp1252",
    "western": "cp1252",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext",
    "cp50222": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "iso-8859-8-i": "iso8859_8",
    "iso-8859-8-e": "iso8859_8",
    "iso-8859-6-i": "iso8859_6",
}
SAYS_NOTHING: Final = frozenset(
    {
        "", "x-unknown", "unknown", "unknown-8bit", "8bit", "7bit", "binary", "default", "none",
        "_autodetect",
    }
)  # fmt: skip
NOT_FOR_MAIL: Final = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
SPOKEN: Final = re.compile(r"[a-z0-9][a-z0-9_.:()+-]{0,60}")
NUMBERED: Final = re.compile(
    r"(?:windows|win|cp|ms|ibm|dos)[-_ ]?(?P<page>\d{3,5})|iso[-_ ]?8859[-_ ]?(?P<part>\d{1,2})"
    r"|(?P<utf8>utf[-_ ]?8)"
)
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
IN_SEVEN_BITS: Final = re.compile(rb"\x1b[$(]")  # ISO 2022 switches sets with escapes
JAPANESE_SET: Final = re.compile(rb"\x1b(\$[@B]|\([BIJ])")
NOT_WESTERN: Final = re.compile(
    r"[a-z][¡-©«-´¶-¹»-¿×÷ŠŒŽœžŸ€-™][a-z]|[\x80-\x9f]|[À-ÖØ-öø-ÿŒœŠšŽžŸ¼½¾¹²³]{4}"
)
NAMED_ANYWHERE: Final = re.compile(
    rb"charset=[\"']?([A-Za-z0-9_.:-]{3,40})|=\?([A-Za-z0-9_.:-]{3,40})\?[bBqQ]\?", re.IGNORECASE
)
WESTERN: Final = ("cp1252", "iso8859-15")
SINGLE_BYTES: Final = re.compile(r"cp(?:125\d|[48]\d\d)|iso8859|koi8|mac_")
CYRILLIC: Final = ("cp1251", "koi8_r", "cp866", "iso8859_5")
CYRILLIC_WORD: Final = re.compile("[а-яёіїєґў]{3,}")
COMMONEST: Final = "оеаинтсрлв"  # two letters in three of a Russian text
SURELY: Final = 10  # letters
PERHAPS: Final = 4
MULTIBYTE: Final = frozenset(
    {"gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "iso2022_jp_ext", "iso2022_kr", "hz"}
)
SEARCHED: Final = 65_536  # bytes at the start of a mail
GUESSABLE: Final = [
    "cp1252", "cp1251", "koi8_r", "cp866", "cp1250", "gb18030", "big5hkscs", "cp932", "euc_jp",
    "iso2022_jp", "cp949", "cp1253", "cp1254", "cp1255", "cp1256", "utf-16-le", "utf-16-be",
]  # fmt: skip
SEVEN_BITS: Final = bytes(range(128))
SAMPLE: Final = 8_192  # bytes shown to the detector


def decode(data: bytes, declared: str, doubts: Doubts) -> str:
    """The text of `data`; `declared` is the mail's word for its charset, "" where it has none."""
    codec = codec_named(declared)
    if codec is None and plain(declared) not in SAYS_NOTHING:
        doubts.add("unknown_charset")
    text = misdeclared(data, codec, doubts) if codec else undeclared(data)
    if text is None and codec:
        text = exactly(data, codec)
    if text is None and codec == "iso2022_jp_ext":
        text = japanese(data)
    if text is None:
        text = otherwise(data, codec, doubts)
    return whole(text.removeprefix("\ufeff"), doubts)


def misdeclared(data: bytes, codec: str, doubts: Doubts) -> str | None:
    """Text of another charset than the one of single bytes that is declared, where that is sure:
    UTF-8, which no other text looks like, and Cyrillic that is called Western."""
    if data.isascii() or not SINGLE_BYTES.match(codec):
        return None
    text = exactly(data, "utf-8")
    if text is None and codec in WESTERN and (other := cyrillic(data, SURELY)):
        text = exactly(data, other)
    if text is not None:
        doubts.add("charset_guessed")
    return text


def otherwise(data: bytes, codec: str | None, doubts: Doubts) -> str:
    """What no charset, or a wrong one, was declared for."""
    text = by_mark(data)
    if text is None:
        text = exactly(data, "utf-8")
    if text is None and codec and (almost := nearly(data, codec, doubts)) is not None:
        return almost
    if codec or text is None:
        doubts.add("charset_guessed")
    return guessed(data, doubts) if text is None else text


def whole(text: str, doubts: Doubts) -> str:
    """The text without NULs and half characters, which no database takes (Q08)."""
    if "\0" in text:
        doubts.add("nul_removed")
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        doubts.add("surrogates_replaced")
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@lru_cache(maxsize=512)
def codec_named(declared: str) -> str | None:
    """Python's codec for a charset as mails spell it, or None when there is none for mail."""
    name = plain(declared)
    if name in SAYS_NOTHING:
        return None
    if name in SPELLINGS:
        return SPELLINGS[name]
    known = SPOKEN.fullmatch(name) and (
        codec_of_python(name) or codec_of_python(name.rpartition(".")[2])  # pt_BR.UTF-8, a locale
    )
    if not known and (numbered := NUMBERED.search(name)):
        page, part = numbered["page"], numbered["part"]
        known = codec_of_python(f"cp{page}" if page else f"iso8859-{part}" if part else "utf-8")
    return WIDER.get(known, known) if known else None


def plain(declared: str) -> str:
    """A charset's name as compared: lower case, without quotes and an RFC 2231 language."""
    return declared.replace("\0", "").strip(" \t\r\n\"'<>=").partition("*")[0].strip().lower()


def codec_of_python(name: str) -> str | None:
    try:
        known = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if not getattr(known, "_is_text_encoding", True):  # rot13, zlib, base64: no charsets
        return None
    return None if known.name.replace("-", "_") in NOT_FOR_MAIL else known.name


def exactly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def charset_named_in(raw: bytes) -> str:
    """A charset that the mail names anywhere; rather one that is not Western, if it names one."""
    named = ""
    for found in NAMED_ANYWHERE.finditer(raw, 0, SEARCHED):
        codec = codec_named((found[1] or found[2]).decode("ascii"))
        if codec and codec not in ("ascii", "utf-8"):
            named = named or codec
            if codec not in WESTERN:
                return codec
    return named


def by_mark(data: bytes) -> str | None:
    for mark, codec in MARKS:
        if data.startswith(mark):
            return exactly(data, codec)
    return None


def undeclared(data: bytes) -> str | None:
    """Seven-bit Japanese or Korean that nobody declared, as old gateways leave it."""
    if b"\x1b" in data and IN_SEVEN_BITS.search(data[:SAMPLE]):
        return exactly(data, "iso2022_jp_ext") or exactly(data, "iso2022_kr") or japanese(data)
    return None


def japanese(data: bytes) -> str | None:
    """ISO-2022-JP with signs that Windows has beside those of the standard (①, ㈱, 髙): the same
    codes, shifted, are code page 932."""
    pieces = JAPANESE_SET.split(data)
    shifted = bytearray(pieces[0])
    for switched, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if switched == b"(I":
            shifted += bytes(sign | 0x80 if 0x20 < sign < 0x60 else sign for sign in piece)
        else:
            shifted += shifted_pairs(piece) if switched[:1] == b"$" else piece
    return exactly(bytes(shifted), "cp932")


def shifted_pairs(data: bytes) -> bytes:
    """Two signs of JIS as two of Shift JIS; line ends may stand among them, against the rules."""
    shifted = bytearray()
    place = 0
    while place < len(data):
        first = data[place]
        second = data[place + 1] if place + 1 < len(data) else 0
        if first <= 0x20 or second <= 0x20:
            shifted.append(first)
            place += 1
            continue
        shifted.append((first + 1 >> 1) + (0x70 if first < 0x5F else 0xB0))
        shifted.append(second + (0x1F + (second > 0x5F) if first % 2 else 0x7E))
        place += 2
    return bytes(shifted)


def nearly(data: bytes, codec: str, doubts: Doubts) -> str | None:
    """The text in the declared charset if only a few characters of it are broken: not where the
    only foreign letter is, which is rather one of another charset."""
    try:
        text = data.decode(codec, "replace")
    except (UnicodeError, ValueError, LookupError):
        return None
    broken = text.count("\ufffd")
    foreign = len(data.translate(None, SEVEN_BITS))
    if codec == "ascii" or broken == foreign or broken * 8 > max(foreign, 8):
        return None
    doubts.add("charset_errors")
    return text


def guessed(data: bytes, doubts: Doubts) -> str:
    """A guess that prefers Western text where only some letters are foreign."""
    western = exactly(data, "cp1252")
    is_western = western is not None and looks_western(western[:SAMPLE])
    likely = doubts.likely_charset
    if likely in WESTERN and not is_western and cyrillic(data, SURELY):
        likely = ""
    if likely and not (is_western and likely in MULTIBYTE):
        text = exactly(data, likely)
        if text is not None:
            return text
    if western is not None and is_western:
        return western
    for codec in (doubts.guess(guess_of), guess_of(data)):
        if codec and (text := exactly(data, codec)) is not None:
            return text
    return western if western is not None else data.decode("latin-1")


def guess_of(data: bytes) -> str:
    """The charset that the bytes look like, or ""."""
    if known := cyrillic(data, PERHAPS):
        return known
    from charset_normalizer import from_bytes  # slow to load, and hardly ever needed

    best = from_bytes(data[:SAMPLE], cp_isolation=GUESSABLE).best()
    return "" if best is None else best.encoding


def cyrillic(data: bytes, fewest: int) -> str | None:
    """The charset of a text that is Cyrillic by its commonest letters: in a wrong one the same
    bytes are other letters. Of `fewest` letters at least, nearly all in words. The one that has
    most of the common ones, since a few of them are common in a wrong one too."""
    best, most = None, 0.5
    for codec in CYRILLIC:
        text = data[:SAMPLE].decode(codec, "replace").lower()
        foreign = sum(1 for sign in text if sign > "\x7f")
        words = "".join(CYRILLIC_WORD.findall(text))
        if foreign < fewest or len(words) < 0.8 * foreign:
            continue
        share = sum(map(words.count, COMMONEST)) / len(words)
        if share > most:
            best, most = codec, share
    return best


def foreign_lines(raw: bytes) -> bytes:
    """The first lines of a mail whose foreign letters are no UTF-8: what one guess is made of."""
    lines = (line for line in raw[:SEARCHED].splitlines() if not line.isascii())
    return b"\n".join(line for line in lines if exactly(line, "utf-8") is None)[:SAMPLE]


def looks_western(text: str) -> bool:
    """Foreign letters are few and apart, and no sign such as `³` stands inside a word."""
    foreign = sum(1 for sign in text if sign > "\x7f")
    return foreign * 3 <= len(text) and not NOT_WESTERN.search(text)
