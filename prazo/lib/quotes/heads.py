"""Where an old mail begins without quote signs: its head, printed, and the rule above it."""

import re

from prazo.lib.quotes.parts import Kind, Line
from prazo.lib.quotes.words import ANSWER_ABOVE, BEGIN, FIELD_OF, FORWARDED, ORIGINAL

MOST_LINES = 24  # of a printed head, with long lists of addressees
PEOPLE = ("from", "to", "cc")
BESIDE = {"reply", "more"}  # fields that make no head
MOST_BETWEEN = 3  # lines that belong to the field above them
LONGEST_NAME = 24

DASHES = r"\-\u2010-\u2015"  # Proton's rules are of U+2010
RULE_SIGNS = "-\u2010\u2011\u2012\u2013\u2014\u2015_=*>#"
RULE = re.compile(rf"[{DASHES}_=*]{{5,}}")
SHORT_RULE = re.compile(rf"[{DASHES}_=*]{{3,}}|\* ?\* ?\*")
TITLED = re.compile(
    rf"[{DASHES}_=*>\s]{{2,}}(?P<title>[^{DASHES}_=*<>].{{1,78}}?)[{DASHES}_=*<\s]{{2,}}"
)
DAVID = re.compile(r"\[?original message processed by david\W{0,2}", re.IGNORECASE)
NOTES = re.compile(r"[^\s-].{1,80}?-{2,3} ?\d{1,4}[./-]\d{1,2}[./-]\d{1,4} \d{1,2}:\d\d.{0,9}?---")
ABOVE = re.compile(
    rf"(?=[{DASHES}#=*_]{{2}})[\W_]{{2,80}}+[\w ,]{{0,40}}\b{ANSWER_ABOVE}", re.IGNORECASE
)
TITLE = re.compile(r"(?P<title>[^\W\d_][^:：\n]{4,50})[:：]")
SCISSORS = "8<"  # The Bat's, among the signs of its rule
DIGIT = re.compile(r"\d")
MACHINE = re.compile(
    r"(?:received|message-id|mime-version|content-\w+|return-path|delivered-to|dkim-\w+|arc-\w+"
    r"|authentication-results|x-[\w-]+)\s?:",
    re.IGNORECASE,
)


def head_at(lines: list[Line], at: int, ruled: bool = False) -> bool:
    """Whether a mail's head is printed from line `at` on: writer and two fields more, of which one
    tells it from a form or the record of a call (which have writer, addressee and date as well):
    an address, when it was sent, or the subject with whom to answer or below a rule (`ruled`)."""
    if field_of(lines[at].text) is None:
        return False
    fields: set[str] = set()
    address = sent = False
    between = 0
    last = ""
    for line in lines[at : at + MOST_LINES]:
        if MACHINE.match(line.text):
            return False  # the raw head of a mail, shown because it is what the mail is about
        field = field_of(line.text)
        if field in fields:
            break  # no head says a thing twice
        if field:
            fields.add(field)
            last = field
            between = 0
        else:
            between += 1
            if between > MOST_BETWEEN:
                break
        address = address or ("@" in line.text and last in PEOPLE)
        sent = sent or (last == "sent" and DIGIT.search(line.text) is not None)
    told = address or sent or ("subject" in fields and (ruled or "reply" in fields))
    return "from" in fields and len(fields - BESIDE) >= 3 and told


def field_of(text: str) -> str | None:
    """Which field of a head a line is: "*Von:* Ana" is "from"."""
    name, colon, _ = text[: LONGEST_NAME + 8].replace("：", ":").partition(":")
    if not colon or len(name) > LONGEST_NAME:
        return None
    return FIELD_OF.get(name.strip(" *_\t\u00a0\u200e\u200f").lower())


def old_mail_at(lines: list[Line], at: int) -> Kind | None:
    """Whether all from line `at` on is an old mail, and of which kind."""
    text = lines[at].text
    if DAVID.fullmatch(text) or (text[:1] in RULE_SIGNS and ABOVE.match(text)):
        return "quoted"
    if text[:1] not in RULE_SIGNS and ":" not in text and "：" not in text:
        return None
    if NOTES.match(text):
        below = _next_text(lines, at + 1)
        return "quoted" if below is not None and head_at(lines, below, ruled=True) else None
    if RULE.fullmatch(text):
        below = _next_text(lines, at + 1)
        return "quoted" if below is not None and head_at(lines, below, ruled=True) else None
    if kind := _titled(lines, at):
        return kind
    return "quoted" if head_at(lines, at) else None


def ruled_off(lines: list[Line], at: int, first: int) -> int:
    """Where the rule stands that divides the old mail in line `at` from what is above it; `at`
    where there is none."""
    above = next((near for near in range(at - 1, first - 1, -1) if lines[near].text), None)
    if above is None or lines[above].depth or not SHORT_RULE.fullmatch(lines[above].text):
        return at
    return above


def _titled(lines: list[Line], at: int) -> Kind | None:
    """Titles: "-----Original Message-----", "Begin forwarded message:", and translations."""
    text = lines[at].text.replace(f"={SCISSORS}=", "==")
    if match := TITLED.fullmatch(text):
        title = match["title"].lower()
        if any(word in title for word in FORWARDED):
            return "forwarded"
        if any(title.startswith(word) or f" {word}" in title for word in ORIGINAL):
            return "quoted"
        below = _next_text(lines, at + 1)
        return "quoted" if below is not None and head_at(lines, below, ruled=True) else None
    if match := TITLE.fullmatch(text):
        title = match["title"].lower()
        if any(word in title for word in FORWARDED):
            below = _next_text(lines, at + 1)
            headed = below is not None and (head_at(lines, below, ruled=True) or lines[below].depth)
            return "forwarded" if headed or title.startswith(BEGIN) else None
    return None


def _next_text(lines: list[Line], at: int) -> int | None:
    """The next line that says something, if it is near."""
    return next((near for near in range(at, min(at + 4, len(lines))) if lines[near].text), None)
