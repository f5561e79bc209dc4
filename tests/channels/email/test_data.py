"""What follows DATA, however it falls into pieces."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.channels.email.data import RefusedData, read_data

LINES = st.lists(
    st.sampled_from([b"", b".", b"..", b".a", b"a", b"a.", b"\r", b"\n", b".\r", b"\n.", b"\0"])
)
COMMAND = b"MAIL FROM:<b@b.example>\r\n"


def read(pieces: list[bytes], *, largest: int = 1000, longest_line: int = 100) -> tuple[str, bytes]:
    """The mail or the reply, and what was left to be read."""

    async def session() -> tuple[str, bytes]:
        reader = asyncio.StreamReader(limit=longest_line)

        async def sender() -> None:
            for piece in pieces:
                reader.feed_data(piece)
                await asyncio.sleep(0)

        sending = asyncio.create_task(sender())
        try:
            said = (await read_data(reader, largest=largest, longest_line=longest_line)).decode()
        except RefusedData as refused:
            said = str(refused)
        await sending
        reader.feed_eof()
        return said, await reader.read()

    return asyncio.run(session())


@given(lines=LINES, cuts=st.lists(st.integers(0, 60)))
def test_any_mail_in_any_pieces_comes_as_it_was_sent(lines: list[bytes], cuts: list[int]) -> None:
    sent = b"".join(line + b"\r\n" for line in lines)
    stuffed = (b"\r\n" + sent).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"
    whole = stuffed + COMMAND
    bounds = [0, *sorted({cut for cut in cuts if cut < len(whole)} - {0}), len(whole)]
    pieces = [whole[start:end] for start, end in pairwise(bounds)]
    assert read(pieces) == (sent.decode(), COMMAND)


@pytest.mark.parametrize("ending", [b"\n.\n", b"\r\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\r"])
def test_j06_nothing_else_ends_a_mail(ending: bytes) -> None:
    said, left = read([b"a" + ending + b"b\r\n.\r\n", COMMAND])
    assert said.endswith("b\r\n")
    assert left == COMMAND


@pytest.mark.parametrize("size", [990, 5000])
def test_a_mail_over_the_limit_goes_by_and_is_refused(size: int) -> None:
    line = b"x" * 8 + b"\r\n"
    said, left = read([line] * (size // 10) + [b"y" * 9 + b"\r\n", b".\r\n" + COMMAND])
    assert said.startswith("552 ")
    assert left == COMMAND


def test_a_mail_of_just_the_limit_is_taken() -> None:
    said, left = read([(b"x" * 8 + b"\r\n") * 100, b".\r\n" + COMMAND])
    assert len(said) == 1000
    assert left == COMMAND


@pytest.mark.parametrize(("length", "refused"), [(98, False), (99, True), (500, True)])
def test_a_line_over_the_limit_is_refused(length: int, refused: bool) -> None:
    said, left = read([b"a\r\n" + b"x" * length + b"\r\n", b"b\r\n.\r\n" + COMMAND])
    assert said.startswith("500 ") == refused
    assert left == COMMAND


def test_a_sender_who_leaves_has_sent_nothing() -> None:
    async def session() -> None:
        reader = asyncio.StreamReader()
        reader.feed_data(b"half a mail\r\n.")
        reader.feed_eof()
        await read_data(reader, largest=100, longest_line=100)

    with pytest.raises(ConnectionResetError):
        asyncio.run(session())
