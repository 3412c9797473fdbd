"""What `factus profile` does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from factus_cli.cli import wiring
from factus_cli.cli.options import Globals
from factus_cli.cli.show import table
from factus_cli.errors import UsageProblem
from factus_cli.settings import URLS, file, home

if TYPE_CHECKING:
    from factus_cli.cli.show import Screen

ORIGINS = {"option": "opción", "environment": "variable", "profile": "perfil", "default": "por defecto"}


def list_all(screen: Screen) -> None:
    """Every profile, and which one counts when none is named."""
    config = file.load(home(os.environ).config_file)
    rows = [
        ("→" if name == config.default_profile else "", name, one.environment, one.company or "")
        for name, one in sorted(config.profiles.items())
    ]
    screen.answer(
        {
            "schema": "factus.profiles/1",
            "default": config.default_profile,
            "profiles": [{"name": name, "environment": env, "company": company} for _, name, env, company in rows],
        },
        table(("", "Perfil", "Ambiente", "Empresa"), rows)
        if rows
        else "Todavía no hay perfiles: factus profile add NOMBRE",
    )


def add(screen: Screen, name: str, *, environment: str, company: str | None, email: bool, base_url: str | None) -> None:
    """A new profile."""
    if environment not in URLS:
        raise UsageProblem(f"el ambiente no puede ser «{environment}»", hint="puede ser sandbox (pruebas) o production")
    model = file.ProfileModel(
        environment="production" if environment == "production" else "sandbox",
        company=company,
        email=email,
        base_url=base_url,
    )
    file.add(home(os.environ).config_file, name, model)
    screen.answer(
        {"schema": "factus.profiles/1", "added": name, "environment": environment},
        f"Perfil {name} creado ({environment}). Ahora sus credenciales: factus auth login --profile {name}",
    )


def use(screen: Screen, name: str) -> None:
    """The profile that counts when none is named."""
    file.use(home(os.environ).config_file, name)
    screen.answer({"schema": "factus.profiles/1", "default": name}, f"Se trabaja con el perfil {name}.")


def remove(screen: Screen, name: str) -> None:
    """Forget a profile. Its ledger stays."""
    where = home(os.environ)
    file.remove(where.config_file, name)
    screen.answer(
        {"schema": "factus.profiles/1", "removed": name},
        f"Perfil {name} quitado. Sus libros siguen en {where.ledger(name, 'sandbox').parent}",
    )


def show_one(screen: Screen, chosen: Globals, name: str | None) -> None:
    """The settings of a profile, each with its origin."""
    place = wiring.workplace(Globals(profile=name or chosen.profile))
    values = {one: value for one, value in place.settings.origins.items() if one != "base_url"}
    rows = [(one, str(value.value), ORIGINS[value.origin]) for one, value in values.items()]
    rows.append(("base_url", place.settings.base_url, ORIGINS[place.settings.origins["base_url"].origin]))
    rows.extend((f"rango {type_.value}", wanted, "perfil") for type_, wanted in place.settings.ranges.items())
    rows.append(("libro", str(place.ledger_path), ""))
    screen.answer(
        {
            "schema": "factus.profile/1",
            "settings": {one: {"value": value, "origin": origin} for one, value, origin in rows},
        },
        table(("Ajuste", "Valor", "De dónde sale"), rows),
    )
