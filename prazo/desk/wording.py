"""What one of ours writes, made ready once: masked, read as it is to be read, for page and mail.

A text is read for signs of Markdown where whoever took it in says so (`MARKDOWN`). One that holds
none stays what it was: words, shown as they stand, and a mail of plain text alone.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from prazo.desk.inbound import InboundFile
from prazo.desk.masking import masked
from prazo.desk.models import Attachment, Message, Note, NoteFile
from prazo.lib.file_kinds import kind_of_picture
from prazo.lib.markdown import Document, read, words

PLAIN, MARKDOWN = "", "markdown"
"""How a text is to be read: as it stands, or for its signs."""

LONGEST_SHOWN = 20_000
"""Characters of a text that a page shows with its signs; of a longer one it shows a beginning."""


@dataclass(frozen=True, slots=True)
class Wording:
    """`text` is what is kept, with its secrets masked."""

    text: str
    remarks: list[str]
    document: Document | None
    files: Sequence[InboundFile]

    @property
    def markup(self) -> str:
        return PLAIN if self.document is None else MARKDOWN

    @property
    def pictures(self) -> list[str]:
        return [] if self.document is None else self.document.pictures

    @property
    def columns(self) -> dict[str, str]:
        """Of the message or note that it becomes; `hang` shows one that has pictures."""
        shown = "" if self.pictures else self._shown({})
        return {"text": self.text, "markup": self.markup, "shown": shown}

    def hang(self, said: Message | Note, kept: Sequence[Attachment | NoteFile]) -> None:
        """Its pictures on what it became, once its files are kept there, in their order."""
        if self.pictures:
            files = zip(self.files, kept, strict=True)
            said.shown = self._shown({one.name: file.pk for one, file in files})
            said.save(update_fields=["shown"])

    def mail(self, signature: str = "") -> tuple[str, str]:
        """Text, and HTML where it has something to show that a text has not."""
        signed = read(signature) if signature else None
        text = self.text if self.document is None else self.document.plain
        if signature:
            text = f"{text.rstrip()}\n\n-- \n{signed.plain if signed else signature}"
        if self.document is None and signed is None:
            return text, ""
        ids = {one.name: one.content_id for one in self.files if one.content_id}
        html = (self.document or words(self.text)).letter(ids)
        if signature:
            html += SIGNED.format((signed or words(signature)).letter({}))
        return text, MAIL.format(html)

    def _shown(self, files: Mapping[str, int]) -> str:
        """HTML for our page, "" for what is shown as it stands. A picture is `cid:` and the id of
        its file: the page knows by which address it is had."""
        if self.document is None or len(self.text) > LONGEST_SHOWN:
            return ""
        return self.document.page({name: f"cid:{pk}" for name, pk in files.items()})


MAIL = '<div style="font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.5">{}</div>'
SIGNED = '<div class="signature" style="color:#57606a">-- <br>\n{}</div>'


def wording(text: str, markup: str = PLAIN, files: Sequence[InboundFile] = ()) -> Wording:
    """Masked as it was written, and as it is read: signs may stand amid a number. What hides a
    secret in its signs loses them."""
    clean, remarks = masked(text)
    if markup != MARKDOWN:
        return Wording(clean, remarks, None, files)
    document = read(clean, _names(clean, files))
    if document is not None:
        bare = document.bare
        told, more = masked(bare)
        if told != bare:
            return Wording(told, [*dict.fromkeys([*remarks, *more])], None, files)
        inside = set(document.pictures)
        files = [_shown_inside(one) if one.name in inside else one for one in files]
    return Wording(clean, remarks, document, files)


def _names(text: str, files: Sequence[InboundFile]) -> list[str]:
    """Of the pictures among them; of none where the page shows no more than a beginning."""
    if "![" not in text or len(text) > LONGEST_SHOWN:
        return []
    names = [one.name for one in files if kind_of_picture(one.content) is not None]
    return [name for name in names if names.count(name) == 1]


def _shown_inside(file: InboundFile) -> InboundFile:
    return replace(file, content_id=f"{secrets.token_hex(12)}@picture", inline=True)
