"""What `factus auth` does. No value of a credential is ever shown."""

from __future__ import annotations

import asyncio
import getpass
import os
from typing import TYPE_CHECKING

from factus_cli.cli import wiring
from factus_cli.cli.show import table
from factus_cli.credentials import NAMES, Credentials, forget, origins, store
from factus_cli.errors import ExitCode, FactusUnreachable, UsageProblem
from factus_cli.sending.ports import LookupFailedError

if TYPE_CHECKING:
    from factus_cli.cli.options import Globals
    from factus_cli.cli.show import Screen
    from factus_cli.cli.wiring import Workplace

WORDS = {
    "client_id": "client_id",
    "client_secret": "client_secret (no se ve al escribir)",
    "username": "usuario (correo)",
    "password": "clave (no se ve al escribir)",
}
HIDDEN = ("client_secret", "password")


def login(screen: Screen, chosen: Globals, *, check: bool) -> None:
    """Ask for the four credentials, try them with Factus, and keep them in the keyring."""
    if not screen.may_ask:
        raise UsageProblem(
            "para guardar credenciales hace falta una terminal donde escribirlas",
            hint="en un servidor use las variables FACTUS_CLIENT_ID, FACTUS_CLIENT_SECRET… o sus …_FILE",
        )
    place = wiring.workplace(chosen)
    screen.note(f"Perfil {place.settings.profile} ({place.environment}): escriba lo que le dio Factus.")
    asked = {name: _ask(screen, name) for name in NAMES}
    found = Credentials(**asked)
    if check:
        asyncio.run(_try(place, found))
    store(place.settings.profile, place.environment, found)
    screen.answer(
        {
            "schema": "factus.auth/1",
            "profile": place.settings.profile,
            "environment": place.environment,
            "stored": True,
        },
        "Credenciales guardadas en el llavero del sistema.",
    )


def status(screen: Screen, chosen: Globals) -> None:
    """Where each credential comes from. Exit 4 when one is missing."""
    place = wiring.workplace(chosen)
    found = origins(place.settings.profile, place.environment, os.environ)
    screen.answer(
        {
            "schema": "factus.auth/1",
            "profile": place.settings.profile,
            "environment": place.environment,
            "credentials": found,
        },
        table(("Credencial", "De dónde sale"), list(found.items())),
    )
    if any(origin.startswith("falta") for origin in found.values()):
        from factus_cli.cli.options import leave

        raise leave(ExitCode.ACCESS)


def logout(screen: Screen, chosen: Globals) -> None:
    """Forget the credentials of the profile."""
    place = wiring.workplace(chosen)
    forgotten = forget(place.settings.profile, place.environment)
    screen.answer(
        {"schema": "factus.auth/1", "profile": place.settings.profile, "forgotten": forgotten},
        "Credenciales borradas del llavero." if forgotten else "El llavero no tenía credenciales de este perfil.",
    )


async def _try(place: Workplace, found: Credentials) -> None:
    client = wiring.client_with(place, found)
    try:
        await client.authenticate()
    except LookupFailedError as failed:
        raise FactusUnreachable(
            f"no se pudo probar con Factus: {failed.why}", hint="para guardarlas sin probarlas: --no-check"
        ) from None
    finally:
        await client.close()


def _ask(screen: Screen, name: str) -> str:
    prompt = f"  {WORDS[name]}: "
    if name in HIDDEN:
        typed = getpass.getpass(prompt)
    else:
        screen.err.print(prompt, end="", markup=False)
        typed = input()
    if not typed.strip():
        raise UsageProblem(f"falta {name}: no se guardó nada", hint="vuelva a intentarlo")
    return typed.strip()
