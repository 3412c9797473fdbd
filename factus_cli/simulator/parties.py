"""What Factus asks of a customer (contract, 7.2) and of a provider (7.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factus_cli.domain import codes
from factus_cli.simulator.tables import (
    IDENTITY_DOCUMENTS,
    ORGANIZATIONS,
    PARTY_TRIBUTES,
    PROVIDER_DOCUMENTS,
    RESPONSIBILITIES,
)

if TYPE_CHECKING:
    from factus_cli.simulator.fields import Fields

FINAL_CONSUMER = "222222222222"
_WEIGHTS = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)


def check_customer(fields: Fields, *, needed: bool) -> None:
    """A customer; a note may leave it to its bill."""
    customer = fields.inside("customer", needed=needed)
    if customer is None:
        return
    _check_identification(customer, tuple(IDENTITY_DOCUMENTS))
    is_final = customer.values.get("identification") == FINAL_CONSUMER
    organization = customer.code("legal_organization_code", ORGANIZATIONS, needed=not is_final)
    customer.text("company", needed=organization == "1")
    customer.text("names", needed=organization == "2" or is_final)
    for name in ("trade_name", "address", "phone"):
        customer.text(name)
    customer.email("email")
    _check_place(customer)
    customer.code("tribute_code", PARTY_TRIBUTES)
    _check_responsibilities(customer)


def check_provider(fields: Fields) -> None:
    """The provider of a support document or of its note."""
    provider = fields.inside("provider", needed=True)
    if provider is None:
        return
    _check_identification(provider, PROVIDER_DOCUMENTS)
    provider.text("names", needed=True)
    provider.text("address", needed=True)
    provider.required("country_code")
    for name in ("trade_name", "phone"):
        provider.text(name)
    provider.email("email")
    _check_place(provider)
    provider.code("legal_organization_code", ORGANIZATIONS)
    provider.code("tribute_code", PARTY_TRIBUTES)


def check_digit(nit: str) -> str:
    """The DIAN's check digit of a NIT of digits alone."""
    remainder = sum(int(digit) * weight for digit, weight in zip(reversed(nit), _WEIGHTS, strict=False)) % 11
    return str(remainder if remainder < 2 else 11 - remainder)


def _check_identification(party: Fields, kinds: tuple[str, ...]) -> None:
    kind = party.code("identification_document_code", kinds, needed=True)
    identification = party.text("identification", needed=True)
    dv = party.text("dv")
    if kind != "31" or identification is None:
        return
    if not identification.isdecimal() or len(identification) > len(_WEIGHTS):
        party.wrong("identification", "debe ser un NIT sin puntos, guion ni dígito de verificación.")
    elif dv is not None and dv != check_digit(identification):
        party.wrong("dv", "es inválido.")


def _check_place(party: Fields) -> None:
    party.code("country_code", codes.countries())
    party.code("municipality_code", codes.municipalities())


def _check_responsibilities(party: Fields) -> None:
    responsibilities = party.values.get("responsibilities")
    if responsibilities is None:
        return
    if not isinstance(responsibilities, list):
        party.wrong("responsibilities", "debe ser un arreglo.")
        return
    for index, code in enumerate(responsibilities):
        if code not in RESPONSIBILITIES:
            party.wrong(f"responsibilities.{index}", "es inválido.")
