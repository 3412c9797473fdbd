"""The findings of reading: each kind of doubt, repair or mistake, with its entry in the manual."""

from __future__ import annotations

from factus_cli.domain.findings import FindingCode, Severity
from factus_cli.lote import codes_bodies, codes_rows, codes_texts

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

MISSING_COLUMN = FindingCode(
    "COL-01",
    ERROR,
    "Falta una columna necesaria",
    "El archivo no trae una columna sin la cual no hay factura, o su título no se reconoció. Cámbiele el título, o diga cuál es con --col CAMPO=TÍTULO.",
)
REPEATED_COLUMN = FindingCode(
    "COL-02",
    ERROR,
    "Dos columnas para un mismo campo",
    "Dos títulos significan lo mismo y no traen los mismos valores. Deje una, o diga cuál vale con --col CAMPO=TÍTULO.",
)
UNKNOWN_COLUMN = FindingCode(
    "COL-03",
    NOTICE,
    "Una columna que no se reconoce",
    "El título no es de ningún campo: la columna no se lee. Si importa, dígalo con --col CAMPO=TÍTULO.",
)
NO_PLACE = FindingCode(
    "COL-04",
    WARNING,
    "Una columna que cambia el dinero y no tiene lugar en Factus",
    "El programa la conoce, pero Factus no la recibe (ReteICA, AIU): la factura sale sin ella.",
)
DOUBTFUL_COLUMN = FindingCode(
    "COL-05",
    ERROR,
    "Un título con dos significados",
    "El título puede ser de dos campos, y cambia el dinero o el cliente. Diga cuál con --col CAMPO=TÍTULO.",
)
SEVEN_COLUMNS = FindingCode(
    "COL-06",
    WARNING,
    "Las siete columnas: venta a consumidor final",
    "El archivo no trae identificación del cliente: sale a consumidor final (222222222222), con el nombre que dice.",
)
SECOND_MEANING = FindingCode(
    "COL-07",
    NOTICE,
    "Un título leído en su segundo significado",
    "El título podía ser de dos campos y se tomó el que cabe. Si no era ese, dígalo con --col CAMPO=TÍTULO.",
)
UNKNOWN_FIELD = FindingCode(
    "COL-08", ERROR, "--col no se puede cumplir", "El campo no existe, o el archivo no trae ese título."
)

UNMET_VALUE = FindingCode(
    "COL-09",
    WARNING,
    "--value no se aplicó",
    "El archivo no trae ese título, o su columna no trae ese texto: revise que estén escritos como en el archivo.",
)
MAP_USED = FindingCode(
    "COL-10",
    NOTICE,
    "Se usó un mapa de columnas",
    "El título del archivo es el que usted enseñó con `factus map learn` (o dijo --map): sus columnas se leen como entonces. Véalo con `factus map show`.",
)
MAP_DIFFERS = FindingCode(
    "COL-11",
    WARNING,
    "Un mapa de columnas en un archivo de otros títulos",
    "Usted pidió el mapa con --map, y el archivo no tiene los mismos títulos que cuando se aprendió. Revise que sea del mismo cliente, o apréndalo otra vez con `factus map learn`.",
)
MAP_NEAR = FindingCode(
    "COL-12",
    WARNING,
    "Un mapa de columnas que no se usó",
    "El archivo tiene casi los mismos títulos que uno de sus mapas, pero no todos: un mapa solo se usa con los títulos que aprendió. Si es el mismo cliente, pida el mapa con --map; si es otro, o el archivo cambió para siempre, enséñelo con `factus map learn`.",
)
UNREAD_MONEY = FindingCode(
    "COL-13",
    WARNING,
    "Una columna que no se reconoce y parece cambiar la factura",
    "El título habla de descuentos, impuestos, recargos, vencimientos o apellidos (o sus celdas, de contado y crédito) y no es de ningún campo: la factura sale sin eso. Diga qué es con --col CAMPO=TÍTULO, o quite la columna.",
)

UNTITLED = FindingCode(
    "COL-14",
    WARNING,
    "Una columna con datos y sin título, entre las que se leen",
    "Un título combinado sobre dos columnas («Producto» sobre el código y el nombre) deja la segunda sin título, y no se lee. Escriba un título para cada una.",
)
MISSING_VALUE = FindingCode(
    "VAL-01",
    ERROR,
    "Falta un valor necesario",
    "La celda está en blanco (o dice -, N/A, NULL…) y sin ella no hay documento.",
    "FAK20/FAK43/FAK21/FAK44/FAK61/FAK62/FAV04a/FAZ02",
)
BAD_NUMBER = FindingCode(
    "VAL-02", ERROR, "Un número que no se entiende", "La celda no es un número. Escríbalo como 1234,56 o 1.234,56."
)
TWO_READINGS = FindingCode(
    "VAL-03",
    ERROR,
    "Un número que se puede leer de dos maneras",
    "1.234 puede ser mil doscientos treinta y cuatro, o uno con 234 milésimas. Diga cuál es el signo decimal con --decimal comma o --decimal point.",
)
TOO_MANY_DECIMALS = FindingCode(
    "VAL-04", ERROR, "Un número con más de dos decimales", "Factus recibe dos decimales. Redondee la celda."
)
THOUSANDS = FindingCode(
    "VAL-05",
    NOTICE,
    "Un punto leído como separador de miles",
    "1.234 se leyó como mil doscientos treinta y cuatro. Si no era eso, use --decimal point.",
)
LOST_DIGITS = FindingCode(
    "VAL-06",
    ERROR,
    "Un número en notación científica",
    "9,00123E+08 perdió cifras: escriba el número completo, con la celda en formato de texto.",
)
BAD_PERCENT = FindingCode(
    "VAL-07",
    ERROR,
    "Un porcentaje que no se entiende",
    "Debe estar entre 0 y 100. En el IVA también puede decir exento o excluido.",
    "FAQ03/FAQ06/FAS01b/CAS01b",
)
PERCENT_QUESTION = FindingCode(
    "VAL-08",
    ERROR,
    "Un porcentaje que se puede leer de dos maneras",
    "0,1 puede ser 10 % o 0,1 %. Escríbalo con %, o diga cuál es con --discounts fraction o --discounts percent.",
)
FRACTION = FindingCode(
    "VAL-09", NOTICE, "Fracciones leídas como porcentajes", "Toda la columna es de 0 a 1: 0,19 se leyó como 19 %."
)
BLANK_TAX = FindingCode(
    "VAL-10",
    ERROR,
    "El IVA está en blanco",
    "Excluido y exento no son lo mismo ante la DIAN: escriba 19, 5, exento o excluido.",
    "FAS01b",
)
ZERO_TAX = FindingCode(
    "VAL-11",
    WARNING,
    "IVA 0 leído como exento",
    "Exento lleva IVA de 0 %; excluido no lleva IVA. Escriba la palabra para que no quede duda.",
    "FAS01b",
)
BAD_DATE = FindingCode(
    "VAL-12",
    ERROR,
    "Una fecha que no se entiende",
    "Escríbala como 24/11/2026 o 2026-11-24. 11/24/2026 no se acepta: en Colombia el día va primero.",
)
BAD_IDENTIFICATION = FindingCode(
    "VAL-13",
    ERROR,
    "Una identificación que no se entiende",
    "Solo números, con o sin puntos, y el DV después de un guion: 900.123.456-8. Un pasaporte puede llevar letras si el tipo lo dice.",
)
GLUED_DV = FindingCode(
    "VAL-14",
    ERROR,
    "¿Cédula, o NIT con el DV pegado?",
    "Diez cifras que empiezan por 8 o 9 y cuya última es el DV de las otras nueve: escriba el DV con guion, o diga en cliente_tipo_documento que es una cédula. El tipo NIT no aclara si la última cifra es el DV.",
)
UNSURE_TYPE = FindingCode(
    "VAL-15",
    ERROR,
    "No se sabe qué tipo de identificación es",
    "Dígalo en la columna cliente_tipo_documento: NIT, CC, CE, PA…",
)
BAD_CODE = FindingCode(
    "VAL-16",
    ERROR,
    "Un valor que no está en su lista",
    "Búsquelo con `factus catalog`, o diga qué significa con --value TÍTULO:TEXTO=CÓDIGO.",
    "FAK02/FAK25/FAK48/FAK63/FAK26/FAK28/FAK29/FAK36/FAN02/FAN03/CAN03a/b/FAV05/FBB05/FAZ09/FAZ10/FAZ11/FAZ12/FAZ14/FAD15a/CBF03",
)
TWO_CODES = FindingCode(
    "VAL-17",
    ERROR,
    "Un nombre que es de varios códigos",
    "Escriba el código, o agregue el departamento si es un municipio.",
)
REPAIRED = FindingCode(
    "VAL-18", NOTICE, "Un valor reparado", "Se leyó lo que la celda quiso decir: un cero perdido, un «.0» de más."
)
BAD_YES_NO = FindingCode("VAL-19", ERROR, "Ni sí ni no", "Escriba sí o no.")
ERROR_CELL = FindingCode(
    "VAL-20",
    ERROR,
    "Una celda con error o una fórmula sin valor",
    "Excel muestra #N/A, #REF! o algo así, o la fórmula no está calculada: corrija la celda y guarde el libro.",
)
NOTHING = FindingCode(
    "VAL-21", NOTICE, "Un «nada» escrito", "-, N/A, NULL… en un campo que puede ir en blanco se lee como blanco."
)
BAD_DV = FindingCode(
    "VAL-22", ERROR, "Un DV que no es una cifra", "El dígito de verificación es una sola cifra, de 0 a 9."
)
TWO_DVS = FindingCode(
    "VAL-23", ERROR, "Dos DV distintos", "El que está después del guion y el de la columna no son el mismo.", "FAK24"
)
TAX_CODE = FindingCode(
    "VAL-24",
    ERROR,
    "Un código de impuesto de otro programa",
    "El título dice Código y el valor no es una tarifa: otros programas guardan ahí códigos propios. Escriba la tarifa.",
)

BAD_CODE_TEXT = FindingCode(
    "VAL-25",
    ERROR,
    "Un número o un código que la hoja cambió",
    "La hoja de cálculo convirtió lo escrito, un código o un texto, en una fecha, un porcentaje o un verdadero/falso (1-11 y 1/2 pasan a ser fechas). Dé a la celda formato de texto y escríbalo otra vez.",
)
THOUSANDTHS = FindingCode(
    "VAL-27",
    WARNING,
    "Tres cifras después del signo decimal",
    "Las demás celdas de la columna dicen que ese es el signo decimal, y ninguna otra lleva tres decimales: 1.500 entre 20.5 y 3.25 se lee 1,50, pero puede ser mil quinientos. Si lo es, quítele el punto (1500).",
)
TWO_DATES = FindingCode(
    "VAL-26",
    ERROR,
    "Una fecha que se puede leer de dos maneras",
    "La columna trae fechas con el mes primero (11/24/2026), así que 11/05/2026 puede ser 11 de mayo o 5 de noviembre. Escríbalas todas como 24/11/2026 o 2026-11-24.",
)

INFERRED = FindingCode(
    "INF-01",
    NOTICE,
    "Datos deducidos",
    "Lo que el archivo no dice y se dedujo: tipo de identificación, tipo de persona, DV, código del producto, vencimiento.",
)
TWO_DUE_DATES = FindingCode(
    "INF-02", ERROR, "El vencimiento y los días de crédito no coinciden", "Deje solo uno de los dos.", daily=True
)
RATE_NEEDED = FindingCode(
    "INF-03",
    ERROR,
    "Una moneda sin tasa de cambio",
    "Escriba cuántos pesos vale una unidad de la moneda.",
    "FAR01-FAR07",
)
PREPAYMENT = FindingCode(
    "INF-04", ERROR, "Un anticipo incompleto", "Un anticipo lleva valor, fecha y referencia.", "FBD02/FBD05"
)
DEPARTMENT = FindingCode(
    "INF-05", WARNING, "El departamento no es el del municipio", "Vale el del código del municipio.", "FAK32"
)
TAX_INSIDE = FindingCode(
    "INF-06",
    NOTICE,
    "Precios con impuesto incluido",
    "Al quitarle el impuesto al precio se redondea al centavo: el total puede cambiar por centavos.",
)
DISCOUNT_BARE = FindingCode(
    "INF-14",
    WARNING,
    "Un descuento en pesos sobre un precio que trae impuesto",
    "El precio se lleva a su valor sin impuesto, y el descuento en pesos se resta de ese valor, como lo recibe Factus. Si el descuento también trae el impuesto, réstele el impuesto o escríbalo en porcentaje.",
)
TWO_PRICES = FindingCode(
    "INF-07", ERROR, "Precio con y sin impuesto", "La línea trae los dos precios y no coinciden. Deje uno."
)
PERIOD = FindingCode("INF-08", ERROR, "Un periodo incompleto", "Se necesitan periodo_inicio y periodo_fin.")
NOTE_DATA = FindingCode(
    "INF-09",
    WARNING,
    "Datos de una nota en un documento que no lo es",
    "La fila trae la factura que se corrige o un concepto de corrección, y el documento es una factura. Si es una nota, dígalo con la columna tipo o con --type; si no, borre esos datos.",
)
EXPECTED_AS_MEANT = FindingCode(
    "INF-10",
    NOTICE,
    "Una columna de totales leída con o sin impuesto",
    "En todas las filas coincide con el valor sin impuesto (o con él), y no con lo que su título dice: se comparó con el que coincide.",
)
OTHER_CURRENCY = FindingCode(
    "INF-13",
    WARNING,
    "Otra moneda: los valores se toman en pesos",
    "La moneda y su tasa solo cambian lo que el PDF muestra: los precios del archivo deben estar en pesos. Si están en la otra moneda, conviértalos.",
)
TWO_TYPES = FindingCode(
    "INF-11",
    ERROR,
    "El tipo de identificación se dice de dos maneras",
    "La celda de la identificación dice un tipo (CC, NIT…) y la columna del tipo dice otro. Deje uno solo.",
)
INCOMPLETE = FindingCode(
    "INF-12",
    WARNING,
    "Un dato que no se envía porque falta otro",
    "La fecha o la referencia de un anticipo sin su valor, la fecha de una orden de compra sin su número, una tasa de cambio sin moneda: solo no dice nada. Complételo, o bórrelo.",
)

_OF_BOTH = (*globals().values(), *vars(codes_rows).values(), *vars(codes_bodies).values(), *vars(codes_texts).values())
CODES: tuple[FindingCode, ...] = tuple(
    sorted((value for value in _OF_BOTH if isinstance(value, FindingCode)), key=lambda one: one.code)
)
"""All of them, for `factus explain` and the documentation."""
