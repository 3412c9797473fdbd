"""The life of a document: numbered, blocked, pending, rejected, deleted, listed, shown, corrected."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Factus

    Body = Callable[..., dict[str, Any]]
    Open = Callable[..., Factus]

FAMILIES = {
    "bills": ("invoice_standard_cash", "cufe", "SETP990000550"),
    "credit-notes": ("credit_note_full_annulment", "cude", "CRTE870"),
    "debit-notes": ("credit_note_full_annulment", "cude", "NDTE40"),
    "support-documents": ("support_document", "cuds", "SEDS984000103"),
    "adjustment-notes": ("adjustment_note", "cuds", "NADS12"),
}
PENDING = {
    "bills": "Se encontró una factura pendiente por enviar a la DIAN",
    "credit-notes": "Se encontró una nota crédito pendiente por enviar a la DIAN",
    "debit-notes": "Se encontró una nota débito pendiente por enviar a la DIAN",
    "support-documents": "Se encontró un documento soporte por enviar a la DIAN",
    "adjustment-notes": "Se encontró una nota de ajuste pendiente por enviar a la DIAN",
}


@pytest.fixture
def of_family(factus: Factus, body: Body) -> Callable[..., dict[str, Any]]:
    """A good request of a family, with what it corrects already there."""
    return requests_for(factus, body)


def requests_for(factus: Factus, body: Body) -> Callable[..., dict[str, Any]]:
    bill = factus.post(body(reference_code="BASE")).json()["data"]["number"]
    support = body("support_document", reference_code="BASE-DS")
    bought = factus.post(support, "support-documents").json()["data"]["number"]

    def request(family: str, **changes: Any) -> dict[str, Any]:
        fixed: dict[str, dict[str, Any]] = {
            "credit-notes": {"bill_number": bill},
            "debit-notes": {"bill_number": bill, "customization_id": "30", "numbering_range_id": 1777},
            "adjustment-notes": {"support_document_number": bought},
        }
        return body(FAMILIES[family][0], **{**fixed.get(family, {}), **changes})

    return request


def errors_of(answer: Any) -> Any:
    return answer.json()["data"]["errors"]


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_is_numbered_sealed_and_validated(
    factus: Factus, of_family: Callable[..., Any], family: str
) -> None:
    answer = factus.post(of_family(family), family)
    assert answer.status_code == 201, answer.text
    data = answer.json()["data"]
    reference = data["reference_code"]
    assert (
        answer.json()["message"] == f"Documento con el código de referencia {reference} registrado y validado con éxito"
    )
    assert data["is_validated"]
    assert len(data[FAMILIES[family][1]]) == 96
    assert data["number"].startswith(FAMILIES[family][2][:4])
    assert data["validated_at"] == data["created_at"] == "24-11-2026 12:00:00 PM"
    text = str(data["errors"])
    assert "Notificación" in text
    assert "Rechazo" not in text
    shown = factus.get(f"/v2/{family}/{data['number']}").json()
    assert (shown["status"], shown["data"]["reference_code"]) == ("OK", reference)


def test_numbers_follow_one_another(factus: Factus, body: Body) -> None:
    numbers = [factus.post(body(reference_code=f"N{n}")).json()["data"]["number"] for n in range(3)]
    assert numbers == ["SETP990000550", "SETP990000551", "SETP990000552"]


def test_the_same_reference_is_answered_with_the_first_document(factus: Factus, body: Body) -> None:
    first = factus.post(body())
    other = factus.post(body(**{"customer.company": "Otra SAS", "items.0.name": "Otra cosa"}))
    assert other.status_code == 201
    assert other.json() == first.json()
    assert len(factus.store.documents()) == 1
    assert factus.store.posts_by_reference() == {"LOTE1-FV-0001": 2}


def test_the_same_reference_at_once_is_one_document(open_factus: Open, body: Body) -> None:
    factus = open_factus(latency=2)
    answers = factus.at_once(*(body() for _ in range(4)))
    assert {(one.status_code, one.json()["data"]["number"]) for one in answers} == {(201, "SETP990000550")}
    assert factus.clock.slept == [2]


def test_different_references_at_once_are_at_the_dian_together(open_factus: Open, body: Body) -> None:
    factus = open_factus(latency=1)
    answers = factus.at_once(*(body(reference_code=f"R{n}") for n in range(4)))
    assert len({one.json()["data"]["number"] for one in answers}) == 4
    assert factus.store.most_in_flight == 4


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("listed", [False, True], ids=["message", "list"])
def test_an_unvalidated_document_blocks_its_family_alone(
    open_factus: Open, body: Body, family: str, listed: bool
) -> None:
    factus = open_factus(listed_conflicts=listed)
    of_family = requests_for(factus, body)
    good = of_family(family, reference_code="DESPUES")
    held = factus.post({**good, "reference_code": "X-SIM-DEMORA"}, family)
    assert (held.status_code, held.json()["data"]["is_validated"], errors_of(held)) == (201, False, {})
    blocked = factus.post(good, family)
    assert (blocked.status_code, blocked.json()["status"]) == (409, "Conflict")
    if listed:
        assert blocked.json()["errors"][0] == {
            "code": 409, "message": PENDING[family], "params": [], "detail": "Conflict", "api_version": "v1",
        }  # fmt: skip
    else:
        assert blocked.json()["message"] == PENDING[family]
    other = "support-documents" if family == "bills" else "bills"
    assert factus.post(of_family(other, reference_code="LIBRE"), other).status_code == 201


def test_a_pending_document_is_asked_for_again_until_the_dian_decides(open_factus: Open, body: Body) -> None:
    factus = open_factus("delay:3@LENTO")
    answers = [factus.post(body(reference_code="LENTO")).json()["data"] for _ in range(4)]
    assert [one["is_validated"] for one in answers] == [False, False, False, True]
    assert [one["validated_at"] is None for one in answers] == [True, True, True, False]
    assert len({one["number"] for one in answers}) == 1
    assert factus.get(f"/v2/bills/{answers[0]['number']}").json()["data"]["is_validated"]


def test_a_rejection_after_a_delay_is_told_alike_ever_after(open_factus: Open, body: Body) -> None:
    factus = open_factus("delay@R")
    assert factus.post(body(reference_code="R")).json()["data"]["is_validated"] is False
    factus.ask("POST", "/_simulator/scenarios", json={"scenarios": ["rejection-422"]})
    assert factus.post(body(reference_code="R")).status_code == 422
    factus.ask("POST", "/_simulator/scenarios", json={"scenarios": []})
    assert factus.post(body(reference_code="R")).status_code == 422


@pytest.mark.parametrize(
    ("scenario", "status", "errors"),
    [
        ("rejection", 201, {"FAK24": "Regla: FAK24, Rechazo: No está informado el DV del NIT"}),
        ("rejection-422", 422, {"FAK24": "Regla: FAK24, Rechazo: No está informado el DV del NIT"}),
        ("rejection-422-list", 422, ["Regla: FAK24, Rechazo: No está informado el DV del NIT"]),
        ("rule90", 201, {"90": "Regla: 90, Rechazo: Documento procesado anteriormente."}),
        ("rule90-422", 422, ["Regla: 90, Rechazo: Documento procesado anteriormente."]),
    ],
)
def test_a_rejection_is_stored_repeated_listed_and_deleted(
    open_factus: Open, body: Body, scenario: str, status: int, errors: object
) -> None:
    factus = open_factus(f"{scenario}@MALA")
    first, again = factus.post(body(reference_code="MALA")), factus.post(body(reference_code="MALA"))
    assert (first.status_code, errors_of(first)) == (again.status_code, errors_of(again)) == (status, errors)
    if status == 422:
        assert first.json()["message"] == "El documento contiene errores de validación"
    (row,) = factus.get("/v2/bills", **{"filter[status]": "0"}).json()["data"]["data"]
    assert (row["reference_code"], row["is_validated"], row["errors"]) == ("MALA", False, errors)
    assert factus.post(body(reference_code="OTRA")).status_code == 409
    gone = factus.delete("MALA")
    assert gone.json() == {"status": "OK", "message": "Documento con código de referencia MALA eliminado con éxito"}
    assert factus.post(body(reference_code="OTRA")).status_code == 201


@pytest.mark.parametrize("family", FAMILIES)
def test_only_an_unvalidated_document_can_be_deleted(
    factus: Factus, of_family: Callable[..., Any], family: str
) -> None:
    factus.post(of_family(family, reference_code="A/B:1"), family)
    held = factus.delete("A%2FB%3A1", family)
    assert (held.status_code, held.json()["message"]) == (
        409, "Documento con código de referencia A/B:1 se encuentra validado",
    )  # fmt: skip
    gone = factus.delete("NADIE", family)
    assert (gone.status_code, gone.json()["message"]) == (
        404, "No se encontró el documento con código de referencia NADIE",
    )  # fmt: skip


def test_payments_make_the_total_and_the_cash_rounding(factus: Factus, body: Body) -> None:
    wrong = factus.post(body("invoice_cash_rounding_multi_payment", cash_rounding_amount="0.00"))
    (message,) = errors_of(wrong)["payment_details"]
    assert "Esperado: 260,564.81 - Enviado: 260,550.00" in message
    assert factus.post(body("invoice_cash_rounding_multi_payment")).status_code == 201


@pytest.mark.parametrize(
    ("family", "changes", "message"),
    [
        ("credit-notes", {"bill_number": "SETP1"}, "La factura seleccionada no existe."),
        ("debit-notes", {"bill_number": "SETP1"}, "La factura seleccionada no existe."),
        ("adjustment-notes", {"support_document_number": "SEDS1"}, "El documento soporte seleccionado no existe."),
    ],
)
def test_a_note_corrects_what_is_there(
    factus: Factus, of_family: Callable[..., Any], family: str, changes: dict[str, str], message: str
) -> None:
    answer = factus.post(of_family(family, **changes), family)
    assert (answer.status_code, list(errors_of(answer).values())) == (422, [[message]])


def test_a_note_corrects_nothing_unvalidated(factus: Factus, body: Body) -> None:
    number = factus.post(body(reference_code="X-SIM-DEMORA")).json()["data"]["number"]
    answer = factus.post(body("credit_note_full_annulment", bill_number=number), "credit-notes")
    assert errors_of(answer) == {"bill_number": ["La factura seleccionada no existe."]}


@pytest.mark.parametrize(
    ("family", "changes", "path"),
    [
        ("credit-notes", {"correction_concept_code": "7"}, "correction_concept_code"),
        ("debit-notes", {"correction_concept_code": "5"}, "correction_concept_code"),
        ("adjustment-notes", {"correction_concept_code": "6"}, "correction_concept_code"),
        ("credit-notes", {"customization_id": "30"}, "customization_id"),
        ("credit-notes", {"bill_number": None}, "bill_number"),
        ("adjustment-notes", {"support_document_number": None}, "support_document_number"),
        ("credit-notes", {"customization_id": "22"}, "billing_period"),
        ("support-documents", {"provider": None}, "provider"),
        ("support-documents", {"provider.names": None}, "provider.names"),
        ("support-documents", {"provider.address": None}, "provider.address"),
        ("support-documents", {"provider.country_code": None}, "provider.country_code"),
        ("support-documents", {"provider.identification_document_code": "13"}, "provider.identification_document_code"),
        ("support-documents", {"provider.dv": "1"}, "provider.dv"),
        ("support-documents", {"items.0.taxes.0.code": "04"}, "items.0.taxes.0.code"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)  # fmt: skip
def test_each_family_has_rules_of_its_own(
    factus: Factus, of_family: Callable[..., Any], family: str, changes: dict[str, Any], path: str
) -> None:
    answer = factus.post(of_family(family, **changes), family)
    assert answer.status_code == 422
    assert list(errors_of(answer)) == [path]


def test_a_note_without_a_bill_says_its_period(factus: Factus, body: Body) -> None:
    answer = factus.post(body("credit_note_without_reference"), "credit-notes")
    data = answer.json()["data"]
    assert (answer.status_code, data["related_bill"], data["customization"]["code"]) == (201, None, "22")
    assert data["billing_period"]["start_date"] == "2026-07-01"


def test_a_note_without_customer_shows_its_bill_s(factus: Factus, of_family: Callable[..., Any]) -> None:
    data = factus.post(of_family("credit-notes", customer=None), "credit-notes").json()["data"]
    assert data["customer"]["identification"] == "900123456"
    assert data["related_bill"] == {"number": "SETP990000550", "reference_code": "BASE"}


def test_what_is_corrected_shows_its_notes(factus: Factus, of_family: Callable[..., Any]) -> None:
    for family in ("credit-notes", "debit-notes", "adjustment-notes"):
        assert factus.post(of_family(family), family).status_code == 201
    notes = factus.get("/v2/bills/SETP990000550").json()["data"]["related_notes"]
    assert [len(notes["credit_notes"]), len(notes["debit_notes"])] == [1, 1]
    assert notes["credit_notes"][0]["number"] == "CRTE870"
    support = factus.get("/v2/support-documents/SEDS984000103").json()["data"]
    assert [one["number"] for one in support["adjustment_notes"]] == ["NADS12"]


def test_notes_may_come_under_a_key_of_their_own(open_factus: Open, body: Body) -> None:
    factus = open_factus(wrapped_notes=True)
    assert "number" in factus.post(body()).json()["data"]
    note = factus.post(body("credit_note_full_annulment", bill_number="SETP990000550"), "credit-notes").json()
    assert list(note["data"]) == ["credit_note"]


def test_nothing_is_shown_for_a_number_nobody_has(factus: Factus) -> None:
    answer = factus.get("/v2/credit-notes/NC7222")
    assert (answer.status_code, answer.json()["message"]) == (404, "No se encontró el documento NC7222")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["C-10", "B-1", "A-1"]),
        ({"reference_code": "B-1"}, ["C-10", "B-1", "A-1"]),
        ({"filter[reference_code]": "B-1"}, ["B-1"]),
        ({"filter[reference_code]": "-1"}, ["C-10", "B-1", "A-1"]),
        ({"filter[number]": "SETP990000551"}, ["B-1"]),
        ({"filter[prefix]": "SETP"}, ["C-10", "B-1", "A-1"]),
        ({"filter[prefix]": "OTRO"}, []),
        ({"filter[identification]": "1000000009"}, ["C-10"]),
        ({"filter[names]": "cliente pr"}, ["C-10"]),
        ({"filter[status]": "1"}, ["C-10", "B-1", "A-1"]),
        ({"filter[status]": "0"}, []),
        ({"filter[status]": "todas"}, ["C-10", "B-1", "A-1"]),
        ({"filter[created_at][start_date]": "2026-11-25"}, ["C-10"]),
        ({"filter[created_at][end_date]": "2026-11-24"}, ["B-1", "A-1"]),
        ({"filter[created_at.end_date]": "2026-11-24"}, ["B-1", "A-1"]),
        ({"filter[created_at][start_date]": "ayer"}, ["C-10", "B-1", "A-1"]),
        ({"filter[per_page]": "2"}, ["C-10", "B-1"]),
        ({"filter[per_page]": "2", "page": "2"}, ["A-1"]),
        ({"filter[per_page]": "muchas", "page": "-1"}, ["C-10", "B-1", "A-1"]),
        ({"page": "7"}, []),
    ],
    ids=lambda value: "&".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else None,
)  # fmt: skip
def test_a_list_heeds_its_filters(factus: Factus, body: Body, query: dict[str, str], found: list[str]) -> None:
    factus.post(body(reference_code="A-1"))
    factus.post(body(reference_code="B-1"))
    factus.clock.move(24 * 3600)
    factus.enter()
    factus.post(body("invoice_excluded_tax", reference_code="C-10"))
    data = factus.get("/v2/bills", **query).json()["data"]
    assert [one["reference_code"] for one in data["data"]] == found


def test_the_filter_of_references_may_be_exact(open_factus: Open, body: Body) -> None:
    factus = open_factus(partial_filter=False)
    factus.post(body(reference_code="A-11"))
    assert factus.get("/v2/bills", **{"filter[reference_code]": "A-1"}).json()["data"]["pagination"]["total"] == 0


def test_pages_say_where_they_stand(factus: Factus, body: Body) -> None:
    for n in range(15):
        factus.post(body(reference_code=f"R{n}"))
    data = factus.get("/v2/bills", page="2", **{"filter[per_page]": "1"}).json()["data"]["pagination"]
    assert [data[name] for name in ("total", "per_page", "current_page", "last_page", "from", "to")] == [
        15,
        1,
        2,
        15,
        2,
        2,
    ]
    labels = [one["label"] for one in data["links"]]
    assert labels == ["&laquo; Anterior", *range(1, 11), "...", 14, 15, "Siguiente &raquo;"]
    assert [one["label"] for one in data["links"] if one["active"]] == [2]
    assert data["links"][0]["url"] == "http://factus/v2/bills?page=1"
    past = factus.get("/v2/bills", page="99").json()["data"]["pagination"]
    assert (past["from"], past["to"], past["total"]) == (None, None, 15)


def test_an_empty_list_is_one_page_of_nothing(factus: Factus) -> None:
    assert factus.get("/v2/debit-notes").json()["data"] == {
        "data": [],
        "pagination": {
            "total": 0, "per_page": 10, "current_page": 1, "last_page": 1, "from": None, "to": None, "links": [],
        },
    }  # fmt: skip


def test_the_morning_and_midnight_are_written_with_twelve_hours(factus: Factus, body: Body) -> None:
    factus.clock.move(12 * 3600)
    factus.enter()
    assert factus.post(body()).json()["data"]["created_at"] == "25-11-2026 12:00:00 AM"


@pytest.mark.parametrize("family", FAMILIES)
def test_a_validated_document_has_its_files(factus: Factus, of_family: Callable[..., Any], family: str) -> None:
    data = factus.post(of_family(family), family).json()["data"]
    base = f"/v2/{family}/{data['number']}"
    pdf = factus.get(f"{base}/download-pdf").json()["data"]
    assert base64.b64decode(pdf["pdf_base_64_encoded"]).startswith(b"%PDF-")
    xml = base64.b64decode(factus.get(f"{base}/download-xml").json()["data"]["xml_base_64_encoded"])
    code = data[FAMILIES[family][1]]
    assert code in [element.text for element in ET.fromstring(xml)]
    assert factus.get(f"/v2/documents/{code}/download-xml").status_code == 200
    has_email = family in ("bills", "credit-notes", "debit-notes")
    assert factus.get(f"{base}/email-content").status_code == (200 if has_email else 404)


def test_the_e_mail_carries_a_zip(factus: Factus, body: Body) -> None:
    factus.post(body())
    base = "/v2/bills/SETP990000550"
    content = factus.get(f"{base}/email-content").json()["data"]
    assert content["subject"] == "900000000;EMPRESA EMISORA;SETP990000550;01;EMPRESA EMISORA"
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(content["attached_document"]))) as archive:
        assert sorted(name.rpartition(".")[2] for name in archive.namelist()) == ["pdf", "xml"]
    attached = factus.get(f"{base}/download-attached-document-xml").json()["data"]["xml_base_64_encoded"]
    assert b"<AttachedDocument>" in base64.b64decode(attached)
    sent = factus.ask("POST", f"{base}/send-email", json={"email": "a@example.com"})
    assert sent.json() == {"status": "OK", "message": "Factura enviada al cliente con éxito"}


@pytest.mark.parametrize("content", [b"", b"[]", b'{"email": "nadie"}', b'{"email": 3}'])
def test_an_e_mail_needs_an_address(factus: Factus, body: Body, content: bytes) -> None:
    factus.post(body())
    assert factus.ask("POST", "/v2/bills/SETP990000550/send-email", content=content).status_code == 422


FILES = ["download-pdf", "download-xml", "download-attached-document-xml", "email-content"]


@pytest.mark.parametrize("file", FILES)
def test_an_unvalidated_document_has_no_files(factus: Factus, of_family: Callable[..., Any], file: str) -> None:
    data = factus.post(of_family("credit-notes", reference_code="X-SIM-DEMORA"), "credit-notes").json()["data"]
    answer = factus.get(f"/v2/credit-notes/{data['number']}/{file}")
    what = f"El documento {data['number']}" if file == "download-pdf" else "La nota crédito"
    end = "no ha sido validado" if file == "download-pdf" else "no ha sido validada"
    assert (answer.status_code, answer.json()["message"]) == (409, f"{what} {end}")
    assert factus.get(f"/v2/documents/{data['cude']}/download-xml").status_code == 404
    assert factus.ask("POST", f"/v2/credit-notes/{data['number']}/send-email", json={}).status_code == 409


@pytest.mark.parametrize("file", FILES)
def test_nobody_s_number_has_no_files(factus: Factus, file: str) -> None:
    answer = factus.get(f"/v2/bills/SETP1/{file}")
    assert (answer.status_code, answer.json()["message"]) == (404, "No se encontró el documento SETP1")
    assert factus.get("/v2/documents/abc/download-xml").status_code == 404
