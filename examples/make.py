"""Makes the example lotes beside it, always the same: `python examples/make.py`. Every company and person is invented.

No lote carries a date: the DIAN takes only today's, and credit is told in days.
"""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
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


TRADE_TITLE: Row = ["DISTRIBUIDORA LA CEIBA S.A.S. - Ventas del mes"]
AMOUNTS = ("Precio unitario", "Descuento ($)", "Propina", "Total línea")
"""Columns of a workbook that are shown as pesos."""


def trade() -> list[Row]:
    """`mes-comercial.xlsx`: a title, a blank row, the header, a row for each line, and their sum."""
    month = sales("FV", 50, lambda turn: 4 + turn * 5 % 8)
    rows = _under_title([_trade_row(sale, line) for sale in month for line in sale.lines])
    foot: Row = ["TOTAL", *([None] * (len(rows[-1]) - 2)), _total(month)]
    return [*rows, foot]


def _under_title(rows: Sequence[dict[str, Value]]) -> list[Row]:
    return [TRADE_TITLE, [], [*rows[0]], *([*row.values()] for row in rows)]


def _trade_row(sale: Sale, line: Line) -> dict[str, Value]:
    buyer, product, days = sale.customer, line.product, sale.credit_days
    return {
        "Referencia": sale.reference,
        "Tipo identificación": buyer.kind,
        "Identificación": buyer.identification,
        "DV": buyer.dv,
        "Cliente": buyer.name,
        "Correo": buyer.email,
        "Teléfono": buyer.phone,
        "Dirección": buyer.address,
        "Municipio": buyer.city,
        "Departamento": buyer.department,
        "Forma de pago": "Contado" if days is None else "Crédito",
        "Medio de pago": sale.method if days is None else "",
        "Días de crédito": None if days is None else Decimal(days),
        "Código producto": product.code,
        "Descripción producto": product.name,
        "Cantidad": line.quantity,
        "Precio unitario": product.price,
        "% Descuento": line.discount_rate,
        "Descuento ($)": line.discount_amount,
        "% IVA": Decimal(product.iva) if product.iva.isdigit() else product.iva,
        "% INC": Decimal(product.inc) if product.inc else None,
        "Propina": sale.tip,
        "Observaciones": sale.note,
        "Total línea": line.total,
    }


def _total(part: Sequence[Sale]) -> Decimal:
    return sum((line.total for sale in part for line in sale.lines), Decimal(0))


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

OF_ONE_ROW = ("Precio unitario", "Cantidad", "% IVA", "Cliente")
"""Columns whose mistake stands on the invoice's second row alone; that of others on both."""


def mistaken() -> list[Row]:
    """`con-errores.xlsx`: invoices of two lines, every second one with one mistake."""
    buyers = customers()[: len(COMPANIES)]
    month = [Sale(f"FE-{1 + turn}", buyers[turn % len(buyers)], _pair(turn), credit_days=30) for turn in range(20)]
    rows = [[_trade_row(sale, line) for line in sale.lines] for sale in month]
    for turn, column, value in MISTAKES:
        for row in rows[turn][1:] if column in OF_ONE_ROW else rows[turn]:
            row[column] = value
    return _under_title([row for pair in rows for row in pair])


def _pair(turn: int) -> tuple[Line, ...]:
    taxed = [product for product in PRODUCTS if product.iva == "19" and product.price < 30000]
    return tuple(Line(taxed[(turn + place) % len(taxed)], Decimal(2 + turn % 5)) for place in range(2))


def book() -> list[list[str]]:
    """`mes-contador.csv`: an accountant's own, each invoice's data on its first row alone, with sums in between."""
    month = [sale for sale in sales("FC", 40, lambda turn: 3 + turn * 3 % 6) if sale.tip is None]
    month = [replace(sale, lines=tuple(replace(one, discount_amount=None) for one in sale.lines)) for sale in month]
    header = [*_book_head(month[0]), *_book_line(month[0].lines[0])]
    rows = [["RELACIÓN DE VENTAS DEL MES"], ["Elaboró: Auxiliar contable"], [], header]
    for place, sale in enumerate(month, start=1):
        head = [*_book_head(sale).values()]
        for line in sale.lines:
            rows.append([*head, *_book_line(line).values()])
            head = [""] * len(head)
        if place % 8 == 0:
            rows += [[], _sum_row("SUBTOTAL", month[place - 8 : place], len(header)), []]
    return [*rows, [], _sum_row("TOTAL GENERAL", month, len(header))]


def _book_head(sale: Sale) -> dict[str, str]:
    buyer, days = sale.customer, sale.credit_days
    number = buyer.identification if buyer is FINAL else f"{int(buyer.identification):,}".replace(",", ".")
    return {
        "No. factura": sale.reference,
        "Nit cliente": f"{number}-{buyer.dv}" if buyer.dv else number,
        "Razón social": buyer.name.upper(),
        "Correo electrónico": buyer.email,
        "Ciudad": buyer.city,
        "Condición de pago": "CONTADO" if days is None else "CRÉDITO",
        "Plazo (días)": "" if days is None else str(days),
        "Medio de pago": sale.method if days is None else "",
    }


def _book_line(line: Line) -> dict[str, str]:
    product = line.product
    return {
        "Cód. producto": product.code,
        "Descripción producto": product.name,
        "Cant.": f"{line.quantity:f}".replace(".", ","),
        "Vr. Unit": _pesos(product.price),
        "% Dcto": f"{line.discount_rate}%" if line.discount_rate else "",
        "% IVA": f"{product.iva}%" if product.iva.isdigit() else product.iva,
        "% INC": product.inc,
        "Valor total": _pesos(line.total),
    }


def _sum_row(word: str, part: Sequence[Sale], width: int) -> list[str]:
    return [word, *([""] * (width - 2)), _pesos(_total(part))]


def _pesos(amount: Decimal) -> str:
    return "$ " + f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def seven() -> list[list[str]]:
    """`siete-columnas.csv`: the least that is a lote."""
    rows = []
    taxed = [product for product in PRODUCTS if product.iva.isdigit() and product.price < 20000]
    for turn, name in enumerate(("Ana Sofía Vélez", "Carlos Peñaranda", "Tienda La Esquina", "Rocío Ibargüen") * 2):
        for place in range(1 + turn % 3):
            product = taxed[(turn * 2 + place) % len(taxed)]
            row = {
                "id_factura": f"T-{101 + turn}",
                "cliente_nombre": name,
                "cliente_email": f"cliente{1 + turn % 4}@example.com",
                "producto": product.name,
                "precio_unitario": str(product.price),
                "cantidad": str(1 + place),
                "iva_porcentaje": product.iva,
            }
            rows.append(row)
    return _under_header(rows)


NOTES = (("SETP990000101", "2", "Anulación"), ("SETP990000102", "1", "Devolución"), ("SETP990000103", "3", "Rebaja"))


def notes() -> list[list[str]]:
    """`notas-credito.csv`: one whole annulment, one return, one rebate."""
    rows = []
    for turn, (number, concept, note) in enumerate(NOTES):
        buyer = customers()[turn]
        for line in _pair(turn)[: 2 - turn % 2]:
            row = {
                "tipo": "nota_credito",
                "referencia": f"NC-{1 + turn}",
                "factura_numero": number,
                "concepto": concept,
                "cliente_identificacion": buyer.identification,
                "cliente_dv": buyer.dv,
                "cliente_nombre": buyer.name,
                "cliente_correo": buyer.email,
                "cliente_municipio": buyer.city,
                "item_codigo": line.product.code,
                "item_nombre": line.product.name,
                "cantidad": str(line.quantity),
                "precio_unitario": str(line.product.price),
                "iva": line.product.iva,
                "observacion": note,
            }
            rows.append(row)
    return _under_header(rows)


def _under_header(rows: Sequence[dict[str, str]]) -> list[list[str]]:
    return [[*rows[0]], *([*row.values()] for row in rows)]


def write(folder: Path) -> None:
    """Write every example into a folder."""
    _workbook(folder / "mes-comercial.xlsx", trade())
    _workbook(folder / "con-errores.xlsx", mistaken())
    (folder / "mes-contador.csv").write_bytes(_text(book(), ";").encode("cp1252"))
    (folder / "siete-columnas.csv").write_bytes(_text(seven(), ",").encode())
    (folder / "notas-credito.csv").write_bytes(_text(notes(), ",").encode())


def _text(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    width = max(map(len, rows))
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([*row, *([""] * (width - len(row)))] for row in rows)
    return written.getvalue()


def _workbook(path: Path, rows: Sequence[Row]) -> None:
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        sheet = workbook.add_worksheet("Ventas")
        title, text = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
        head = workbook.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
        money = workbook.add_format({"num_format": '"$" #,##0.00'})
        header = rows[2]
        for row, values in enumerate(rows):
            style = {0: title, 2: head}.get(row, text)
            for column, value in enumerate(values):
                if isinstance(value, Decimal):
                    shown = money if header[column] in AMOUNTS else None
                    sheet.write_number(row, column, float(value), shown)
                elif value:
                    sheet.write_string(row, column, value, style)
        sheet.set_column(0, len(header), 14)
        sheet.set_column(4, 5, 32)
        sheet.set_column(14, 14, 34)
        sheet.freeze_panes(3, 1)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
