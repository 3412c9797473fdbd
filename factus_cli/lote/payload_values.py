"""One v2 body being taken apart: its values into the columns of its rows, and what is wrong with each, by its path."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factus_cli.domain import codes as lists
from factus_cli.domain import money
from factus_cli.domain.findings import FindingCode, Problem
from factus_cli.lote import codes_bodies
from factus_cli.lote.payload_keys import How
from factus_cli.lote.read_json_cells import Number, digits_of, said
from factus_cli.lote.table import Cell, Kind
from factus_cli.lote.values import NOTHING, clean, cut
from factus_cli.lote.values_codes import unit

if TYPE_CHECKING:
    from factus_cli.lote.payload_keys import Keys

Row = dict[str, Any]

MISSING = "falta, y la API lo pide"
MOST_TOLD = 50
"""Findings of one body; the others are counted."""
_AMOUNT = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ID = re.compile(r"[0-9]{1,15}")


@dataclass(slots=True)
class Body:
    """The `element`-th of a file, with what was found in it."""

    file: str
    element: int
    found: list[tuple[FindingCode, Problem]] = field(default_factory=list)
    _more: int = 0

    def tell(self, code: FindingCode, path: str, what: str, hint: str = "") -> None:
        """Something found at a path of the body."""
        if len(self.found) < MOST_TOLD:
            self.found.append((code, Problem(self.element, None, f"{cut(path)} {what}", hint)))
        else:
            self._more += 1

    def told(self) -> tuple[tuple[FindingCode, Problem], ...]:
        """All of it; of a long list, how many it does not show."""
        if self._more:
            message = f"hay otros {self._more} datos del cuerpo que no se pueden leer"
            return (*self.found, (codes_bodies.BAD_VALUE, Problem(self.element, None, message)))
        return tuple(self.found)

    def no_column(self, path: str, what: str = "no tiene columna: no se puede enviar") -> None:
        """What no column holds."""
        self.tell(codes_bodies.NO_COLUMN, path, what, "quítelo del cuerpo, o envíe el documento por otro medio")

    def bad(self, path: str, what: str, hint: str = "corrija el programa que lo exporta") -> None:
        """What cannot be read."""
        self.tell(codes_bodies.BAD_VALUE, path, what, hint)

    def read(self, row: Row, path: str, content: Any, keys: Keys, *apart: str) -> None:
        """An object whose keys are columns, into a row; `apart` are those that someone else reads."""
        if not isinstance(content, dict):
            self.bad(path, "debe ser un objeto")
            return
        for name, value in content.items():
            if name in keys:
                if said(value):
                    self.put(row, keys[name].column, f"{path}.{name}", value, keys[name].how)
            elif name not in apart and said(value):
                self.no_column(f"{path}.{name}")
        self.needs(f"{path}.", content, keys)

    def needs(self, path: str, content: dict[str, Any], keys: Keys) -> None:
        """What a ready body says always, and is not there."""
        for name, key in keys.items():
            if key.needed and not said(content.get(name)):
                self.bad(f"{path}{name}", MISSING)

    def put(self, row: Row, column: str, path: str, value: Any, how: How) -> None:
        """A value into its column, written so that it can be read in one way only."""
        if isinstance(value, dict | list):
            self.bad(path, "debe ser un valor simple")
        elif isinstance(value, bool) is not (how is How.FLAG):
            self.bad(path, "debe ser true o false" if how is How.FLAG else "no puede ser true ni false")
        elif how in (How.AMOUNT, How.PERCENT):
            if (digits := self.digits(path, value)) is not None:
                row[column] = f"{digits}%" if how is How.PERCENT else Number(digits)
        elif self._is_right(path, value, how):
            row[column] = value

    def digits(self, path: str, value: Any) -> str | None:
        """The digits of an amount or a rate, point for the decimals; None for what is none, which is told."""
        if isinstance(value, Number):
            return digits_of(self.file, self.element, value)
        if isinstance(value, str) and _AMOUNT.fullmatch(value.strip()) is not None:
            return value.strip()
        self.bad(path, f"no es un número: «{cut(str(value))}»", "escríbalo con punto decimal y sin separador de miles")
        return None

    def amount(self, path: str, value: Any) -> Decimal | None:
        """An amount in COP; None for what is none, or is missing, which is told."""
        if not said(value):
            self.bad(path, MISSING)
            return None
        if isinstance(value, dict | list | bool):
            self.bad(path, "debe ser un valor simple")
            return None
        digits = self.digits(path, value)
        if digits is None:
            return None
        found = Decimal(digits)
        if abs(found) >= Decimal(10) ** 20 or money.q2(found) != found:
            self.bad(path, f"no es un valor en pesos: «{cut(digits)}»", "escríbalo con dos decimales")
            return None
        return found

    def _is_right(self, path: str, value: Any, how: How) -> bool:
        typed = str(value)
        if clean(typed).casefold() in NOTHING:
            self.bad(path, f"dice «{cut(typed)}», que en un lote es nada", "quítelo del cuerpo, o escriba el valor")
        elif how is How.DATE and (isinstance(value, Number) or _DATE.fullmatch(typed) is None):
            self.bad(path, f"no es una fecha: «{cut(typed)}»", "escríbala como 2026-11-24")
        elif how is How.ID and _ID.fullmatch(typed) is None:
            self.bad(path, f"no es el id de un rango: «{cut(typed)}»", "`factus ranges` los muestra")
        elif how is How.UNIT and typed in lists.units() and unit(Cell(Kind.TEXT, typed)).value != typed:
            self.no_column(path, f"dice {typed}, que en un lote se lee como {unit(Cell(Kind.TEXT, typed)).value}")
        else:
            return True
        return False
