"""What stands below a message's last word: name and telephone, the telephone's own greeting, the
footer of a list, the lawyers' paragraph."""

import re

from prazo.lib.quotes.parts import Line
from prazo.lib.quotes.words import (
    CONFIDENTIAL,
    DEVICES,
    EXCUSES,
    FOOTERS,
    GET,
    GET_LAST,
    LETTERS,
    OUTLOOK,
    SENT,
    SENT_LAST,
)

MOST_LINES = 40  # below "-- "
FEW_LINES = 9  # below any other rule
MOST_AFTER_DEVICE = 3  # words: "Galaxy S5 Octacore device"
MOST_SIGNS = 90  # in a line of a signature

DELIMITER = re.compile(r"(?:--|—|––|__|-- ?=20)")
RULE = re.compile(r"[-–—_=*~#+ᐧ]{3,}")
CONTACT = re.compile(
    r"@|https?:|www\.|\+?\d[\d ().-]{6,20}\d|unsubscribe"
    r"|(?:^|\W)(?:tel|fone|phone|mobil|fax|cel|móvil|тел)\b",
    re.IGNORECASE,
)
FIELD = re.compile(r"[^\W\d_][\w .'’-]{1,30} ?[:：]")
UPPER = r"[^\W\d_a-zà-ÿа-яё]"
NAME = re.compile(rf"[*_]?{UPPER}[\w.'’-]*(?: [^\W\d_][\w.'’-]*){{0,4}}[*_]?,?")
BY_NAME = re.compile(
    rf"[-–—~]{{1,2}}(?={UPPER})[\w.'’-]{{2,30}}(?: [^\W\d_][\w.'’-]{{0,30}}){{0,2}}"
)
GREETING = re.compile(rf"[\W_]*{SENT}", re.IGNORECASE)
GREETING_LAST = re.compile(rf"{SENT_LAST}[\W_]*$", re.IGNORECASE)
LINK = r"(?:[ <\[\](]{0,3}https?://\S{1,300})?"
OUTLOOKS = re.compile(
    rf"\W*(?:{GET} {OUTLOOK}{LINK}(?: {GET_LAST})?|{OUTLOOK}{LINK} {GET_LAST}){LINK}\W*",
    re.IGNORECASE,
)
DEVICE = re.compile(rf"(?<![^\W\d_]){DEVICES}", re.IGNORECASE)
SENT_FROM_MY = re.compile(r"[\W_]*sent from my(?: [\w'’+-]+){1,4}[\W_]*", re.IGNORECASE)
EXCUSE = re.compile(EXCUSES, re.IGNORECASE)
FOOTER = re.compile(FOOTERS, re.IGNORECASE)
SECRET = re.compile(CONFIDENTIAL, re.IGNORECASE)
LETTER = re.compile(LETTERS, re.IGNORECASE)
ARMOUR = re.compile(r"-----BEGIN PGP (?P<what>SIGNATURE|SIGNED MESSAGE)-----")
ARMOUR_END = re.compile(r"-----END PGP SIGNATURE-----")


def signature_lines(lines: list[Line], code: set[int], begins: bool) -> set[int]:
    """Which lines of a stretch without quotes are signature. Those of `code` are not, whatever
    they look like. `begins` says that nothing of the mail is above."""
    found = _armour(lines)
    last = _delimiter(lines, found | code, begins)
    found |= set(range(last, len(lines)))
    while last > 0:
        start = _paragraph(lines, last, found)
        if start == last:
            break
        found |= set(range(start, last))
        last = start
    return found


def is_greeting_of_device(text: str) -> bool:
    """Whether it is "Sent from my iPhone" or its like in another language, excuse or not."""
    if len(text) > 160:
        return False
    if SENT_FROM_MY.fullmatch(text) or OUTLOOKS.fullmatch(text):
        return True
    said, dot, more = _first_clause(text)
    if dot and more.strip(" ._*-)>") and not EXCUSE.search(more):
        return False
    sent = GREETING.match(said)
    if not (sent or GREETING_LAST.search(said)) or len(said.split()) > 14:
        return False
    devices = [device.end() for device in DEVICE.finditer(said)]
    return bool(devices) and len(said[devices[-1] :].split()) <= MOST_AFTER_DEVICE


def _first_clause(text: str) -> tuple[str, str, str]:
    """Up to the first comma or full stop that ends something."""
    match = re.search(r"[.,;!](?:\s|$)", text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


def _armour(lines: list[Line]) -> set[int]:
    """The wrapping of a signed message, and its signature (RFC 9580)."""
    found: set[int] = set()
    at = 0
    while at < len(lines):
        match = ARMOUR.match(lines[at].text) if lines[at].text.startswith("-----") else None
        end = at
        if match and match["what"] == "SIGNATURE":
            ends = (near for near in range(at, len(lines)) if ARMOUR_END.match(lines[near].text))
            end = next(ends, len(lines) - 1)
        elif match:
            while end + 1 < len(lines) and lines[end + 1].text.startswith(("Hash:", "Charset:")):
                end += 1
        if match:
            found |= set(range(at, end + 1))
        at = end + 1
    return found


def _delimiter(lines: list[Line], passed_over: set[int], begins: bool) -> int:
    """The first rule with a signature below it; else the end."""
    texts = [at for at, line in enumerate(lines) if line.text and at not in passed_over]
    for place, at in enumerate(texts):
        text = lines[at].text
        below = len(texts) - place - 1
        if DELIMITER.fullmatch(text):
            if below <= MOST_LINES:
                return at
        elif (place or not begins) and 0 < below <= FEW_LINES and RULE.fullmatch(text):
            above = [lines[near].text for near in texts[max(place - MOST_LINES, 0) : place]]
            under = [lines[near].text for near in texts[place + 1 :]]
            divides = text in above or text in under  # or draws a box
            if not divides and _looks_signed(under):
                return at
    return len(lines)


def _looks_signed(texts: list[str]) -> bool:
    """Short lines, with a way to reach somebody, or a name first; not the fields of a form."""
    if any(len(text) > MOST_SIGNS for text in texts):
        return False
    if sum(bool(FIELD.match(text)) and not CONTACT.search(text) for text in texts) >= 2:
        return False
    return any(CONTACT.search(text) for text in texts) or (
        NAME.fullmatch(texts[0]) is not None and len(texts) <= 4
    )


def _paragraph(lines: list[Line], last: int, found: set[int]) -> int:
    """Where the signature-like lines that end before line `last` begin; `last` if none do."""
    end = last
    while end > 0 and (not lines[end - 1].text or end - 1 in found):
        end -= 1
    if end == 0:
        return last
    text = lines[end - 1].text
    if is_greeting_of_device(text) or FOOTER.match(text):
        return end - 1
    if BY_NAME.fullmatch(text) and (end == 1 or not lines[end - 2].text):
        return end - 1
    start = end
    while start > 0 and lines[start - 1].text and start - 1 not in found:
        start -= 1
    paragraph = " ".join(line.text for line in lines[start:end])
    if FOOTER.match(paragraph) or _is_legal(paragraph):
        return start
    if end - start <= 3 and is_greeting_of_device(paragraph):
        return start
    return last


def _is_legal(paragraph: str) -> bool:
    return len(paragraph) >= 150 and bool(SECRET.search(paragraph) and LETTER.search(paragraph))
