"""What the words mean that a stopped command gives as its error (`error.code` of the JSON): part of the manual."""

from __future__ import annotations

from factus_cli.domain.manual import RESUME, Entry
from factus_cli.domain.manual_files import FILES

RUNS: tuple[Entry, ...] = (
    Entry(
        "unexpected",
        "Error inesperado",
        "Es un defecto del programa. Lo que salió está en el libro.",
        f"{RESUME} Y mande el registro a quien mantiene el programa.",
    ),
    Entry(
        "usage",
        "La orden no se entiende o pide algo que no hay",
        "Falta un archivo, sobra una opción o un valor no sirve.",
        "Lea el mensaje y mire `factus --help`.",
    ),
    Entry(
        "confirmation_needed",
        "Hace falta confirmar, y no hay terminal",
        "En producción, una persona confirma antes de que algo salga o se borre.",
        "Si está seguro, agregue `--yes`.",
    ),
    Entry(
        "not_confirmed",
        "No se confirmó",
        "Lo escrito no era el total o la referencia que se pedía. No se hizo nada.",
        "Repita la orden y escriba lo que se le pide.",
    ),
    Entry(
        "incomplete",
        "El envío terminó antes de resolver todo",
        "Quedan documentos pendientes, en duda o sin enviar.",
        RESUME,
    ),
    Entry(
        "own_limit",
        "Lo detuvo un límite suyo",
        "`--limit` o `--max-duration` se cumplió; el resto quedó sin enviar.",
        RESUME,
    ),
    Entry("interrupted", "Interrumpido con Ctrl-C", "Lo que ya había salido se esperó y quedó en el libro.", RESUME),
    Entry(
        "terminated",
        "El sistema pidió terminar",
        "Lo que ya había salido se esperó y quedó en el libro.",
        RESUME,
    ),
    Entry(
        "locked",
        "Otro envío está usando este perfil",
        "Hay uno a la vez por perfil, para que nada salga dos veces.",
        "Espere a que termine; el mensaje dice cuál es y desde cuándo.",
    ),
    Entry(
        "blocked",
        "Un documento que no es de este libro bloquea la cuenta",
        "Factus no recibe otros mientras ese no esté validado, y lo que no es nuestro no se toca.",
        f"Mire cuál es con `factus pending`. Cuando se resuelva: {RESUME}",
    ),
    Entry(
        "dian_slow",
        "La DIAN no ha respondido por un documento",
        "Mientras tanto Factus no recibe otros del mismo tipo.",
        f"Espere unos minutos. {RESUME}",
    ),
    Entry(
        "delete_failed",
        "Factus no deja borrar un documento rechazado",
        "Mientras siga allá bloquea a los demás del mismo tipo.",
        f"{RESUME} Si sigue igual, bórrelo en la página de Factus.",
    ),
    Entry(
        "not_there",
        "Factus no tiene ese documento sin validar",
        "No hay ninguno con esa referencia: puede estar validado o no haber salido.",
        "Mire los que hay con `factus pending`.",
    ),
    Entry(
        "several",
        "Hay varios documentos con esa referencia",
        "Son de tipos distintos, y se borra uno a la vez.",
        "Diga cuál con `--type`.",
    ),
    Entry(
        "unreachable",
        "No se puede llegar a Factus",
        "No hay red, o Factus no atiende. Lo que no salió está listo; lo que quedó en duda se busca después.",
        f"Revise la conexión. {RESUME}",
    ),
    Entry(
        "wrong_address",
        "En esa dirección no está la API de Factus",
        "Responde otra cosa: una página web o un servidor distinto.",
        "Revise FACTUS_BASE_URL, o la dirección del perfil con `factus profile show`.",
    ),
    Entry(
        "throttled",
        "Se agotó la cuota de solicitudes (429)",
        "Factus pide esperar más de lo que un envío puede esperar.",
        f"Espere lo que dice el mensaje, o baje FACTUS_RPM si otro programa usa la misma cuenta. {RESUME}",
    ),
    Entry(
        "base_url",
        "La dirección de la API no sirve",
        "Debe empezar por https://; http solo se admite hacia este mismo computador.",
        "Corrija FACTUS_BASE_URL o la dirección del perfil.",
    ),
    Entry(
        "proxy",
        "El proxy no sirve",
        "Solo se entienden proxys http:// y https://.",
        "Revise las variables HTTPS_PROXY y ALL_PROXY, o quítelas si no hay proxy.",
    ),
    Entry(
        "credentials",
        "Faltan las credenciales, o Factus no las recibe",
        "Sin ellas no se puede pedir el acceso.",
        "Mírelas con `factus auth status` y póngalas de nuevo con `factus auth login`.",
    ),
    Entry(
        "keyring",
        "El llavero del sistema no se puede usar",
        "No existe, está bloqueado, no responde o guarda las claves sin cifrar.",
        "Desbloquéelo, o ponga las credenciales en las variables FACTUS_CLIENT_ID, FACTUS_CLIENT_SECRET, "
        "FACTUS_USERNAME y FACTUS_PASSWORD.",
    ),
    Entry(
        "forbidden",
        "Factus no permite esta operación (403)",
        "La cuenta no tiene habilitado ese documento o esa versión de la API, o un intermediario bloqueó la petición.",
        "Pregunte a Factus qué tiene habilitado. Si el mensaje es una página web, revise la red o el proxy.",
    ),
    Entry(
        "subscription_exhausted",
        "La suscripción de Factus se agotó (402)",
        "El plan no tiene más documentos, o está sin pagar.",
        f"Renueve el plan en Factus. Después: {RESUME}",
    ),
    Entry(
        "range_exhausted",
        "No hay números para facturar",
        "El rango se acabó, se venció o no existe.",
        f"Pida otra autorización a la DIAN y asóciela en Factus. Después: {RESUME}",
    ),
    Entry(
        "range_needed",
        "Hay varios rangos de numeración",
        "Cualquiera serviría, y el número de una factura no se adivina.",
        "Elija uno de los que nombra el mensaje, con `--range`.",
    ),
    Entry(
        "range_unknown",
        "La cuenta no tiene ese rango",
        "El prefijo o el identificador no es de un rango de este tipo de documento.",
        "Corrija la columna rango o la opción `--range`: el mensaje dice cuáles hay.",
    ),
    Entry(
        "environment_mismatch",
        "La dirección y el ambiente no son los mismos",
        "Una es de pruebas y el otro de producción, o al revés: no se envía nada al que no es.",
        "Corrija FACTUS_BASE_URL o FACTUS_ENVIRONMENT (o el perfil).",
    ),
    Entry(
        "other_address",
        "El libro del perfil es de otra dirección",
        "Lo que está validado en una dirección (un simulador, por ejemplo) no lo está en la otra: no se mezclan.",
        "Use un perfil para cada dirección, con `factus profile add NOMBRE --base-url URL`, o corrija FACTUS_BASE_URL.",
    ),
    Entry(
        "other_account",
        "El libro del perfil es de otra empresa",
        "Lo que una empresa tiene validado no lo está para otra, aunque tenga la misma referencia: no se mezclan.",
        "Use un perfil para cada empresa: `factus profile add NOMBRE`, y después `--profile NOMBRE` o FACTUS_PROFILE.",
    ),
    Entry(
        "config",
        "La configuración no sirve",
        "El archivo config.toml no se puede leer, o algo en él no está permitido.",
        "Corrija lo que dice el mensaje.",
    ),
    Entry(
        "no_profile",
        "No existe ese perfil",
        "El nombre de `--profile` o de FACTUS_PROFILE no es de ninguno.",
        "Véalos con `factus profile list`, o créelo con `factus profile add NOMBRE`.",
    ),
    Entry(
        "home_unwritable",
        "No se puede escribir en la carpeta de factus",
        "Ahí van la configuración y el libro, y sin libro no sale nada.",
        "Revise los permisos y el espacio, o ponga otra carpeta en FACTUS_HOME.",
    ),
    Entry(
        "no_ledger",
        "Todavía no hay libro",
        "Este perfil no ha enviado nada en este ambiente. El libro nace con el primer envío.",
        "Revise el perfil, o envíe un lote con `factus send ARCHIVO`.",
    ),
    Entry(
        "ledger_newer",
        "El libro es de una versión más nueva",
        "Lo escribió un factus más nuevo que este, y escribir en él podría dañarlo.",
        "Actualice factus.",
    ),
    Entry(
        "ledger_corrupt",
        "El libro no verifica",
        "Alguien lo cambió o el disco lo dañó: no se puede confiar en lo que dice.",
        "No envíe nada más con este perfil: guarde una copia del libro y restaure una que esté sana.",
    ),
    Entry(
        "ledger_unwritable",
        "El libro no se pudo escribir",
        "El disco está lleno o es de solo lectura. Nada sale que no se pueda guardar antes.",
        f"Libere espacio o revise los permisos. {RESUME}",
    ),
    Entry(
        "lote_ambiguous",
        "Varios lotes empiezan así",
        "El nombre está incompleto y puede ser de varios.",
        "Escriba el nombre completo del lote.",
    ),
    Entry(
        "report_unwritable",
        "El reporte no se pudo escribir",
        "Los documentos están en el libro; solo faltó el archivo.",
        "Cierre el archivo si está abierto en Excel, y repítalo con `factus report`.",
    ),
    Entry(
        "output_unwritable",
        "La respuesta no se pudo escribir en la salida",
        "El disco a donde va está lleno, o la salida está cerrada. Lo enviado está en el libro, y `send` y `resume` "
        "terminan con su código de siempre.",
        "Mire lo enviado con `factus status` o `factus list`, y cambie a dónde va la salida.",
    ),
)
"""What may stop a command that the file has no part in."""

ERRORS = (*FILES, *RUNS)
"""Every error of ours. `pending`, `rejected`, `needs_support` and `validated` are told as the states that they name."""
