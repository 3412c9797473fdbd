"""What stops a run, and the exit code each cause ends with. It imports nothing of ours.

::

    FactusError                     1   unexpected: a bug
    ├─ UsageProblem                 2   wrong usage, missing file, no terminal to confirm on
    │  └─ HomeUnwritable            2   the folder of configuration and ledgers can't be written
    ├─ LoteRefused                  3   the file can't be read as a lote, or has errors
    ├─ AccessDenied                 4   credentials or permission
    ├─ RunIncomplete                6   documents are pending, in doubt or not sent
    │  └─ LedgerUnwritable          6   the ledger could not be written once the run had begun
    ├─ AccountBlocked               7   a document we may not touch blocks the account
    ├─ FactusUnreachable            7   Factus can't be reached
    ├─ NothingLeft                  8   no numbers, range expired, subscription exhausted
    ├─ LedgerCorrupt                9   the ledger does not verify
    ├─ ProfileLocked               10   another run holds this profile
    ├─ OwnLimit                    12   --limit or --max-duration
    └─ Interrupted            130/143   Ctrl-C or SIGTERM

Trouble with one document is a value (a finding, an outcome), never an exception.
"""

from __future__ import annotations

import errno
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command. They only grow: a released number never changes its meaning."""

    OK = 0
    BUG = 1
    USAGE = 2
    LOTE = 3
    ACCESS = 4
    NEGATIVE = 5
    INCOMPLETE = 6
    BLOCKED = 7
    EXHAUSTED = 8
    CORRUPT = 9
    LOCKED = 10
    OWN_LIMIT = 12
    INTERRUPTED = 130
    TERMINATED = 143


MEANINGS: dict[ExitCode, str] = {
    ExitCode.OK: "todo quedó validado, ya lo estaba, o está correcto (`check`)",
    ExitCode.BUG: "error inesperado: un defecto del programa; el mensaje dice dónde está el registro",
    ExitCode.USAGE: "uso incorrecto, archivo que no existe, o falta una confirmación y no hay terminal",
    ExitCode.LOTE: "el lote tiene errores (los avisos no cuentan); no se envió nada",
    ExitCode.ACCESS: "credenciales o permisos (401, 403)",
    ExitCode.NEGATIVE: "el envío terminó y hay documentos rechazados, no aceptados, en conflicto o para soporte; "
    "o `factus reconcile` halló diferencias con Factus",
    ExitCode.INCOMPLETE: "el envío terminó; hay documentos pendientes, en duda o sin enviar: `factus resume`",
    ExitCode.BLOCKED: "la cuenta está bloqueada por un documento que no podemos tocar (`factus pending`), o Factus no responde",
    ExitCode.EXHAUSTED: "sin números en el rango, rango vencido o suscripción agotada (402)",
    ExitCode.CORRUPT: "el libro no verifica",
    ExitCode.LOCKED: "otro proceso está usando este perfil",
    ExitCode.OWN_LIMIT: "lo detuvo un límite que usted puso (`--limit`, `--max-duration`)",
    ExitCode.INTERRUPTED: "interrumpido con Ctrl-C",
    ExitCode.TERMINATED: "terminado con SIGTERM",
}
"""What each exit code means, in Spanish, for `factus explain` and the README."""

PRECEDENCE: tuple[ExitCode, ...] = (
    ExitCode.INTERRUPTED,
    ExitCode.TERMINATED,
    ExitCode.LOCKED,
    ExitCode.LOTE,
    ExitCode.ACCESS,
    ExitCode.EXHAUSTED,
    ExitCode.BLOCKED,
    ExitCode.NEGATIVE,
    ExitCode.INCOMPLETE,
    ExitCode.OWN_LIMIT,
)
"""Where several exit codes hold, the first of these wins."""


class FactusError(Exception):
    """What stops a run: a sentence in Spanish, what to do next, and a stable word for scripts.

    `code` is the stable word of the JSON `error` object; `hint` says the next step and may be empty.
    """

    exit_code: ExitCode = ExitCode.BUG
    code: str = "unexpected"

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code

    def as_json(self) -> dict[str, str]:
        """The `error` object of every command's JSON."""
        return {"code": self.code, "message": self.message, "hint": self.hint}


class UsageProblem(FactusError):
    """The command was asked for something it can't do: a missing file, an unknown profile or sheet."""

    exit_code = ExitCode.USAGE
    code = "usage"


class HomeUnwritable(UsageProblem):
    """The folder of configuration, ledgers and state can't be created or written."""

    code = "home_unwritable"


class LoteRefused(FactusError):
    """A file can't be read as a lote at all, or the lote has errors and nothing may be sent."""

    exit_code = ExitCode.LOTE
    code = "lote"


class AccessDenied(FactusError):
    """No credentials, wrong ones, or no permission for what was asked (401, 403)."""

    exit_code = ExitCode.ACCESS
    code = "credentials"


class RunIncomplete(FactusError):
    """The run had to end before every document was settled; `factus resume` finishes it."""

    exit_code = ExitCode.INCOMPLETE
    code = "incomplete"


class LedgerUnwritable(RunIncomplete):
    """The ledger could not be written (full disk, read-only): nothing leaves that it can't record."""

    code = "ledger_unwritable"


class AccountBlocked(FactusError):
    """A document that is not ours, or one that only Factus support can move, blocks the account."""

    exit_code = ExitCode.BLOCKED
    code = "blocked"


class FactusUnreachable(FactusError):
    """Factus can't be reached: refused connections, DNS, or a server that keeps failing."""

    exit_code = ExitCode.BLOCKED
    code = "unreachable"


class NothingLeft(FactusError):
    """No numbers left in the range, the range has expired, or the subscription is exhausted (402)."""

    exit_code = ExitCode.EXHAUSTED
    code = "range_exhausted"


class LedgerCorrupt(FactusError):
    """The ledger's chain of events does not verify."""

    exit_code = ExitCode.CORRUPT
    code = "ledger_corrupt"


class ProfileLocked(FactusError):
    """Another run is sending with this profile."""

    exit_code = ExitCode.LOCKED
    code = "locked"


class OwnLimit(FactusError):
    """The user's own --limit or --max-duration stopped the run."""

    exit_code = ExitCode.OWN_LIMIT
    code = "own_limit"


class Interrupted(FactusError):
    """Ctrl-C or SIGTERM."""

    exit_code = ExitCode.INTERRUPTED
    code = "interrupted"

    def __init__(self, message: str, *, terminated: bool = False, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        if terminated:
            self.exit_code = ExitCode.TERMINATED
            self.code = "terminated"


def why(problem: OSError) -> str:
    """What the system says of a file, a stream or a port, in Spanish where it is one of the usual things."""
    return _WHYS.get(problem.errno or 0) or problem.strerror or str(problem) or type(problem).__name__


_WHYS: dict[int, str] = {
    errno.ENOENT: "no existe",
    errno.EACCES: "no hay permiso",
    errno.EPERM: "no hay permiso",
    errno.EROFS: "es de solo lectura",
    errno.EISDIR: "es una carpeta",
    errno.ENOTDIR: "una parte de la ruta no es una carpeta",
    errno.EEXIST: "ya existe",
    errno.ENAMETOOLONG: "el nombre es demasiado largo",
    errno.ELOOP: "es un enlace que da vueltas",
    errno.ENOSPC: "no queda espacio",
    errno.EDQUOT: "no queda espacio",
    errno.EFBIG: "no queda espacio",
    errno.EIO: "el disco o la terminal falló",
    errno.EBUSY: "está en uso",
    errno.EMFILE: "hay demasiados archivos abiertos",
    errno.ENFILE: "hay demasiados archivos abiertos",
    errno.EADDRINUSE: "ya está en uso",
    errno.EADDRNOTAVAIL: "no es de este computador",
    errno.EBADF: "está cerrada, o es de la otra clase",
}
"""The system's own words, which are English, by their number."""
