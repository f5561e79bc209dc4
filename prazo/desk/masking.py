"""D17: secrets are masked before anything is stored in clear, whoever wrote them."""

from collections.abc import Iterable

from prazo.lib.redact import passwords, redact, redact_html

PIECE = 1_000_000
"""Characters looked through at once: of a log of 20 MB as much is held as of one of 1 MB."""
AHEAD = 20_000
"""Characters around the end of a piece that are looked through to end it where no secret is."""
NEAR = 200
"""Characters within which words say that something is a secret: "the password is"."""


def masked(text: str) -> tuple[str, list[str]]:
    """The text with its secrets masked, and a remark for each kind that was found."""
    result = redact(text)
    return result.text, remarks(found.kind for found in result.found)


def masked_long(text: str) -> tuple[str, bool]:
    """The same for a file's text, which may be long: piece by piece, and whether any was found."""
    if len(text) <= PIECE + AHEAD:
        clean, found = masked(text)
        return clean, bool(found)
    pieces, start = [], 0
    while start < len(text):
        end = len(text)
        if end - start > PIECE + AHEAD:
            end = _without_secrets_near(text, start + PIECE)
        pieces.append(text[start:end])
        start = end
    cleaned = [masked(piece) for piece in pieces]
    return "".join(clean for clean, _ in cleaned), any(found for _, found in cleaned)


def _without_secrets_near(text: str, place: int) -> int:
    """Where to cut, at most AHEAD before `place`: between paragraphs, else lines, else words, with
    nothing secret on either side, so that no secret is cut and none loses the words before it."""
    first = place - AHEAD
    found = [
        (first + one.start - NEAR, first + one.end + NEAR)
        for one in redact(text[first : place + AHEAD]).found
    ]
    for between in ("\n\n", "\n", " "):
        cut = place
        while (at := text.rfind(between, first, cut)) != -1:
            if not any(start < at < end for start, end in found):
                return at + len(between)
            cut = at
    return place


def masked_alike(text: str, html: str) -> tuple[str, str, list[str]]:
    """A mail's text and its HTML, and the remarks: a password that only one of the two gives away
    (a table's cell in the HTML, say) is masked in both."""
    clean = redact(text)
    if not html:
        return clean.text, "", remarks(found.kind for found in clean.found)
    told = passwords(text, clean)
    shown = redact_html(html, told)
    if missed := set(passwords(html, shown)) - set(told):
        clean = redact(text, tuple(sorted(missed)))
    return clean.text, shown.text, remarks(found.kind for found in clean.found)


def remarks(kinds: Iterable[str]) -> list[str]:
    return [f"masked_{kind}"[:60] for kind in dict.fromkeys(kinds)]
