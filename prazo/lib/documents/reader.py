"""Bytes to a `Document`: pure. What is broken raises; the child in which it happens tells of it."""

from typing import Final

from prazo.lib.documents.document import Document, Locked, is_pdf
from prazo.lib.documents.office import office_text
from prazo.lib.documents.pdf import pdf_text
from prazo.lib.documents.plain import plain

TEXT: Final = 60_000
"""Characters that are read of one document; what comes after is left out."""


def read(content: bytes) -> Document:
    pdf = is_pdf(content)
    try:
        text = pdf_text(content, TEXT) if pdf else office_text(content, TEXT)
    except Locked:
        return Document("pdf" if pdf else "office", locked=True)
    if text is None:
        return Document("")
    return Document("pdf" if pdf else "office", plain(text, TEXT))
