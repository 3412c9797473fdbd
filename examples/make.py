"""Makes the example lotes beside it, always the same: `python examples/make.py`. Every company and person is invented.

No lote carries a date: the DIAN takes only today's, and credit is told in days.
"""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from factus_cli.domain.money import q2
from factus_cli.domain.nit import FINAL_CONSUMER, check_digit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Value = str | Decimal | None
Row = list[Value]

EXEMPT, EXCLUDED = "Exento", "Excluido"


@dataclass(frozen=True, slots=True)
class Customer:
    """Who buys: a NIT without its DV, or a cédula."""

    kind: str
    identification: str
    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    city: str = ""
    department: str = ""

    @property
    def dv(self) -> str:
        """The check digit of a NIT; nothing for a person."""
        return check_digit(self.identification) if self.kind == "NIT" else ""


@dataclass(frozen=True, slots=True)
class Product:
    """What is sold: its price without tax, its IVA (a rate, a word, or nothing under INC) and its INC."""

    code: str
    name: str
    price: Decimal
    iva: str
    inc: str = ""
    by_weight: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A product sold, with its discount in percent or in pesos."""

    product: Product
    quantity: Decimal
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None

    @property
    def base(self) -> Decimal:
        """What it costs before taxes, once the discount is taken away."""
        gross = q2(self.product.price * self.quantity)
        rebate = q2(gross * (self.discount_rate or Decimal(0)) / 100)
        return gross - rebate - (self.discount_amount or Decimal(0))

    @property
    def total(self) -> Decimal:
        """What it costs with its taxes."""
        rates = [Decimal(text) for text in (self.product.iva, self.product.inc) if text.isdigit()]
        return self.base + sum((q2(self.base * rate / 100) for rate in rates), Decimal(0))


@dataclass(frozen=True, slots=True)
class Sale:
    """An invoice: who buys, what, and how it is paid."""

    reference: str
    customer: Customer
    lines: tuple[Line, ...]
    method: str = "Efectivo"
    credit_days: int | None = None
    tip: Decimal | None = None
    note: str = ""


FINAL = Customer("CC", FINAL_CONSUMER, "Consumidor final")
COMPANIES = (
    ("901482357", "Ferretería El Yunque S.A.S.", "Carrera 48 # 12-30", "Medellín", "Antioquia"),
    ("900716284", "Papelería Los Andes Ltda.", "Calle 53 # 27-16", "Bucaramanga", "Santander"),
    ("830591746", "Inversiones Páramo Alto S.A.", "Calle 93 # 14-20", "Bogotá D.C.", "Bogotá D.C."),
    ("901037592", "Panadería La Espiga Dorada S.A.S.", "Avenida 6 # 23-45", "Cali", "Valle del Cauca"),
    ("900384615", "Clínica Veterinaria Huellas S.A.S.", "Carrera 53 # 76-115", "Barranquilla", "Atlántico"),
    ("811620493", "Cooperativa Cafetera del Suroeste", "Calle 10 # 9-45", "Andes", "Antioquia"),
    ("901265830", "Hotel Brisas del Otún S.A.S.", "Carrera 7 # 18-60", "Pereira", "Risaralda"),
    ("900957148", "Colegio Nuevos Caminos S.A.S.", "Calle 65 # 23-12", "Manizales", "Caldas"),
    ("890348217", "Transportes Sierra Nevada S.A.", "Kilómetro 4 vía al puerto", "Santa Marta", "Magdalena"),
    ("901593064", "Restaurante Fogón de Leña S.A.S.", "Carrera 43A # 7-50", "Envigado", "Antioquia"),
)
PEOPLE = (
    ("1037624918", "María Fernanda Ocampo Ríos", "Calle 30 # 65-22", "Medellín", "Antioquia"),
    ("71693482", "Jorge Iván Zuluaga Peña", "Carrera 15 # 8-14", "Armenia", "Quindío"),
    ("52847136", "Luz Ángela Niño Castañeda", "Calle 127 # 45-10", "Bogotá D.C.", "Bogotá D.C."),
    ("1144093857", "Andrés Felipe Muñoz Ibáñez", "Calle 5 # 38-25", "Cali", "Valle del Cauca"),
)
PRODUCTS = (
    Product("CAF-500", "Café molido tradicional 500 g", Decimal(18400), "5"),
    Product("RES-CAR", "Resma de papel carta 75 g", Decimal("17250.50"), "19"),
    Product("ARR-001", "Arroz blanco 1 kg", Decimal(4350), EXCLUDED),
    Product("HUE-030", "Huevos AA, cubeta por 30", Decimal(16900), EXEMPT),
    Product("DET-003", "Detergente en polvo 3 kg", Decimal(28990), "19"),
    Product("AZU-001", "Azúcar blanca 1 kg", Decimal(4180), "5"),
    Product("LEC-001", "Leche entera 1 L", Decimal(3980), EXEMPT),
    Product("TON-85A", "Tóner negro compatible 85A", Decimal(74900), "19"),
    Product("QUE-CAM", "Queso campesino, por kilo", Decimal(21350), EXEMPT, by_weight=True),
    Product("SER-050", "Servilletas, paquete por 50", Decimal("2745.75"), "19"),
    Product("CHO-250", "Chocolate de mesa 250 g", Decimal(6320), "5"),
    Product("PAN-TAJ", "Pan tajado 500 g", Decimal(5890), EXCLUDED),
    Product("BOL-NEG", "Bolígrafo negro, caja por 12", Decimal(13440), "19"),
    Product("CAR-RES", "Carne de res molida, por kilo", Decimal(26800), EXEMPT, by_weight=True),
    Product("JAB-LIQ", "Jabón líquido para manos 1 L", Decimal(11260), "19"),
    Product("AVE-400", "Avena en hojuelas 400 g", Decimal(4990), "5"),
    Product("PAP-CRI", "Papa criolla, por kilo", Decimal(4120), EXCLUDED, by_weight=True),
    Product("SIL-ERG", "Silla ergonómica con brazos", Decimal(389900), "19"),
    Product("LIM-PIS", "Limpiador de pisos lavanda 2 L", Decimal("9875.30"), "19"),
    Product("FRI-500", "Fríjol cargamanto 500 g", Decimal(7430), EXCLUDED),
)
LUNCH = Product("ALM-EJE", "Almuerzo ejecutivo", Decimal(19500), "", "8")
JUICE = Product("JUG-NAT", "Jugo natural en agua", Decimal(6800), "", "8")
COFFEE = Product("TIN-TO", "Tinto campesino", Decimal(2600), "", "8")
METHODS = ("Transferencia", "Efectivo", "Tarjeta débito", "Transferencia", "Tarjeta crédito")
TERMS = (30, 45, 60)


def customers() -> tuple[Customer, ...]:
    """Everybody who buys by name, with an e-mail of the reserved domain."""
    known = [
        Customer(kind, number, name, f"facturas{index:02}@example.com", f"30055501{index:02}", *where)
        for index, (kind, (number, name, *where)) in enumerate(
            (*(("NIT", one) for one in COMPANIES), *(("CC", one) for one in PEOPLE)), start=1
        )
    ]
    return tuple(known)


def sales(prefix: str, count: int, lines: Callable[[int], int]) -> list[Sale]:
    """A month: companies and people in turn, every fifth sale to consumidor final, every seventh a lunch with a tip."""
    return [_sale(f"{prefix}-{1001 + turn}", turn, lines(turn)) for turn in range(count)]


def _sale(reference: str, turn: int, lines: int) -> Sale:
    known = customers()
    if turn % 5 == 4:
        cheap = [product for product in PRODUCTS if product.price < 12000]
        return Sale(reference, FINAL, tuple(_lines(cheap, turn, min(lines, 5), most=3)))
    buyer = known[turn * 3 % len(known)]
    if turn % 7 == 6:
        served = tuple(Line(one, Decimal(2 + turn % 4)) for one in (LUNCH, JUICE, COFFEE))
        tip = q2(sum((line.base for line in served), Decimal(0)) * Decimal("0.08"))
        return Sale(reference, buyer, served, METHODS[turn % 5], tip=tip, note="Servicio de cafetería")
    days = TERMS[turn % 3] if buyer.kind == "NIT" and turn % 2 == 0 else None
    return Sale(reference, buyer, tuple(_lines(PRODUCTS, turn, lines, most=24)), METHODS[turn % 5], days)


def _lines(products: Sequence[Product], turn: int, count: int, most: int) -> Iterator[Line]:
    for place in range(count):
        product = products[(turn * 3 + place) % len(products)]
        quantity = Decimal(1 + (turn * 5 + place * 7) % most)
        line = Line(product, quantity + Decimal("0.5") if product.by_weight else quantity)
        if (turn + place) % 9 == 3:
            line = replace(line, discount_rate=Decimal(5 if place % 2 else 10))
        elif (turn + place) % 11 == 5:
            line = replace(line, discount_amount=q2(product.price / 4))
        yield line


TRADE_HEADER = [
    "Referencia",
    "Tipo identificación",
    "Identificación",
    "DV",
    "Cliente",
    "Correo",
    "Teléfono",
    "Dirección",
    "Municipio",
    "Departamento",
    "Forma de pago",
    "Medio de pago",
    "Días de crédito",
    "Código producto",
    "Descripción producto",
    "Cantidad",
    "Precio unitario",
    "% Descuento",
    "Descuento ($)",
    "% IVA",
    "% INC",
    "Propina",
    "Observaciones",
    "Total línea",
]
TRADE_TITLE: Row = ["DISTRIBUIDORA LA CEIBA S.A.S. - Ventas del mes"]


def trade_rows(month: Sequence[Sale]) -> list[Row]:
    """A trading company's month as a table: a title, a blank row, the header, a row for each line."""
    rows = [_trade_row(sale, line) for sale in month for line in sale.lines]
    return [TRADE_TITLE, [], [*TRADE_HEADER], *rows]


def _trade_row(sale: Sale, line: Line) -> Row:
    buyer, product, credit = sale.customer, line.product, sale.credit_days is not None
    return [
        sale.reference,
        *(buyer.kind, buyer.identification, buyer.dv, buyer.name, buyer.email, buyer.phone),
        *(buyer.address, buyer.city, buyer.department),
        "Crédito" if credit else "Contado",
        "" if credit else sale.method,
        Decimal(sale.credit_days) if sale.credit_days is not None else None,
        *(product.code, product.name, line.quantity, product.price, line.discount_rate, line.discount_amount),
        *(_rate(product.iva), _rate(product.inc)),
        *(sale.tip, sale.note, line.total),
    ]


def _rate(text: str) -> Value:
    return Decimal(text) if text.isdigit() else text


def trade() -> list[Row]:
    """`mes-comercial.xlsx`."""
    month = sales("FV", 50, lambda turn: 4 + turn * 5 % 8)
    total = sum((line.total for sale in month for line in sale.lines), Decimal(0))
    foot: Row = ["TOTAL", *([None] * (len(TRADE_HEADER) - 2)), total]
    return [*trade_rows(month), foot]


MISTAKES: tuple[tuple[int, str, Value], ...] = (
    (0, "DV", "5"),
    (2, "Municipio", "Macondo"),
    (4, "Precio unitario", Decimal(-15000)),
    (6, "Cantidad", "dos cajas"),
    (8, "% IVA", None),
    (10, "% IVA", Decimal(190)),
    (12, "Correo", "facturas arroba example.com"),
    (14, "Días de crédito", None),
    (16, "Cliente", "Otro Nombre S.A.S."),
    (18, "Identificación", "9,01482E+08"),
)
"""What is wrong in `con-errores.xlsx`: the place of the invoice from 0, the column, and what its cell says."""


def mistaken() -> list[Row]:
    """`con-errores.xlsx`: invoices of two lines, every second one with one mistake, always on the invoice's last row."""
    buyer = customers()[0]
    credit = [Sale(f"FE-{1 + turn}", _other(turn, buyer), _pair(turn), credit_days=30) for turn in range(20)]
    rows = trade_rows(credit)
    for turn, header, value in MISTAKES:
        column = TRADE_HEADER.index(header)
        whole = header in ("DV", "Municipio", "Correo", "Días de crédito", "Identificación")
        for row in rows[3 + turn * 2 : 5 + turn * 2] if whole else rows[4 + turn * 2 : 5 + turn * 2]:
            row[column] = value
    return rows


def _other(turn: int, first: Customer) -> Customer:
    return first if turn == 0 else customers()[turn % len(COMPANIES)]


def _pair(turn: int) -> tuple[Line, ...]:
    taxed = [product for product in PRODUCTS if product.iva == "19" and product.price < 30000]
    return tuple(Line(taxed[(turn + place) % len(taxed)], Decimal(2 + turn % 5)) for place in range(2))


BOOK_HEADER = [
    "No. factura",
    "Nit cliente",
    "Razón social",
    "Correo electrónico",
    "Ciudad",
    "Condición de pago",
    "Plazo (días)",
    "Medio de pago",
    "Cód. producto",
    "Descripción producto",
    "Cant.",
    "Vr. Unit",
    "% Dcto",
    "% IVA",
    "% INC",
    "Valor total",
]


def book() -> list[list[str]]:
    """`mes-contador.csv`: an accountant's own, each invoice's data on its first row alone, with sums in between."""
    month = [sale for sale in sales("FC", 40, lambda turn: 3 + turn * 3 % 6) if sale.tip is None]
    month = [replace(sale, lines=tuple(replace(one, discount_amount=None) for one in sale.lines)) for sale in month]
    rows = [["RELACIÓN DE VENTAS DEL MES"], ["Elaboró: Auxiliar contable"], [], BOOK_HEADER]
    for place, sale in enumerate(month, start=1):
        rows += [_book_row(sale, line, first=index == 0) for index, line in enumerate(sale.lines)]
        if place % 8 == 0:
            rows += [[], _sum_row("SUBTOTAL", month[place - 8 : place]), []]
    return [*rows, [], _sum_row("TOTAL GENERAL", month)]


def _book_row(sale: Sale, line: Line, *, first: bool) -> list[str]:
    buyer, credit = sale.customer, sale.credit_days is not None
    head = [
        sale.reference,
        _dotted(buyer.identification) + (f"-{buyer.dv}" if buyer.dv else "")
        if buyer is not FINAL
        else buyer.identification,
        *(buyer.name.upper(), buyer.email, buyer.city),
        "CRÉDITO" if credit else "CONTADO",
        str(sale.credit_days) if credit else "",
        "" if credit else sale.method,
    ]
    rate = f"{line.discount_rate}%" if line.discount_rate else ""
    iva = line.product.iva + ("%" if line.product.iva.isdigit() else "")
    return [
        *(head if first else [""] * len(head)),
        *(line.product.code, line.product.name, _comma(line.quantity), _pesos(line.product.price), rate),
        *(iva, line.product.inc, _pesos(line.total)),
    ]


def _sum_row(word: str, part: Sequence[Sale]) -> list[str]:
    total = sum((line.total for sale in part for line in sale.lines), Decimal(0))
    return [word, *([""] * (len(BOOK_HEADER) - 2)), _pesos(total)]


def _dotted(digits: str) -> str:
    return f"{int(digits):,}".replace(",", ".")


def _comma(amount: Decimal) -> str:
    return f"{amount:f}".replace(".", ",")


def _pesos(amount: Decimal) -> str:
    return "$ " + f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def seven() -> list[list[str]]:
    """`siete-columnas.csv`: the least that is a lote."""
    names = ("Ana Sofía Vélez", "Carlos Peñaranda", "Tienda La Esquina", "Rocío Ibargüen")
    rows = [
        ["id_factura", "cliente_nombre", "cliente_email", "producto", "precio_unitario", "cantidad", "iva_porcentaje"]
    ]
    taxed = [product for product in PRODUCTS if product.iva.isdigit() and product.price < 20000]
    for turn, name in enumerate(names * 2):
        for place in range(1 + turn % 3):
            product = taxed[(turn * 2 + place) % len(taxed)]
            email = f"cliente{1 + turn % 4}@example.com"
            rows.append([f"T-{101 + turn}", name, email, product.name, str(product.price), str(1 + place), product.iva])
    return rows


def notes() -> list[list[str]]:
    """`notas-credito.csv`: one whole annulment, one return, one rebate."""
    rows = [
        [
            "tipo",
            "referencia",
            "factura_numero",
            "concepto",
            "cliente_identificacion",
            "cliente_dv",
            "cliente_nombre",
            "cliente_correo",
            "cliente_municipio",
            "item_codigo",
            "item_nombre",
            "cantidad",
            "precio_unitario",
            "iva",
            "observacion",
        ]
    ]
    wanted = (
        ("SETP990000101", "2", "Anulación"),
        ("SETP990000102", "1", "Devolución"),
        ("SETP990000103", "3", "Rebaja"),
    )
    for turn, (number, concept, note) in enumerate(wanted):
        buyer = customers()[turn]
        for line in _pair(turn)[: 2 - turn % 2]:
            product = line.product
            rows.append(
                [
                    *("nota_credito", f"NC-{1 + turn}", number, concept),
                    *(buyer.identification, buyer.dv, buyer.name, buyer.email, buyer.city),
                    *(product.code, product.name, str(line.quantity), str(product.price), product.iva, note),
                ]
            )
    return rows


def write(folder: Path) -> None:
    """Write every example into a folder."""
    _workbook(folder / "mes-comercial.xlsx", trade())
    _workbook(folder / "con-errores.xlsx", mistaken())
    (folder / "mes-contador.csv").write_bytes(_text(book(), ";", len(BOOK_HEADER)).encode("cp1252"))
    (folder / "siete-columnas.csv").write_bytes(_text(seven(), ",", 0).encode())
    (folder / "notas-credito.csv").write_bytes(_text(notes(), ",", 0).encode())


def _text(rows: Sequence[Sequence[str]], delimiter: str, width: int) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([*row, *([""] * (width - len(row)))] for row in rows)
    return written.getvalue()


def _workbook(path: Path, rows: Sequence[Row]) -> None:
    with xlsxwriter.Workbook(str(path)) as book_:
        sheet = book_.add_worksheet("Ventas")
        bold = book_.add_format({"bold": True})
        head = book_.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
        money = book_.add_format({"num_format": '"$" #,##0.00'})
        text = book_.add_format({"num_format": "@"})
        amounts = {TRADE_HEADER.index(name) for name in ("Precio unitario", "Descuento ($)", "Propina", "Total línea")}
        for row, values in enumerate(rows):
            style = {0: bold, 2: head}.get(row)
            for column, value in enumerate(values):
                if isinstance(value, Decimal):
                    sheet.write_number(row, column, float(value), money if column in amounts else None)
                elif value:
                    sheet.write_string(row, column, value, style or text)
        sheet.set_column(0, len(TRADE_HEADER), 14)
        sheet.set_column(4, 5, 32)
        sheet.set_column(14, 14, 34)
        sheet.freeze_panes(3, 1)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
