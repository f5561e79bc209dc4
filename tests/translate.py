"""Every msgid of the package, and the .po files brought up to them: `make messages`.

Read with Python's own ast and Django's templatize, so that GNU gettext need not be installed;
makemessages would need xgettext on every engineer's machine.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1] / "prazo"
LOCALE = PACKAGE / "locale"
# What the GNU gettext manual gives for each language ("Plural forms").
PLURALS = {
    "pt_BR": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "de": "nplurals=2; plural=(n != 1);",
    "ru": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 "
        "&& (n%100<10 || n%100>=20) ? 1 : 2);"
    ),
}
# gettext's functions: which argument is the context, the msgid and the plural.
PLACES: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
# A call as templatize leaves it among the blanked-out rest of a template.
CALL = re.compile(
    r"\b(_|n?p?gettext)\(((?:[^()'\"]|u?'(?:\\.|[^'\\])*'|u?\"(?:\\.|[^\"\\])*\")*)\)"
)


@dataclass(frozen=True, order=True)
class Text:
    """One thing to translate; "" stands for no context and for no plural."""

    msgid: str
    context: str = ""
    plural: str = ""


def texts(folder: Path = PACKAGE) -> dict[Text, list[str]]:
    """Every text under the folder, with the files that say it as paths from the package."""
    found: dict[Text, list[str]] = {}
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html"), *folder.rglob("*.txt")]):
        name = path.relative_to(folder).as_posix()
        if name.startswith("locale/") or "/migrations/" in name:
            continue
        source = path.read_text()
        for text in in_code(source) if path.suffix == ".py" else in_template(source):
            names = found.setdefault(text, [])
            if name not in names:
                names.append(name)
    return found


def in_code(source: str) -> Iterator[Text]:
    tree = ast.parse(source)
    names = called_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if function := names.get(name):
                yield from of_call(function, node.args)


def called_names(tree: ast.AST) -> dict[str, str]:
    """What a module calls each function of django.utils.translation, `as _` and the like."""
    names = {name: name for name in PLACES}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {a.asname: a.name for a in node.names if a.asname and a.name in PLACES}
    return names


def in_template(source: str) -> Iterator[Text]:
    for match in CALL.finditer(templatize(source)):
        name = "gettext" if match[1] == "_" else match[1]
        call = ast.parse(f"f({match[2].strip()})", mode="eval").body
        assert isinstance(call, ast.Call)
        yield from of_call(name, call.args)


def of_call(function: str, arguments: list[ast.expr]) -> Iterator[Text]:
    """The text of one call; nothing when the msgid is no literal, as in `gettext(word)`."""
    context, msgid, plural = (
        "" if at is None else literal(arguments, at) for at in PLACES[function]
    )
    if msgid:
        yield Text(msgid, context or "", plural or "")


def literal(arguments: list[ast.expr], at: int) -> str:
    node = arguments[at] if at < len(arguments) else None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def bring_up(language: str, found: dict[Text, list[str]]) -> polib.POFile:
    path = path_of(language)
    file = catalogue(language, found)
    path.parent.mkdir(parents=True, exist_ok=True)
    file.save(str(path))
    return file


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def catalogue(language: str, found: dict[Text, list[str]]) -> polib.POFile:
    """The language's file with each text in it once, sorted, a line each; kept what was
    translated."""
    path = path_of(language)
    kept = {}
    if path.exists():
        kept = {text_of(entry): entry for entry in polib.pofile(str(path), wrapwidth=0)}
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": "Prazo",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for text in sorted(found):
        file.append(kept[text] if text in kept else blank(text, language))
    return file


def blank(text: Text, language: str) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.msgid, msgctxt=text.context or None)
    if "%(" in text.msgid or "%(" in text.plural:
        entry.flags.append("python-format")
    if text.plural:
        entry.msgid_plural = text.plural
        forms = int(PLURALS[language].split(";")[0].split("=")[1])
        entry.msgstr_plural = dict.fromkeys(range(forms), "")
    return entry


def text_of(entry: polib.POEntry) -> Text:
    return Text(entry.msgid, entry.msgctxt or "", entry.msgid_plural or "")


def main() -> None:
    if not settings.configured:
        settings.configure()
    found = texts()
    for language in PLURALS:
        file = bring_up(language, found)
        missing = len(file.untranslated_entries())
        print(f"{language}: {len(file)} texts, {missing} not translated")


if __name__ == "__main__":
    main()
