"""What Prazo refuses is said in the language of who reads it, so every sentence is translated."""

import ast
from collections.abc import Iterator
from pathlib import Path

import prazo

ROOT = Path(prazo.__file__).parent
LAZY = {"gettext_lazy", "ngettext_lazy", "pgettext_lazy"}


def test_the_sentence_of_a_refusal_is_a_lazy_translation() -> None:
    """A text of its own stays English; one translated where it is raised is in the language of who
    caused it, which need not be that of who reads it."""
    found = list(refusals())
    assert len(found) > 150
    assert not [place for place, sentence in found if wrong(*place, sentence)]


def refusals() -> Iterator[tuple[tuple[Path, int], ast.expr]]:
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                given = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "sentence")]
                yield (path, node.lineno), given[0]


def wrong(path: Path, line: int, sentence: ast.expr) -> bool:
    """A name is looked at where it was given its text."""
    if isinstance(sentence, ast.Constant | ast.JoinedStr | ast.BinOp):
        return True
    if not isinstance(sentence, ast.Call):
        return False
    return names(path).get(ast.unparse(sentence.func), "") not in LAZY


def names(path: Path) -> dict[str, str]:
    """What a module calls Django's translators."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
