"""A ledger in a folder of its own, and time that passes only when told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ledger_copies import close_copies
from ledger_world import ANSWER, KEY, REASONS, VALIDATED, StillClock, document, prepared, validated

from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import InDoubt, Rejected
from factus_cli.ledger.ledger import Ledger
from factus_cli.ledger.lotes import Source, close_lote, open_lote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def copies() -> Iterator[None]:
    """Whatever copies of ledgers a test makes are closed at its end."""
    yield
    close_copies()


@pytest.fixture
def clock() -> StillClock:
    """Eight in the morning of 24 November 2026, in Bogotá."""
    return StillClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger goes; its folder does not exist yet."""
    return tmp_path / "factus" / "ledgers" / "empresa.sqlite"


@pytest.fixture
def ledger(path: Path, clock: StillClock) -> Iterator[Ledger]:
    """A ledger without entries."""
    with Ledger.open(path, clock=clock) as opened:
        yield opened


@pytest.fixture
def ready(ledger: Ledger) -> Ledger:
    """A ledger with FV-1 ready."""
    ledger.prepare([prepared("FV-1")], "lote")
    assert ledger.find(KEY) is not None
    return ledger


@pytest.fixture
def month(ledger: Ledger, clock: StillClock) -> Ledger:
    """Four documents over three days: two validated, one rejected, one credit note ready."""
    ledger.prepare(
        [prepared("FV-1"), prepared("FV-2", "2000.00", name="Ferretería Ñandú", identification="52123456")], "a"
    )
    ledger.begin(KEY, b"{}", clock.now())
    ledger.settle(KEY, validated("SETP1"), ANSWER)
    clock.pass_by(24 * 3600)
    ledger.begin((KEY[0], "FV-2"), b"{}", clock.now())
    ledger.settle((KEY[0], "FV-2"), validated("SETP2", "2380.00"), ANSWER)
    clock.pass_by(24 * 3600)
    ledger.prepare([prepared("FV-3"), prepared("NC-1", type_=DocumentType.CREDIT_NOTE)], "b")
    ledger.settle((KEY[0], "FV-3"), Rejected(REASONS, "SETP3"), ANSWER)
    return ledger


@pytest.fixture(scope="session")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger in which a lote was sent: one validated, one rejected, one in doubt."""
    clock = StillClock()
    path: Path = tmp_path_factory.mktemp("used") / "libro.sqlite"
    with Ledger.open(path, clock=clock) as ledger:
        source = Source("mes.csv", "d" * 64, ("ref",), ((2, ("FV-1",)), (3, ("FV-2",)), (4, ("FV-3",))))
        names = ("FV-1", "FV-2", "FV-3")
        lote = open_lote(ledger, source, [document(name) for name in names], profile="p", environment="sandbox")
        ledger.prepare([prepared(name) for name in names], lote.id)
        for name, outcome in zip(names, (VALIDATED, Rejected(REASONS, "SETP2"), InDoubt("x")), strict=True):
            ledger.begin((KEY[0], name), b"{}", clock.now())
            clock.pass_by(1)
            ledger.settle((KEY[0], name), outcome, ANSWER)
            ledger.note((KEY[0], name), "not_there", status=200, body="[]")
        close_lote(ledger, lote.id, 5)
        yield ledger
