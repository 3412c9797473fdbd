"""What a person sees: results on stdout, the rest on stderr, both plain without a terminal."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from factus_cli.cli import signals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import ConsoleOptions, RenderableType

    from factus_cli.cli.options import Globals
    from factus_cli.errors import FactusError

ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that move, colour, clear or turn around what a terminal shows; lines and tabs are left."""
PIPED_WIDTH = 200
"""Columns of a table written to a file or a pipe; a sentence there is one line, whatever its length."""


@dataclass(slots=True)
class Screen:
    """Where this run writes. With --json stdout has one JSON object and nothing else."""

    out: Console
    err: Console
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    may_ask: bool = False

    @classmethod
    def of(cls, chosen: Globals) -> Screen:
        """The screen that the global options ask for."""
        plain = chosen.no_color or bool(os.environ.get("NO_COLOR"))
        out, err = console(sys.stdout, plain=plain), console(sys.stderr, plain=plain)
        may_ask = sys.stdin.isatty() and sys.stderr.isatty() and not chosen.no_input
        return cls(out, err, chosen.json, chosen.quiet, chosen.verbose, may_ask)

    @property
    def may_show(self) -> bool:
        """Whether a person reads along: neither --json nor --quiet."""
        return not (self.as_json or self.quiet)

    def answer(self, as_json: dict[str, Any], *parts: RenderableType) -> None:
        """The result: the JSON object, or what a person reads."""
        if self.as_json:
            print_json(as_json)
            return
        for part in parts:
            self.out.print(part)

    def note(self, text: str) -> None:
        """A line for a person, beside the result."""
        if not self.quiet:
            self.err.print(Text(text))

    def warn(self, text: str) -> None:
        """A line that a person must not miss."""
        self.err.print(Text(f"Atención: {text}", style="yellow"))

    def ask(self, prompt: str) -> str:
        """What a person types, nothing when they close the input. Ctrl-C raises KeyboardInterrupt at once.

        Only where `may_ask`. An event loop would keep the first Ctrl-C for itself.
        """
        try:
            with signals.at_once():
                self.err.print(prompt, end="", markup=False)
                return _line_typed()
        except EOFError:
            return ""

    def part(self, renderable: RenderableType) -> None:
        """A table or a panel for a person, beside the result."""
        if not self.quiet:
            self.err.print(renderable)


def _line_typed() -> str:
    """A line of stdin. A signal that comes between the prompt and the wait is heard too, which `input` alone may miss."""
    if sys.platform == "win32":  # no select of a console there
        return input()
    heard, tells = os.pipe()
    os.set_blocking(tells, False)
    before = signal.set_wakeup_fd(tells, warn_on_full_buffer=False)
    try:
        select.select([sys.stdin, heard], [], [])
        return input()
    finally:
        signal.set_wakeup_fd(before)
        os.close(heard)
        os.close(tells)


class _Console(Console):
    """A console that no text commands: what a file says may hold orders to a terminal, or turn the line around."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What is shown, with a � in the place of each order."""
        for one in super().render(renderable, options):
            yield one if one.control else Segment(ORDERS.sub("\ufffd", one.text), one.style)


def console(stream: Any, *, plain: bool) -> Console:  # sys.stdout may be replaced by anything
    """A console that wraps only on a terminal."""
    on_terminal = stream.isatty()
    return _Console(
        file=stream,
        no_color=plain,
        highlight=False,
        width=None if on_terminal else PIPED_WIDTH,
        soft_wrap=not on_terminal,
        legacy_windows=False,
        color_system="auto" if on_terminal and not plain else None,
    )


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on stdout, readable, UTF-8 whatever the console's own encoding is. No signal cuts it."""
    signals.told()
    _write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_json_line(value: dict[str, Any]) -> None:
    """One JSON object on one line of stdout, at once; UTF-8, too."""
    _write(json.dumps(value, ensure_ascii=False) + "\n")


def _write(text: str) -> None:
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
    else:
        buffer.write(text.encode())
        buffer.flush()


def failure(error: FactusError, *, as_json: bool = False, as_line: bool = False) -> None:
    """What stopped the command: one sentence, and what to do next. For a machine an object, or a last line, too."""
    told = {"schema": "factus.error/1", "ok": False, "exit_code": int(error.exit_code), "error": error.as_json()}
    signals.told()
    if as_line:
        print_json_line({"event": "summary", **told})
    elif as_json:
        print_json(told)
    err = console(sys.stderr, plain=bool(os.environ.get("NO_COLOR")))
    err.print(Text.assemble(("Error: ", "bold red"), error.message))
    if error.hint:
        err.print(Text(f"  {error.hint}", style="dim"))


def table(
    headers: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = (), title: str = ""
) -> Table:
    """A table of plain text; `right` are the columns of numbers."""
    made = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for index, header in enumerate(headers):
        made.add_column(header, justify="right" if index in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(escape(cell) for cell in row))
    return made
