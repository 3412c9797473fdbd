"""The report as JSON: `factus.report/1`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from factus_cli.domain import money
from factus_cli.domain.canonical import totals_json
from factus_cli.domain.moments import iso

if TYPE_CHECKING:
    from factus_cli.reports.model import Report, ReportDocument, ReportRow


def document(report: Report) -> bytes:
    """One object: the lote, its documents, and the input rows."""
    plain = {
        "schema": "factus.report/1",
        "lote": report.lote,
        "file": report.file,
        "profile": report.profile,
        "environment": report.environment,
        "made_at": report.made_at.isoformat(),
        "summary": {"documents": len(report.documents), **report.by_state},
        "total": money.text(report.total),
        "totals": None if report.totals is None else totals_json(report.totals),
        "documents": [_document(one) for one in report.documents],
        "headers": list(report.headers),
        "rows": [_row(one) for one in report.rows],
    }
    written = json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
    return written.encode(errors="backslashreplace")  # half a character is written as JSON's own escape for it


def _document(one: ReportDocument) -> dict[str, Any]:
    return {
        "reference_code": one.reference,
        "type": one.type.value,
        "state": one.state,
        "number": one.number,
        "cufe": one.cufe,
        "qr": one.qr,
        "url": one.url,
        "total": money.text(one.total),
        "total_difference": money.text(one.total_difference),
        "customer": {"identification": one.customer, "name": one.customer_name},
        "validated_at": iso(one.validated_at),
        "messages": [message.as_json() for message in one.messages],
        "rows": list(one.rows),
        "blocks": one.blocks,
    }


def _row(one: ReportRow) -> dict[str, Any]:
    return {
        "row": one.number,
        "reference_code": one.reference,
        "type": None if one.type is None else one.type.value,
        "cells": list(one.cells),
    }
