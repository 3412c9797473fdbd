"""Reading a payload field by field, noting what is wrong with each under its path, in Factus's words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

LABELS: Mapping[str, str] = {
    "reference_code": "código de referencia",
    "numbering_range_id": "id rango de numeración",
    "payment_details": "detalles de pago",
    "payment_details.*.payment_form": "forma de pago",
    "payment_details.*.payment_method_code": "payment method code",
    "payment_details.*.amount": "valor del pago",
    "payment_details.*.due_date": "fecha de vencimiento",
    "cash_rounding_amount": "redondeo",
    "observation": "observación",
    "created_time": "hora de creación",
    "operation_type": "tipo de operación",
    "document": "tipo de documento",
    "billing_period.start_date": "fecha de inicio",
    "billing_period.end_date": "fecha de fin",
    "customer": "cliente",
    "customer.identification": "identificación",
    "customer.identification_document_code": "código tipo de documento",
    "customer.dv": "dígito de verificación",
    "customer.names": "nombres",
    "customer.company": "razón social",
    "customer.legal_organization_code": "código tipo de organización",
    "customer.address": "dirección",
    "customer.email": "correo electrónico",
    "customer.municipality_code": "código municipio",
    "provider": "proveedor",
    "provider.identification": "identificación",
    "provider.dv": "dígito de verificación",
    "provider.names": "nombres",
    "provider.address": "dirección",
    "provider.country_code": "código país",
    "correction_concept_code": "código concepto de corrección",
    "bill_number": "número de factura",
    "support_document_number": "número de documento soporte",
}
_AMOUNT = re.compile(r"^-?\d+(\.\d{1,2})?$")
_TIME = re.compile(r"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


class Problems:
    """What is wrong with a payload: messages by the path of their field, in order of finding."""

    def __init__(self) -> None:
        self.by_path: dict[str, list[str]] = {}

    def note(self, path: str, message: str) -> None:
        self.by_path.setdefault(path, []).append(message)


class Fields:
    """One object of a payload, its place in it, and where its problems go."""

    def __init__(self, values: Mapping[str, Any], problems: Problems, place: str = "") -> None:
        self.values = values
        self.problems = problems
        self._place = place

    def path(self, name: str) -> str:
        return f"{self._place}.{name}" if self._place else name

    def wrong(self, name: str, rest: str) -> None:
        """Note a problem of a field: `El campo … ` and the rest of the sentence."""
        self.problems.note(self.path(name), f"El campo {_label(self.path(name))} {rest}")

    def has(self, name: str) -> bool:
        """Whether a field was sent. An empty text counts as sent, null doesn't."""
        return self.values.get(name) is not None

    def required(self, name: str) -> Any:
        """The value of a field that must be there and not be empty, else None. Spaces alone are nothing, as for Laravel."""
        value = self.values.get(name)
        if isinstance(value, str):
            value = value.strip()
        if value is None or value in ("", [], {}):
            self.wrong(name, "es obligatorio.")
            return None
        return value

    def text(self, name: str, *, needed: bool = False, longest: int | None = None) -> str | None:
        value = self.required(name) if needed else self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong(name, "debe ser una cadena de caracteres.")
            return None
        if longest is not None and len(value) > longest:
            self.wrong(name, f"no debe ser mayor que {longest} caracteres.")
        return value

    def amount(self, name: str, *, needed: bool = False) -> Decimal | None:
        """An amount: text or number with at most two decimals."""
        value = self.required(name) if needed else self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal) or not _AMOUNT.match(str(value)):
            self.wrong(name, "debe ser un número con máximo 2 decimales.")
            return None
        return Decimal(str(value))

    def not_negative(self, name: str, *, needed: bool = False, above_zero: bool = False) -> Decimal | None:
        amount = self.amount(name, needed=needed)
        if amount is not None and (amount < 0 or (above_zero and amount == 0)):
            self.wrong(name, "debe ser mayor que 0." if above_zero else "debe ser mayor o igual que 0.")
        return amount

    def code(self, name: str, allowed: Collection[str], *, needed: bool = False) -> str | None:
        """A code of a list, sent as text or number."""
        value = self.required(name) if needed else self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or str(value) not in allowed:
            self.wrong(name, "es inválido.")
            return None
        return str(value)

    def flag(self, name: str, *, needed: bool = False) -> None:
        value = self.required(name) if needed else self.values.get(name)
        if value is not None and not isinstance(value, bool):
            self.wrong(name, "debe ser verdadero o falso.")

    def day(self, name: str, *, needed: bool = False) -> date | None:
        value = self.text(name, needed=needed)
        if value is None:
            return None
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                return date.fromisoformat(value)
        except ValueError:
            pass  # the same answer as for what doesn't look like a date
        self.wrong(name, "no corresponde al formato Y-m-d.")
        return None

    def time(self, name: str) -> None:
        value = self.text(name)
        if value is not None and not _TIME.match(value):
            self.wrong(name, "no corresponde al formato H:i:s.")

    def email(self, name: str, *, needed: bool = False) -> None:
        value = self.text(name, needed=needed)
        if value is not None and not _EMAIL.match(value):
            self.wrong(name, "debe ser una dirección de correo válida.")

    def matching(self, name: str, pattern: str, *, needed: bool = False) -> str | None:
        value = self.text(name, needed=needed)
        if value is not None and not re.fullmatch(pattern, value):
            self.wrong(name, "es inválido.")
            return None
        return value

    def inside(self, name: str, *, needed: bool = False) -> Fields | None:
        """The object in a field, if it was sent and is one."""
        value = self.required(name) if needed else self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.wrong(name, "debe ser un objeto.")
            return None
        return Fields(value, self.problems, self.path(name))

    def each(self, name: str, *, needed: bool = False) -> Iterator[Fields]:
        """The objects of a list, each with its index in its path."""
        value = self.required(name) if needed else self.values.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            self.wrong(name, "debe ser un arreglo.")
            return
        for index, entry in enumerate(value):
            if isinstance(entry, Mapping):
                yield Fields(entry, self.problems, f"{self.path(name)}.{index}")
            else:
                self.wrong(f"{name}.{index}", "debe ser un objeto.")


def _label(path: str) -> str:
    return LABELS.get(re.sub(r"\.\d+(?=\.|$)", ".*", path), path)
