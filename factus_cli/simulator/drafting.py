"""From a payload that may go to a stored document: number, unique code, verdict, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factus_cli.simulator.bodies import Issued, data_of
from factus_cli.simulator.dian import verdict
from factus_cli.simulator.documents_table import StoredDocument
from factus_cli.simulator.totals import Amounts, decimal, text
from factus_cli.simulator.unique_code import Sealed, cuds, cufe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from factus_cli.simulator.account import Company, NumberingRange
    from factus_cli.simulator.families import Family
    from factus_cli.simulator.scenarios import Plan
    from factus_cli.simulator.simulation import Simulation


def document_from(
    simulation: Simulation,
    family: Family,
    payload: Mapping[str, Any],
    amounts: Amounts,
    numbering_range: NumberingRange,
    plan: Plan,
) -> StoredDocument | None:
    """Number a document, let the DIAN decide, and store it. None when others took the range's last number."""
    store, now = simulation.store, simulation.now()
    amounts = replace(amounts, total=amounts.total + Decimal(plan.get("total-off", "0")))
    with store.transaction():
        taken = store.take_number(numbering_range)
        if numbering_range.last is not None and taken > numbering_range.last:
            return None
        number = f"{numbering_range.prefix}{taken}"
        corrected = original_of(simulation, family, payload)
        issued = Issued(family, payload, amounts, number, "", now, store.account.company, numbering_range, corrected)
        party = data_of(issued)[family.party]
        code = _unique_code(issued, party["identification"])
        decided = verdict(simulation, family, plan)
        return store.add(
            StoredDocument(
                family=family.path,
                reference=payload["reference_code"],
                number=number,
                unique_code=code,
                state=decided.state,
                errors=decided.errors,
                answer=decided.answer,
                dian_delays=int(plan.get("delay", 0)) if decided.state == "pending" else 0,
                total=text(amounts.total),
                identification=party["identification"],
                names=party["graphic_representation_name"],
                prefix=numbering_range.prefix,
                created_at=now,
                listed_from=now + timedelta(seconds=float(plan.get("list-lag", 0))),
                validated_at=now if decided.state == "validated" else None,
                related=corrected.number if corrected else None,
                data=data_of(replace(issued, code=code)),
                payload=payload,
            )
        )


def doubled(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Another document under the same reference: twice of everything."""
    items = [{**item, "quantity": str(decimal(item["quantity"]) * 2)} for item in payload["items"]]
    return {**payload, "items": items}


def original_of(simulation: Simulation, family: Family, payload: Mapping[str, Any]) -> StoredDocument | None:
    """The document that a note says it corrects."""
    if family.related is None or not payload.get(family.related):
        return None
    return simulation.store.by_number(family.corrects, str(payload[family.related]))


def _unique_code(issued: Issued, counterpart: str) -> str:
    family, company = issued.family, issued.company
    sealed = Sealed(
        number=issued.number,
        issued_at=_issue_time(issued),
        net=issued.amounts.net,
        taxes=_by_tribute(issued.amounts),
        total=issued.amounts.total,
        issuer=company.nit if family.party == "customer" else counterpart,
        counterpart=counterpart if family.party == "customer" else company.nit,
        key=_key(issued.numbering_range, family, company),
    )
    return cuds(sealed) if family.unique_code == "cuds" else cufe(sealed)


def _issue_time(issued: Issued) -> datetime:
    chosen = issued.payload.get("created_time")
    return (
        datetime.combine(issued.created_at, time.fromisoformat(chosen), issued.created_at.tzinfo)
        if chosen
        else issued.created_at
    )


def _key(used: NumberingRange, family: Family, company: Company) -> str:
    """The technical key for invoices, the software's PIN for the rest."""
    return used.technical_key or company.pin if family.unique_code == "cufe" else company.pin


def _by_tribute(amounts: Amounts) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for tax in amounts.taxes:
        sums[tax.code] = sums.get(tax.code, Decimal(0)) + tax.amount
    return sums
