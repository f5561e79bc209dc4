"""Documents as programs write them, the smallest that are whole; and hostile ones."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter

OFFICE = "http://schemas.openxmlformats.org"
WORD = f'xmlns:w="{OFFICE}/wordprocessingml/2006/main"'
SHEET = f'xmlns="{OFFICE}/spreadsheetml/2006/main"'
SLIDE = f'xmlns:p="{OFFICE}/presentationml/2006/main" xmlns:a="{OFFICE}/drawingml/2006/main"'
OPEN = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def pdf(*pages: str, packed: bool = True) -> bytes:
    """A page for each text, a line for each of its lines."""
    return pdf_of(
        *(
            "BT /F1 12 Tf 14 TL 72 720 Td "
            + " ".join(f"({_in_pdf(line)}) Tj T*" for line in page.split("\n"))
            + " ET"
            for page in pages
        ),
        packed=packed,
    )


def pdf_of(*drawn: str, packed: bool = True) -> bytes:
    """A page for each content stream."""
    numbers = range(4, 4 + 2 * len(drawn), 2)
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(drawn)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, one in zip(numbers, drawn, strict=True):
        data = one.encode("cp1252")
        how = b""
        if packed:
            data, how = zlib.compress(data), b" /Filter /FlateDecode"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {number + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(data), how, data),
        ]
    return whole_pdf(objects)


def whole_pdf(objects: list[bytes]) -> bytes:
    """The first is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF" % (len(objects) + 1, table, len(objects) + 1, len(out))
    )


def locked_pdf(content: bytes, password: str, owner: str = "owner") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(password, owner, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def zipped(parts: Mapping[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def docx(*paragraphs: str, **parts: str) -> bytes:
    """`footnotes="..."` is a part of that name with one paragraph."""
    said = "".join(map(_word_paragraph, paragraphs))
    return zipped(
        {
            "[Content_Types].xml": f"{HEAD}<Types/>",
            "word/document.xml": f"{HEAD}<w:document {WORD}><w:body>{said}</w:body></w:document>",
            **{
                f"word/{name}.xml": f"{HEAD}<w:{name} {WORD}>{_word_paragraph(text)}</w:{name}>"
                for name, text in parts.items()
            },
        }
    )


def xlsx(shared: list[str], *sheets: str) -> bytes:
    """The sheets as rows of SpreadsheetML."""
    strings = "".join(f"<si><t>{escape(one)}</t></si>" for one in shared)
    return zipped(
        {
            "[Content_Types].xml": f"{HEAD}<Types/>",
            "xl/workbook.xml": f"{HEAD}<workbook {SHEET}/>",
            "xl/sharedStrings.xml": f"{HEAD}<sst {SHEET}>{strings}</sst>",
            **{
                f"xl/worksheets/sheet{n}.xml": f"{HEAD}<worksheet {SHEET}><sheetData>{rows}"
                "</sheetData></worksheet>"
                for n, rows in enumerate(sheets, 1)
            },
        }
    )


def pptx(*slides: str) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": f"{HEAD}<Types/>",
            **{
                f"ppt/slides/slide{n}.xml": f"{HEAD}<p:sld {SLIDE}><a:p><a:r><a:t>{escape(text)}"
                "</a:t></a:r></a:p></p:sld>"
                for n, text in enumerate(slides, 1)
            },
        }
    )


def open_document(body: str, manifest: str = "") -> bytes:
    """odt, ods and odp alike: `body` is what stands in `office:body`."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"{HEAD}<office:document-content {OPEN}><office:body>{body}"
            "</office:body></office:document-content>",
            "META-INF/manifest.xml": f"{HEAD}<manifest>{manifest}</manifest>",
        }
    )


def _word_paragraph(text: str) -> str:
    runs = "".join(f"<w:r><w:t>{escape(run)}</w:t></w:r>" for run in text.split("|"))
    return f"<w:p>{runs}</w:p>"


def _in_pdf(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
