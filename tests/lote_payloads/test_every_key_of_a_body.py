"""Every key that Factus's requests may have is carried to the body we would send, or told: nothing is left in silence.

The keys are those of the description of its requests (the schema), walked to their leaves.
"""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ready_bodies import Json, read_bodies, ready, spelled

from factus_cli.domain import codes
from factus_cli.domain.documents import DocumentType
from factus_cli.errors import LoteRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from factus_cli.domain.findings import Finding

SCHEMA = json.loads((Path(__file__).parents[1] / "conformance" / "inputs.schema.json").read_text(encoding="utf-8"))
DEFS = SCHEMA["$defs"]
INPUTS = {
    DocumentType.INVOICE: "BillInput",
    DocumentType.CREDIT_NOTE: "CreditNoteInput",
    DocumentType.DEBIT_NOTE: "DebitNoteInput",
    DocumentType.SUPPORT_DOCUMENT: "SupportDocumentInput",
    DocumentType.ADJUSTMENT_NOTE: "AdjustmentNoteInput",
}
Path_ = tuple[str | int, ...]


def resolved(schema: Json) -> Json:
    """A schema without references, the first of several alternatives."""
    if "$ref" in schema:
        return resolved(DEFS[schema["$ref"].rpartition("/")[2]])
    return next((resolved(schema[key][0]) for key in ("anyOf", "oneOf") if key in schema), schema)


def leaves(schema: Json, path: Path_ = ()) -> Iterator[tuple[Path_, Json]]:
    """Every simple key below a schema."""
    schema = resolved(schema)
    if "properties" in schema:
        for name, inner in schema["properties"].items():
            yield from leaves(inner, (*path, name))
    elif schema.get("type") == "array":
        yield from leaves(schema["items"], (*path, 0))
    else:
        yield path, schema


def values(schema: Json, path: Path_) -> list[Any]:
    """What a leaf may hold: every code of its list, or two values that no default is."""
    if "enum" in schema:
        return list(schema["enum"])
    name = str(path[-1])
    if schema.get("type") == "boolean":
        return [True, False]
    if schema.get("type") == "integer":
        return [77, 1234]
    if name.endswith("_date") or schema.get("format") == "date":
        return ["2026-11-02", "2026-12-31"]
    if name.endswith("_time"):
        return ["00:00:00", "10:20:30", "23:59:59"]
    if "pattern" in schema and "{5}" in schema["pattern"]:
        return ["05001", "76001"]
    if "pattern" in schema:
        return ["0", "0.00", "7", "12.34", "-3.10", 5]
    return ["Xx-7", "900123456", "a@b.co", "US"]


def minimal(schema: Json, name: str = "") -> Any:
    """The least that a schema takes."""
    schema = resolved(schema)
    if "properties" in schema:
        return {name: minimal(schema["properties"][name], name) for name in schema.get("required", ())}
    if schema.get("type") == "array":
        return [minimal(schema["items"])]
    return values(schema, (name,))[-1]


def put(body: Json, schema: Json, path: Path_, value: Any) -> Json:
    """The body with a value at a path, and the least of what has to stand around it."""
    copy = deepcopy(body)
    holder: Any = copy
    for place, step in enumerate(path[:-1]):
        schema = resolved(schema)
        schema = schema["items"] if isinstance(step, int) else schema["properties"][step]
        if isinstance(holder, dict) and step not in holder:
            holder[step] = [] if isinstance(path[place + 1], int) else minimal(schema)
        elif isinstance(holder, list) and not holder:
            holder.append(minimal(schema))
        holder = holder[step]
    holder[path[-1]] = value
    return copy


def shown(path: Path_) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def at(body: Any, path: Path_) -> Any:
    for step in path:
        if (isinstance(body, dict) and step in body) or (
            isinstance(body, list) and isinstance(step, int) and step < len(body)
        ):
            body = body[step]
        else:
            return None
    return body


def is_same(ours: Any, theirs: Any) -> bool:
    """An amount is the same however many decimals it has; a code is the same as text or number."""
    if isinstance(ours, bool) or isinstance(theirs, bool) or ours is None:
        return ours is theirs
    try:
        return Decimal(str(ours)) == Decimal(str(theirs)) or str(ours) == str(theirs)
    except InvalidOperation:
        return str(ours) == str(theirs)


NOTHING_TO_SAY = ("cash_rounding_amount", "discount_amount", "discount_rate", "is_excluded", "start_time", "end_time")
"""Where saying zero, no, or a whole day is saying nothing."""


def says_nothing(path: Path_, value: Any) -> bool:
    name = path[-1]
    whole = (name == "start_time" and value == "00:00:00") or (name == "end_time" and value == "23:59:59")
    return name in NOTHING_TO_SAY and (whole or value in (False, "0", "0.00"))


def is_told(findings: tuple[Finding, ...], path: Path_, value: Any) -> bool:
    """Whether a finding that keeps the document back, or warns, names the key, what holds it, or the value."""
    holders = [shown(path[: count + 1]) for count in range(len(path))]
    return any(
        one.severity.value != "notice"
        and (any(f" {holder} " in f" {one.message} " for holder in holders) or one.value in (str(value), f"{value}%"))
        for one in findings
    )


CASES = [(type_, path, schema) for type_, name in INPUTS.items() for path, schema in leaves(DEFS[name])]


@pytest.mark.parametrize(("type_", "path", "schema"), CASES, ids=[f"{type_}-{shown(path)}" for type_, path, _ in CASES])
def test_every_key_is_carried_or_told(type_: DocumentType, path: Path_, schema: Json) -> None:
    for value in values(schema, path):
        body = put(ready(type_), DEFS[INPUTS[type_]], path, value)
        try:
            reading = read_bodies(body)
        except LoteRefused as refused:
            assert "elemento 1" in refused.message
            continue
        carried = reading.lote.documents and is_same(at(spelled(reading.lote.documents[0]), path), value)
        assert carried or says_nothing(path, value) or is_told(reading.findings, path, value), (
            value,
            [one.message for one in reading.findings],
        )


LISTS: dict[str, tuple[Path_, Callable[[], Any]]] = {
    "units": (("items", 0, "unit_measure_code"), codes.units),
    "payment methods": (("payment_details", 0, "payment_method_code"), codes.payment_methods),
    "identifications": (("customer", "identification_document_code"), codes.identification_types),
    "municipalities": (("customer", "municipality_code"), codes.municipalities),
    "countries": (("customer", "country_code"), codes.countries),
    "currencies": (("currency", "type"), codes.currencies),
    "responsibilities": (("customer", "responsibilities", 0), codes.responsibilities),
    "standards": (("items", 0, "standard_code"), lambda: codes.table("product_standard")),
    "tributes": (("customer", "tribute_code"), lambda: codes.table("customer_tribute")),
}


@pytest.mark.parametrize("name", LISTS)
def test_every_code_is_itself_or_told(name: str) -> None:
    path, listed = LISTS[name]
    base = ready(DocumentType.INVOICE)
    if name == "countries":
        del base["customer"]["municipality_code"]
    if name == "currencies":
        base["currency"] = {"exchange_rate": "1"}
    schema = DEFS["BillInput"]
    bodies = [put(base, schema, path, code) | {"reference_code": f"C-{number}"} for number, code in enumerate(listed())]
    reading = read_bodies(*bodies)
    documents = {one.reference: one for one in reading.lote.documents}
    told = {one.reference_code for one in reading.errors}
    for body in bodies:
        reference = body["reference_code"]
        assert reference in told or at(spelled(documents[reference]), path) == at(body, path), at(body, path)
    assert len(told) < len(bodies) / 2
