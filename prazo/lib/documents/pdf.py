"""The text of a PDF, page by page, and what was filled into its form."""

import logging
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import islice
from typing import Final

from pypdf import Configuration, PdfReader, apply_configuration

from prazo.lib.documents.document import Locked, timer

PAGES: Final = 500
MOST: Final = 32 * 1024 * 1024
LIMITS: Final = Configuration(
    jbig2dec_binary=None,  # it would be started, and be given what a stranger wrote
    maximum_declared_stream_length=MOST,
    array_based_stream_maximum_output_length=MOST,
    lzw_maximum_output_length=MOST,
    run_length_maximum_output_length=MOST,
    zlib_maximum_output_length=MOST,
    brotli_maximum_output_length=MOST,
    stream_decoding_work_maximum_length=4 * MOST,
    stream_parsing_work_maximum_count=400_000,  # about three seconds
)

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of each oddity (Q17)


def pdf_text(content: bytes, most: int) -> str:
    """About so many characters. Raises `Locked` where the empty password does not open it, and what
    pypdf raised last where nothing could be read at all."""
    time_is_up = timer()
    pieces: list[str] = []
    fault: Exception | None = None
    with apply_configuration(LIMITS):
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Locked
        for read in _in_turn(reader):
            try:
                pieces.append(read())
            except MemoryError:
                raise
            except Exception as error:  # of any kind: the other pages are read all the same
                fault = error
            if sum(map(len, pieces)) > most or time_is_up():
                break
    if fault is not None and not any(pieces):
        raise fault
    return "\n".join(pieces)


def _in_turn(reader: PdfReader) -> Iterator[Callable[[], str]]:
    for page in islice(reader.pages, PAGES):
        yield page.extract_text
    yield lambda: " ".join(str(said) for said in reader.get_form_text_fields().values() if said)
