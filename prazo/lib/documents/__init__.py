"""What a document says: PDF, and what office programs write (docx, xlsx, pptx, odt, ods, odp).

    may_be(content)     is it worth reading? By its first bytes; names and types prove nothing
    read(content)       in this process, which a hostile document can ruin
    DocumentPool        in a child with limits, for documents that strangers sent

No Django here, no clock, no network. Pictures are not read: a scanned page says nothing.
"""

from prazo.lib.documents.document import Document, may_be
from prazo.lib.documents.pool import STANDARD, DocumentPool, shared_pool

__all__ = ["STANDARD", "Document", "DocumentPool", "may_be", "read", "shared_pool"]


def read(content: bytes) -> Document:
    """Raises whatever the parsers do; see `DocumentPool`."""
    from prazo.lib.documents.reader import read as read_document  # loads 25 MB of parsers

    return read_document(content)
