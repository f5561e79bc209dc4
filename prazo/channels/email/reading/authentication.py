"""Authentication-Results (RFC 8601): what servers on the way found, and which one to believe."""

import re
from typing import Final

from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.headers import Headers, skip_envelope, split_headers
from prazo.channels.email.reading.mail import Authentication

COMMENT: Final = re.compile(r"\([^()]*+\)")
QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*+"')
SERVER: Final = re.compile(r"\s*+([a-z0-9._:-]{1,255}+)(?=[\s;]|\Z)")
VERDICT: Final = re.compile(r"\s*+(dmarc|spf|dkim)(?:/\d+)?\s*+=\s*+([a-z]{1,20})(?![a-z])")
MOST: Final = 20  # servers listed of one mail
METHODS: Final = 50  # verdicts read of one server


def authentication(raw_headers: bytes, trusted_authserv_id: str) -> Authentication | None:
    """The verdict of our own server, or None where it left none (T10).

    Only the topmost field with our own id counts: ours is written last, so above whatever a sender
    wrote in our name. `raw_headers` is the header block, or the whole mail.
    """
    headers, _ = split_headers(raw_headers, skip_envelope(raw_headers), len(raw_headers), Doubts())
    own = trusted_authserv_id.lower()
    return next((found for found in verdicts(headers) if found.authserv_id == own), None)


def verdicts(headers: Headers) -> tuple[Authentication, ...]:
    """The topmost verdict of each server named; whoever sent the mail may have written any."""
    found: dict[str, Authentication] = {}
    for value in headers.all("authentication-results"):
        read = verdict(value)
        if read and len(found) < MOST:
            found.setdefault(read.authserv_id, read)
    return tuple(found.values())


def verdict(value: bytes) -> Authentication | None:
    text = value.decode("latin-1").lower()
    server = SERVER.match(text)  # before comments are taken out: the id must stand there exactly
    if not server:
        return None
    text = QUOTED.sub('""', text)
    for _ in range(3):  # comments inside comments
        text = COMMENT.sub(" ", text)
    methods = text.partition(";")[2]
    said: dict[str, str] = {}
    for method in methods.split(";", METHODS)[:METHODS]:
        if read := VERDICT.match(method):
            said.setdefault(read[1], read[2])
            if read[1] == "dkim" and read[2] == "pass":  # one good signature of several is enough
                said["dkim"] = "pass"
    return Authentication(
        server[1], said.get("dmarc", ""), said.get("spf", ""), said.get("dkim", "")
    )
