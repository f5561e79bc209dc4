"""D17: secrets are masked before anything is stored in clear, whoever wrote them."""

from collections.abc import Iterable

from prazo.lib.redact import redact, redact_html


def masked(text: str) -> tuple[str, list[str]]:
    """The text with its secrets masked, and a remark for each kind that was found."""
    result = redact(text)
    return result.text, remarks(found.kind for found in result.found)


def masked_html(html: str) -> str:
    return redact_html(html).text


def remarks(kinds: Iterable[str]) -> list[str]:
    return [f"masked_{kind}"[:60] for kind in dict.fromkeys(kinds)]
