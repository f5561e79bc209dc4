"""The page on disk: every language, nothing foreign in it, hostile names harmless (X11)."""

import hashlib
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from prazo.agreements.loader import load
from prazo.public.publish import publish
from tests.agreements.small import SMALL, changed

TODAY = date(2026, 3, 1)
SHIPPED = sorted((Path(__file__).resolve().parents[2] / "agreements").glob("*.yaml"))
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Outline(HTMLParser):
    """Checks that elements nest, that ids are there once, and that links inside lead somewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.inner: list[str] = []
        self.attributes: set[str] = set()
        self.headings: list[int] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "aria-labelledby"):
                self.inner += [
                    v.lstrip("#") for v in [value or ""] if name != "href" or v[0] == "#"
                ]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(path: Path) -> Outline:
    found = Outline()
    found.feed(path.read_text(encoding="utf-8"))
    assert found.open == []
    return found


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_agreements_make_sound_pages(path: Path, tmp_path: Path) -> None:
    loaded = load(path.read_text(encoding="utf-8"))
    written = publish([loaded], tmp_path, TODAY)
    pages = [file for file in written if file.suffix == ".html"]
    assert {file.stem for file in pages} == {"index", *loaded.document.all_languages()}
    assert (tmp_path / "agreement.css").read_text().startswith("/*")
    given = (tmp_path / f"{loaded.agreement.name}.yaml").read_text()
    assert load(given).agreement == loaded.agreement
    assert hashlib.sha256(given.encode()).hexdigest() in (tmp_path / "index.html").read_text()
    for page in pages:
        found = outline(page)
        assert len(found.ids) == len(set(found.ids))
        assert set(found.inner) <= set(found.ids)
        assert found.headings[0] == 1 and found.headings.count(1) == 1
        assert all(b - a <= 1 for a, b in zip(found.headings, found.headings[1:], strict=False))
        assert not found.tags & {"script", "style", "iframe", "object"}
        assert not {name for name in found.attributes if name == "style" or name.startswith("on")}
        text = page.read_text()
        assert "{{" not in text and "None" not in re.sub(r"<[^>]+>", "", text)


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    evil = "</td><script>alert(1)</script>"
    text = changed(
        ("en: High", f"en: '{evil}'"),
        ("en: Acme support", f"en: '{evil}'"),
        ("en: Christmas Eve", f"en: '{evil}'"),
        ("en: The network", f'en: "\\" onload=x {evil}"'),
        ("pt-BR: Alta", "es: x"),
        ("2026-12-24", "2026-03-24"),
    )
    publish([load(text)], tmp_path, TODAY)
    for language in ("en", "pt-BR"):
        found = outline(tmp_path / f"{language}.html")
        assert "script" not in found.tags
        assert "onload" not in found.attributes
    assert "&lt;script&gt;" in (tmp_path / "pt-BR.html").read_text()


def test_versions_stand_beside_each_other(tmp_path: Path) -> None:
    old = load(SMALL)
    new = load(
        changed(('"2026-02"', '"2026/03 b"'), ("effective: 2026-02-01", "effective: 2026-03-01"))
    )
    coming = load(
        changed(('"2026-02"', '"next"'), ("effective: 2026-02-01", "effective: 2026-09-01"))
    )
    publish([old, coming, new], tmp_path, TODAY)
    first = (tmp_path / "index.html").read_text()
    assert "Version 2026/03 b" in first and "in force since 1 March 2026" in first
    assert 'href="2026-02/index.html"' in first and 'href="next/index.html"' in first
    other = (tmp_path / "next" / "en.html").read_text()
    assert "in force from 1 September 2026" in other
    assert 'href="../index.html"' in other and 'href="../agreement.css"' in other
    assert "not_in_force" not in other


def test_versions_of_two_agreements_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not versions of one agreement"):
        publish([load(SMALL), load(changed(("acme-support", "other")))], tmp_path, TODAY)


def test_a_version_name_is_no_way_out_of_the_folder(tmp_path: Path) -> None:
    climbing = load(changed(('"2026-02"', '"../../../evil"'), ("2026-02-01", "2025-02-01")))
    written = publish([load(SMALL), climbing], tmp_path / "out", TODAY)
    assert all((tmp_path / "out").resolve() in file.resolve().parents for file in written)
