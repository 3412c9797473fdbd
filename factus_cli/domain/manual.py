"""What states, answers of Factus and exit codes mean, why they come and what to do: the part of the manual that
is neither a finding of ours nor a rule of the DIAN."""

from __future__ import annotations

from dataclasses import dataclass

from factus_cli.errors import MEANINGS, ExitCode


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the manual, in Spanish: a title, why it comes, and what to do next."""

    code: str
    title: str
    why: str
    next: str


RESUME = "Ejecute `factus resume`: termina lo que falta sin enviar nada dos veces."
CORRECT = "Corrija el archivo y vuelva a enviarlo con `factus send`: lo ya validado no se repite."

STATES: tuple[Entry, ...] = (
    Entry(
        "ready",
        "listo para enviar",
        "El documento está revisado y guardado en el libro, y nada ha salido todavía.",
        RESUME,
    ),
    Entry(
        "sending",
        "enviándose",
        "El documento va en camino. Si el proceso murió en ese momento, se lee como `in_doubt`.",
        "Espere a que termine el envío. Si ya no hay ninguno en marcha, ejecute `factus resume`.",
    ),
    Entry(
        "in_doubt",
        "en duda",
        "Salió de este computador y no llegó una respuesta que sirva: se cortó la red, se acabó el tiempo o Factus "
        "falló. Puede estar en la DIAN o no estar; nadie lo supone, se pregunta por su referencia.",
        f"{RESUME} No lo vuelva a facturar con otra referencia.",
    ),
    Entry(
        "pending",
        "pendiente de la DIAN",
        "Factus lo tiene y la DIAN aún no responde. No es un rechazo.",
        f"{RESUME} Si sigue así, espere unos minutos: la DIAN está lenta.",
    ),
    Entry(
        "validated",
        "validado por la DIAN",
        "La DIAN lo validó, y el número, el CUFE, el total y el cliente son los de lo que se envió. Es definitivo.",
        "Nada. Si hay que corregirlo, se hace una nota crédito.",
    ),
    Entry(
        "rejected",
        "rechazado por la DIAN",
        "La DIAN no lo aceptó. Las razones quedan en el libro, y se borra de Factus para que no bloquee a los demás.",
        f"Mire la razón con `factus status REFERENCIA`, y el código con `factus explain`. {CORRECT}",
    ),
    Entry(
        "refused",
        "no aceptado por Factus",
        "Factus no recibió los datos: le falta un campo o trae uno que no sirve. No quedó guardado allá.",
        f"Mire el campo con `factus status REFERENCIA`. {CORRECT}",
    ),
    Entry(
        "conflict",
        "en conflicto",
        "Factus tiene otra cosa con esta referencia, o devolvió un total o un cliente distintos de los enviados.",
        "Compare con `factus status REFERENCIA` lo que se envió y lo que hay en Factus. Lo decide una persona: si lo "
        "de Factus está mal, se corrige con una nota crédito.",
    ),
    Entry(
        "needs_support",
        "para soporte de Factus",
        "Regla 90: la DIAN dice que ya tiene este documento, y Factus no lo da por validado. No se borra ni se "
        "reenvía.",
        "Mire con `factus pending` si todavía bloquea la cuenta, y escriba a soporte de Factus con la referencia y el "
        "número. No lo facture otra vez con otra referencia.",
    ),
)
"""The states of a document in the ledger."""

OF_A_RUN: tuple[Entry, ...] = (
    Entry(
        "already_validated",
        "ya estaba validado",
        "El libro dice que este mismo contenido ya se validó: no se envió nada.",
        "Nada.",
    ),
    Entry(
        "not_sent",
        "sin enviar",
        "El envío terminó antes de que saliera. No se envió nada de este documento.",
        RESUME,
    ),
)
"""What a run says of a document besides its state."""

HTTP: tuple[Entry, ...] = (
    Entry("200", "Factus respondió bien", "La consulta o la orden se cumplió.", "Nada."),
    Entry(
        "201",
        "Factus guardó el documento",
        "No quiere decir que la DIAN lo validó: puede venir validado, pendiente o con un rechazo adentro. También es "
        "la respuesta cuando la misma referencia ya estaba validada. factus mira el contenido, no solo el código.",
        "Mire el estado con `factus status`.",
    ),
    Entry(
        "400",
        "Factus no entendió la petición",
        "Al pedir el acceso quiere decir que el usuario o la contraseña no son correctos.",
        "Revise las credenciales con `factus auth status` y póngalas de nuevo con `factus auth login`.",
    ),
    Entry(
        "401",
        "Factus no reconoce el acceso",
        "El acceso venció o las credenciales no sirven. factus lo renueva una vez; si Factus insiste, detiene el "
        "envío.",
        "Ponga las credenciales de nuevo con `factus auth login`, y mire que sean del ambiente correcto (pruebas o "
        "producción).",
    ),
    Entry(
        "402",
        "La suscripción de Factus se agotó",
        "El plan ya no tiene documentos, o está sin pagar. El envío se detiene; nada se pierde.",
        f"Renueve el plan en Factus. Después: {RESUME}",
    ),
    Entry(
        "403",
        "Factus no permite esta operación",
        "La empresa no tiene habilitado ese tipo de documento o esa versión de la API, o un intermediario bloqueó la "
        "petición.",
        "Pida a Factus que habilite el documento o la versión 2 de la API para su empresa. Después ejecute "
        "`factus resume`.",
    ),
    Entry(
        "404",
        "Factus no encontró el documento",
        "No hay un documento con esa referencia o ese número en esta cuenta, o la dirección de Factus está mal "
        "escrita.",
        "Revise la referencia, y el perfil y el ambiente con `factus profile show`.",
    ),
    Entry(
        "409",
        "Hay otro documento sin validar, y bloquea la cuenta",
        "Mientras la cuenta tenga un documento del mismo tipo pendiente por enviar a la DIAN, Factus no recibe otros. "
        "Si es suyo, factus lo resuelve primero; si no está en su libro, no lo toca y detiene el envío.",
        "Mire cuál es y de quién con `factus pending`. Si no la envió usted, averigüe quién y que la termine; si la DIAN "
        "la rechazó, se borra con `factus pending clear REFERENCIA`. Después ejecute `factus resume`.",
    ),
    Entry(
        "422",
        "Los datos no pasaron la validación",
        "Hay dos casos: Factus no aceptó un campo y no guardó nada (`refused`), o la DIAN rechazó el documento y el "
        "mensaje dice «Regla: …» (`rejected`).",
        f"Mire el mensaje con `factus status REFERENCIA`. {CORRECT}",
    ),
    Entry(
        "429",
        "Demasiadas peticiones en un minuto",
        "Factus recibe 80 por minuto de cada usuario. factus espera lo que haga falta y sigue; no cuenta como un "
        "intento.",
        "Nada. Si pasa seguido, otro programa está usando el mismo usuario: baje el ritmo con `--rpm`.",
    ),
    Entry(
        "500",
        "Error inesperado de Factus",
        "No se sabe si el documento quedó. factus lo busca por su referencia antes de volver a enviarlo.",
        RESUME,
    ),
    Entry(
        "502",
        "Factus no está respondiendo (puerta de enlace)",
        "Un intermediario no obtuvo respuesta de Factus. No se sabe si el documento quedó; se busca por su referencia.",
        RESUME,
    ),
    Entry(
        "503",
        "Factus está en mantenimiento",
        "Factus no atiende por ahora. No se sabe si el documento quedó; se busca por su referencia.",
        f"Espere unos minutos. {RESUME}",
    ),
    Entry(
        "504",
        "Factus tardó demasiado",
        "La DIAN o Factus no respondieron a tiempo. El documento pudo quedar validado; se busca por su referencia.",
        RESUME,
    ),
)
"""HTTP statuses as they mean at Factus."""

_EXIT_NEXT: dict[ExitCode, str] = {
    ExitCode.OK: "Nada.",
    ExitCode.BUG: f"Lo enviado está en el libro. {RESUME} Y mande el registro a quien mantiene el programa.",
    ExitCode.USAGE: "Lea el mensaje y mire `factus --help`. Sin terminal, el envío a producción necesita `--yes`.",
    ExitCode.LOTE: "Mire los errores con `factus check ARCHIVO` y corríjalos. Con `--only-correct` se envía el resto.",
    ExitCode.ACCESS: "Revise las credenciales con `factus auth status` y póngalas de nuevo con `factus auth login`.",
    ExitCode.NEGATIVE: f"Mire cuáles son con `factus status`. {CORRECT}",
    ExitCode.INCOMPLETE: RESUME,
    ExitCode.BLOCKED: f"Mire con `factus pending` qué documento bloquea, o revise la conexión. Cuando se resuelva: {RESUME}",
    ExitCode.EXHAUSTED: f"Pida otro rango a la DIAN y asócielo en Factus, o renueve el plan. Después: {RESUME}",
    ExitCode.CORRUPT: "No envíe nada más con este perfil: guarde una copia del libro y restaure una que esté sana.",
    ExitCode.LOCKED: "Espere a que termine el otro proceso; el mensaje dice cuál es y desde cuándo.",
    ExitCode.OWN_LIMIT: RESUME,
    ExitCode.INTERRUPTED: RESUME,
    ExitCode.TERMINATED: RESUME,
}

EXIT_CODES: tuple[Entry, ...] = tuple(Entry(str(code.value), MEANINGS[code], "", _EXIT_NEXT[code]) for code in ExitCode)
"""The exit codes of every command."""

AREAS: dict[str, str] = {
    "totals": "Los totales se calculan aquí con las mismas sumas. Si aparece, revise precios, cantidades y descuentos.",
    "duplicate": "No facture otra vez: busque la referencia con `factus status`. Si sigue `needs_support`, escriba a "
    "soporte de Factus.",
    "numbering": "Revise el rango de numeración en Factus: prefijo, números que quedan y fechas de vigencia.",
    "header": "Lo arma Factus: si aparece, escriba a soporte de Factus con la referencia.",
    "cufe": "Lo arma Factus: si aparece, escriba a soporte de Factus con la referencia.",
    "dates": "Deje `fecha_emision` en blanco o con la fecha de hoy: se firma al enviar.",
    "currency": "Revise las columnas `moneda` y `tasa_cambio`.",
    "contingency": "Los documentos de contingencia no se envían con este programa.",
    "issuer": "Es de los datos de su empresa, no del archivo: corríjalos en Factus o en el RUT.",
    "parties": "Revise el estado del RUT. La notificación no invalida el documento.",
    "customer": "Revise las columnas `cliente_…` de ese documento.",
    "payment": "Revise `forma_pago`, `medio_pago` y `fecha_vencimiento` (o `dias_credito`).",
    "discounts": "Revise `descuento_porcentaje` y `descuento_valor`.",
    "taxes": "Revise las columnas `iva`, `inc` e `icui`: excluido no es lo mismo que exento.",
    "withholdings": "Revise `reteiva` y `retefuente`: son informativas y no se restan del total.",
    "prepaid": "Revise `anticipo_valor`, `anticipo_fecha` y `anticipo_referencia`.",
    "lines": "Revise las columnas de la línea: `item_nombre`, `cantidad`, `precio_unitario`, `unidad` y `estandar`.",
    "mandates": "Los documentos de mandato no se envían con este programa.",
    "credit note": "Revise `factura_numero` y `concepto` de la nota, y que la factura esté validada.",
    "debit note": "Revise la nota débito: `factura_numero`, `concepto` y los valores.",
}
"""What to do when a rule of the DIAN does not hold, by the area it is about."""
