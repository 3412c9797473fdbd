"""What each answer means: every body of the contract, in every shape it comes in."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from factus_cli.api.bodies import parse, words
from factus_cli.api.classify import classify, deletion
from factus_cli.domain.documents import DocumentType
from factus_cli.domain.outcomes import (
    Conflict,
    InDoubt,
    Message,
    NeedsSupport,
    Pending,
    Refused,
    Rejected,
    Validated,
)
from factus_cli.errors import AccessDenied, ExitCode, FactusError, FactusUnreachable, NothingLeft
from factus_cli.sending.ports import Blocked, Deletion, PaymentsOff, Sent

BODIES = Path(__file__).parent / "bodies"
TYPES = {
    "v2_credit_note": DocumentType.CREDIT_NOTE,
    "v2_support_document": DocumentType.SUPPORT_DOCUMENT,
    "v2_adjustment_note": DocumentType.ADJUSTMENT_NOTE,
}
INVOICE = Sent(DocumentType.INVOICE, "LOTE1-FV-0001", Decimal("83300.00"), "900123456")
RULE_90 = "Regla: 90, Rechazo: Documento procesado anteriormente."
FAK24 = "Regla: FAK24, Rechazo: No está informado el DV del NIT"
NOTICE = "Regla: FAJ44b, Notificación: Nit no corresponde al RUT; en el futuro será Rechazo"
CLOUDFLARE = "<!DOCTYPE html><html><head><title>Attention Required!\n | Cloudflare</title></head><body>x</body></html>"


def body(name: str) -> bytes:
    return (BODIES / f"{name}.json").read_bytes()


def answer(**data: Any) -> dict[str, Any]:
    """A 201 of the invoice, with changes under `data`."""
    parsed: dict[str, Any] = json.loads(body("v2_bill_response_201_validated"))
    parsed["data"].update(data)
    return parsed


def verdict(status: int, parsed: object, sent: Sent = INVOICE) -> Any:
    return classify(status, json.dumps(parsed), sent)


@pytest.mark.parametrize(
    ("name", "sent", "kind"),
    [
        ("v2_bill_response_201_validated", INVOICE, Validated),
        ("v2_bill_response_201_pending_dian", INVOICE, Pending),
        ("v2_bill_response_201_rejected_in_body", INVOICE, Rejected),
        (
            "v2_credit_note_response_201",
            Sent(DocumentType.CREDIT_NOTE, "LOTE1-NC-0001", Decimal("83300.00"), "900123456"),
            Validated,
        ),
        (
            "v2_support_document_response_201",
            Sent(DocumentType.SUPPORT_DOCUMENT, "LOTE1-DS-0001", Decimal("100000.00"), "2343543"),
            Validated,
        ),
        (
            "v2_adjustment_note_response_201",
            Sent(DocumentType.ADJUSTMENT_NOTE, "LOTE1-NA-0001", Decimal("100000.00"), "2343543"),
            Validated,
        ),
    ],
)
@pytest.mark.parametrize("status", [200, 201])
def test_a_documented_success_means_what_it_holds(name: str, sent: Sent, kind: type, status: int) -> None:
    assert type(classify(status, body(name), sent)) is kind


@pytest.mark.parametrize(
    ("status", "name", "kind"),
    [
        (404, "error_404_document", InDoubt),
        (404, "error_404_reference", InDoubt),
        (409, "error_409_adjustment_note_pending", Blocked),
        (409, "error_409_bill_pending_documented_v1", Blocked),
        (409, "error_409_bill_pending_observed", Blocked),
        (409, "error_409_credit_note_pending", Blocked),
        (409, "error_409_support_document_pending", Blocked),
        (409, "error_409_delete_already_validated", InDoubt),
        (409, "error_409_download_not_validated", InDoubt),
        (422, "error_422_dian_rejection_array_rule90", NeedsSupport),
        (422, "error_422_dian_rejection_object", Rejected),
        (422, "error_422_input_validation_documented_v1_laravel", Refused),
        (422, "error_422_input_validation_observed", Refused),
        (422, "error_422_payment_total_mismatch_shape_reconstructed", PaymentsOff),
        (429, "error_429_guessed", InDoubt),
        (500, "error_500_message_seen_in_code", InDoubt),
        (400, "error_auth_400_invalid_grant", InDoubt),
        (200, "v2_bill_delete_response_200", InDoubt),
        (200, "v2_bill_list_response_200", InDoubt),
        (200, "v2_bill_list_response_200_empty", InDoubt),
        (200, "v2_numbering_ranges_list_response_200", InDoubt),
        (200, "auth_token_response_200", InDoubt),
    ],
)
def test_every_documented_error_has_its_verdict(status: int, name: str, kind: type) -> None:
    assert type(classify(status, body(name), INVOICE)) is kind


@pytest.mark.parametrize(
    ("status", "name", "kind", "code", "exit_code"),
    [
        (401, "error_401_unauthenticated", AccessDenied, "credentials", ExitCode.ACCESS),
        (401, "error_auth_401_invalid_client", AccessDenied, "credentials", ExitCode.ACCESS),
        (402, "error_429_guessed", NothingLeft, "subscription_exhausted", ExitCode.EXHAUSTED),
        (403, "error_403_document_not_enabled_shape_reconstructed", AccessDenied, "forbidden", ExitCode.ACCESS),
        (403, "error_403_version_not_enabled_shape_reconstructed", AccessDenied, "forbidden", ExitCode.ACCESS),
        (404, "error_404_route_shape_reconstructed", FactusUnreachable, "wrong_address", ExitCode.BLOCKED),
    ],
)
def test_what_concerns_the_account_stops_the_run(
    status: int, name: str, kind: type[FactusError], code: str, exit_code: ExitCode
) -> None:
    with pytest.raises(kind) as stopped:
        classify(status, body(name), INVOICE)
    assert (stopped.value.code, stopped.value.exit_code) == (code, exit_code)
    assert stopped.value.hint


def test_every_body_of_the_contract_is_in_these_tables() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    assert [one.stem for one in BODIES.glob("*.json") if f'"{one.stem}"' not in here] == []


def test_a_refusal_of_the_account_repeats_factus_words() -> None:
    with pytest.raises(AccessDenied, match="Version de API no disponible para esta empresa"):
        classify(403, body("error_403_version_not_enabled_shape_reconstructed"), INVOICE)


def test_a_web_page_is_told_by_its_title() -> None:
    with pytest.raises(AccessDenied, match=r"\(403\): Attention Required! \| Cloudflare$"):
        classify(403, CLOUDFLARE, INVOICE)


@pytest.mark.parametrize("status", [301, 307, 308, 404, 405])
def test_another_server_at_the_address_stops_the_run(status: int) -> None:
    with pytest.raises(FactusUnreachable) as stopped:
        classify(status, "<html><title>nginx</title></html>", INVOICE)
    assert stopped.value.code == "wrong_address"


@pytest.mark.parametrize("status", [200, 201, 302, 400, 408, 409, 418, 422, 429, 500, 502, 503, 504, 520])
@pytest.mark.parametrize("sent_back", [b"", CLOUDFLARE.encode(), b"null", b"[]", b'"ok"', b"{}", b"\xff\xfe\x00"])
def test_a_body_that_says_nothing_leaves_it_in_doubt(status: int, sent_back: bytes) -> None:
    assert isinstance(classify(status, sent_back, INVOICE), InDoubt)


@pytest.mark.parametrize("total", ["1e9999999", "-1e-9999999", "9" * 50, "NaN", "Infinity", "1e30"])
def test_a_total_that_is_no_amount_proves_nothing(total: str) -> None:
    text = json.dumps(answer(totals={"total": total}))
    for sent_back in (text, text.replace(f'"{total}"', total)):  # as text, as number
        assert isinstance(classify(201, sent_back, INVOICE), InDoubt)


def test_half_a_sign_is_kept_as_something_that_can_be_written() -> None:
    found = verdict(422, {"data": {"errors": {"FAK24": f"{FAK24} \ud83d"}}})
    assert isinstance(found, Rejected)
    assert found.messages[0].text.encode().decode() == f"{FAK24} \ufffd"
    whole = verdict(422, {"data": {"errors": {"FAK24": f"{FAK24} \U0001f4a5 ñ"}}})
    assert whole.messages[0].text == f"{FAK24} \U0001f4a5 ñ"


@pytest.mark.parametrize("deep", [100, 900, 100_000])
def test_an_answer_deeper_than_any_of_factus_proves_nothing(deep: int) -> None:
    sent_back = f'{{"errors": {"[" * deep}"{FAK24}"{"]" * deep}}}'
    assert isinstance(classify(422, sent_back, INVOICE), InDoubt)


@pytest.mark.parametrize("length", [1, 20, 400, 2000])
def test_a_body_cut_short_leaves_it_in_doubt(length: int) -> None:
    assert isinstance(classify(201, body("v2_bill_response_201_validated")[:length], INVOICE), InDoubt)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_trouble_of_the_server_proves_nothing_even_with_a_good_body(status: int) -> None:
    assert isinstance(classify(status, body("v2_bill_response_201_validated"), INVOICE), InDoubt)


def test_an_answer_about_another_reference_says_nothing_of_this_one() -> None:
    assert isinstance(verdict(201, answer(reference_code="OTRA")), InDoubt)


@pytest.mark.parametrize("missing", ["number", "cufe", "reference_code", "is_validated", "customer"])
def test_a_success_without_its_proof_is_in_doubt(missing: str) -> None:
    parsed = answer()
    del parsed["data"][missing]
    assert isinstance(verdict(201, parsed), InDoubt)


def test_the_echo_of_an_older_document_is_a_conflict() -> None:
    found = verdict(201, answer(totals={"total": "99000.00"}))
    assert isinstance(found, Conflict)
    assert found.differences[0].theirs == "99000.00"


def test_the_echo_of_another_customer_is_a_conflict() -> None:
    assert isinstance(verdict(201, answer(customer={"identification": "800197268"})), Conflict)


def test_a_total_off_by_rounding_is_validated_with_its_difference() -> None:
    found = verdict(201, answer(totals={"total": "83300.01"}))
    assert isinstance(found, Validated)
    assert found.difference == Decimal("0.01")


SHAPES = {
    "object": lambda text: {"FAK24": text},
    "object of lists": lambda text: {"FAK24": [text]},
    "list": lambda text: [text],
    "list of objects": lambda text: [{"code": 422, "message": text}],
    "text": lambda text: text,
}
PLACES = {
    "root": lambda errors: {**answer(is_validated=False, errors=None), "errors": errors},
    "data": lambda errors: answer(is_validated=False, errors=errors),
    "data.bill": lambda errors: {"data": {"bill": answer(is_validated=False, errors=errors)["data"]}},
    "beside data.bill": lambda errors: {
        "data": {"bill": answer(is_validated=False, errors=None)["data"], "errors": errors}
    },
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("text", "kind"), [(FAK24, Rejected), (RULE_90, NeedsSupport), (NOTICE, Pending)], ids=["reject", "90", "notice"]
)
def test_what_the_dian_says_in_a_201_is_found_in_any_shape_and_place(
    place: str, shape: str, text: str, kind: type
) -> None:
    assert type(verdict(201, PLACES[place](SHAPES[shape](text)))) is kind


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("text", "kind"), [(FAK24, Rejected), (RULE_90, NeedsSupport), (NOTICE, InDoubt)], ids=["reject", "90", "notice"]
)
@pytest.mark.parametrize("at_root", [True, False])
def test_what_the_dian_says_in_a_422_is_found_in_any_shape(shape: str, text: str, kind: type, at_root: bool) -> None:
    errors = {"errors": SHAPES[shape](text)}
    assert type(verdict(422, errors if at_root else {"data": errors})) is kind


@pytest.mark.parametrize("errors", [None, [], {}, ""], ids=["null", "list", "object", "text"])
def test_no_errors_and_no_validation_is_pending(errors: object) -> None:
    assert isinstance(verdict(201, answer(is_validated=False, errors=errors)), Pending)


@pytest.mark.parametrize(
    "text",
    [
        "Regla: 90, Rechazo: Documento procesado anteriormente.",
        "Regla 90, Rechazo: lo que sea",
        "REGLA: 90 RECHAZO",
        "Rechazo: documento PROCESADO  ANTERIORMENTE",
    ],
)
def test_rule_90_is_told_before_any_rejection(text: str) -> None:
    assert isinstance(verdict(422, {"data": {"errors": [FAK24, text]}}), NeedsSupport)


def test_rule_90_is_told_by_its_key_too() -> None:
    for key in ("90", "Regla 90", "Regla: 90"):
        assert isinstance(verdict(422, {"data": {"errors": {key: "Rechazo: ya existe"}}}), NeedsSupport)


@pytest.mark.parametrize("text", ["Regla: FAJ90, Rechazo: otra", "Regla: 901, Rechazo: otra"])
def test_other_rules_with_a_90_are_plain_rejections(text: str) -> None:
    assert isinstance(verdict(422, {"data": {"errors": [text]}}), Rejected)


def test_a_validated_document_keeps_its_notifications() -> None:
    found = classify(201, body("v2_bill_response_201_validated"), INVOICE)
    assert isinstance(found, Validated)
    assert [(one.code, one.severity) for one in found.messages] == [
        ("FAJ44b", "notification"),
        ("RUT01", "notification"),
    ]


def test_a_rejection_keeps_its_reasons_as_received() -> None:
    found = verdict(422, {"data": {"errors": {"FAK24": FAK24}}})
    assert found == Rejected((Message("FAK24", "rejection", FAK24),))


def test_refused_fields_keep_path_and_text() -> None:
    found = classify(422, body("error_422_input_validation_observed"), INVOICE)
    assert isinstance(found, Refused)
    assert found.messages[0] == Message("numbering_range_id", "field", "El campo id rango de numeración es inválido.")
    assert [one.code for one in found.messages] == [
        "numbering_range_id",
        "billing_period.end_date",
        "items.0.tribute_id",
        "items",
    ]


def test_fields_that_speak_of_rejection_are_still_fields() -> None:
    assert isinstance(verdict(422, {"errors": {"items.0.note": ["El texto «rechazo» no es válido"]}}), Refused)


@pytest.mark.parametrize(
    "parsed",
    [
        {"message": "Error de validación"},
        {"message": "Error de validación", "errors": ["algo salió mal"]},
        {"errors": {"FAK24": "No está informado el DV"}},
        {"data": {"message": "x", "errors": None}},
        {"data": "x"},
    ],
    ids=str,
)
@pytest.mark.parametrize("status", [400, 422])
def test_a_refusal_that_names_no_field_proves_nothing(status: int, parsed: dict[str, Any]) -> None:
    assert isinstance(verdict(status, parsed), InDoubt)


def test_a_400_that_names_our_fields_is_refused() -> None:
    assert isinstance(verdict(400, {"errors": {"items.0.price": ["debe ser un número"]}}), Refused)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Esperado: 45,600.00 - Enviado: 45,599.99", "45600.00"),
        ("La suma no coincide. Esperado: 1,234,567.89 - Enviado: 0.00", "1234567.89"),
        ("esperado 45600.00, enviado 1", "45600.00"),
        ("Esperado: $ 45600 - Enviado: 45,599.99", "45600"),
        ("Esperado: 0.50 - Enviado: 0.00.", "0.50"),
    ],
)
def test_the_expected_sum_of_payments_is_read(text: str, expected: str) -> None:
    found = verdict(422, {"data": {"errors": {"payment_details": [text]}}})
    assert found == PaymentsOff(Decimal(expected), (Message("payment_details", "field", text),))


@pytest.mark.parametrize("holder", [{"message": "Esperado: 5.00 - Enviado: 4.00"}, None])
def test_the_expected_sum_is_read_from_a_bare_message(holder: dict[str, str] | None) -> None:
    text = {"message": "Esperado: 5.00 - Enviado: 4.00"}
    found = verdict(422, holder or {"message": "Error de validación", "data": text})
    assert isinstance(found, PaymentsOff)
    assert found.expected == Decimal("5.00")


def test_payments_that_are_not_all_that_is_wrong_are_refused() -> None:
    errors = {"payment_details": ["Esperado: 5.00 - Enviado: 4.00"], "items.0.price": ["inválido"]}
    assert isinstance(verdict(422, {"errors": errors}), Refused)


@pytest.mark.parametrize("unreadable", ["Esperado: ,", "Esperado: mucho - Enviado: 1"])
def test_an_expected_sum_that_is_no_number_is_a_refused_field(unreadable: str) -> None:
    assert isinstance(verdict(422, {"errors": {"payment_details": [unreadable]}}), Refused)


@pytest.mark.parametrize(
    "parsed",
    [
        {"message": "Se encontró una factura pendiente por enviar a la DIAN"},
        {"message": "Se encontró un documento soporte POR ENVIAR A LA DIAN"},
        {"errors": [{"code": 409, "message": "Se encontró una nota crédito pendiente por enviar a la DIAN"}]},
        {"errors": {"x": ["pendiente por enviar a la DIAN"]}},
        {"data": {"errors": ["pendiente por enviar  a la\nDIAN"]}},
        {"data": {"bill": {"detail": {"text": "pendiente por enviar a la DIAN"}}}},
        {"error": "pendiente por enviar a la DIAN"},
    ],
    ids=str,
)
def test_a_pending_document_of_the_family_blocks_wherever_it_is_said(parsed: dict[str, Any]) -> None:
    found = verdict(409, parsed)
    assert isinstance(found, Blocked)
    assert "DIAN" in found.text


def test_a_pending_document_blocks_even_when_it_is_said_in_plain_text() -> None:
    assert isinstance(classify(409, b"Se encontro una factura pendiente por enviar a la DIAN", INVOICE), Blocked)


def test_the_words_that_block_mean_nothing_with_another_status() -> None:
    assert isinstance(verdict(400, {"message": "pendiente por enviar a la DIAN"}), InDoubt)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "place", [lambda told: told, lambda told: {"data": told}, lambda told: {"data": {"bill": told}}]
)
def test_rule_90_in_a_409_needs_support_and_a_rejection_there_proves_nothing(shape: str, place: Any) -> None:
    assert isinstance(verdict(409, place({"errors": SHAPES[shape](RULE_90)})), NeedsSupport)
    assert isinstance(verdict(409, place({"errors": SHAPES[shape](FAK24)})), InDoubt)


def test_a_409_about_another_pending_document_is_not_about_this_one_whatever_its_errors_say() -> None:
    told = {"message": "Se encontró una factura pendiente por enviar a la DIAN", "errors": [RULE_90]}
    assert isinstance(verdict(409, told), Blocked)


WRAPPERS = {
    DocumentType.INVOICE: "bill",
    DocumentType.CREDIT_NOTE: "credit_note",
    DocumentType.DEBIT_NOTE: "debit_note",
    DocumentType.SUPPORT_DOCUMENT: "support_document",
    DocumentType.ADJUSTMENT_NOTE: "adjustment_note",
}


@pytest.mark.parametrize("type_", DocumentType, ids=lambda one: one.value)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("status", [201, 422])
@pytest.mark.parametrize(("text", "kind"), [(FAK24, Rejected), (RULE_90, NeedsSupport)], ids=["reject", "90"])
def test_what_the_dian_says_is_found_inside_the_key_of_every_family(
    type_: DocumentType, shape: str, status: int, text: str, kind: type
) -> None:
    told = {"reference_code": "R-1", "is_validated": False, "errors": SHAPES[shape](text)}
    sent = Sent(type_, "R-1", Decimal("83300.00"), "900123456")
    assert type(verdict(status, {"data": {WRAPPERS[type_]: told}}, sent)) is kind


@pytest.mark.parametrize("status", [201, 422])
def test_a_rejection_among_notifications_is_a_rejection(status: int) -> None:
    told = {"RUT01": NOTICE, "FAK24": FAK24}
    assert isinstance(verdict(status, answer(is_validated=False, errors=told)), Rejected)


@pytest.mark.parametrize("field", ["reference_code", "items.0.quantity"])
def test_a_flat_refusal_of_the_older_pages_is_refused(field: str) -> None:
    told = {"message": "El campo es obligatorio. (and 1 more error)", "errors": {field: ["El campo es obligatorio."]}}
    assert isinstance(verdict(422, told), Refused)


def test_any_other_conflict_is_in_doubt_with_its_words() -> None:
    found = verdict(409, {"message": "El documento ya existe"})
    assert found == InDoubt("Factus respondió 409: El documento ya existe")


def test_a_doubt_without_words_says_its_status() -> None:
    assert classify(502, b"", INVOICE) == InDoubt("Factus respondió 502: sin explicación")


@pytest.mark.parametrize(
    ("status", "parsed", "result"),
    [
        (200, {"message": "Documento con código de referencia X eliminado con éxito"}, Deletion.DELETED),
        (204, None, Deletion.DELETED),
        (200, None, Deletion.FAILED),
        (404, {"message": "No se encontró el documento con código de referencia 644"}, Deletion.NOT_THERE),
        (404, {"message": "No se encontró la ruta o recurso solicitado"}, Deletion.FAILED),
        (404, None, Deletion.FAILED),
        (405, {"message": "El método no está permitido"}, Deletion.FAILED),
        (409, {"message": "Documento con código de referencia 5 se encuentra validado"}, Deletion.VALIDATED),
        (409, {"message": "Otra cosa"}, Deletion.FAILED),
        (500, {"message": "Ha ocurrido un error inesperado"}, Deletion.FAILED),
    ],
    ids=str,
)
def test_a_delete_is_done_only_when_it_is_said(status: int, parsed: dict[str, Any] | None, result: Deletion) -> None:
    assert deletion(status, "" if parsed is None else json.dumps(parsed), parsed) is result


@pytest.mark.parametrize(
    ("sent_back", "said"),
    [
        (b"", ""),
        (b"<html><body><script>var x = 1;</script><h1>502</h1>Bad&nbsp;Gateway</body></html>", "502 Bad Gateway"),
        (b"\x1b[31mrojo\x1b[0m\r\nfin", "[31mrojo [0m fin"),
        (b"a" * 500, "a" * 200 + "…"),
        (b'{"message": "uno", "errors": ["dos"]}', "uno; dos"),
        (b'{"data": {"message": "adentro"}}', "adentro"),
        (b'{"message": "igual", "data": {"message": "igual"}}', "igual"),
        (b'{"message": " "}', ""),
    ],
)
def test_the_words_of_any_body_fit_a_sentence(sent_back: bytes, said: str) -> None:
    assert words(sent_back, parse(sent_back)) == said
