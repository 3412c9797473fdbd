"""Every rule of the DIAN and of Factus that a sender can keep, from a file: broken in one cell, told at that cell.

Each case is the smallest lote that breaks the rule: the usual document of a type, and the cells that are different.
What the reader refuses before any rule sees it (a code that is in no list) is told by the reader, with its own code.
"""

# ruff: noqa: E501  # a case is one line

from __future__ import annotations

import pytest
from any_lotes import COLUMNS, usual
from gauntlet_files import text
from gauntlet_lote import read_file

from factus_cli.checks.run import codes
from factus_cli.domain import dian
from factus_cli.domain.documents import DocumentType
from factus_cli.lote.codes import CODES
from factus_cli.lote.table import column_letter

INVOICE, CREDIT, DEBIT = DocumentType.INVOICE, DocumentType.CREDIT_NOTE, DocumentType.DEBIT_NOTE
SUPPORT, ADJUSTMENT = DocumentType.SUPPORT_DOCUMENT, DocumentType.ADJUSTMENT_NOTE
FINAL = {"cliente_tipo_documento": "", "cliente_identificacion": "222222222222", "cliente_correo": ""}
MONTH = {"periodo_inicio": "01/10/2026", "periodo_fin": "31/10/2026"}

CASES = (
    # the DIAN's rule or the field of Factus, the code, the column, the type, the cells
    ("FAK20 FAK43 customer.names", "VAL-01", "cliente_nombre", INVOICE, {"cliente_nombre": " "}),
    ("FAK21 FAK44 FAK61 FAK62 customer.identification", "VAL-01", "cliente_identificacion", INVOICE, {"cliente_identificacion": ""}),
    ("FAK24 FAK47 FAK64 customer.dv", "CLI-03", "cliente_dv", INVOICE, {"cliente_dv": "7"}),
    ("FAK24 customer.dv of a cédula", "CLI-04", "cliente_dv", INVOICE, {"cliente_tipo_documento": "CC", "cliente_identificacion": "52123456", "cliente_dv": "1"}),
    ("FAK24 customer.identification of a NIT", "CLI-06", "cliente_identificacion", INVOICE, {"cliente_identificacion": "1" * 16}),
    ("FAK24 letters in a NIT", "CLI-06", "cliente_identificacion", INVOICE, {"cliente_identificacion": "AB123456"}),
    ("FAK25 FAK48 FAK63 customer.identification_document_code", "VAL-16", "cliente_tipo_documento", INVOICE, {"cliente_tipo_documento": "99"}),
    ("FAK24 hyphens in a cédula", "CLI-06", "cliente_identificacion", INVOICE, {"cliente_tipo_documento": "CC", "cliente_identificacion": "12-3456789"}),
    ("own: it looks like its type", "CLI-07", "cliente_identificacion", INVOICE, {"cliente_tipo_documento": "CC", "cliente_identificacion": "12"}),
    ("FAK02 customer.legal_organization_code", "VAL-16", "cliente_tipo_persona", INVOICE, {"cliente_tipo_persona": "3"}),
    ("own: person and identification", "CLI-09", "cliente_tipo_persona", INVOICE, {"cliente_tipo_persona": "natural"}),
    ("customer.email", "CLI-10", "cliente_correo", INVOICE, {"cliente_correo": "a@b.co;c@d.co"}),
    ("FAK55 CAK55", "CLI-11", "cliente_correo", CREDIT, {"cliente_correo": ""}),
    ("FAK28 FAK29 customer.municipality_code", "VAL-16", "cliente_municipio", INVOICE, {"cliente_municipio": "99999"}),
    ("FAK32", "INF-05", "cliente_departamento", INVOICE, {"cliente_municipio": "05001", "cliente_departamento": "Boyacá"}),
    ("FAK36 customer.country_code", "VAL-16", "cliente_pais", INVOICE, {"cliente_pais": "XX"}),
    ("FAK26 customer.responsibilities", "VAL-16", "cliente_responsabilidades", INVOICE, {"cliente_responsabilidades": "Z-1"}),
    ("customer.tribute_code", "VAL-16", "cliente_tributo", INVOICE, {"cliente_tributo": "04"}),
    ("FAK19", "CLI-16", "cliente_identificacion", INVOICE, {**FINAL, "precio_unitario": "200000"}),
    ("own: credit to nobody", "CLI-17", "forma_pago", INVOICE, {**FINAL, "forma_pago": "crédito", "dias_credito": "30"}),
    ("7.2 final consumer: code 13", "CLI-18", "cliente_tipo_documento", INVOICE, {**FINAL, "cliente_tipo_documento": "NIT"}),
    ("FAK02 7.2 final consumer: organization 2", "CLI-21", "cliente_tipo_persona", INVOICE, {**FINAL, "cliente_tipo_persona": "jurídica"}),
    ("FAK26 final consumer: R-99-PN", "CLI-22", "cliente_responsabilidades", INVOICE, {**FINAL, "cliente_responsabilidades": "O-13"}),
    ("7.2 final consumer: ZZ", "CLI-22", "cliente_tributo", INVOICE, {**FINAL, "cliente_tributo": "01"}),
    ("customer.municipality_code only in Colombia", "CLI-19", "cliente_municipio", INVOICE, {"cliente_municipio": "11001", "cliente_pais": "US"}),
    ("own: a foreign NIT of no country", "CLI-20", "cliente_pais", INVOICE, {"cliente_tipo_documento": "50", "cliente_pais": "CO"}),
    # lines
    ("FAZ02 items.name", "VAL-01", "item_nombre", INVOICE, {"item_nombre": " "}),
    ("FAV04a items.quantity", "VAL-01", "cantidad", INVOICE, {"cantidad": ""}),
    ("FAV04b items.quantity", "LIN-02", "cantidad", INVOICE, {"cantidad": "0"}),
    ("items.quantity of two decimals", "VAL-04", "cantidad", INVOICE, {"cantidad": "1,2345"}),
    ("VLR01 FBB01 FBB02 items.price", "LIN-03", "precio_unitario", INVOICE, {"precio_unitario": "-1"}),
    ("FAW03 items.price of 0", "LIN-03", "precio_unitario", INVOICE, {"precio_unitario": "0"}),
    ("items.price of two decimals", "VAL-04", "precio_unitario", INVOICE, {"precio_unitario": "1000,1234"}),
    ("FAQ03 FAQ06 items.discount_rate", "LIN-05", "descuento_porcentaje", INVOICE, {"descuento_porcentaje": "100"}),
    ("FAQ06 items.discount_rate", "VAL-07", "descuento_porcentaje", INVOICE, {"descuento_porcentaje": "101"}),
    ("FAQ07 FBE01 FBE03 FBE08 items.discount_amount", "LIN-06", "descuento_valor", INVOICE, {"descuento_valor": "40740.74"}),
    ("items: one discount", "LIN-07", "descuento_valor", INVOICE, {"descuento_valor": "1", "descuento_porcentaje": "10"}),
    ("FAV05 FBB05 items.unit_measure_code", "VAL-16", "unidad", INVOICE, {"unidad": "QQQ"}),
    ("FAZ09 FAZ10 FAZ11 FAZ12 FAZ14 items.standard_code", "VAL-16", "estandar", INVOICE, {"estandar": "002"}),
    ("FAV06 a line of nothing", "LIN-12", "precio_unitario", INVOICE, {"precio_unitario": "0.01", "cantidad": "0.01"}),
    # taxes
    ("FAS01b CAS01b items.taxes", "VAL-10", "iva", INVOICE, {"iva": ""}),
    ("FAS01b exempt or excluded", "VAL-11", "iva", INVOICE, {"iva": "0"}),
    ("own: rate in the DIAN's list", "IMP-03", "iva", INVOICE, {"iva": "7"}),
    ("FAS01b a rate over 100", "VAL-07", "inc", INVOICE, {"iva": "", "inc": "108"}),
    ("own: IVA and INC", "IMP-07", "inc", INVOICE, {"inc": "8"}),
    ("7.7 items.taxes of a provider", "NOT-06", "inc", SUPPORT, {"inc": "8"}),
    ("FAT01-FAT12 FAY02-FAY12 rate in list", "IMP-08", "reteiva", INVOICE, {"reteiva": "2"}),
    ("FAT01-FAT12 rate in list", "IMP-08", "retefuente", INVOICE, {"retefuente": "99"}),
    ("FAT01-FAT12 items.withholding_taxes.rate", "VAL-07", "retefuente", INVOICE, {"retefuente": "101"}),
    ("FAY05 the base of ReteIVA", "IMP-12", "reteiva", INVOICE, {"reteiva": "15", "iva": "excluido"}),
    # payment
    ("FAN02 payment_details.payment_form", "VAL-16", "forma_pago", INVOICE, {"forma_pago": "3"}),
    ("FAN03 CAN03a CAN03b payment_details.payment_method_code", "VAL-16", "medio_pago", INVOICE, {"medio_pago": "98"}),
    ("FAN04 payment_details.due_date", "PAG-03", "fecha_vencimiento", INVOICE, {"forma_pago": "crédito"}),
    ("own: due >= issue", "PAG-04", "fecha_vencimiento", INVOICE, {"forma_pago": "crédito", "fecha_vencimiento": "23/11/2026"}),
    ("own: cash that is due", "PAG-05", "fecha_vencimiento", INVOICE, {"fecha_vencimiento": "25/11/2026"}),
    ("cash_rounding_amount", "PAG-07", "redondeo", INVOICE, {"redondeo": "500.01"}),
    ("FAN01 VLR01 payment_details.amount", "PAG-14", "forma_pago", INVOICE, {"precio_unitario": "50", "redondeo": "-200"}),
    ("cash_rounding_amount of two decimals", "VAL-04", "redondeo", INVOICE, {"redondeo": "0,1234"}),
    ("FBD02 FBD05 prepayment_details.received_date", "INF-04", "anticipo_fecha", INVOICE, {"anticipo_valor": "1", "anticipo_referencia": "RC-1"}),
    ("FBD02 prepayment_details.reference_code", "INF-04", "anticipo_referencia", INVOICE, {"anticipo_valor": "1", "anticipo_fecha": "24/11/2026"}),
    ("FBD02 prepayment_details.amount", "PAG-08", "anticipo_valor", INVOICE, {"anticipo_valor": "-1", "anticipo_fecha": "24/11/2026", "anticipo_referencia": "RC-1"}),
    ("FBD03", "PAG-09", "anticipo_valor", INVOICE, {"anticipo_valor": "99999", "anticipo_fecha": "24/11/2026", "anticipo_referencia": "RC-1"}),
    ("own: a prepayment to come", "PAG-17", "anticipo_fecha", INVOICE, {"anticipo_valor": "1", "anticipo_fecha": "25/11/2026", "anticipo_referencia": "RC-1"}),
    ("own: half a prepayment", "INF-12", "anticipo_fecha", INVOICE, {"anticipo_fecha": "24/11/2026"}),
    ("FAD15a currency.type", "VAL-16", "moneda", INVOICE, {"moneda": "XYZ", "tasa_cambio": "1"}),
    ("FAR01-FAR07 currency.exchange_rate", "INF-03", "tasa_cambio", INVOICE, {"moneda": "USD"}),
    ("FAR01-FAR07 currency.exchange_rate", "PAG-11", "tasa_cambio", INVOICE, {"moneda": "USD", "tasa_cambio": "0"}),
    ("7.1 amounts stay in COP", "INF-13", "moneda", INVOICE, {"moneda": "USD", "tasa_cambio": "4100"}),
    ("own: half a currency", "INF-12", "tasa_cambio", INVOICE, {"tasa_cambio": "4100"}),
    ("VLR01 FAQ02 allowance_charges.amount", "PAG-13", "propina", INVOICE, {"propina": "-1"}),
    ("Ley 1935: a tip over 10 %", "PAG-12", "propina", INVOICE, {"propina": "9999"}),
    ("7.7 no charges of a provider", "NOT-08", "propina", SUPPORT, {"propina": "1"}),
    ("7.3 discount_amount of a provider", "NOT-10", "descuento_valor", ADJUSTMENT, {"descuento_valor": "1"}),
    # numbering, dates, the document
    ("reference_code", "NUM-01", "referencia", INVOICE, {"referencia": "FV/1"}),
    ("FAD09e issue date", "NUM-02", "fecha_emision", INVOICE, {"fecha_emision": "23/11/2026"}),
    ("CAD09e issue date", "NUM-02", "fecha_emision", CREDIT, {"fecha_emision": "25/11/2026"}),
    ("DAD09e issue date", "NUM-02", "fecha_emision", DEBIT, {"fecha_emision": "25/11/2026"}),
    ("observation", "NUM-03", "observacion", INVOICE, {"observacion": "x" * 251}),
    ("billing_period.end_date", "NUM-04", "periodo_fin", INVOICE, {"periodo_inicio": "01/10/2026", "periodo_fin": "01/10/2026"}),
    ("billing_period whole", "INF-08", "periodo_fin", INVOICE, {"periodo_inicio": "01/10/2026"}),
    ("own: an order to come", "NUM-05", "orden_compra_fecha", INVOICE, {"orden_compra": "OC-1", "orden_compra_fecha": "25/11/2026"}),
    ("order_reference.reference_code", "INF-12", "orden_compra_fecha", INVOICE, {"orden_compra_fecha": "24/11/2026"}),
    ("numbering_range_id", "NUM-06", "rango", INVOICE, {"rango": "SETP-1"}),
    ("own: the template's example", "NUM-07", "referencia", INVOICE, {"referencia": "EJEMPLO-1"}),
    # notes and support documents
    ("CBF01 CBF03 CBF04 correction_concept_code", "VAL-16", "concepto", CREDIT, {"concepto": "9"}),
    ("CBF01 correction_concept_code", "NOT-01", "concepto", CREDIT, {"concepto": ""}),
    ("correction_concept_code of a debit note", "VAL-16", "concepto", DEBIT, {"concepto": "5"}),
    ("correction_concept_code of an adjustment note", "VAL-16", "concepto", ADJUSTMENT, {"concepto": "6"}),
    ("CBF02 CBG01-CBG05 bill_number", "NOT-02", "factura_numero", CREDIT, {"factura_numero": ""}),
    ("CAD02a CBF03a annulment needs its invoice", "NOT-02", "factura_numero", CREDIT, {"factura_numero": "", "concepto": "2", **MONTH}),
    ("7.7 support_document_number", "NOT-02", "factura_numero", ADJUSTMENT, {"factura_numero": "", **MONTH}),
    ("own: concepts 5 and 6", "NOT-03", "concepto", CREDIT, {"concepto": "5"}),
    ("7.7 provider.identification_document_code", "NOT-04", "cliente_tipo_documento", SUPPORT, {"cliente_tipo_documento": "CC", "cliente_identificacion": "52123456"}),
    ("7.7 provider.address", "NOT-05", "cliente_direccion", SUPPORT, {"cliente_direccion": ""}),
    ("7.7 provider.country_code", "NOT-05", "cliente_pais", ADJUSTMENT, {"cliente_pais": ""}),
    ("FAD05a bill_number", "NOT-07", "factura_numero", CREDIT, {"factura_numero": "SETP-1"}),
    ("7.6 no order in a note", "NOT-09", "orden_compra", DEBIT, {"orden_compra": "OC-1"}),
    ("7.6 no prepayment in a note", "NOT-09", "anticipo_valor", CREDIT, {"anticipo_valor": "1", "anticipo_fecha": "24/11/2026", "anticipo_referencia": "RC-1"}),
    ("7.7 no period of a provider", "NOT-09", "periodo_inicio", SUPPORT, MONTH),
    ("7.7 no currency of a provider", "NOT-09", "moneda", SUPPORT, {"moneda": "USD", "tasa_cambio": "4100"}),
    ("own: an invoice that says a concept", "INF-09", "concepto", INVOICE, {"concepto": "2"}),
    ("own: an invoice that corrects another", "INF-09", "factura_numero", INVOICE, {"factura_numero": "SETP1"}),
)  # fmt: skip

LEGAL = (
    (INVOICE, {"cliente_tipo_documento": "CC", "cliente_identificacion": "222222222222", "cliente_nombre": ""}),
    (INVOICE, {**FINAL, "cliente_responsabilidades": "R-99-PN", "cliente_tributo": "ZZ", "cliente_tipo_persona": "2"}),
    (INVOICE, {"cliente_dv": "8", "cliente_responsabilidades": "O-13;O-15", "cliente_tributo": "01"}),
    (INVOICE, {"cliente_tipo_documento": "PA", "cliente_identificacion": "AB123456", "cliente_pais": "US"}),
    (INVOICE, {"cliente_tipo_documento": "50", "cliente_identificacion": "12-3456789", "cliente_pais": "ES"}),
    (INVOICE, {"cliente_tipo_documento": "50", "cliente_identificacion": "12.345.678-9", "cliente_pais": "CL"}),
    (INVOICE, {"cliente_tipo_documento": "PPT", "cliente_identificacion": "1234567"}),
    (INVOICE, {"cantidad": "0.01", "precio_unitario": "0.5"}),
    (INVOICE, {"descuento_porcentaje": "99.99"}),
    (INVOICE, {"descuento_valor": "40740.73"}),
    (INVOICE, {"iva": "exento"}),
    (INVOICE, {"iva": "excluido", "retefuente": "4"}),
    (INVOICE, {"iva": "16"}),
    (INVOICE, {"iva": "", "inc": "8"}),
    (INVOICE, {"iva": "19", "icui": "20"}),
    (INVOICE, {"reteiva": "15", "retefuente": "2.5"}),
    (INVOICE, {"unidad": "LUN", "estandar": "001"}),
    (INVOICE, {"forma_pago": "crédito", "fecha_vencimiento": "24/11/2026"}),
    (INVOICE, {"forma_pago": "crédito", "dias_credito": "0"}),
    (INVOICE, {"fecha_vencimiento": "24/11/2026", "medio_pago": "49"}),
    (INVOICE, {"redondeo": "-500"}),
    (INVOICE, {"redondeo": "500"}),
    (INVOICE, {"propina": "4074.07"}),
    (INVOICE, {"moneda": "COP", "tasa_cambio": "1"}),
    (INVOICE, {"moneda": "USD", "tasa_cambio": "4100.5"}),
    (INVOICE, {"anticipo_valor": "0", "anticipo_fecha": "", "anticipo_referencia": ""}),
    (INVOICE, {"anticipo_valor": "40740.74", "anticipo_fecha": "24/11/2026", "anticipo_referencia": "RC-1"}),
    (INVOICE, {"orden_compra": "OC-1", "orden_compra_fecha": "24/11/2026", **MONTH}),
    (INVOICE, {"observacion": "ñ" * 250, "fecha_emision": "24/11/2026", "referencia": "A._-9"}),
    (CREDIT, {"factura_numero": "", **MONTH}),
    (CREDIT, {"concepto": "2"}),
    (CREDIT, {"propina": "1", "moneda": "EUR", "tasa_cambio": "4500", "redondeo": "1"}),
    (DEBIT, {"factura_numero": "", **MONTH}),
    (SUPPORT, {"cliente_correo": "", "reteiva": "15", "descuento_porcentaje": "5"}),
    (SUPPORT, {"iva": "excluido", "cliente_tipo_documento": "PA", "cliente_identificacion": "X1", "cliente_pais": "US"}),
    (ADJUSTMENT, {"concepto": "5", "redondeo": "-1"}),
)  # fmt: skip

BY_READER = "the reader tells it first, from a cell"
SEVERAL = "it looks at several rows, documents or expected values"
NOT_FROM_A_CELL = {
    **dict.fromkeys(
        (
            *("CLI-01", "CLI-02", "CLI-05", "CLI-08", "CLI-12", "CLI-13", "CLI-14", "CLI-15", "LIN-01", "LIN-04"),
            *("LIN-08", "LIN-09", "LIN-11", "IMP-01", "IMP-02", "IMP-04", "IMP-05", "IMP-06", "IMP-09", "IMP-11"),
            *("PAG-01", "PAG-02", "PAG-06", "PAG-10", "PAG-15", "PAG-16"),
        ),
        BY_READER,
    ),
    **dict.fromkeys(("LIN-10", "IMP-10", "TOT-01", "TOT-02", "TOT-03", "TOT-04", "TOT-05", "TOT-06"), SEVERAL),
    **dict.fromkeys(("LOT-01", "LOT-02", "LOT-03", "LOT-04", "LOT-05", "LOT-06"), SEVERAL),
}
"""Rules that no single cell of a file trips, with the reason; each has its own tests."""
TRUE_AS_WELL = {("PAG-11", "INF-13"), ("NOT-09", "INF-13"), ("NOT-02", "NOT-09")}
"""Warnings that the same cells deserve besides: prices in another currency, a period that an adjustment has no place for."""
SEVERITIES = {one.code: one.severity.value for one in (*codes(), *CODES)}


def found(type_: DocumentType, cells: dict[str, str]) -> list[tuple[str, str, str | None, str | None]]:
    """What is found in the usual document of a type with some cells changed: code, severity, column, cell."""
    row = {**usual(type_), "referencia": "D-1", **cells}
    reading = read_file(text([list(COLUMNS), [row.get(name, "") for name in COLUMNS]]))
    return [(one.code, one.severity.value, one.column, one.cell) for one in reading.findings]


@pytest.mark.parametrize(
    ("rule", "code", "column", "type_", "cells"), CASES, ids=[f"{one[1]}: {one[0]}" for one in CASES]
)
def test_a_rule_broken_in_one_cell_is_told_there(
    rule: str, code: str, column: str, type_: DocumentType, cells: dict[str, str]
) -> None:
    told = found(type_, cells)
    cell = f"{column_letter(COLUMNS.index(column))}2"
    assert (code, SEVERITIES[code], column, cell) in told
    others = [one for one in told if one[0] != code and one[1] != "notice"]
    assert [one for one in others if (code, one[0]) not in TRUE_AS_WELL] == []
    assert [one for one in told if one[0] == code and one[2] != column] == []


@pytest.mark.parametrize(("type_", "cells"), LEGAL, ids=[f"{one[0]}: {', '.join(one[1])}" for one in LEGAL])
def test_what_is_legal_is_not_told_at_all(type_: DocumentType, cells: dict[str, str]) -> None:
    quiet = {"CLI-11"} if not cells.get("cliente_correo", "x") else set()
    if cells.get("moneda", "COP") != "COP":
        quiet.add("INF-13")  # it asks whether the prices are in pesos, whenever there is another currency
    assert [one for one in found(type_, cells) if one[1] != "notice" and one[0] not in quiet] == []


@pytest.mark.parametrize("code", sorted({one.code for one in codes()}))
def test_every_rule_has_its_cell_or_its_reason(code: str) -> None:
    assert (code in {case[1] for case in CASES}) != (code in NOT_FROM_A_CELL)


def test_every_rule_of_the_dian_that_ours_prevent_has_a_case() -> None:
    named = {one for case in CASES for word in case[0].split() for one in dian.expanded(word)}
    reachable = [*(code for code in codes() if code.code not in NOT_FROM_A_CELL), *CODES]
    by_cell = {one for code in reachable for one in dian.expanded(code.prevents)}
    assert by_cell - named == set()
