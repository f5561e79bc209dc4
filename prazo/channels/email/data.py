"""What follows DATA, taken in pieces as they come.

aiosmtpd reads it line by line and looks at each: three quarters of the time a mail took at the
door. Here the lone dot is looked for in whole pieces, and dots are unstuffed all at once.
"""

import asyncio
import sys

END = b"\r\n.\r\n"  # nothing else ends a mail, no half of a line end beside the dot (J06)
TOO_MUCH = "552 5.3.4 Error: Too much mail data"
TOO_LONG = "500 5.5.6 Line too long (see RFC5321 4.5.3.1.6)"


class RefusedData(Exception):
    """`str()` of it is the reply. The whole mail went by; the next command may be read."""


async def read_data(reader: asyncio.StreamReader, *, largest: int, longest_line: int) -> bytes:
    """The mail up to the lone dot, unstuffed (RFC 5321, 4.5.2); commands behind it are left.

    Sizes in bytes as they come over the line, a line's with its end. Never holds more than
    `largest` and one piece. Raises RefusedData, ConnectionResetError.
    """
    came = bytearray(b"\r\n")  # the end of the line before: the first may be the lone dot
    looked, dropped = 0, False
    while (end := came.find(END, looked)) < 0:
        if len(came) > largest + len(END):
            dropped = True
            del came[: -len(END)]
        looked = max(0, len(came) - len(END))
        came += await _piece(reader)
    if behind := bytes(came[end + len(END) :]):
        reader.feed_data(behind)
    del came[end + 2 :]
    if dropped or len(came) - 2 > largest:
        raise RefusedData(TOO_MUCH)
    if len(came) > longest_line and max(map(len, came.split(b"\r\n"))) + 2 > longest_line:
        raise RefusedData(TOO_LONG)
    mail = came.replace(b"\r\n.", b"\r\n")
    del came, mail[:2]  # not more copies of a large mail at once than must be
    return bytes(mail)


async def _piece(reader: asyncio.StreamReader) -> bytes:
    """All that is there, so that what is given back is the first to be read again."""
    piece = await reader.read(sys.maxsize)
    if not piece:
        raise ConnectionResetError("the sender left within a mail")
    return piece
