"""Files that are put to a draft, and what is looked at before they are."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from prazo.desk.inbound import InboundFile
from prazo.lib.file_kinds import fitting_name, kind_of_file
from prazo.lib.file_names import safe_name
from prazo.lib.refusal import Refusal
from prazo.writing.models import Draft, DraftFile

PURPOSE = "draft file"
MEBIBYTE = 1024 * 1024
LARGEST = 18 * MEBIBYTE
"""Of all files of one answer: as much as fits into a mail of 25 MiB, the most many servers take."""
MOST = 20
LONGEST_NAME = 200
QUOTA = 200 * MEBIBYTE
"""Of one person's drafts together (F10)."""


@dataclass(frozen=True, slots=True)
class Upload:
    """As a browser gives it; its type is what we find it to be."""

    name: str
    content: bytes


def keep(draft: Draft, upload: Upload) -> DraftFile:
    """On a locked draft."""
    if not upload.content:
        raise Refusal("empty_file", _("“%(name)s” is empty."), "files", {"name": upload.name[:100]})
    taken = list(draft.files.values_list("name", "size"))
    sizes = [size for _name, size in taken]
    if len(sizes) >= MOST:
        raise Refusal("too_many_files", _("At most %(most)s files fit."), "files", {"most": MOST})
    if sum(sizes) + len(upload.content) > LARGEST:
        raise Refusal(
            "too_large",
            _("“%(name)s” is too large: all files together may have %(most)s MB."),
            "files",
            {"name": upload.name[:100], "most": LARGEST // MEBIBYTE},
        )
    theirs = DraftFile.objects.filter(draft__user=draft.user_id).aggregate(n=Sum("size"))["n"] or 0
    if theirs + len(upload.content) > QUOTA:
        raise Refusal(
            "quota",
            _("Your drafts hold too many files. Send or discard some of them first."),
            "files",
        )
    kind = kind_of_file(upload.name, upload.content)
    return DraftFile.objects.create(
        desk_id=draft.desk_id,
        draft=draft,
        token=secrets.token_urlsafe(16),
        name=_of_its_own(
            fitting_name(safe_name(upload.name), kind), [name for name, _size in taken]
        ),
        content_type=kind,
        size=len(upload.content),
        sealed=settings.VAULT.seal(upload.content, PURPOSE),
    )


def _of_its_own(name: str, taken: Collection[str]) -> str:
    """In a text a picture is meant by its name."""
    name = name[:LONGEST_NAME]
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    count = 1
    while name in taken:
        count += 1
        more = f" {count}{dot}{ending}"
        name = stem[: LONGEST_NAME - len(more)] + more
    return name


def content_of(file: DraftFile) -> bytes:
    return bytes(settings.VAULT.open(bytes(file.sealed), PURPOSE))


def to_be_sent(files: Iterable[DraftFile]) -> list[InboundFile]:
    return [
        InboundFile(name=one.name, content_type=one.content_type, content=content_of(one))
        for one in files
    ]
