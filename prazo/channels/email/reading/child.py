"""The process that reads mails: `python -m prazo.channels.email.reading.child`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from prazo.channels.email.reading.language import model
from prazo.channels.email.reading.reader import read
from prazo.channels.email.reading.wire import packed
from prazo.lib.child.serving import live

WARM_UP: Final = (
    b"From: a@a.example\r\nSubject: =?gb2312?B?xOO6ww==?=\r\nContent-Type: text/html\r\n\r\n"
    b"<p>Good morning, the door of the building does not open. \xcf\xf0\xe8\xe2\xe5\xf2</p>"
)


def main() -> None:
    live(warm_up, answer)


def warm_up() -> None:
    read(WARM_UP)
    model()


def answer(raw: bytes) -> tuple[Mapping[str, Any], Sequence[bytes]]:
    return packed(read(raw))


if __name__ == "__main__":
    main()
