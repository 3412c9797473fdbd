"""A simulator on a port, in a thread of the test, of an account that `simulate serve` has no option for."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from processes import ServedSimulator

from factus_cli.simulator.options import Options
from factus_cli.simulator.scenarios import scenarios
from factus_cli.simulator.server import running
from factus_cli.simulator.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from processes import Machine

    from factus_cli.simulator.account import Account


@contextmanager
def hosted(machine: Machine, account: Account, *chosen: str, **options: Any) -> Iterator[ServedSimulator]:
    """The simulator of an account, and the machine told to use it, with its credentials. `options`: its habits."""
    with (
        closing(Store(account=account)) as store,
        running(store=store, scenarios=scenarios(chosen), options=Options(**options)) as simulator,
    ):
        enter(machine, account, simulator.url)
        yield ServedSimulator(simulator.url)


def enter(machine: Machine, account: Account, url: str) -> None:
    """Tell the machine to use a simulator at an address, with the credentials of its account."""
    known = account.credentials
    machine.variables |= {
        "FACTUS_BASE_URL": url,
        "FACTUS_RPM": "100000",
        "FACTUS_CLIENT_ID": known.client_id,
        "FACTUS_CLIENT_SECRET": known.client_secret,
        "FACTUS_USERNAME": known.username,
        "FACTUS_PASSWORD": known.password,
    }
