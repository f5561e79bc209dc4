"""The agreement's page as plain files: no server, no database, a stylesheet and nothing else."""

import re
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.template import Context, Engine

from prazo.agreements.loader import Loaded, digest
from prazo.agreements.publish import OtherVersion, context
from prazo.lib.told import gettext
from prazo.public.plain_file import plain_file

HERE = Path(__file__).parent
STYLESHEET = HERE / "static" / "public" / "agreement.css"
ENGINE = Engine(dirs=[str(HERE / "templates")])


def publish(versions: Sequence[Loaded], out: Path, as_of: date) -> tuple[Path, ...]:
    """Writes every version of one agreement in each of its languages; gives the files written.

    The version in force on `as_of`, or the first to come, stands in `out` itself with its own
    language as `index.html`; the others each in a folder named after them. ValueError when the
    versions are not of one agreement, or share a name.
    """
    names = {loaded.agreement.name for loaded in versions}
    folders = [folder_name(loaded.agreement.version) for loaded in versions]
    if len(names) != 1:
        sentence = gettext(
            "These are not versions of one agreement, but %(names)s. Publish each agreement into a"
            " folder of its own."
        )
        raise ValueError(sentence % {"names": ", ".join(sorted(names))})
    if twice := sorted({name for name in folders if folders.count(name) > 1}):
        sentence = gettext(
            "Version %(versions)s is there twice. Name each version's file once, and give each a"
            " `version` of its own."
        )
        raise ValueError(sentence % {"versions": ", ".join(twice)})
    ordered = sorted(versions, key=lambda loaded: loaded.agreement.effective, reverse=True)
    in_force = next((v for v in ordered if v.agreement.effective <= as_of), ordered[-1])
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(STYLESHEET, out / STYLESHEET.name)
    written = [out / STYLESHEET.name]
    for loaded in ordered:
        first = loaded is in_force
        folder = out if first else out / folder_name(loaded.agreement.version)
        folder.mkdir(exist_ok=True)
        written += _pages(loaded, folder, as_of, _others(ordered, in_force, first), first)
    return tuple(written)


def render(shown: dict[str, object]) -> str:
    """The page of a `context`, without a web server."""
    return ENGINE.get_template("agreement/page.html").render(Context(shown))


def folder_name(version: str) -> str:
    """A version's name as a folder may be called."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", version).strip(".-") or "version"


def _pages(
    loaded: Loaded, folder: Path, as_of: date, others: list[OtherVersion], first: bool
) -> list[Path]:
    file = folder / f"{loaded.agreement.name}.yaml"
    text = plain_file(loaded.document.raw)
    file.write_text(text, encoding="utf-8", newline="")
    written = [file]
    stylesheet = STYLESHEET.name if first else f"../{STYLESHEET.name}"
    own = loaded.document.language
    for language in loaded.document.all_languages():
        shown = context(
            loaded,
            language,
            as_of,
            versions=others if len(others) > 1 else (),
            file_href=file.name,
            stylesheet=stylesheet,
        )
        page = render({**shown, "sha256": digest(text)})
        for name in (f"{language}.html", *(("index.html",) if language == own else ())):
            (folder / name).write_text(page, encoding="utf-8", newline="")
            written.append(folder / name)
    return written


def _others(ordered: list[Loaded], in_force: Loaded, first: bool) -> list[OtherVersion]:
    """All versions, each with its address as seen from a page."""
    back = "" if first else "../"
    return [
        OtherVersion(
            loaded.agreement.version,
            loaded.agreement.effective,
            f"{back}index.html"
            if loaded is in_force
            else f"{back}{folder_name(loaded.agreement.version)}/index.html",
        )
        for loaded in ordered
    ]
