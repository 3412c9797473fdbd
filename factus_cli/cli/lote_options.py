"""The options of `send` and `check` about reading a lote, declared once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factus_cli.errors import UsageProblem

if TYPE_CHECKING:
    from factus_cli.cli.options import Globals
    from factus_cli.cli.reading import Choices
    from factus_cli.domain.documents import DocumentType
    from factus_cli.lote.reader import ReadOptions

Type = Annotated[
    str,
    typer.Option(
        "--type",
        metavar="TIPO",
        help="invoice, credit-note, debit-note, support-document o adjustment-note.",
    ),
]
Sheet = Annotated[str | None, typer.Option("--sheet", metavar="HOJA", help="Hoja del libro que se lee.")]
Col = Annotated[
    list[str] | None,
    typer.Option("--col", metavar="CAMPO=TÍTULO", help="Dice qué título tiene un campo. Se puede repetir."),
]
Map = Annotated[
    str | None, typer.Option("--map", metavar="NOMBRE", help="Mapa de columnas que se usa (vea factus map).")
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NOMBRE", help="Codificación del texto: utf-8, cp1252…")
]
Delimiter = Annotated[str | None, typer.Option("--delimiter", metavar="SIGNO", help="Separador del texto.")]
Decimal = Annotated[
    str | None, typer.Option("--decimal", metavar="comma|point", help="Signo decimal de los números escritos.")
]
HeaderRow = Annotated[
    int | None, typer.Option("--header-row", min=1, metavar="N", help="Fila de los títulos, como la muestra la hoja.")
]
Discounts = Annotated[
    str | None,
    typer.Option("--discounts", metavar="fraction|percent", help="Cómo leer un descuento entre 0 y 1 sin %."),
]
Value = Annotated[
    list[str] | None,
    typer.Option("--value", metavar="TÍTULO:TEXTO=CÓDIGO", help="Qué significa un texto en una columna."),
]
AllowRepeated = Annotated[
    bool, typer.Option("--allow-repeated-lines", help="Acepta líneas iguales en un mismo documento.")
]
WithTax = Annotated[bool, typer.Option("--prices-include-tax", help="Los precios ya incluyen los impuestos.")]
Strict = Annotated[bool, typer.Option("--strict", help="Trata los avisos como errores.")]
ExpectTotal = Annotated[
    str | None, typer.Option("--expect-total", metavar="VALOR", help="Total a pagar que debe dar el lote.")
]
ExpectCount = Annotated[
    int | None, typer.Option("--expect-count", min=0, metavar="N", help="Documentos que debe tener el lote.")
]
Annotate = Annotated[
    Path | None,
    typer.Option("--annotate", metavar="ARCHIVO", help="Copia del libro con las celdas malas en color y comentadas."),
]

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="CARPETA", help="Separa el lote: filas correctas, por corregir, y hallazgos."),
]


def choices(  # an option is a parameter
    chosen: Globals,
    *,
    type_: str,
    sheet: str | None,
    map_: str | None,
    col: list[str] | None,
    encoding: str | None,
    delimiter: str | None,
    decimal: str | None,
    header_row: int | None,
    discounts: str | None,
    value: list[str] | None,
    allow_repeated_lines: bool,
    prices_include_tax: bool,
    strict: bool,
) -> Choices:
    """The options as the reader takes them, and the maps of the profile.

    Raises UsageProblem for a value that is none of those accepted.
    """
    from factus_cli.cli.maps_kept import of_run
    from factus_cli.cli.reading import Choices
    from factus_cli.lote.options import MeaningOptions

    _one_of("--decimal", decimal, ["comma", "point"])
    _one_of("--discounts", discounts, ["fraction", "percent"])
    return Choices(
        read=read_options(sheet=sheet, encoding=encoding, delimiter=delimiter, header_row=header_row),
        meaning=MeaningOptions(
            type=document_type(type_),
            columns=columns(col),
            decimal=decimal,
            discounts=discounts,
            values=values(value),
            prices_include_tax=prices_include_tax,
        ),
        strict=strict,
        allow_repeated_lines=allow_repeated_lines,
        maps=of_run(chosen, map_),
    )


def read_options(
    *, sheet: str | None, encoding: str | None, delimiter: str | None, header_row: int | None
) -> ReadOptions:
    """The options about how a file is read."""
    from factus_cli.lote.reader import ReadOptions

    return ReadOptions(sheet=sheet, encoding=encoding, delimiter=_delimiter(delimiter), header_row=header_row)


def columns(col: list[str] | None) -> dict[str, str]:
    """`--col`: fields to titles. Raises UsageProblem for one that is not written so."""
    return dict(_pair("--col", one) for one in col or ())


def values(value: list[str] | None) -> dict[tuple[str, str], str]:
    """`--value`: (title, text) to code. Raises UsageProblem for one that is not written so."""
    return dict(_override(one) for one in value or ())


def document_type(name: str) -> DocumentType:
    """The type of document that --type says. Raises UsageProblem for a word that is none."""
    from factus_cli.domain.documents import DocumentType

    _one_of("--type", name, [one.value for one in DocumentType])
    return DocumentType(name)


def _one_of(option: str, value: str | None, accepted: list[str]) -> None:
    if value is not None and value not in accepted:
        raise UsageProblem(f"{option} no puede ser «{value}»", hint=f"puede ser: {', '.join(accepted)}")


def _pair(option: str, text: str) -> tuple[str, str]:
    left, sign, right = text.partition("=")
    if not sign or not left.strip() or not right.strip():
        raise UsageProblem(f"{option} no se entiende: «{text}»", hint=f"se escribe {option} CAMPO=TÍTULO")
    return left.strip(), right.strip()


def _override(text: str) -> tuple[tuple[str, str], str]:
    left, code = _pair("--value", text)
    header, sign, value = left.partition(":")
    if not sign:
        raise UsageProblem(f"--value no se entiende: «{text}»", hint="se escribe --value TÍTULO:TEXTO=CÓDIGO")
    return (header.strip(), value.strip()), code


def _delimiter(sign: str | None) -> str | None:
    named = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
    return None if sign is None else named.get(sign, sign)
