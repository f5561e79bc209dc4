"""TR8 over every mail that others collected: no crash, nothing slow, nothing a database refuses."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from prazo.channels.email.reading import ReaderPool, ReadMail, read
from tests.shared import SHARED

MAILS = SHARED / "mails"
NO_MAIL = {".yml", ".md", ".gitignore"}


def corpus() -> list[Path]:
    """All files but the expectations beside them; many are bodies without a header."""
    return sorted(
        path
        for path in MAILS.rglob("*")
        if path.is_file() and path.suffix not in NO_MAIL and path.name not in NO_MAIL
    )


def test_tr8_every_mail_of_the_corpus_is_read_in_the_child(capsys):
    paths = corpus()
    slowest = 0.0
    with ReaderPool() as pool:
        for path in paths:
            start = time.monotonic()
            mail = pool.submit(path.read_bytes()).result(60)
            slowest = max(slowest, time.monotonic() - start)
            assert_storable(mail)
    with capsys.disabled():
        print(f"\n{len(paths)} mails of the corpus read, the slowest in {slowest:.2f} s")
    assert slowest < 5


def test_tr8_cut_and_turned_mails_of_the_corpus_are_read_too():
    """A mail cut anywhere, or with other line ends, is no reason to fail."""
    for path in corpus()[::5]:
        raw = path.read_bytes()[:40_000]
        for piece in (raw[: len(raw) // 2], raw[len(raw) // 3 :], raw.replace(b"\n", b"\r")):
            assert_storable(read(piece))


def assert_storable(mail: ReadMail) -> None:
    for text in texts(asdict(mail)):
        text.encode()  # a lone surrogate would raise
        assert "\0" not in text
    assert len(mail.subject.splitlines()) <= 1


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    if isinstance(value, tuple | list):
        return [text for one in value for text in texts(one)]
    return []


@pytest.mark.parametrize("name", ["zammad", "mikel-mail", "chatwoot", "cpython"])
def test_the_bodies_of_real_mails_are_found(name):
    """Few mails of the corpus are empty: a reader that lost bodies would show here."""
    paths = [path for path in corpus() if path.is_relative_to(MAILS / name)]
    empty = 0
    for path in paths:
        mail = read(path.read_bytes())
        empty += not (mail.text.strip() or mail.attachments)
    assert empty <= len(paths) * 0.15, f"{empty} of {len(paths)} empty"
