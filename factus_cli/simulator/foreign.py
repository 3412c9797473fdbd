"""Documents that somebody else of the same account left unvalidated, and that block it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.simulator.documents_table import StoredDocument
from factus_cli.simulator.totals import decimal
from factus_cli.simulator.unique_code import Sealed, cufe

if TYPE_CHECKING:
    from factus_cli.simulator.families import Family
    from factus_cli.simulator.simulation import Simulation

USUAL_REFERENCE = "AJENO-1"


def plant_foreign(simulation: Simulation, family: Family, reference: str, *, rejected: bool = False) -> StoredDocument:
    """Put somebody else's unvalidated document in the account; its reference must be free."""
    now = simulation.now()
    number = f"AJEN{simulation.store.attempt('foreign-number', family.path)}"
    code = cufe(Sealed(number, now, decimal(0), {}, decimal(0), "900000000", "222222222222", "ajeno"))
    identification = "1000000001"
    party = {
        "identification_document": {"code": "13", "name": "Cédula de ciudadanía"},
        "identification": identification,
        "dv": None,
        "trade_name": None,
        "company": None,
        "names": "Cliente de otro usuario",
        "address": "No informado",
        "email": "No informado",
        "phone": "No informado",
        "legal_organization": {"code": "2", "name": "Persona Natural"},
        "municipality": None,
    }
    reason = {"FAD06": "Regla: FAD06, Rechazo: CUFE no calculado de acuerdo a las especificaciones"} if rejected else {}
    return simulation.store.add(
        StoredDocument(
            family=family.path,
            reference=reference,
            number=number,
            unique_code=code,
            state="rejected" if rejected else "pending",
            errors=reason,
            total="119000.00",
            identification=identification,
            names="Cliente de otro usuario",
            prefix="AJEN",
            created_at=now,
            listed_from=now,
            is_foreign=True,
            data={"reference_code": reference, "number": number, family.unique_code: code, family.party: party},
        )
    )
