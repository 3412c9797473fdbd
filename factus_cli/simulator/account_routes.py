"""What the account has: numbering ranges, subscription, company; and the DIAN's name for an identification."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factus_cli.simulator.account import RANGE_NAMES, NumberingRange
from factus_cli.simulator.answers import invalid_input, refusal, success
from factus_cli.simulator.clock import day
from factus_cli.simulator.guard import guarded
from factus_cli.simulator.lists import page_asked, paginated
from factus_cli.simulator.simulation import simulation_of
from factus_cli.simulator.tables import municipality

if TYPE_CHECKING:
    from datetime import date

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

CREATED, UPDATED = "2023-06-01T08:00:38Z", "2026-08-01T11:26:26Z"
DOCUMENTS_QUOTA = 100


def routes() -> list[Route]:
    """The routes about the account."""
    return [
        guarded("/v2/numbering-ranges", list_ranges, where="account"),
        guarded("/v2/numbering-ranges/dian", ranges_at_the_dian, where="account"),
        guarded("/v2/numbering-ranges/{id:int}", show_range, where="account"),
        guarded("/v2/subscriptions", subscriptions, where="account"),
        guarded("/v2/companies", company, where="account"),
        guarded("/v2/dian/acquirer", acquirer, where="account"),
    ]


async def list_ranges(request: Request) -> Response:
    """The ranges by pages; rows name the type of document, and its code is what the filter takes."""
    simulation = simulation_of(request)
    page = page_asked(request.query_params, str(request.url.replace(query="")))
    code, active = request.query_params.get("filter[document]"), request.query_params.get("filter[is_active]")
    found = [
        one for one in simulation.ranges() if code in (None, one.document) and active in (None, str(int(one.is_active)))
    ]
    today = day(simulation.clock.now())
    rows = [_row(one, today) for one in page.slice(found)]
    return success(paginated(rows, len(found), page))


async def show_range(request: Request) -> Response:
    """One range: here the type is its code, with the name beside it, and flags may be 0 and 1."""
    simulation = simulation_of(request)
    found = next((one for one in simulation.ranges() if one.id == request.path_params["id"]), None)
    if found is None:
        return refusal(404, "No se encontró el rango de numeración")
    row = _row(found, day(simulation.clock.now()))
    return success(
        row
        | {
            "document": found.document,
            "document_name": RANGE_NAMES[found.document],
            "start_date": f"{found.start:%d-%m-%Y}",
            "end_date": f"{found.end:%d-%m-%Y}",
            "is_active": int(found.is_active),
        }
    )


async def ranges_at_the_dian(request: Request) -> Response:
    """What the DIAN has authorised, for the ranges that need it."""
    authorised = [one for one in simulation_of(request).ranges() if one.resolution]
    return success(
        [
            {
                "resolution_number": one.resolution,
                "prefix": one.prefix,
                "from": str(one.first),
                "to": str(one.last),
                "start_date": one.start.isoformat(),
                "end_date": one.end.isoformat(),
                "technical_key": one.technical_key or "",
            }
            for one in authorised
        ]
    )


async def subscriptions(request: Request) -> Response:
    """What is left of the plan."""
    simulation = simulation_of(request)
    odd = simulation.argument_of("plan-odd")
    if odd is not None:
        return success({"plan": "?"}) if odd == 200 else refusal(odd, "No disponible")
    left = simulation.plan_left()
    return success(
        [
            {
                "name": "Facturación",
                "supported_document_types": [RANGE_NAMES[code] for code in ("21", "22", "23", "24", "25")],
                "documents_quota": 0 if left is None else DOCUMENTS_QUOTA,
                "documents_consumed": 0 if left is None else DOCUMENTS_QUOTA - left,
                "documents_available": "Ilimitado" if left is None else left,
                "days_until_expiration": 365,
                "activated_at": "2025-12-10T00:00:00Z",
                "expires_at": "2030-12-10T00:00:00Z",
                "has_expired": False,
                "is_active": True,
                "has_unlimited_quota": left is None,
            }
        ]
    )


async def company(request: Request) -> Response:
    """Who issues."""
    known = simulation_of(request).store.account.company
    return success(
        {
            "url_logo": "",
            "nit": known.nit,
            "dv": known.dv,
            "company": known.name,
            "trade_name": known.name,
            "names": "",
            "surnames": "",
            "graphic_representation_name": known.name,
            "registration_code": "",
            "economic_activity": known.economic_activity,
            "phone": known.phone,
            "email": known.email,
            "address": known.address,
            "tribute": {"code": "01", "name": "IVA"},
            "legal_organization": {"code": "1", "name": "Persona Jurídica"},
            "municipality": municipality(known.municipality),
            "responsibilities": [{"code": "R-99-PN", "name": "No responsable"}],
            "created_at": CREATED,
            "updated_at": UPDATED,
        }
    )


async def acquirer(request: Request) -> Response:
    """A name and an e-mail for an identification, made up from it."""
    code = request.query_params.get("identification_document_code")
    number = request.query_params.get("identification_number")
    missing = {
        name: [f"El campo {name} es obligatorio."]
        for name, value in (("identification_document_code", code), ("identification_number", number))
        if not value
    }
    if missing:
        return invalid_input(missing, flat=False)
    return success({"name": f"Adquiriente {number}", "email": f"adquiriente.{number}@example.com"})


def _row(one: NumberingRange, today: date) -> dict[str, Any]:
    return {
        "id": one.id,
        "document": RANGE_NAMES[one.document],
        "prefix": one.prefix,
        "from": one.first,
        "to": one.last,
        "current": one.current,
        "resolution_number": one.resolution,
        "start_date": one.start.isoformat(),
        "end_date": one.end.isoformat(),
        "technical_key": one.technical_key,
        "is_expired": one.is_expired(today),
        "is_active": one.is_active,
        "deleted_at": None,
        "created_at": CREATED,
        "updated_at": UPDATED,
    }
