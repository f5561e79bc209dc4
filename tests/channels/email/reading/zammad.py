"""Zammad's opinion of a mail, read from its Ruby YAML, and how far ours agrees with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.nodes import MappingNode, Node

from prazo.channels.email.reading.addresses import addresses
from prazo.channels.email.reading.doubts import Doubts
from prazo.channels.email.reading.htmltext import visible_text
from prazo.channels.email.reading.mail import ReadMail
from prazo.channels.email.reading.uuencode import files_in_text

NOTHING_SHOWN = "no visible content"


@dataclass(frozen=True)
class Agreement:
    """One truth value for each thing that is compared; `text` is a share of characters."""

    sender: bool
    subject: bool
    recipients: bool
    attachments: bool
    text: float

    def disagreements(self) -> list[str]:
        said = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return [name for name, value in said.items() if value < 0.95]


def load(path: Path) -> Mapping[str, Any]:
    """A file of `!ruby/hash` and `!binary` as plain values."""
    loader = YAML(typ="safe", pure=True)
    loader.Constructor = RubyConstructor
    return loader.load(path.read_text("utf-8"))


class RubyConstructor(SafeConstructor):
    """Ruby's tags as what they hold."""


def ruby(constructor: SafeConstructor, _: str, node: Node) -> Any:
    if isinstance(node, MappingNode):
        return constructor.construct_mapping(node, deep=True)
    return constructor.construct_scalar(node)


RubyConstructor.add_multi_constructor("!ruby/", ruby)
RubyConstructor.add_constructor("!binary", SafeConstructor.construct_yaml_binary)


def compared(mail: ReadMail, expected: Mapping[str, Any]) -> Agreement:
    ours = [normal(file.data) for file in mail.attachments]
    return Agreement(
        sender=same_sender(mail, expected),
        subject=one_line(mail.subject) == one_line(expected.get("subject") or ""),
        recipients=all(
            {one.address.lower() for one in getattr(mail, name)} == listed(expected.get(name))
            for name in ("to", "cc")
        ),
        attachments=all(data in ours for data in files_of(expected)),
        text=text_share(mail, expected),
    )


def same_sender(mail: ReadMail, expected: Mapping[str, Any]) -> bool:
    known = mail.sender.address.lower() if mail.sender else ""
    return known == (expected.get("from_email") or "").strip('".').lower()


def one_line(text: Any) -> str:
    return "".join(as_text(text).split())


def as_text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def listed(value: Any) -> set[str]:
    return {one.address.lower() for one in addresses(as_text(value or "").encode(), Doubts())}


def files_of(expected: Mapping[str, Any]) -> list[bytes]:
    """Zammad adds the HTML body as a file; that is no file of the mail."""
    files = expected.get("attachments") or []
    return [
        normal(file["data"])
        for file in files
        if not (file.get("preferences") or {}).get("original-format")
    ]


def normal(data: Any) -> bytes:
    """Bytes with one kind of line end: Ruby's library turns them over."""
    raw = data if isinstance(data, bytes) else str(data or "").encode()
    return raw.replace(b"\r\n", b"\n").rstrip(b"\n")


def text_share(mail: ReadMail, expected: Mapping[str, Any]) -> float:
    body = as_text(expected.get("body") or "")
    if expected.get("content_type") == "text/html":
        theirs = visible_text(body, Doubts())
        ours = visible_text(mail.html, Doubts()) if mail.html else mail.text
    else:
        theirs, ours = without_files(body), mail.text
    theirs = "" if theirs.strip() == NOTHING_SHOWN else theirs
    return share(words(theirs), words(ours))


def without_files(text: str) -> str:
    """Zammad leaves a uuencoded file standing in the text; here it is an attachment."""
    raw = text.encode()
    for file in reversed(list(files_in_text(raw, Doubts()))):
        raw = raw[: file.start] + raw[file.end :]
    return raw.decode()


def words(text: str) -> list[str]:
    """Words, and single letters of scripts that write none."""
    return re.findall(r"[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+", text)


def share(theirs: list[str], ours: list[str]) -> float:
    """How many of both texts' characters stand in common words, in order."""
    total = sum(map(len, theirs)) + sum(map(len, ours))
    if "".join(theirs) == "".join(ours):
        return 1.0
    blocks = SequenceMatcher(None, theirs, ours, autojunk=False).get_matching_blocks()
    common = sum(len(word) for b in blocks for word in theirs[b.a : b.a + b.size])
    return 2 * common / total
