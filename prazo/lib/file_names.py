"""A file's name as it may be shown and sent: what it seems to be is what it is (J05, F08)."""

import unicodedata

UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def safe_name(name: str) -> str:
    """Without paths, controls and marks that turn the order of letters round; 150 at most, its
    ending kept."""
    kept = "".join(
        sign
        for sign in name.replace("\\", "/").rpartition("/")[2]
        if unicodedata.category(sign) not in UNSEEN
    ).strip(". ")
    stem, dot, ending = kept.rpartition(".")
    if dot and len(ending) <= 10:
        kept = f"{stem[: 149 - len(ending)]}.{ending}"
    return kept[:150] or "file"
