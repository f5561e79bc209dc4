"""Short mails for tests, written as one would write them by hand."""

from prazo.channels.email.reading import ReadMail, read

ANA = "ana@acme.example"


def letter(headers: str | bytes = b"", body: str | bytes = b"Hello", *, sender: str = ANA) -> bytes:
    """A mail with CRLF ends. A From is added unless the headers have one or `sender` is empty."""
    head = as_bytes(headers).strip(b"\n")
    if sender and b"from:" not in head.lower():
        head = b"From: " + sender.encode() + b"\n" * bool(head) + head
    return (head + b"\n\n" + as_bytes(body)).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def reading(
    headers: str | bytes = b"", body: str | bytes = b"Hello", *, sender: str = ANA
) -> ReadMail:
    return read(letter(headers, body, sender=sender))


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
