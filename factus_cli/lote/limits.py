"""How large a lote may be, and the refusals of what is larger."""

from __future__ import annotations

from factus_cli.lote.refusals import refusal

MAX_BYTES = 200 * 1024 * 1024
"""A file of at most 200 MB."""

MAX_ROWS = 1_048_576
"""The rows of a sheet of Excel; text files are held to the same."""

MAX_COLUMNS = 16_384
"""The columns of a sheet of Excel."""

MAX_UNPACKED = 2 * 1024**3
"""What the parts of a zipped workbook may take once inflated, in bytes."""

MAX_RATIO = 250
"""How many times larger than its zip a workbook of over `RATIO_FROM` bytes may be; real ones stay below 60."""

RATIO_FROM = 100 * 1024 * 1024

MAX_PARTS = 10_000
"""The files inside a zipped workbook."""

SPLIT = "Divida el lote en archivos más pequeños."


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


def refuse_over_columns(file: str, columns: int) -> None:
    """Raise LoteRefused when there are more columns than a sheet of Excel holds."""
    if columns > MAX_COLUMNS:
        raise refusal(
            file,
            "too_many_columns",
            f"tiene {columns:_} columnas y el máximo son {MAX_COLUMNS:_}".replace("_", "."),
            "Revise que el delimitador sea el correcto (`--delimiter`), o borre las columnas que sobran.",
        )
