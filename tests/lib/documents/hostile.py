"""Documents that mean harm: each has to end in little time and memory, and hurt no other."""

import struct
import zlib
from itertools import pairwise

from tests.lib.documents.made import HEAD, WORD, docx, pdf, pdf_of, whole_pdf, zipped

MIB = 1024 * 1024


def word(body: str | bytes, head: str = HEAD) -> bytes:
    if isinstance(body, str):
        body = f"<w:document {WORD}><w:body>{body}</w:body></w:document>".encode()
    return zipped({"word/document.xml": head.encode() + body})


def bomb(of: bytes, times: int, before: bytes) -> bytes:
    """A zip file with one part: `before`, and `of` so many times, packed only once."""
    data = b"".join([_block(before), _block(of) * times, b"\x03\x00"])
    name, size = b"word/document.xml", len(before) + len(of) * times
    about = struct.pack("<HHHHHIII", 20, 0, 8, 0, 0, 0, len(data), size)
    local = b"PK\x03\x04" + about + struct.pack("<HH", len(name), 0) + name
    central = (
        b"PK\x01\x02" + struct.pack("<H", 20) + about
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    )  # fmt: skip
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local) + len(data), 0)
    return local + data + central + b"PK\x05\x06" + end


def _block(of: bytes) -> bytes:
    """Deflated so that it can stand behind any other."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packing.compress(of) + packing.flush(zlib.Z_FULL_FLUSH)


def laughs(levels: int = 9) -> str:
    """A billion laughs."""
    names = [f"l{level}" for level in range(levels)]
    declared = ['<!ENTITY l0 "lol">'] + [
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
    ]
    return f"{HEAD}<!DOCTYPE w:document [{''.join(declared)}]>"


def pdf_in_circles() -> bytes:
    """A page tree that is its own child, and a stream whose length is itself."""
    return whole_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 3 >>",
            b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
            b"<< /Length 4 0 R >>\nstream\nBT (x) Tj ET\nendstream",
        ]
    )


def pdf_calling_itself() -> bytes:
    """Forms that draw each other twice: 2 to the 40th pictures."""
    forms = [
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A %d 0 R"
        b" >> >> /Length 12 >>\nstream\n/A Do /A Do\nendstream" % (6 + level)
        for level in range(40)
    ]
    return whole_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R"
            b" /Resources << /XObject << /A 5 0 R >> >> >>",
            b"<< /Length 5 >>\nstream\n/A Do\nendstream",
            *forms,
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 12 >>\nstream\nBT (x) Tj ET"
            b"\nendstream",
        ]
    )


def pdf_filtered(filters: str, data: bytes) -> bytes:
    return whole_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
            b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream"
            % (len(data), filters.encode(), data),
        ]
    )


def twice_packed(times: int) -> bytes:
    """So many MiB, packed, and packed again."""
    packing = zlib.compressobj(9)
    begin = packing.compress(b"") + packing.flush(zlib.Z_FULL_FLUSH)
    return zlib.compress(begin + _block(b" " * MIB) * times, 9)


HOSTILE = {
    "nothing": b"",
    "no zip": b"PK\x03\x04",
    "no pdf": b"%PDF-",
    "cut pdf": pdf("cut short")[:200],
    "cut docx": docx("cut short")[:-30],
    "zip bomb": bomb(b"<p><t> </t></p>" * 10_000, 12_000, b"<d>"),
    "one long word": bomb(b"a" * MIB, 4000, b"<d><x>"),
    "one long name": bomb(b"a" * MIB, 2000, b"<d "),
    "deep": bomb(b"<a>" * 10_000, 1000, b"<d>"),
    "empty of words": bomb(b"<a/>" * 10_000, 100, b"<d>"),
    "laughs": word("<w:p><w:t>&l8;</w:t></w:p>", laughs()),
    "file": word("<w:t>&x;</w:t>", '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "no xml": word(b"\xff\xfe\x00nothing"),
    "wide": word("<d><t>wide</t></d>".encode("utf-16"), ""),
    "lzma": zipped({"word/document.xml": "<a/>"}, 14),
    "many parts": zipped({f"word/header{n}.xml": "<a/>" for n in range(5_000)}),
    "pdf in circles": pdf_in_circles(),
    "pdf calling itself": pdf_calling_itself(),
    "pdf bomb": pdf_filtered("/FlateDecode /FlateDecode", twice_packed(700)),
    "pdf of a program": pdf_filtered("/JBIG2Decode", b"\x97JB2" + b"\0" * 200),
    "pdf of long operands": pdf_of("[" * 100_000),
    "pdf of one string": pdf_of("BT (" + "a" * MIB),
    "pdf without end": pdf_of("BT /F1 1 Tf " + "(a) Tj 1 1 Td " * 300_000 + "ET"),
    "pdf of pictures": pdf_of("BI /W 9 /H 9 ID " + "x" * 100_000),
}  # fmt: skip
"""By what each is."""
