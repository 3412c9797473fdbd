"""The promises, held against what the simulator and the ledger have: by an independent reading of both."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import ledger_reading

from factus_cli.ledger.ledger import Ledger
from factus_cli.ledger.verification import verify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from processes import Finished, ServedSimulator

OURS = Decimal("2380.00")
"""What each document of `processes.lote` comes to."""
TOLERANCE = Decimal("1.00")
NOT_TAKEN = (401, 429)
"""Answers after which the same request leaves again: they are no attempts of the document."""
NO_ATTEMPT_LEFT = "ready"
READ_AS = {"sending": "in_doubt", "ready": "not_sent"}
"""What a run says of a document that the ledger could not be brought to say itself."""
BEGUN = (0, 5, 6)
"""Codes of a run that read its lote and opened its ledger: every document is told."""
ENDED = (0, 5, 6, 7)
"""Codes of a run under faults: everything settled, something for a person, something unfinished, Factus unreachable."""


def nothing_lost_nor_mistaken(simulator: ServedSimulator, ledger: Path) -> None:
    """What holds at any instant, however the last run ended."""
    posts = _posts(simulator)  # before the ledger is read: what is posted later may be recorded later
    held = {one["reference_code"]: one for one in simulator.documents()}
    written = ledger_reading.documents(ledger)
    for reference, many in posts.items():
        assert reference in written, f"{reference} was posted and the ledger does not know it"
        assert written[reference].attempts >= many, f"{reference} was posted {many} times: {written[reference]}"
    for reference, one in held.items():
        assert reference in written, f"{reference} is at Factus and the ledger does not know it"
        assert written[reference].state != NO_ATTEMPT_LEFT, f"{reference} is at Factus: {written[reference]}"
        assert not (written[reference].state == "rejected" and one["state"] == "validated"), written[reference]
    for one in written.values():
        if one.state == "validated":
            assert agree(one, held[one.reference]), f"{one} is not {held[one.reference]}"
    verifies(ledger)


def agree(ours: ledger_reading.Written, theirs: dict[str, Any]) -> bool:
    """Whether both say the same of a validated document."""
    held = (theirs["state"], theirs["number"], theirs["code"], Decimal(theirs["total"]))
    difference = Decimal(theirs["total"]) - OURS
    return (
        (ours.state, ours.number, ours.code, Decimal(ours.total)) == held
        and Decimal(ours.difference) == difference
        and abs(difference) <= TOLERANCE
    )


def verifies(ledger: Path) -> None:
    """The file, the chain of events, and what the program itself says of it."""
    assert ledger_reading.flaw(ledger) is None
    with Ledger.read(ledger) as reader:
        assert verify(reader) is None


def everything_sent_once(simulator: ServedSimulator, ledger: Path, references: Sequence[str]) -> int:
    """What holds at the end; the exit code it must end with: 5 where a total is another than what was sent.

    7 where one of those is not validated either: it blocks the account, and only a person may touch it.
    """
    if any(one["state"] != "validated" and _differs(one) for one in simulator.documents()):
        nothing_lost_nor_mistaken(simulator, ledger)
        return 7
    held = Counter(one["reference_code"] for one in simulator.documents())
    assert held == Counter(references)
    written = ledger_reading.documents(ledger)
    assert set(written) == set(references)
    conflicts = 0
    for theirs in simulator.documents():
        ours = written[theirs["reference_code"]]
        assert theirs["state"] == "validated", theirs
        assert not ours.blocks, ours
        if _differs(theirs):
            conflicts += 1
            assert (ours.state, ours.number) == ("conflict", theirs["number"]), ours
        else:
            assert agree(ours, theirs), f"{ours} is not {theirs}"
    nothing_lost_nor_mistaken(simulator, ledger)
    return 5 if conflicts else 0


def told_as_recorded(finished: Finished, ledger: Path) -> None:
    """The answer of a run that was not killed: one object, its exit code, each document as the ledger has it."""
    assert finished.out, finished
    answer = finished.json
    assert answer["exit_code"] == finished.code, finished.out
    assert "Traceback" not in finished.err, finished.err
    written = ledger_reading.documents(ledger)
    assert "documents" in answer or finished.code not in BEGUN, finished.out
    for one in answer.get("documents", ()):
        ours = written.get(one["reference_code"])
        state = "ready" if ours is None else ours.state
        assert one["state"] in (state, READ_AS.get(state)), f"told {one['state']}, recorded {ours}"
        if ours is not None and one["state"] == "validated":
            assert (one["number"], one["cufe"], one["total"]) == (ours.number, ours.code, ours.total)


def _differs(theirs: dict[str, Any]) -> bool:
    return abs(Decimal(theirs["total"]) - OURS) > TOLERANCE


def _posts(simulator: ServedSimulator) -> Counter[str]:
    """How often each document was posted. A body that was cut by the kill has no reference."""
    return Counter(
        one["reference"]
        for one in simulator.requests()
        if one["path"].endswith("/validate") and one["status"] not in NOT_TAKEN and one["reference"]
    )
