"""PDF, XML and e-mail of a validated document: small, real files."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from starlette.responses import Response

from factus_cli.simulator.answers import done, invalid_input, refusal, success, unknown_document
from factus_cli.simulator.families import FAMILIES, Family
from factus_cli.simulator.guard import Endpoint, guarded
from factus_cli.simulator.simulation import simulation_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import Route

    from factus_cli.simulator.documents_table import StoredDocument

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def routes() -> list[Route]:
    """The routes of the files of each family, and the XML by unique code."""
    return [
        *(route for family in FAMILIES for route in _routes(family)),
        guarded("/v2/documents/{code}/download-xml", xml_by_code, where="download"),
    ]


def _routes(family: Family) -> list[Route]:
    base = f"/v2/{family.path}/{{number}}"
    of_all = [
        guarded(f"{base}/download-pdf", _pdf(family), where="download"),
        guarded(f"{base}/download-xml", _xml(family), where="download"),
    ]
    if not family.has_email:
        return of_all
    return [
        *of_all,
        guarded(f"{base}/download-attached-document-xml", _attached(family), where="download"),
        guarded(f"{base}/email-content", _email_content(family), where="download"),
        guarded(f"{base}/send-email", _send_email(family), "POST", where="download"),
    ]


def _pdf(family: Family) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        found = _validated(request, family, f"El documento {request.path_params['number']} no ha sido validado")
        if isinstance(found, Response):
            return found
        return success({"file_name": _name(family, found), "pdf_base_64_encoded": _base64(pdf_of(found))})

    return endpoint


def _xml(family: Family) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        found = _validated(request, family, family.unvalidated)
        if isinstance(found, Response):
            return found
        return success({"file_name": _name(family, found), "xml_base_64_encoded": _base64(xml_of(found))})

    return endpoint


def _attached(family: Family) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        found = _validated(request, family, family.unvalidated)
        if isinstance(found, Response):
            return found
        return success(
            {"file_name": f"ad{_name(family, found)[2:]}", "xml_base_64_encoded": _base64(attached_of(found))}
        )

    return endpoint


def _email_content(family: Family) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        found = _validated(request, family, family.unvalidated)
        if isinstance(found, Response):
            return found
        company = simulation_of(request).store.account.company
        subject = f"{company.nit};{company.name};{found.number};01;{company.name}"
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(f"{_name(family, found)}.xml", attached_of(found))
            archive.writestr(f"{_name(family, found)}.pdf", pdf_of(found))
        return success({"subject": subject, "attached_document": _base64(packed.getvalue())})

    return endpoint


def _send_email(family: Family) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        found = _validated(request, family, family.unvalidated)
        if isinstance(found, Response):
            return found
        try:
            asked = json.loads(await request.body())
        except ValueError:
            asked = {}
        email = asked.get("email") if isinstance(asked, dict) else None
        if not isinstance(email, str) or not _EMAIL.fullmatch(email):
            return invalid_input({"email": ["El campo correo electrónico es obligatorio."]}, flat=False)
        return done("Factura enviada al cliente con éxito")

    return endpoint


async def xml_by_code(request: Request) -> Response:
    """The XML of a CUFE, CUDE or CUDS."""
    code = request.path_params["code"]
    found = simulation_of(request).store.by_unique_code(code)
    if found is None or not found.is_validated:
        return refusal(404, f"No se encontró el documento {code}")
    return success({"file_name": found.number.lower(), "xml_base_64_encoded": _base64(xml_of(found))})


def xml_of(document: StoredDocument) -> bytes:
    """The least XML that names the document, its code and its total."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Invoice xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
        f"<cbc:ID>{escape(document.number)}</cbc:ID><cbc:UUID>{document.unique_code}</cbc:UUID>"
        f"<cbc:PayableAmount>{document.total}</cbc:PayableAmount></Invoice>\n"
    ).encode()


def attached_of(document: StoredDocument) -> bytes:
    """The container that goes to the customer: the document inside."""
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<AttachedDocument><![CDATA['
        + xml_of(document)
        + b"]]></AttachedDocument>\n"
    )


def pdf_of(document: StoredDocument) -> bytes:
    """A page with the number and the total."""
    text = f"BT /F1 18 Tf 72 720 Td ({document.number}  $ {document.total}  SIMULADOR) Tj ET".encode("latin-1")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    )
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            table,
            size,
            len(body),
        )
    )


def _validated(request: Request, family: Family, otherwise: str) -> StoredDocument | Response:
    number = request.path_params["number"]
    found = simulation_of(request).store.by_number(family.path, number)
    if found is None:
        return unknown_document(number)
    request.state.reference = found.reference
    return found if found.is_validated else refusal(409, otherwise)


def _name(family: Family, document: StoredDocument) -> str:
    digits = "".join(sign for sign in document.number if sign.isdigit())
    return f"{family.file_prefix}0900000000{digits:>010}"


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
