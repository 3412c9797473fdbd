"""What `check` answers, in each of its formats; and what `send` shows before it begins."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from factus_cli.cli import signals
from factus_cli.cli.clock import today
from factus_cli.cli.reading import Reading, control, read
from factus_cli.cli.show import print_json
from factus_cli.domain.findings import Severity
from factus_cli.errors import ExitCode, FactusError, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.cli.reading import Choices, FileRead
    from factus_cli.cli.show import Screen

FORMATS = ("table", "json", "csv", "github", "junit", "sarif")


@dataclass(frozen=True, slots=True)
class Expected:
    """The control totals that the user gave: the payable total as typed, and the number of documents."""

    total: str | None = None
    count: int | None = None


def answer(  # what the options of `check` say
    screen: Screen,
    files: Sequence[str],
    choices: Choices,
    expected: Expected,
    format_: str,
    copy: Path | None = None,
    out: Path | None = None,
) -> ExitCode:
    """Read, check, and answer on stdout in the format asked for.

    `copy`: where the marked copy of the file goes; `out`: the folder where its parts go.
    """
    if format_ not in FORMATS:
        raise UsageProblem(f"--format no puede ser «{format_}»", hint=f"puede ser: {', '.join(FORMATS)}")
    if out is not None:
        from factus_cli.cli.splitting import refuse_place

        refuse_place(out)
    brief = format_ == "table" and copy is None and out is None and not (screen.as_json or screen.verbose)
    reading = read_all(files, choices, expected, brief=brief)
    _write_files(screen, reading, choices, copy, out)
    code = exit_code(reading)
    if screen.as_json or format_ == "json":
        from factus_cli.cli import answers

        print_json(answers.check(reading, code, reading.error))
    elif format_ == "table":
        tell(screen, reading)
    else:
        _write(reading, format_)
    return code


def _write_files(screen: Screen, reading: Reading, choices: Choices, copy: Path | None, out: Path | None) -> None:
    """The files asked for, each by a module that most runs need not load."""
    if copy is not None:
        from factus_cli.cli.annotating import annotate

        annotate(screen, reading, copy)
    if out is not None:
        from factus_cli.cli.splitting import split

        split(screen, reading, choices, out)


def read_all(files: Sequence[str], choices: Choices, expected: Expected, *, brief: bool = False) -> Reading:
    """Every file read and checked, and the control totals compared. `brief`: as `reading.read`."""
    with signals.reading():
        reading = read(files, choices, today(), brief=brief)
        reading.findings.extend(control(reading, expected.total, expected.count))
    return reading


def exit_code(reading: Reading) -> ExitCode:
    """0 when everything is correct, 2 when a path or an option was wrong, 3 when the content is."""
    errors = [one.error.exit_code for one in reading.files if one.error is not None]
    if any(code is ExitCode.LOTE for code in errors) or reading.count(Severity.ERROR):
        return ExitCode.LOTE
    return errors[0] if errors else ExitCode.OK


def tell(screen: Screen, reading: Reading) -> None:
    """For a person: what was understood and the control totals on stderr, what was found on stdout."""
    from factus_cli.cli import views  # after the lote is read

    show_understood(screen, reading)
    several = len(reading.files) > 1
    for part in views.findings_table(reading.findings, several_files=several, notices=screen.verbose):
        screen.out.print(part)
    for one in reading.files:
        if one.error is not None:
            _tell_error(screen, one.error)
    screen.out.print(views.verdict(reading))


def tell_errors(screen: Screen, reading: Reading) -> None:
    """Why what was left out of a send was: the errors alone, at their cells."""
    from factus_cli.cli import views  # after the lote is read

    errors = [one for one in reading.findings if one.severity is Severity.ERROR]
    for part in views.findings_table(errors, several_files=len(reading.files) > 1, notices=False):
        screen.out.print(part)


def show_understood(screen: Screen, reading: Reading) -> None:
    """What was understood of each file, and the control totals of the correct documents."""
    from factus_cli.cli import views  # after the lote is read

    for one in reading.files:
        for line in views.understood(one, verbose=screen.verbose):
            screen.part(line)
    if reading.correct_count:
        screen.part(views.totals_table(reading.totals, reading.correct_count))
        screen.part("")


def _tell_error(screen: Screen, error: FactusError) -> None:
    from rich.text import Text

    screen.out.print(Text(error.message, style="red"))
    if error.hint:
        screen.out.print(Text(f"→ {error.hint}", style="cyan"))


def _write(reading: Reading, format_: str) -> None:
    from factus_cli.reports import findings as formats

    refused = {one.path: one.error for one in reading.files if one.error is not None}
    lines = _lines(reading) if format_ in formats.WITH_LINES else {}
    text = formats.render(format_, reading.findings, [one.path for one in reading.files], refused, lines)
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def _lines(reading: Reading) -> dict[str, Sequence[int]]:
    """On which line of its file each row begins, by file, where that is not the row's number and can be known."""
    from factus_cli.lote.text_lines import lines_of

    found = {}
    for one in reading.files:
        content = _read_again(one) if one.table is not None and one.table.delimiter is not None else None
        if one.table is not None and content is not None and (lines := lines_of(content, one.table)) is not None:
            found[one.path] = lines
    return found


def _read_again(one: FileRead) -> bytes | None:
    """A file's bytes; None where they can be read only once (a pipe), or are others by now."""
    path = Path(one.path)
    content = path.read_bytes() if path.is_file() else b""
    return content if hashlib.sha256(content).hexdigest() == one.digest else None
