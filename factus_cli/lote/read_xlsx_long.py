"""Long worksheets: column by column through fastexcel, where each is certain to be of texts, of numbers or of days alone.

The first rows are read as those of any other sheet; what stands in them says whether the rest is worth trying. Where it
is not certain that both ways of reading give the same there is no answer, and the sheet is read cell by cell.
"""

from __future__ import annotations

import io
import logging
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time
from threading import Thread
from typing import TYPE_CHECKING

from factus_cli.lote import header
from factus_cli.lote import read_xlsx_facts as facts
from factus_cli.lote.read_cells import columns_of, number_text
from factus_cli.lote.read_grid import Grid, GridColumn, joined, kinds_of
from factus_cli.lote.read_marks import marked
from factus_cli.lote.read_series import Texts
from factus_cli.lote.table import Kind
from factus_cli.lote.workbook import ReadSheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    import polars as pl
    from fastexcel import ExcelReader

    from factus_cli.lote.read_xlsx_facts import SheetPart
    from factus_cli.lote.read_xlsx_styles import Styles
    from factus_cli.lote.read_zip import Archive

LONG_FROM = 16 * 1024 * 1024
"""Bytes of XML from which a sheet is long: below, cell by cell is done before Polars is imported."""
TYPED = b' t="'
"""What stands in every cell of text, and mostly in no other."""
TEXT_CELLS = (b' t="s"', b' t="inlineStr"', b' t="str"')
ERROR_CELL = b' t="e"'
JUDGED_FROM = header.HEAD_ROWS // 4
"""Titles and headers stand above the values that say what a column is of."""
PLAIN = tuple(frozenset({Kind.BLANK, kind}) for kind in (Kind.TEXT, Kind.NUMBER, Kind.DATE))
WRITTEN_DATE = b' t="d"'
FIRST_DAY = datetime(1910, 1, 1)  # noqa: DTZ001 - a cell's date has no zone
"""From here on a whole number is a day in every workbook; before, Excel and its readers do not count alike."""


def read(file: str, content: bytes, archive: Archive, part: SheetPart, styles: Styles) -> ReadSheet | None:
    """A long sheet; None where it is to be read cell by cell.

    What can be asked of its XML while its cells are read is asked meanwhile.
    Raises LoteRefused for what its part, or its facts, refuse.
    """
    with ThreadPoolExecutor(1) as other:
        opening = other.submit(_opened, content)
        raw = archive.unproven(part.path)
        xml = facts.compact(file, part.name, raw)
        top = _top(content, part, xml)
        book = opening.result() if top and all(_is_plain(column) for column in top) else None
        if top is None or book is None:
            return None
        loading = other.submit(_loaded, book, part.name, len(top[0].texts))
        import polars  # noqa: F401, PLC0415 - meanwhile, since it takes a while

        import factus_cli.checks.run  # noqa: PLC0415 - what comes next, too
        import factus_cli.lote.lote  # noqa: F401, PLC0415

        archive.prove(part.path, raw)
        rows = facts.row_numbers(xml)
        found = facts.facts_of(file, xml, styles)
        typed, valued = xml.count(TYPED), _valued(xml)
        frame = loading.result()
    if rows != sorted(set(rows)):
        return None
    if frame is None or frame.width < len(top):
        return None
    columns = _joined(top, frame, len(top[0].texts))
    if columns is None:
        return None
    Thread(target=_code, args=(columns,), daemon=True).start()
    texts = _counted(top, frame, Kind.TEXT)
    if texts != typed and texts != sum(map(xml.count, TEXT_CELLS)):
        return None  # a text in a column of numbers is not in the frame
    errors = xml.count(ERROR_CELL) if found.errors else 0
    dates = _counted(top, frame, Kind.DATE)
    if dates and WRITTEN_DATE in xml:
        return None  # each reader reads a date that is written out in its own way
    if texts + _counted(top, frame, Kind.NUMBER) + dates + errors != valued:
        return None  # nor is a cell that stands in a row far from its own
    return ReadSheet(
        part.name,
        part.hidden,
        Grid(
            part.name,
            marked(columns, found),
            found.hidden_rows,
            hidden_columns=found.hidden_columns,
            merged=found.merged,
            struck_rows=found.struck_rows,
        ),
    )


def _top(content: bytes, part: SheetPart, xml: bytes) -> list[GridColumn] | None:
    """The first rows of a sheet from A1; None where they can't be told from the rest, or don't begin there."""
    tag = facts.prefix(xml)
    end = 0
    for _ in range(header.HEAD_ROWS):
        end = xml.find(b"</%srow>" % tag, end + 1)
        if end < 0:
            return None
    if b"utf-16" in xml[:200].lower():
        return None
    short = xml[:end] + b"</%srow></%ssheetData></%sworksheet>" % (tag, tag, tag)
    return _cells(_with_part(content, part.path, short), part.name)


def _with_part(content: bytes, path: str, xml: bytes) -> bytes:
    """The workbook with this sheet alone."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(made, "w") as small:
        for name in whole.namelist():
            if name.endswith((".xml", ".rels")) and "/worksheets/" not in name:
                small.writestr(name, whole.read(name))
        small.writestr(path, xml)
    return made.getvalue()


def _cells(content: bytes, name: str) -> list[GridColumn] | None:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - loaded for workbooks alone

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name)
    except (CalamineError, OSError, ValueError):
        return None
    return columns_of(sheet.to_python(skip_empty_area=False)) if sheet.start == (0, 0) else None


def _is_plain(column: GridColumn) -> bool:
    """Whether the first values of a column are all texts, or all numbers."""
    return any(kinds >= set(kinds_of(column)[JUDGED_FROM:]) for kinds in PLAIN)


def _opened(content: bytes) -> ExcelReader | None:
    import fastexcel  # noqa: PLC0415 - loaded for long workbooks alone

    logging.getLogger("fastexcel").setLevel(logging.ERROR)  # it warns of columns without values
    try:
        return fastexcel.read_excel(content)
    except fastexcel.FastExcelError:
        return None


def _loaded(book: ExcelReader, name: str, height: int) -> pl.DataFrame | None:
    """The cells below the first rows, each column by its own type; None where one has several, or nothing is right."""
    import fastexcel  # noqa: PLC0415 - loaded already

    try:
        sheet = book.load_sheet(
            name, header_row=None, skip_rows=height, schema_sample_rows=None, dtype_coercion="strict"
        )
        frame = sheet.to_polars()
    except fastexcel.FastExcelError:
        return None
    return frame if frame.height + height == sheet.total_height else None


def _joined(top: Sequence[GridColumn], frame: pl.DataFrame, height: int) -> list[GridColumn] | None:
    blank = GridColumn([""] * height)
    above = [*top, *[blank] * (frame.width - len(top))]
    below = [_column(series) for series in frame.iter_columns()]
    known = [one for one in below if one is not None]
    return joined([above, known]) if len(known) == len(below) else None


def _code(columns: Sequence[GridColumn]) -> None:
    """Find the different texts of each column, the last ones first: whoever asks for them begins with the others."""
    for column in reversed(columns):
        if isinstance(column.texts, Texts):
            column.texts.coded()


def _column(series: pl.Series) -> GridColumn | None:
    """A column of texts, of numbers or of days; None for any other."""
    import polars as pl  # noqa: PLC0415 - loaded already: it is a Series

    if series.dtype == pl.String:
        return GridColumn(Texts(series.fill_null("")))
    if series.dtype == pl.Null:
        return GridColumn(Texts(pl.repeat("", n=len(series), dtype=pl.String, eager=True)))
    if series.dtype == pl.Float64 and series.is_finite().all():
        return _of_values(series, number_text, Kind.NUMBER)
    if series.dtype == pl.Datetime and _are_days(series):
        return _of_values(series, _day_text, Kind.DATE)
    return None


def _of_values(series: pl.Series, text_of: Callable[[Any], str], kind: Kind) -> GridColumn:
    import polars as pl  # noqa: PLC0415 - loaded already

    values = series.drop_nulls().unique()
    texts = pl.Series(map(text_of, values.to_list()), dtype=pl.String)
    written = series.replace_strict(values, texts, default="", return_dtype=pl.String).fill_null("")
    return GridColumn(Texts(written), bytes((series.is_not_null().cast(pl.UInt8) * int(kind)).to_list()))


def _are_days(series: pl.Series) -> bool:
    """Whether all moments of a column are days, without a time, that everybody counts alike."""
    return all(one >= FIRST_DAY and one.time() == time.min for one in series.drop_nulls().unique().to_list())


def _day_text(moment: datetime) -> str:
    return moment.date().isoformat()


def _valued(xml: bytes) -> int:
    """How many cells of a sheet have a value of any kind."""
    tag = facts.prefix(xml)
    return xml.count(b"</%sv>" % tag) + xml.count(b"</%sis>" % tag)


def _counted(top: Sequence[GridColumn], frame: pl.DataFrame, kind: Kind) -> int:
    """How many cells of a kind were read."""
    import polars as pl  # noqa: PLC0415 - loaded already

    dtype = {Kind.TEXT: pl.String, Kind.NUMBER: pl.Float64, Kind.DATE: pl.Datetime}[kind]
    below = sum(len(one) - one.null_count() for one in frame.iter_columns() if one.dtype == dtype)
    return below + sum(kinds_of(column).count(kind) for column in top)
