"""The items of a v2 body: each a row, its taxes and withholdings each in a column of its own."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factus_cli.lote.payload_keys import ITEM, TAXES, WITHHOLDINGS, How
from factus_cli.lote.payload_values import MISSING
from factus_cli.lote.read_json_cells import said

if TYPE_CHECKING:
    from factus_cli.lote.payload_values import Body, Row

EXEMPT, EXCLUDED = "exento", "excluido"


def read_item(body: Body, row: Row, path: str, item: dict[str, Any]) -> None:
    """An item into its row."""
    body.read(row, path, item, ITEM, "taxes", "withholding_taxes")
    for index, tax in listed(body, f"{path}.taxes", item.get("taxes")):
        _tax(body, row, f"{path}.taxes[{index}]", tax)
    if row.get("iva") in (EXEMPT, EXCLUDED) and any(row.get(column) for column in ("inc", "icui")):
        body.no_column(
            f"{path}.taxes", f"trae IVA {row['iva']} junto a otro impuesto, y la línea llevaría solo el otro"
        )
    for index, withheld in listed(body, f"{path}.withholding_taxes", item.get("withholding_taxes")):
        _withholding(body, row, f"{path}.withholding_taxes[{index}]", withheld)


def listed(body: Body, path: str, content: Any) -> list[tuple[int, dict[str, Any]]]:
    """The objects of a list, with their places; what is none is told."""
    if not said(content):
        return []
    if not isinstance(content, list):
        body.bad(path, "debe ser una lista")
        return []
    for index, one in enumerate(content):
        if not isinstance(one, dict):
            body.bad(f"{path}[{index}]", "debe ser un objeto")
    return [(index, one) for index, one in enumerate(content) if isinstance(one, dict)]


def _tax(body: Body, row: Row, path: str, tax: dict[str, Any]) -> None:
    _refuse_others(body, path, tax, "code", "rate", "is_excluded")
    excluded, code = tax.get("is_excluded"), tax.get("code")
    if said(excluded) and not isinstance(excluded, bool):
        body.bad(f"{path}.is_excluded", "debe ser true o false")
    elif excluded is True:
        _excluded(body, row, path, tax)
    elif not isinstance(code, str) or code not in TAXES:
        _no_column(body, f"{path}.code", code, "impuesto")
    elif TAXES[code] in row:
        body.no_column(path, f"repite el impuesto {code}, y una línea lleva uno")
    elif (rate := _rate(body, path, tax)) is not None:
        if Decimal(rate) == 0 and code != "01":
            body.no_column(path, f"es el impuesto {code} de 0 %, que una línea no lleva")
        else:
            row[TAXES[code]] = f"{rate}%" if Decimal(rate) else EXEMPT


def _excluded(body: Body, row: Row, path: str, tax: dict[str, Any]) -> None:
    """Excluded goes without code or rate, or with the IVA's and none (contract, 7.3)."""
    code, rate = tax.get("code"), tax.get("rate")
    if said(code) and code != "01":
        body.bad(f"{path}.code", "solo el IVA puede estar excluido")
    elif said(rate) and ((digits := _rate(body, path, tax)) is None or Decimal(digits) != 0):
        body.bad(path, "dice que está excluido, y trae una tarifa", "deje una de las dos")
    elif "iva" in row:
        body.no_column(path, "repite el impuesto 01, y una línea lleva uno")
    else:
        row["iva"] = EXCLUDED


def _withholding(body: Body, row: Row, path: str, withheld: dict[str, Any]) -> None:
    _refuse_others(body, path, withheld, "code", "rate")
    code = withheld.get("code")
    if not isinstance(code, str) or code not in WITHHOLDINGS:
        _no_column(body, f"{path}.code", code, "retención")
    elif WITHHOLDINGS[code] in row:
        body.no_column(path, f"repite la retención {code}, y una línea lleva una")
    elif (rate := _rate(body, path, withheld)) is not None:
        if Decimal(rate) == 0:
            body.no_column(path, f"es la retención {code} de 0 %, que una línea no lleva")
        else:
            row[WITHHOLDINGS[code]] = f"{rate}%"


def _rate(body: Body, path: str, tax: dict[str, Any]) -> str | None:
    """The digits of a rate in percent; one that is missing or is none is told."""
    if not said(tax.get("rate")):
        body.bad(f"{path}.rate", MISSING)
        return None
    read: Row = {}
    body.put(read, "rate", f"{path}.rate", tax["rate"], How.AMOUNT)
    return str(read["rate"]) if "rate" in read else None


def _no_column(body: Body, path: str, code: Any, what: str) -> None:
    if not said(code) or not isinstance(code, str):
        body.bad(path, MISSING if not said(code) else "debe ser un texto")
    else:
        body.no_column(path, f"dice {code[:20]}: no hay columna para ese código de {what}")


def _refuse_others(body: Body, path: str, content: dict[str, Any], *known: str) -> None:
    for name, value in content.items():
        if name not in known and said(value):
            body.no_column(f"{path}.{name}")
