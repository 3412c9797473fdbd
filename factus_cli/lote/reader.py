"""A file's bytes into a table of cells with the spreadsheet's own addresses: read right, or refused by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.lote import limits
from factus_cli.lote.read_kind import FileKind, kind_of
from factus_cli.lote.read_options import ReadOptions
from factus_cli.lote.sources import Source

if TYPE_CHECKING:
    from factus_cli.lote.header import Knows
    from factus_cli.lote.table import Table

__all__ = ["ReadOptions", "Source", "read", "read_bytes"]

AS_DETECTED = ReadOptions()


def read(source: Source, options: ReadOptions = AS_DETECTED, *, knows: Knows) -> Table:
    """The table of a source; `knows` says whether a text is the header of a known column.

    Raises LoteRefused where the content can't be read as a lote (its `code` says which of the reasons), UsageProblem
    for a file that can't be opened, an unknown sheet and an unknown encoding.
    """
    return read_bytes(source.name, source.read(), options, knows=knows)


def read_bytes(file: str, content: bytes, options: ReadOptions = AS_DETECTED, *, knows: Knows) -> Table:
    """The table of a file's content; `file` is its name in messages and findings."""
    limits.refuse_over_size(file, len(content))
    match kind_of(file, content):
        case FileKind.TEXT:
            from factus_cli.lote import text  # noqa: PLC0415 - each kind loads what it needs

            return text.read(file, content, options, knows)
        case FileKind.JSON:
            from factus_cli.lote import read_json  # noqa: PLC0415

            return read_json.read(file, content, options, knows)
        case FileKind.HTML:
            from factus_cli.lote import read_html  # noqa: PLC0415

            return read_html.read(file, content, options, knows)
        case kind:
            from factus_cli.lote import workbook  # noqa: PLC0415

            return workbook.read(file, content, kind, options, knows)
