"""Files that strangers sent, handed out so that a browser never runs or renders them as ours."""

import unicodedata
from urllib.parse import quote

from django.http import HttpResponse

from prazo.lib.file_kinds import kind_of_picture
from prazo.lib.file_names import safe_name

SEALED_OFF = "default-src 'none'; sandbox"


def download(content: bytes, name: str) -> HttpResponse:
    """As a file to keep: no type of the sender's, no rendering, no scripts (X03, X04, X05)."""
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = disposition(name)
    return _guarded(answer)


def picture(content: bytes) -> HttpResponse | None:
    """In place, if its bytes are a picture's, whatever was said of them (X05); else None."""
    kind = kind_of_picture(content)
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


def _guarded(answer: HttpResponse) -> HttpResponse:
    answer["Content-Security-Policy"] = SEALED_OFF
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
