"""References of the lote against those that already left: with capitals alone between them, they are no two documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.cli.run_findings import SAME_BUT_FOR_CASE
from factus_cli.sending.plan import TO_SEND

if TYPE_CHECKING:
    from factus_cli.cli.reading import Reading
    from factus_cli.cli.wiring import Workplace


def refuse_alike(reading: Reading, place: Workplace) -> None:
    """Keep back what is still to leave under a reference that this profile's ledger has with other capitals."""
    documents = reading.correct
    if not documents or not place.ledger_path.exists():
        return
    with place.read_ledger() as ledger:
        others = ledger.spelled_otherwise([one.key for one in documents])
        keys = {one.key for one in documents if (one.type, one.reference.casefold()) in others}
        entries = ledger.find_many([*keys, *((kind, other) for (kind, _), found in others.items() for other in found)])
    places = {one.path: one.lote.place for one in reading.files if one.lote is not None}
    for document in documents:
        own = entries.get(document.key)
        if own is not None and own.state not in TO_SEND:
            continue
        spelled = others.get((document.type, document.reference.casefold()), ())
        left = next((entry for one in spelled if (entry := entries[document.type, one]).state not in TO_SEND), None)
        if left is None:
            continue
        message = f"el libro ya tiene {left.reference}, que solo se distingue de {document.reference} en mayúsculas"
        problem = document.at("referencia", message, "si es el mismo documento, escríbala igual; si no, use otra")
        reading.findings.append(places[document.origin.file].finding(SAME_BUT_FOR_CASE, problem, document.reference))
        reading.incorrect.add((document.origin.file, document.reference))
