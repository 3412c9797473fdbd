"""One correct lote, said without any file: what every shape of the gauntlet must be read as."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factus_cli.checks.run import findings_of
from factus_cli.domain.canonical import canonical, totals_json
from factus_cli.lote.columns import known_header
from factus_cli.lote.lote import Lote, read_documents
from factus_cli.lote.options import MeaningOptions
from factus_cli.lote.reader import ReadOptions, read_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.domain.documents import Document
    from factus_cli.domain.findings import Finding

TODAY = date(2026, 11, 24)
EXEMPT, EXCLUDED = "exento", "excluido"
MONEY = ("precio_unitario",)
QUANTITIES = ("cantidad",)
PERCENTS = ("descuento_porcentaje", "iva", "inc")
DATES = ("fecha_emision", "fecha_vencimiento")
HEAD = (
    *("referencia", "fecha_emision", "cliente_tipo_documento", "cliente_identificacion", "cliente_dv"),
    *("cliente_nombre", "cliente_correo", "cliente_telefono", "cliente_direccion", "cliente_municipio"),
    *("forma_pago", "medio_pago", "fecha_vencimiento", "observacion"),
)
LINE = (*("item_codigo", "item_nombre", "cantidad", "unidad", "precio_unitario", "descuento_porcentaje", "iva", "inc"),)
COLUMNS = HEAD + LINE


@dataclass(frozen=True, slots=True)
class Sale:
    """An invoice: the values of its own, by column, and those of each of its lines; amounts are Decimal."""

    head: dict[str, Any]
    lines: tuple[dict[str, Any], ...] = field(default=())


def _line(
    code: str, name: str, quantity: str, unit: str, price: str, *taxes: Any, discount: str = ""
) -> dict[str, Any]:
    iva, inc = taxes if len(taxes) == 2 else (*taxes, None)
    return {
        "item_codigo": code,
        "item_nombre": name,
        "cantidad": Decimal(quantity),
        "unidad": unit,
        "precio_unitario": Decimal(price),
        "descuento_porcentaje": Decimal(discount) if discount else None,
        "iva": iva if isinstance(iva, str) or iva is None else Decimal(iva),
        "inc": None if inc is None else Decimal(inc),
    }


def _head(reference: str, *customer: str | None, credit: bool = False, method: str, note: str = "") -> dict[str, Any]:
    kind, number, digit, name, email, phone, address, town = customer
    return {
        "referencia": reference,
        "fecha_emision": TODAY,
        "cliente_tipo_documento": kind,
        "cliente_identificacion": number,
        "cliente_dv": digit,
        "cliente_nombre": name,
        "cliente_correo": email,
        "cliente_telefono": phone,
        "cliente_direccion": address,
        "cliente_municipio": town,
        "forma_pago": "crédito" if credit else "contado",
        "medio_pago": method,
        "fecha_vencimiento": date(2026, 12, 24) if credit else None,
        "observacion": note or None,
    }


SALES = (
    Sale(
        _head(
            "FV-101",
            *("NIT", "900123456", "8", "Peñón & Cía S.A.S.", "compras@penon.co", "6044441234", "Cra 7 # 12-30, piso 2"),
            "Medellín",
            credit=True,
            method="transferencia",
            note="Gracias por su compra; vuelva pronto",
        ),
        (
            _line("CAF-01", "Café molido 500 g", "2.5", "KG", "45000", 19, discount="10"),
            _line("AZU-02", "Azúcar morena", "10", "UND", "1500.5", 5),
            _line("LIB-03", "Cartilla de añil «El Ñandú»", "3", "UND", "8500", EXEMPT),
        ),
    ),
    Sale(
        _head(
            *("FV-102", "CC", "1032456789", None, "José Ñáñez Güiza", "jose@ejemplo.com.co", "3001234567"),
            "Calle 45 Sur No. 8-15",
            "Bogotá D.C.",
            method="efectivo",
        ),
        (_line("SRV-10", "Clase de guitarra, hora", "1", "HR", "60000", EXCLUDED),),
    ),
    Sale(
        _head("FV-103", "CC", "222222222222", None, "Consumidor Final", *(None,) * 4, method="efectivo"),
        (
            _line("RES-01", "Almuerzo ejecutivo", "2", "UND", "18500", None, 8),
            _line("RES-02", "Limonada de coco", "2", "UND", "7999.9", None, 8),
        ),
    ),
    Sale(
        _head(
            *("FV-104", "NIT", "800197268", "4", "Ingeniería Óptima Ltda.", "pagos@optima.co", "6017426000"),
            "Av. El Dorado 103-15",
            "Cali",
            method="tarjeta crédito",
            note="Según cotización 12",
        ),
        (
            _line("MAQ-77", 'Máquina industrial 3/4"', "1", "UND", "1234567.89", 19, discount="2.5"),
            _line("TOR-05", "Tornillo", "1200", "UND", "99.99", 19),
        ),
    ),
)
TOTALS = {"FV-101": "161742.75", "FV-102": "60000.00", "FV-103": "57239.78", "FV-104": "1575193.11"}
"""What each invoice comes to, calculated by hand."""


def rows(sales: Sequence[Sale] = SALES) -> list[dict[str, Any]]:
    """One row for each line, the values of the invoice repeated."""
    return [{**sale.head, **line} for sale in sales for line in sale.lines]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read: what became of it, and everything found in it by the reader and by the rules."""

    lote: Lote
    findings: tuple[Finding, ...]

    @property
    def documents(self) -> dict[str, Any]:
        """Each document that may be sent, as what the customer would see and its totals, by reference."""
        wrong = self.lote.incorrect | {one.reference_code for one in self.findings if one.severity.value == "error"}
        return {one.reference: seen(one) for one in self.lote.documents if one.reference not in wrong}

    @property
    def errors(self) -> list[Finding]:
        """What keeps a document from being sent."""
        return [one for one in self.findings if one.severity.value == "error"]


def seen(document: Document) -> dict[str, Any]:
    """A document without where it stood."""
    totals = {**totals_json(document.totals), "issued": str(document.issue_date)}
    return {**canonical(document), "totals": totals}


def read_file(
    content: bytes,
    meaning: MeaningOptions | None = None,
    options: ReadOptions | None = None,
    *,
    name: str = "lote",
    brief: bool = False,
) -> Reading:
    """A file's bytes all the way: read, understood and checked. `brief`: the clean ones of a long file are only counted."""
    table = read_bytes(name, content, options or ReadOptions(), knows=known_header)
    lote = read_documents(table, meaning or MeaningOptions(), TODAY, brief=brief)
    found = findings_of(lote.documents, lambda _: lote.place, today=TODAY)
    return Reading(lote, (*lote.findings, *found))
