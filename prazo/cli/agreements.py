"""Commands about agreement files. None needs a desk, a database or the network."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from prazo.agreements.faults import Fault, Faults, Severity
from prazo.agreements.loader import Loaded, load
from prazo.agreements.phrases import LANGUAGES
from prazo.agreements.source import MOST_BYTES
from prazo.cli import setup
from prazo.lib.told import gettext

app = typer.Typer(no_args_is_help=True)
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An agreement file.")]
Files = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)]
Language = Annotated[
    str, typer.Option(help=f"{', '.join(LANGUAGES)}; default as your system.", show_default=False)
]


@app.command()
def check(
    files: Files,
    language: Language = "",
    strict: Annotated[bool, typer.Option(help="Warnings count as errors.")] = False,
) -> None:
    """Say everything that is wrong with FILES, each fault with its line and its remedy."""
    from prazo.agreements.check import check as find

    spoken = setup.language(language)
    worst = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    failed = False
    for file in files:
        found = find(_text(file), file.name)
        for fault in found:
            typer.echo(_shown(file, fault, spoken))
        typer.echo(f"{file}: {', '.join(_counted(found, kind) for kind in Severity)}")
        failed = failed or any(fault.severity in worst for fault in found)
    if failed:
        raise typer.Exit(1)


@app.command()
def publish(
    files: Files,
    out: Annotated[Path, typer.Option(file_okay=False, help="The folder to write to.")],
    as_of: Annotated[str, typer.Option(help="YYYY-MM-DD; default today.")] = "",
) -> None:
    """Write the customers' page of an agreement, in each of its languages, as plain HTML.

    Several FILES are versions of one agreement: the one in force comes first.
    """
    from prazo.public.publish import publish as write

    day = setup.day(as_of, "--as-of") if as_of else datetime.now(UTC).date()
    versions = [_sound(file) for file in files]
    try:
        written = write(versions, out, day)
    except ValueError as refused:
        _fail(str(refused))
    typer.echo(f"{len(written)} files in {out}")


@app.command()
def diff(old: File, new: File, language: Language = "") -> None:
    """Say in plain words what changed from OLD to NEW."""
    from prazo.agreements.compare import compare_text

    spoken = setup.language(language)
    typer.echo(compare_text(_loaded(old, spoken), _loaded(new, spoken), spoken))


@app.command()
def schema() -> None:
    """Print the file format as JSON Schema, for editors."""
    from prazo.agreements.json_schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@app.command("explain-example")
def explain_example(
    file: File,
    number: Annotated[int, typer.Argument(min=1, help="Which of the file's examples.")],
    language: Language = "",
) -> None:
    """Show how each clock of an example is counted, span by span."""
    from prazo.agreements.examples import Unreadable, counted, story
    from prazo.agreements.explain_text import explain_text

    spoken = setup.language(language)
    loaded = _loaded(file, spoken)
    examples = loaded.document.examples
    if number > len(examples):
        known = {"file": file, "count": len(examples)}
        _fail(gettext("%(file)s has fewer examples: %(count)s.") % known)
    example = examples[number - 1]
    try:
        told = story(loaded.document, example)
        clocks = counted(loaded.agreement, told, example)
    except Unreadable as unreadable:
        _fail(str(unreadable))
    for clock in clocks:
        typer.echo(explain_text(clock, loaded, spoken, told.zone.key, told.as_of))
        typer.echo("")


@app.command()
def conformance(files: Files) -> None:
    """Hold other people's business-time vectors in FILES against the engine."""
    from prazo.engine.conformance import Tally, conform

    tallies: list[Tally] = []
    for file in files:
        tally = conform(file.stem, _json(file))
        tallies.append(tally)
        typer.echo(
            f"{tally.source}: {tally.passed} passed, {tally.failed} failed, "
            f"{tally.not_comparable.total()} not comparable, {tally.disputed.total()} disputed"
        )
        for kind, reasons in (
            ("not comparable", tally.not_comparable),
            ("disputed", tally.disputed),
        ):
            for reason, count in reasons.most_common():
                typer.echo(_writable(f"  {count:4} {kind}: {reason}"))
        for found in tally.differences:
            what = f"{found.id} {found.op}".strip() or tally.source
            said = [f"{found.got}, not {found.expected}"] if found.got or found.expected else []
            why = [found.why] if found.why else []
            typer.echo(_writable(f"  FAILED {what}: {'; '.join(said + why)}"))
    if any(tally.failed for tally in tallies):
        raise typer.Exit(1)


def _json(file: Path) -> object:
    """What is no JSON is none of the vectors either: it fails, and the next file has its turn."""
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError, OSError) as error:
        typer.echo(f"{file}: {error}", err=True)
        return None


def _writable(text: str) -> str:
    """A text that no terminal refuses: JSON may hold half a character, which is no UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _counted(found: tuple[Fault, ...], kind: Severity) -> str:
    number = sum(fault.severity is kind for fault in found)
    return f"{number} {kind}{'' if number == 1 else 's'}"


def sound_text(file: Path) -> str:
    """The text of a file that may be adopted; else all that is wrong with it is said."""
    _sound(file)
    return _text(file)


def _loaded(file: Path, language: str) -> Loaded:
    try:
        return load(_text(file), file.name)
    except Faults as faults:
        _fail(_all_shown(file, faults, language))


def _sound(file: Path) -> Loaded:
    from prazo.agreements.check import sound

    try:
        return sound(_text(file), file.name)
    except Faults as faults:
        _fail(_all_shown(file, faults, setup.language("")))


def _all_shown(file: Path, faults: Faults, language: str) -> str:
    return "\n".join(_shown(file, fault, language) for fault in faults.faults)


def _text(file: Path) -> str:
    """The file's text; never more of it than an agreement may have, so that it is refused."""
    with file.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(content) > MOST_BYTES:
            return content.decode("utf-8-sig", "replace")
        line = content[: error.start].count(b"\n") + 1
        _fail(f"{file}:{line}: " + gettext("this is no UTF-8. Save the file as UTF-8."))


def _shown(file: Path, fault: Fault, language: str) -> str:
    severity = typer.style(fault.severity, fg=COLOURS[fault.severity], bold=True)
    place = f"{file}:{fault.line}:{fault.column}"
    path = f" [{fault.path}]" if fault.path else ""
    remedy = fault.remedy_in(language)
    return f"{place}: {severity}: {fault.sentence_in(language)}{path}\n    {remedy}"


def _fail(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)
