"""The codes the simulated Factus accepts, with the names it answers with (contract, 9)."""

from __future__ import annotations

from collections.abc import Mapping

Names = Mapping[str, str]

BILL_DOCUMENTS: Names = {
    "01": "Factura electrónica de Venta",
    "03": "Instrumento electrónico de transmisión - tipo 03",
}
OPERATIONS: Names = {
    "10": "Estándar",
    "11": "Mandatos",
    "12": "Transporte",
    "SS-CUFE": "Salud CUFE",
    "SS-Reporte": "Salud reporte",
    "SS-SinAporte": "Salud sin aporte",
    "SS-Recaudo": "Salud recaudo",
}
PAYMENT_FORMS: Names = {"1": "Pago de contado", "2": "Pago a crédito"}
PAYMENT_METHODS: Names = {
    "10": "Efectivo",
    "42": "Consignación",
    "20": "Cheque",
    "47": "Transferencia",
    "71": "Bonos",
    "72": "Vales",
    "1": "Medio de pago no definido",
    "49": "Tarjeta débito",
    "48": "Tarjeta crédito",
    "ZZZ": "Otro",
}
IDENTITY_DOCUMENTS: Names = {
    "11": "Registro civil",
    "12": "Tarjeta de identidad",
    "13": "Cédula de ciudadanía",
    "21": "Tarjeta de extranjería",
    "22": "Cédula de extranjería",
    "31": "NIT",
    "41": "Pasaporte",
    "42": "Documento de identificación extranjero",
    "47": "PEP",
    "48": "PPT",
    "50": "NIT otro país",
    "91": "NUIP",
}
PROVIDER_DOCUMENTS = ("21", "22", "31", "41", "42", "47", "50")
ORGANIZATIONS: Names = {"1": "Persona Jurídica", "2": "Persona Natural"}
PARTY_TRIBUTES: Names = {"01": "IVA", "ZZ": "No aplica"}
RESPONSIBILITIES = ("O-13", "O-15", "O-23", "O-47", "R-99-PN")
STANDARDS: Names = {
    "999": "Estándar de adopción del contribuyente",
    "001": "UNSPSC",
    "020": "Partida arancelaria",
    "010": "GTIN",
}
ITEM_TAXES: Names = {"01": "IVA", "04": "INC", "35": "ICUI"}
WITHHOLDINGS: Names = {"05": "ReteIVA", "06": "ReteRenta"}
SCHEMES: Names = {"0": "Ingreso propio", "1": "Ingreso para terceros"}
COLLECTIONS: Names = {"COP": "Copago", "CUO": "Cuota moderadora", "PAC": "Pagos compartidos planes voluntarios"}
TRANSPORT_PROPERTIES = ("01", "02", "03")
HEALTH_OPERATIONS = ("SS-CUFE", "SS-Reporte", "SS-SinAporte")
POLICY_COVERAGES = ("10", "11", "12")
CONCEPTS: Mapping[str, Names] = {
    "credit-notes": {
        "1": "Devolución/no aceptación parcial",
        "2": "Anulación de factura electrónica",
        "3": "Rebaja o descuento parcial o total",
        "4": "Ajuste de precio",
        "5": "Descuento por pronto pago",
        "6": "Descuento por volumen",
    },
    "debit-notes": {"1": "Intereses", "2": "Gastos por cobrar", "3": "Cambio del valor", "4": "Otros"},
    "adjustment-notes": {
        "1": "Devolución/no aceptación parcial",
        "2": "Anulación del documento soporte",
        "3": "Rebaja o descuento",
        "4": "Ajuste de precio",
        "5": "Otros",
    },
}
CUSTOMIZATIONS: Mapping[str, Names] = {
    "credit-notes": {
        "20": "Nota Crédito que referencia una factura electrónica.",
        "22": "Nota Crédito sin referencia a una factura electrónica.",
    },
    "debit-notes": {
        "30": "Nota Débito que referencia una factura electrónica.",
        "32": "Nota Débito sin referencia a una factura electrónica.",
    },
}
DEPARTMENTS: Names = {
    "05": "Antioquia", "08": "Atlántico", "11": "Bogotá", "13": "Bolívar", "15": "Boyacá", "17": "Caldas",
    "18": "Caquetá", "19": "Cauca", "20": "Cesar", "23": "Córdoba", "25": "Cundinamarca", "27": "Chocó",
    "41": "Huila", "44": "La Guajira", "47": "Magdalena", "50": "Meta", "52": "Nariño", "54": "Norte de Santander",
    "63": "Quindío", "66": "Risaralda", "68": "Santander", "70": "Sucre", "73": "Tolima", "76": "Valle del Cauca",
    "81": "Arauca", "85": "Casanare", "86": "Putumayo", "88": "San Andrés y Providencia", "91": "Amazonas",
    "94": "Guainía", "95": "Guaviare", "97": "Vaupés", "99": "Vichada",
}  # fmt: skip
MUNICIPALITIES: Names = {
    "05001": "Medellín", "08001": "Barranquilla", "11001": "Bogotá D.C.", "13001": "Cartagena", "15001": "Tunja",
    "17001": "Manizales", "23001": "Montería", "41001": "Neiva", "47001": "Santa Marta", "50001": "Villavicencio",
    "52001": "Pasto", "54001": "Cúcuta", "63001": "Armenia", "66001": "Pereira", "68001": "Bucaramanga",
    "68679": "San Gil", "68872": "Villanueva", "73001": "Ibagué", "76001": "Cali",
}  # fmt: skip
UNITS: Names = {"94": "unidad", "KGM": "kilogramo", "HUR": "hora", "LTR": "litro", "EA": "cada"}
COUNTRIES: Names = {"CO": "Colombia", "US": "Estados Unidos", "VE": "Venezuela", "EC": "Ecuador", "ES": "España"}


def named(code: object, names: Names) -> dict[str, str]:
    """A code with its name, as answers show them; a code without a name here is its own."""
    return {"code": str(code), "name": names.get(str(code), str(code))}


def municipality(code: str) -> dict[str, object]:
    """A municipality with its department. Only the best known have a name here."""
    return {**named(code, MUNICIPALITIES), "department": named(code[:2], DEPARTMENTS)}
