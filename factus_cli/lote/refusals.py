"""How the reader says that a file can't be read as a lote: the file first, then what and what next."""

from __future__ import annotations

from factus_cli.errors import LoteRefused


def refusal(file: str, code: str, what: str, hint: str = "") -> LoteRefused:
    """The exception to raise: `ventas.csv: el archivo está vacío`, with a stable code word and the next step."""
    return LoteRefused(f"{file}: {what}", hint=hint, code=code)
