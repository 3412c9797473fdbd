"""How large a lote may be, and the refusals of what is larger."""

from __future__ import annotations

from dataclasses import dataclass

from factus_cli.lote.refusals import refusal

MAX_BYTES = 200 * 1024 * 1024
"""A file of at most 200 MB."""

MAX_ROWS = 1_048_576
"""The rows of a sheet of Excel; text files are held to the same."""

MAX_COLUMNS = 16_384
"""The columns of a sheet of Excel."""

MAX_AREA = 20_800_000
"""Cells of a table, from the first to the last; a table with more is held to `SPARSE`."""

SPARSE = 10
"""One cell of so many must have a value in a table of more than `MAX_AREA`."""

MAX_ROOM = 5_000_000
"""Cells of all sheets of a workbook that is read whole, in a process of its own; one with more is held to `SPARSE`."""

MAX_UNPACKED = 2 * 1024**3
"""What the parts of a zipped workbook may take once inflated, in bytes."""

MAX_RATIO = 250
"""How many times larger than its zip a workbook of over `RATIO_FROM` bytes may be; real ones stay below 60."""

RATIO_FROM = 100 * 1024 * 1024

MAX_PARTS = 10_000
"""The files inside a zipped workbook."""

SPLIT = "Divida el lote en archivos más pequeños."


@dataclass(slots=True)
class Room:
    """What the sheets of a workbook ask of the memory, told from its records before anyone makes room for it."""

    file: str
    area: int = 0
    cells: int = 0

    def refuse_sparse(self, sheet: str, area: int, cells: int) -> None:
        """Raise LoteRefused where so few cells of a sheet stand so far apart, all sheets before it counted."""
        if self.area + area > max(MAX_ROOM, SPARSE * (self.cells + cells)):
            raise refusal(
                self.file,
                "sparse_sheet",
                f"la hoja «{sheet}» tiene celdas muy lejos de la tabla",
                "Borre las filas y columnas que sobran después de la tabla, o copie la tabla a un libro nuevo.",
            )

    def add(self, area: int, cells: int) -> None:
        """Count a sheet that is done."""
        self.area += area
        self.cells += cells


def refuse_over_size(file: str, size: int) -> None:
    """Raise LoteRefused when the file itself is too large."""
    if size > MAX_BYTES:
        raise refusal(
            file,
            "too_big",
            f"el archivo pesa {size / 1024**2:.0f} MB y el máximo son {MAX_BYTES // 1024**2} MB",
            SPLIT,
        )


def refuse_over_rows(file: str, rows: int) -> None:
    """Raise LoteRefused when there are more rows than a sheet of Excel holds."""
    if rows > MAX_ROWS:
        raise refusal(file, "too_many_rows", f"tiene más de {MAX_ROWS:_} filas, el máximo".replace("_", "."), SPLIT)


def refuse_over_area(file: str, area: int, filled: int) -> None:
    """Raise LoteRefused when there is room for far more cells than have a value, all of which would be made."""
    if area > max(MAX_AREA, SPARSE * filled):
        raise refusal(
            file,
            "sparse_sheet",
            f"tendría {area:_} celdas, casi todas vacías".replace("_", "."),
            "Revise el programa que lo exporta, o copie la tabla a un libro nuevo.",
        )


def refuse_over_columns(file: str, columns: int) -> None:
    """Raise LoteRefused when there are more columns than a sheet of Excel holds."""
    if columns > MAX_COLUMNS:
        raise refusal(
            file,
            "too_many_columns",
            f"tiene {columns:_} columnas y el máximo son {MAX_COLUMNS:_}".replace("_", "."),
            "Revise que el delimitador sea el correcto (`--delimiter`), o borre las columnas que sobran.",
        )
