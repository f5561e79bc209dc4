"""The commands about agreement files: what they print, and how they end."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from prazo.agreements.source import MOST_BYTES
from prazo.cli.agreements import app
from tests.agreements.small import SMALL, changed
from tests.agreements.test_check import WHOLE
from tests.shared import SHARED

VECTOR = {
    "id": "noon",
    "op": "is_open",
    "calendar": {"tz": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}},
    "source": "nobody/nothing",
    "at": "2026-03-02T12:00:00Z",
    "open": True,
}


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "acme.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    return path


def test_check_a_sound_file(file: Path) -> None:
    assert run("check", file) == (0, f"{file}: 0 errors, 0 warnings, 0 notes\n")


def test_check_tells_place_and_remedy_in_a_language(file: Path) -> None:
    file.write_text(
        changed(("hours: office}\npri", "hours: ofice}\npri"), text=WHOLE), encoding="utf-8"
    )
    code, output = run("check", file, "--language", "pt-BR")
    assert code == 1
    assert output.splitlines()[:2] == [
        f"{file}:15:51: error: `ofice` não está declarado em `calendars`. [channels.phone.hours]",
        "    Seria `office`?",
    ]


def test_warnings_fail_only_where_asked(file: Path) -> None:
    file.write_text(changed(("pt-BR: Alta", "es: Alta"), text=WHOLE), encoding="utf-8")
    assert run("check", file)[0] == 0
    assert run("check", "--strict", file)[0] == 1


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("name: Solução".encode("latin-1"))
    code, output = run("check", tmp_path / "latin.yaml")
    assert code == 1 and "no UTF-8" in output
    (tmp_path / "long.yaml").write_bytes(b"\xc3\xa9" * MOST_BYTES)
    code, output = run("check", tmp_path / "long.yaml", "--language", "en")
    assert code == 1 and "256 KiB is the most" in output


def test_a_byte_order_mark_is_no_fault(file: Path) -> None:
    file.write_text("\ufeff" + WHOLE, encoding="utf-8")
    assert run("check", file)[0] == 0


def test_publish(file: Path, tmp_path: Path) -> None:
    code, output = run("publish", file, "--out", tmp_path / "out", "--as-of", "2026-03-01")
    assert (code, output) == (0, f"5 files in {tmp_path / 'out'}\n")
    assert '<html lang="pt-BR">' in (tmp_path / "out" / "pt-BR.html").read_text()


def test_what_is_no_day_is_said_with_the_remedy(file: Path, tmp_path: Path) -> None:
    said = run("publish", file, "--out", tmp_path / "out", "--as-of", "1.3.2026")
    assert said == (1, "--as-of: write a date such as 2027-01-31.\n")


def test_publish_refuses_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("agreement: [", encoding="utf-8")
    code, _ = run("publish", tmp_path / "bad.yaml", "--out", tmp_path / "out")
    assert code == 1 and not (tmp_path / "out").exists()


def test_publish_refuses_what_check_calls_an_error(tmp_path: Path) -> None:
    """It can be read, but promises nothing for half of the tickets."""
    bad = tmp_path / "bad.yaml"
    bad.write_text(changed(("      - {in: 8h}\n", ""), text=WHOLE), encoding="utf-8")
    assert run("check", bad)[0] == 1
    code, output = run("publish", bad, "--out", tmp_path / "out")
    assert (code, output.startswith(f"{bad}:34:")) == (1, True)
    assert not (tmp_path / "out").exists()


def test_diff(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(changed(("in: 2h", "in: 3h")), encoding="utf-8")
    code, output = run("diff", tmp_path / "old.yaml", tmp_path / "new.yaml", "--language", "es")
    assert code == 0
    assert "~ First response, Prioridad: High: 2 horas hábiles → 3 horas hábiles" in output


def test_schema_names_every_key() -> None:
    code, output = run("schema")
    schema = json.loads(output)
    assert code == 0
    assert {"agreement", "targets", "examples"} <= schema["properties"].keys()
    assert schema["additionalProperties"] is False
    assert {"in", "priority", "calendar"} <= schema["$defs"]["LinePart"]["properties"].keys()
    assert {"if", "raise"} <= schema["$defs"]["StepPart"]["properties"].keys()


def test_explain_example(file: Path) -> None:
    code, output = run("explain-example", file, 1, "--language", "en")
    assert code == 0
    assert "due Mon 2026-03-09 10:30 (America/Sao_Paulo)" in output
    assert run("explain-example", file, 9)[0] == 1


def test_conformance_counts_and_fails(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(json.dumps([VECTOR, {**VECTOR, "id": "night", "at": "2026-03-02T20:00:00Z"}]))
    code, output = run("conformance", path)
    assert code == 1
    assert output.startswith("own: 1 passed, 1 failed, 0 not comparable, 0 disputed\n")
    assert "FAILED night is_open" in output


@pytest.mark.parametrize("text", [b"", b"\xff[]", b"[" * 100_000, b"{}", b'[1, "x"]'])
def test_conformance_says_what_is_no_file_of_vectors(tmp_path: Path, text: bytes) -> None:
    odd, fine = tmp_path / "odd.json", tmp_path / "fine.json"
    odd.write_bytes(text)
    fine.write_text("[]")
    code, output = run("conformance", odd, fine)
    assert code == 1
    assert "FAILED" in output
    assert "fine: 0 passed, 0 failed" in output


def test_conformance_shows_half_a_character_and_reads_past_a_byte_order_mark(
    tmp_path: Path,
) -> None:
    path = tmp_path / "half.json"
    halves = [{**VECTOR, "id": "\ud800", "open": 0, "notes": "\udfff"}, {"disputed": "\ud800"}]
    path.write_text(json.dumps(halves), encoding="utf-8-sig")
    code, output = run("conformance", path)
    assert code == 1
    assert "FAILED \\ud800 is_open" in output
    assert "1 disputed: \\ud800" in output


def test_conformance_with_all_shared_vectors() -> None:
    files = sorted((SHARED / "vectors").glob("*.json"))
    print(f"{len(files)} files of vectors")
    if files:
        code, output = run("conformance", *files)
        assert code == 0, output
