"""`factus check`: read, check and total; no network, no credentials, no ledger."""

from __future__ import annotations

from typing import Annotated

import typer

from factus_cli.cli import lote_options as given
from factus_cli.cli import options


def check(
    ctx: typer.Context,
    files: options.Files,
    type_: given.Type = "invoice",
    sheet: given.Sheet = None,
    map_: given.Map = None,
    col: given.Col = None,
    encoding: given.Encoding = None,
    delimiter: given.Delimiter = None,
    decimal: given.Decimal = None,
    header_row: given.HeaderRow = None,
    discounts: given.Discounts = None,
    value: given.Value = None,
    allow_repeated_lines: given.AllowRepeated = False,
    prices_include_tax: given.WithTax = False,
    strict: given.Strict = False,
    expect_total: given.ExpectTotal = None,
    expect_count: given.ExpectCount = None,
    annotate: given.Annotate = None,
    out: given.Out = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMATO", help="table, json, csv, github, junit o sarif.")
    ] = "table",
) -> None:
    """Lee, revisa y totaliza un lote, sin enviar nada."""
    from factus_cli.cli import checking, show

    chosen = options.of(ctx)
    choices = given.choices(
        chosen,
        type_=type_,
        sheet=sheet,
        map_=map_,
        col=col,
        encoding=encoding,
        delimiter=delimiter,
        decimal=decimal,
        header_row=header_row,
        discounts=discounts,
        value=value,
        allow_repeated_lines=allow_repeated_lines,
        prices_include_tax=prices_include_tax,
        strict=strict,
    )
    screen = show.Screen.of(chosen)
    expected = checking.Expected(expect_total, expect_count)
    code = checking.answer(screen, files, choices, expected, format_, annotate, out)
    raise options.leave(code)
