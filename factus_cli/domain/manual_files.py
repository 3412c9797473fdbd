"""What may be wrong with a file, or with what was said of it (`error.code` of the JSON): part of the manual."""

from __future__ import annotations

from factus_cli.domain.manual import Entry

AGAIN = "Ábralo en Excel, guárdelo otra vez como .xlsx y repita la orden."
FROM_THERE = "Vuelva a exportarlo, o guárdelo desde Excel como «CSV UTF-8»."
SMALLER = "Borre lo que no es de la tabla, o repártalo en varios archivos."
ONE_ROW_EACH = "Deje una fila por producto, repitiendo los datos de la factura; `factus template` hace una hoja así."

FILES: tuple[Entry, ...] = (
    Entry(
        "lote",
        "El archivo no se puede leer como un lote",
        "No se envió nada de él. El mensaje dice qué tiene.",
        "Corrija el archivo y revíselo con `factus check`.",
    ),
    Entry(
        "lote_errors",
        "El lote tiene errores",
        "Algún documento tiene un error, y un lote con errores no se envía. No salió nada.",
        "Corrija las celdas que nombra el mensaje, o envíe lo que está bien con `--only-correct`.",
    ),
    Entry(
        "no_header",
        "El archivo no tiene una fila de encabezados que se conozca",
        "El encabezado es la fila, entre las primeras 30, que más nombres de columna conocidos tiene. Si ninguna los "
        "tiene no se adivina: la primera factura nunca se toma como encabezado.",
        "Ponga una fila con los nombres de las columnas (referencia, cliente, cantidad…), diga cuál es con "
        "`--header-row`, o enseñe los suyos con `factus map learn ARCHIVO`.",
    ),
    Entry(
        "file_empty",
        "El archivo está vacío",
        "No tiene filas con datos.",
        "Revise que haya guardado el archivo con las ventas.",
    ),
    Entry(
        "not_a_lote",
        "El archivo no es una hoja de cálculo ni un archivo de texto",
        "Se sabe por lo que tiene adentro, no por su nombre: puede ser un PDF, una imagen o un documento de Word.",
        "Use el archivo de Excel, CSV, ODS o JSON con las ventas.",
    ),
    Entry(
        "corrupt_workbook",
        "El libro está dañado",
        "Le falta una parte o no está escrito como debe: leerlo a medias podría perder filas.",
        AGAIN,
    ),
    Entry(
        "encrypted_workbook",
        "El libro tiene clave",
        "Está cifrado, y su contenido no se puede leer.",
        "Quítele la clave en Excel (Archivo, Información, Proteger libro) y guárdelo.",
    ),
    Entry(
        "ambiguous_sheet",
        "Varias hojas pueden ser el lote",
        "Dos o más hojas tienen igual de bien el encabezado, y enviar la que no es sería un error.",
        "Diga cuál con `--sheet NOMBRE`.",
    ),
    Entry(
        "unknown_sheet",
        "El libro no tiene esa hoja",
        "La hoja de `--sheet` no está en el archivo.",
        "Escriba una de las que nombra el mensaje.",
    ),
    Entry(
        "hidden_sheet",
        "Solo una hoja oculta tiene las ventas",
        "Lo oculto no se envía sin que usted lo diga.",
        "Si es la que quiere enviar, diga cuál con `--sheet NOMBRE`.",
    ),
    Entry(
        "two_sheets",
        "Las facturas y sus productos están en hojas distintas",
        "Los datos de la factura están en una hoja y sus líneas en otra: unirlas sería adivinar.",
        ONE_ROW_EACH,
    ),
    Entry(
        "side_by_side_products",
        "Los productos están uno al lado del otro",
        "Hay columnas como producto1, precio1, producto2, precio2: una fila sería varias líneas.",
        ONE_ROW_EACH,
    ),
    Entry(
        "alternating_records",
        "El archivo alterna registros de encabezado y de detalle",
        "Es la salida de otro programa, sin nombres de columna: no dice qué es cada valor.",
        "Expórtelo con encabezados y una fila por producto.",
    ),
    Entry(
        "two_level_header",
        "El encabezado ocupa dos filas",
        "Es una tabla dinámica o un título sobre varios: no se sabe qué es cada columna.",
        "Deje una sola fila de encabezados, con un nombre en cada columna.",
    ),
    Entry(
        "stacked_invoices",
        "Son facturas impresas una debajo de otra",
        "Cada factura trae su propio encabezado y sus datos por fuera de la tabla.",
        ONE_ROW_EACH,
    ),
    Entry(
        "nested_table",
        "La página tiene tablas dentro de otras",
        "El archivo es una página web con nombre de Excel, y sus celdas no se pueden ubicar.",
        AGAIN,
    ),
    Entry(
        "struck_text",
        "La página tiene texto tachado en una celda",
        "No se sabe si lo tachado vale: <s>1000</s> 900 se leería 1000900.",
        "Borre lo tachado, o quítele el tachado, y exporte el archivo otra vez.",
    ),
    Entry(
        "bad_json",
        "El JSON no está bien escrito",
        "No es JSON, o no es una lista de objetos con valores simples.",
        "Revise el programa que lo exporta.",
    ),
    Entry(
        "v2_payload",
        "Un cuerpo de la API de Factus no se puede leer",
        "El archivo trae cuerpos v2 listos (con `items` y `reference_code`), y a uno le falta algo, o no se sabe si es "
        "una factura, una nota o un documento soporte.",
        'Corrija el elemento que dice el mensaje; el tipo se dice con `"tipo": "nota_credito"` en cada cuerpo.',
    ),
    Entry(
        "mixed_json",
        "El archivo mezcla cuerpos de la API de Factus y filas",
        "Unos elementos son cuerpos v2 (con `items`), documentos enteros, y otros son filas con los nombres de las columnas.",
        "Ponga los cuerpos en un archivo y las filas en otro.",
    ),
    Entry(
        "unknown_encoding",
        "No se sabe en qué codificación está el archivo",
        "Leerlo con otra dañaría tildes y eñes, y con ellas nombres y direcciones.",
        "Dígala con `--encoding`, por ejemplo `--encoding cp1252`, o guárdelo desde Excel como «CSV UTF-8».",
    ),
    Entry(
        "wrong_encoding",
        "El archivo no está en la codificación que se dijo",
        "Hay bytes que no son de ella.",
        "Quite `--encoding` para que se detecte, o diga otra.",
    ),
    Entry(
        "mixed_encoding",
        "El archivo mezcla codificaciones",
        "Una parte está en UTF-8 y otra no, como cuando se pegan dos archivos.",
        FROM_THERE,
    ),
    Entry("nul_bytes", "El archivo tiene bytes nulos", "Está dañado, o no es de texto.", FROM_THERE),
    Entry(
        "bad_quotes",
        "Hay unas comillas mal puestas",
        "Están en medio de un valor, y no se sabe dónde termina.",
        "Corrija la fila que dice el mensaje: dentro de un valor entre comillas, las comillas van dos veces.",
    ),
    Entry(
        "unclosed_quote",
        "Unas comillas no se cierran",
        "Lo que sigue quedaría dentro de un solo valor, y se perderían filas.",
        "Cierre o quite las comillas de la fila que dice el mensaje.",
    ),
    Entry(
        "ragged_row",
        "Una fila tiene más campos que el encabezado",
        "Sus valores quedarían corridos: el precio en la columna de la cantidad.",
        "Ponga entre comillas el valor que tiene dentro el delimitador o una coma decimal.",
    ),
    Entry(
        "too_big",
        "El archivo es muy grande",
        "Pasa de 200 MB.",
        SMALLER,
    ),
    Entry("too_many_rows", "El archivo tiene demasiadas filas", "Caben 1.048.576, las de una hoja de Excel.", SMALLER),
    Entry("too_many_columns", "El archivo tiene demasiadas columnas", "No es una tabla de ventas.", SMALLER),
    Entry(
        "sparse_sheet",
        "La hoja tiene celdas muy lejos de la tabla",
        "Sería casi toda de celdas vacías.",
        "Borre las filas y columnas que sobran, o copie la tabla a un libro nuevo.",
    ),
    Entry(
        "zip_bomb",
        "Al descomprimirse, el archivo ocupa demasiado",
        "Pasa de 2 GB, o de lo que una hoja puede ocupar: abrirlo podría bloquear el computador.",
        "No lo abra si no sabe de dónde viene. Si es suyo, copie la tabla a un libro nuevo.",
    ),
    Entry(
        "annotate_failed",
        "No se pudo marcar la copia del libro",
        "El libro no está escrito como Excel lo escribe, y marcarlo podría dañarlo. Su archivo está intacto.",
        AGAIN,
    ),
    Entry(
        "split",
        "El archivo no se puede separar en partes",
        "Una parte sola se leería de otra manera que dentro del archivo: las demás filas decían qué es la coma, "
        "o si el descuento es una fracción.",
        "Diga cómo se lee (`--decimal`, `--discounts`, `--col`), o corrija antes ese valor.",
    ),
    Entry(
        "map",
        "El mapa de columnas no sirve",
        "Su archivo no se puede leer o no está bien escrito.",
        "Quítelo con `factus map remove NOMBRE` y apréndalo otra vez.",
    ),
    Entry(
        "no_map",
        "El perfil no tiene ese mapa",
        "El nombre de `--map` no es de ninguno de los aprendidos.",
        "Véalos con `factus map list`, o enséñelo con `factus map learn ARCHIVO`.",
    ),
    Entry(
        "map_incomplete",
        "Falta decir qué son algunas columnas",
        "Sin ellas no se puede leer el lote, y no hay a quién preguntarle.",
        "Dígalo con `--col CAMPO=TÍTULO`, una vez por cada columna.",
    ),
)
