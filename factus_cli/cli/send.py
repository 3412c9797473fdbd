"""`factus send`: read, check, total, confirm, send, record, report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from factus_cli.cli import lote_options as given
from factus_cli.cli import options


def send(
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
    simulate: Annotated[
        bool, typer.Option("--simulate", help="Practica con un Factus dentro del programa: sin cuenta ni internet.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Mira el archivo y la cuenta de Factus, y no envía nada.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="No pide confirmación.")] = False,
    only_correct: Annotated[
        bool, typer.Option("--only-correct", help="Envía los documentos correctos aunque otros tengan errores.")
    ] = False,
    email: Annotated[
        bool | None, typer.Option("--email/--no-email", help="Factus envía cada documento al correo de su cliente.")
    ] = None,
    range_: Annotated[
        str | None, typer.Option("--range", metavar="PREFIJO|ID", help="Rango de numeración que se usa.")
    ] = None,
    concurrency: Annotated[
        int | None, typer.Option("--concurrency", min=1, metavar="N", help="Documentos a la vez, a lo más (8).")
    ] = None,
    rpm: Annotated[
        float | None, typer.Option("--rpm", min=0, metavar="N", help="Peticiones por minuto, a lo más (80).")
    ] = None,
    on_reject: Annotated[
        str,
        typer.Option(
            "--on-reject", metavar="delete|stop", help="Con lo que la DIAN rechaza: borrarlo de Factus, o parar."
        ),
    ] = "delete",
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Envía solo N documentos en esta vez.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="REF", help="Envía solo esta referencia. Se puede repetir.")
    ] = None,
    max_duration: Annotated[
        str | None, typer.Option("--max-duration", metavar="30m", help="Deja de enviar pasado este tiempo.")
    ] = None,
    wait_dian: Annotated[
        str, typer.Option("--wait-dian", metavar="30s", help="Cuánto espera a la DIAN cuando está lenta.")
    ] = "30s",
    report: Annotated[
        Path | None, typer.Option("--report", metavar="ARCHIVO", help="Dónde queda el informe (junto al lote).")
    ] = None,
    ndjson: Annotated[bool, typer.Option("--ndjson", help="Una línea JSON por documento, apenas se conoce.")] = False,
) -> None:
    """Revisa un lote, lo envía a Factus y deja el informe junto al archivo."""
    from factus_cli.cli import sending_lotes, show

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
    asked = sending_lotes.Asked(
        files=tuple(files),
        choices=choices,
        expect_total=expect_total,
        expect_count=expect_count,
        annotate=annotate,
        out=out,
        simulate=simulate,
        dry_run=dry_run,
        yes=yes,
        only_correct=only_correct,
        email=email,
        range=range_,
        concurrency=concurrency,
        rpm=rpm,
        on_reject=on_reject,
        limit=limit,
        only=tuple(only or ()),
        max_duration=max_duration,
        wait_dian=wait_dian,
        report=report,
        ndjson=ndjson,
    )
    raise options.leave(sending_lotes.send(show.Screen.of(chosen), chosen, asked))
