"""The parts, built from a profile; `--simulate` swaps the transport for a Factus inside this process."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from factus_cli.cli.clock import SIMULATED_CLOCK, FastClock, SystemClock, simulated
from factus_cli.errors import UsageProblem
from factus_cli.settings import account_address, is_loopback

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from factus_cli.api.client import FactusClient
    from factus_cli.cli.options import Globals
    from factus_cli.credentials import Credentials
    from factus_cli.ledger.ledger import Ledger
    from factus_cli.ledger.reader import LedgerReader
    from factus_cli.settings import Home, Settings

NO_QUOTA = 100_000.0
"""Requests a minute that no machine reaches: a limit from here on is none, and there is nothing to share."""
SIMULATED_RPM = 1_000_000.0
"""The simulator inside the process has no quota of its own."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """A profile resolved: its settings, and where its ledger and the rest stand."""

    home: Home
    settings: Settings
    simulate: bool = False
    _kept: list[Credentials] = field(default_factory=list, repr=False, compare=False)

    @property
    def environment(self) -> str:
        """`sandbox`, `production`, or `simulate`."""
        return "simulate" if self.simulate else self.settings.environment

    @property
    def clock(self) -> SystemClock | FastClock:
        """The machine's clock; a faster one only for a simulator of this machine that says that it has it.

        Raises UsageProblem where it is for anything else: the real Factus would be asked too fast.
        """
        written = os.environ.get(SIMULATED_CLOCK)
        if not written:
            return SystemClock()
        if not is_loopback(urlsplit(self.settings.base_url).hostname or ""):
            raise UsageProblem(
                f"{SIMULATED_CLOCK} solo sirve con un simulador de este computador, no con {self.settings.base_url}",
                hint=f"quite la variable {SIMULATED_CLOCK}",
            )
        return simulated(written)

    @property
    def has_quota(self) -> bool:
        """Whether the requests a minute that were asked for are ever reached."""
        return self.settings.rpm < NO_QUOTA

    @property
    def ledger_path(self) -> Path:
        """The ledger of this profile and environment: a practice never mixes with the real thing."""
        return self.home.ledger(self.settings.profile, self.environment)

    @property
    def lock_path(self) -> Path:
        """What says that somebody sends with this profile."""
        return self.ledger_path.with_suffix(".lock")

    def open_ledger(self) -> Ledger:
        """The ledger, to be written. Raises HomeUnwritable, LedgerCorrupt, UsageProblem when it is not of this account."""
        from factus_cli.ledger.ledger import Ledger

        ledger = Ledger.open(self.ledger_path, clock=self.clock)
        try:
            self.check_owner(ledger)
        except BaseException:
            ledger.close()
            raise
        return ledger

    def check_owner(self, ledger: LedgerReader) -> None:
        """Raise UsageProblem for a ledger of another address, or of another company, than is going to be asked."""
        if not self.simulate:
            from factus_cli.cli.owner import check

            check(self, ledger)

    def claim(self, ledger: Ledger) -> None:
        """Have the ledger say of which address and user it is, before anything leaves. A practice's own needs not."""
        from factus_cli.ledger import address

        if not self.simulate:
            address.claim(ledger, account_address(self.settings.base_url), self.user)

    @property
    def user(self) -> str:
        """What the user of the credentials is called in a ledger. Raises AccessDenied without credentials."""
        from factus_cli.ledger.account import user_key

        found = self.credentials()
        return user_key(found.client_id, found.username)

    def credentials(self) -> Credentials:
        """The credentials of the profile, read once. Raises AccessDenied without them."""
        from factus_cli.credentials import credentials_of

        if not self._kept:
            self._kept.append(credentials_of(self.settings.profile, self.settings.environment, os.environ))
        return self._kept[0]

    def read_ledger(self) -> LedgerReader:
        """The ledger, only to be read: it waits for nobody. Raises UsageProblem when there is none yet."""
        from factus_cli.ledger.ledger import Ledger

        return Ledger.read(self.existing_ledger())

    def existing_ledger(self) -> Path:
        """Where the ledger is. Raises UsageProblem when there is none yet."""
        if not self.ledger_path.exists():
            raise UsageProblem(
                f"el perfil {self.settings.profile} ({self.environment}) todavía no ha enviado nada",
                hint=f"envíe un lote con: factus send ARCHIVO{' --simulate' if self.simulate else ''}",
                code="no_ledger",
            )
        return self.ledger_path


def workplace(chosen: Globals, *, simulate: bool = False, **options: object) -> Workplace:
    """The profile that the options, the environment and config.toml ask for."""
    from factus_cli import settings

    home = settings.home(os.environ)
    resolved = settings.resolve(
        {"profile": chosen.profile, **{name: value for name, value in options.items() if value is not None}},
        os.environ,
        home,
        simulate=simulate,
    )
    return Workplace(home, resolved, simulate)


@asynccontextmanager
async def factus(place: Workplace, *, gives_way: bool = False) -> AsyncIterator[FactusClient]:
    """A client of Factus, or of the simulator inside this process. Raises AccessDenied without credentials.

    `gives_way`: sends of the same account go first.
    """
    client = _simulated(place) if place.simulate else _real(place, gives_way=gives_way)
    try:
        yield client
    finally:
        await client.close()


def _real(place: Workplace, *, gives_way: bool) -> FactusClient:
    return client_with(place, place.credentials(), gives_way=gives_way)


def client_with(place: Workplace, found: Credentials, *, gives_way: bool = False) -> FactusClient:
    """A client of the real Factus with these credentials, at the pace that all processes of this machine share."""
    from factus_cli.api.auth import Credentials as ApiCredentials
    from factus_cli.api.client import FactusClient
    from factus_cli.api.pace import MemoryWindow
    from factus_cli.ledger.pace import SharedWindow, account_key

    settings = place.settings
    key = account_key(settings.base_url, found.username)
    return FactusClient(
        settings.base_url,
        ApiCredentials(found.client_id, found.client_secret, found.username, found.password),
        window=SharedWindow(place.home.pace, key) if place.has_quota else MemoryWindow(),
        rpm=settings.rpm,
        timeout=settings.timeout,
        clock=place.clock,
        gives_way=gives_way,
    )


def _simulated(place: Workplace) -> FactusClient:
    from factus_cli.api import client
    from factus_cli.api.auth import Credentials
    from factus_cli.api.pace import MemoryWindow
    from factus_cli.settings import make_folder
    from factus_cli.simulator import account
    from factus_cli.simulator.app import create_app
    from factus_cli.simulator.store import Store

    path = place.home.simulator(place.settings.profile)
    make_folder(path.parent)
    store = Store(path)
    return client.FactusClient(
        "http://127.0.0.1",
        Credentials(account.CLIENT_ID, account.CLIENT_SECRET, account.USERNAME, account.PASSWORD),
        window=MemoryWindow(),
        rpm=SIMULATED_RPM,
        timeout=place.settings.timeout,
        clock=SystemClock(),
        transport=client.in_process(create_app(store)),
    )
