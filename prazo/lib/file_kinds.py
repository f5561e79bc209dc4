"""What a file is, by its first bytes; what its sender called it is no proof (X05, 5.2.2)."""

PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
"""The only kinds ever shown in place."""

ENDINGS = {
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "application/pdf": ("pdf",),
}
"""The endings under which each kind is known; the first is given to a file that has none."""

OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
"""All of them are zip files, told apart by their ending alone."""


def kind_of_picture(content: bytes) -> str | None:
    kind = next((kind for start, kind in PICTURES.items() if content.startswith(start)), None)
    if kind is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return kind


def kind_of_file(name: str, content: bytes) -> str:
    """A content type of ours. Text is never called HTML: nobody's program should render it."""
    if picture := kind_of_picture(content):
        return picture
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return OFFICE.get(_ending(name), "application/zip")
    try:
        content[:4096].decode()
    except UnicodeDecodeError as error:
        if error.start < len(content[:4096]) - 4:  # else a sign was cut in two
            return "application/octet-stream"
    return "application/octet-stream" if b"\0" in content[:4096] else "text/plain"


def fitting_name(name: str, kind: str) -> str:
    """With an ending that says what it is, for the kinds that programs open without asking."""
    endings = ENDINGS.get(kind)
    return name if endings is None or _ending(name) in endings else f"{name}.{endings[0]}"


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
