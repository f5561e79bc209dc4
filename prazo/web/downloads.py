"""Files that strangers sent, handed out so that a browser never runs or renders them as ours."""

import unicodedata
from urllib.parse import quote

from django.http import HttpResponse

PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
"""The only kinds ever shown in place, known by their first bytes, never by what was said (X05)."""

SEALED_OFF = "default-src 'none'; sandbox"


def download(content: bytes, name: str) -> HttpResponse:
    """As a file to keep: no type of the sender's, no rendering, no scripts (X03, X04, X05)."""
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = disposition(name)
    return _guarded(answer)


def picture(content: bytes) -> HttpResponse | None:
    """In place, if its bytes are a picture's; else None."""
    kind = next((kind for start, kind in PICTURES.items() if content.startswith(start)), None)
    if kind is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = "image/webp"
    if kind is None:
        return None
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = "inline"
    return _guarded(answer)


def disposition(name: str) -> str:
    """RFC 6266: the name in UTF-8, and one in plain ASCII for those who read no other (J05)."""
    clean = safe_name(name)
    plain = unicodedata.normalize("NFKD", clean).encode("ascii", "ignore").decode()
    plain = "".join(sign for sign in plain if sign not in '"\\%') or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"


def safe_name(name: str) -> str:
    """Without paths, controls and marks that turn the order of letters round; 150 at most, its
    ending kept."""
    kept = "".join(
        sign
        for sign in name.replace("\\", "/").rpartition("/")[2]
        if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    ).strip(". ")
    stem, dot, ending = kept.rpartition(".")
    if dot and len(ending) <= 10:
        kept = f"{stem[: 149 - len(ending)]}.{ending}"
    return kept[:150] or "file"


def _guarded(answer: HttpResponse) -> HttpResponse:
    answer["Content-Security-Policy"] = SEALED_OFF
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
