"""The simulator's answers against the documented ones: no key is missing, no status is another."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from factus_cli.simulator import account
from factus_cli.simulator.app import create_app
from factus_cli.simulator.options import Options
from factus_cli.simulator.scenarios import scenarios
from factus_cli.simulator.server import running
from factus_cli.simulator.store import Store

HERE = Path(__file__).parent / "contract"
REQUESTS = Path(__file__).parents[1] / "golden" / "payloads"
TOKEN = {
    "grant_type": "password",
    "client_id": account.CLIENT_ID,
    "client_secret": account.CLIENT_SECRET,
    "username": account.USERNAME,
    "password": account.PASSWORD,
}


def documented(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def request(name: str, **changes: object) -> dict[str, Any]:
    return {**json.loads((REQUESTS / f"{name}.json").read_text(encoding="utf-8")), **changes}


def keys(value: Any, path: str = "") -> set[str]:
    """The paths of the keys of a body; of a list those of its first element; the DIAN's remarks as they come."""
    if isinstance(value, dict) and not path.endswith("errors"):
        found = {f"{path}.{name}" for name in value}
        return found.union(*(keys(inner, f"{path}.{name}") for name, inner in value.items()))
    if isinstance(value, list) and value:
        return keys(value[0], f"{path}[]")
    return set()


class Caller:
    """A plain HTTP client with a token."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, headers={"User-Agent": "prueba", "Accept": "application/json"})
        token = self.http.post("/oauth/token", data=TOKEN).json()["access_token"]
        self.http.headers["Authorization"] = f"Bearer {token}"

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return self.http.post(path, json=body)

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.http.get(path, params=query)


@pytest.fixture
def caller() -> Any:
    with running() as simulator:
        caller = Caller(simulator.url)
        yield caller
        caller.http.close()


def test_an_invoice_is_answered_with_every_documented_key(caller: Caller) -> None:
    answer = caller.post("/v2/bills/validate", request("invoice_standard_cash"))
    expected = documented("v2_bill_response_201_validated")
    assert answer.status_code == 201
    assert keys(expected) <= keys(answer.json())
    assert answer.json()["data"]["totals"] == expected["data"]["totals"]
    shown = caller.get(f"/v2/bills/{answer.json()['data']['number']}").json()
    assert keys(expected) <= keys(shown)


def test_lists_ranges_company_and_the_rest_have_every_documented_key(caller: Caller) -> None:
    caller.post("/v2/bills/validate", request("invoice_standard_cash"))
    number = caller.get("/v2/bills").json()["data"]["data"][0]["number"]
    for path, name in (
        ("/v2/bills", "v2_bill_list_response_200"),
        ("/v2/numbering-ranges", "v2_numbering_ranges_list_response_200"),
        ("/v2/subscriptions", "subscriptions_response_200"),
        ("/v2/companies", "company_response_200"),
        (f"/v2/bills/{number}/download-pdf", "bill_download_pdf_response_200"),
    ):
        answer = caller.get(path)
        assert answer.status_code == 200, path
        assert keys(documented(name)) <= keys(answer.json()), path
    query = {"identification_document_code": "13", "identification_number": "1"}
    assert keys(documented("acquirer_response_200")) <= keys(caller.get("/v2/dian/acquirer", **query).json())
    assert caller.get("/v2/dian/acquirer").status_code == 422


def test_notes_and_support_documents_have_every_documented_key(caller: Caller) -> None:
    bill = caller.post("/v2/bills/validate", request("invoice_standard_cash")).json()["data"]["number"]
    note = caller.post("/v2/credit-notes/validate", request("credit_note_full_annulment", bill_number=bill))
    assert note.status_code == 201, note.text
    assert keys(documented("v2_credit_note_response_201")) - keys(note.json()) == set()
    support = caller.post("/v2/support-documents/validate", request("support_document"))
    assert support.status_code == 201, support.text
    missing = keys(documented("v2_support_document_response_201")) - keys(support.json())
    assert {path for path in missing if "withholding" not in path} == set()


WITHHELD = [{"code": "06", "rate": "3.50"}]


def test_purchases_with_withholdings_have_every_documented_key(caller: Caller) -> None:
    support, note = request("support_document"), request("adjustment_note")
    for body in (support, note):
        body["items"][0]["withholding_taxes"] = WITHHELD
    answer = caller.post("/v2/support-documents/validate", support)
    assert keys(documented("v2_support_document_response_201")) <= keys(answer.json())
    assert answer.json()["data"]["withholding_taxes"] == [
        {"tribute_code": "06", "name": "ReteRenta", "value": "2800.00"}
    ]
    note["support_document_number"] = answer.json()["data"]["number"]
    corrected = caller.post("/v2/adjustment-notes/validate", note)
    assert corrected.status_code == 201, corrected.text
    assert keys(documented("v2_adjustment_note_response_201")) <= keys(corrected.json())


def test_a_range_its_authorisation_an_e_mail_and_a_token_have_every_documented_key(caller: Caller) -> None:
    number = caller.post("/v2/bills/validate", request("invoice_standard_cash")).json()["data"]["number"]
    for path, name in (
        ("/v2/numbering-ranges/389", "numbering_range_show_response_200"),
        ("/v2/numbering-ranges/dian", "numbering_ranges_dian_response_200"),
        (f"/v2/bills/{number}/email-content", "bill_email_content_response_200"),
    ):
        assert keys(documented(name)) <= keys(caller.get(path).json()), path
    assert keys(documented("auth_token_response_200")) == keys(caller.http.post("/oauth/token", data=TOKEN).json())


@pytest.mark.parametrize(
    ("wrong", "name"), [("client_id", "error_auth_401_invalid_client"), ("password", "error_auth_400_invalid_grant")]
)
def test_refused_credentials_are_worded_as_documented(caller: Caller, wrong: str, name: str) -> None:
    assert caller.http.post("/oauth/token", data={**TOKEN, wrong: "otro"}).json() == documented(name)


@pytest.mark.parametrize(
    ("family", "body", "name"),
    [
        ("support-documents", "support_document", "error_409_support_document_pending"),
        ("adjustment-notes", "adjustment_note", "error_409_adjustment_note_pending"),
    ],
)
def test_each_family_words_its_block_in_its_own_way(caller: Caller, family: str, body: str, name: str) -> None:
    number = caller.post("/v2/support-documents/validate", request("support_document", reference_code="BASE"))
    linked = request(body, support_document_number=number.json()["data"]["number"])
    caller.http.post("/_simulator/documents", json={"family": family})
    blocked = caller.post(f"/v2/{family}/validate", linked)
    assert (blocked.status_code, blocked.json()) == (409, documented(name))


def test_the_older_shapes_are_as_documented() -> None:
    with running(options=Options(flat_input_errors=True, listed_conflicts=True)) as simulator:
        caller = Caller(simulator.url)
        body = request("invoice_standard_cash")
        caller.http.post("/_simulator/documents", json={})
        assert caller.post("/v2/bills/validate", body).json() == documented("error_409_bill_pending_documented_v1")
        del body["reference_code"], body["items"][0]["quantity"], body["items"][0]["price"]
        flat, expected = (
            caller.post("/v2/bills/validate", body).json(),
            documented("error_422_input_validation_documented_v1_laravel"),
        )
        assert flat["message"] == expected["message"]
        for path in ("reference_code", "items.0.quantity"):
            assert flat["errors"][path] == expected["errors"][path]
        caller.http.close()


def test_the_same_reference_is_never_a_second_document(caller: Caller) -> None:
    first = caller.post("/v2/bills/validate", request("invoice_standard_cash")).json()["data"]
    again = caller.post("/v2/bills/validate", request("invoice_standard_cash", observation="otra"))
    assert (again.status_code, again.json()["data"]["number"]) == (201, first["number"])
    assert caller.get("/v2/bills").json()["data"]["pagination"]["total"] == 1


def test_refusals_are_worded_as_documented(caller: Caller) -> None:
    caller.post("/v2/bills/validate", request("invoice_standard_cash", reference_code="5"))
    assert caller.http.delete("/v2/bills/destroy/reference/5").json() == documented(
        "error_409_delete_already_validated"
    )
    missing = caller.http.delete("/v2/bills/destroy/reference/644")
    assert (missing.status_code, missing.json()) == (404, documented("error_404_reference"))
    bad = caller.http.get("/v2/bills", headers={"Authorization": "Bearer nada"})
    assert (bad.status_code, bad.json()) == (401, documented("error_401_unauthenticated"))
    assert caller.get("/v2/nada").status_code == 404
    assert caller.http.get("/v2/bills", headers={"User-Agent": ""}).status_code == 403


def test_a_rejection_blocks_the_family_until_it_is_deleted(caller: Caller) -> None:
    rejected = caller.post("/v2/bills/validate", request("invoice_standard_cash", reference_code="A-SIM-RECHAZO422"))
    assert (rejected.status_code, rejected.json()) == (422, documented("error_422_dian_rejection_object"))
    blocked = caller.post("/v2/bills/validate", request("invoice_standard_cash"))
    assert (blocked.status_code, blocked.json()) == (409, documented("error_409_bill_pending_observed"))
    assert caller.http.delete("/v2/bills/destroy/reference/A-SIM-RECHAZO422").status_code == 200
    assert caller.post("/v2/bills/validate", request("invoice_standard_cash")).status_code == 201


def test_payments_that_are_not_the_total_say_what_was_expected(caller: Caller) -> None:
    body = request("invoice_standard_cash")
    body["payment_details"][0]["amount"] = "83299.99"
    answer = caller.post("/v2/bills/validate", body)
    assert answer.status_code == 422
    assert "Esperado: 83,300.00 - Enviado: 83,299.99" in answer.text


def test_a_bare_filter_is_ignored_and_pages_end(caller: Caller) -> None:
    for number in range(12):
        caller.post("/v2/bills/validate", request("invoice_standard_cash", reference_code=f"R-{number}"))
    assert caller.get("/v2/bills", reference_code="R-1").json()["data"]["pagination"]["total"] == 12
    exact = caller.get("/v2/bills", **{"filter[reference_code]": "R-11"}).json()["data"]["data"]
    assert [one["reference_code"] for one in exact] == ["R-11"]
    assert len(caller.get("/v2/bills", page="2").json()["data"]["data"]) == 2
    assert caller.get("/v2/bills", page="9").json()["data"]["data"] == []


def test_the_files_of_a_document_are_real(caller: Caller) -> None:
    number = caller.post("/v2/bills/validate", request("invoice_standard_cash")).json()["data"]["number"]
    pdf = base64.b64decode(caller.get(f"/v2/bills/{number}/download-pdf").json()["data"]["pdf_base_64_encoded"])
    assert pdf.startswith(b"%PDF-")
    xml = base64.b64decode(caller.get(f"/v2/bills/{number}/download-xml").json()["data"]["xml_base_64_encoded"])
    assert number.encode() in xml
    attached = caller.get(f"/v2/bills/{number}/download-attached-document-xml").json()["data"]
    assert attached["file_name"].startswith("ad")
    assert caller.get(f"/v2/bills/{number}/email-content").json()["data"]["subject"]
    code = caller.get(f"/v2/bills/{number}").json()["data"]["cufe"]
    assert caller.get(f"/v2/documents/{code}/download-xml").status_code == 200
    assert caller.post(f"/v2/bills/{number}/send-email", {"email": "a@example.com"}).status_code == 200
    assert caller.post(f"/v2/bills/{number}/send-email", {}).status_code == 422
    assert caller.get("/v2/bills/SETP1/download-pdf").status_code == 404


def test_the_quota_is_a_window_of_the_server_s_own_clock() -> None:
    with running(options=Options(requests_per_minute=3)) as simulator:
        caller = Caller(simulator.url)
        answers = [caller.get("/v2/subscriptions") for _ in range(4)]
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["Retry-After"]) <= 60
        assert answers[0].headers["X-RateLimit-Limit"] == "3"
        caller.http.close()


def test_a_lost_answer_has_stored_the_document() -> None:
    with running(scenarios=scenarios(["lost-after"])) as simulator:
        caller = Caller(simulator.url)
        with pytest.raises(httpx.RemoteProtocolError):
            caller.post("/v2/bills/validate", request("invoice_standard_cash"))
        assert [one.reference for one in simulator.store.documents()] == ["LOTE1-FV-0001"]
        caller.http.close()


def test_a_store_on_disk_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "simulador.sqlite"
    numbers = []
    for reference in ("R-1", "R-2"):
        store = Store(path)
        with running(store=store) as simulator:
            caller = Caller(simulator.url)
            answer = caller.post("/v2/bills/validate", request("invoice_standard_cash", reference_code=reference))
            numbers.append(answer.json()["data"]["number"])
            caller.http.close()
        store.close()
    assert numbers == ["SETP990000550", "SETP990000551"]
    assert create_app(Store(path)) is not None
