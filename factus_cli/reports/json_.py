"""The report as JSON: `factus.report/1`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from factus_cli.domain import money

if TYPE_CHECKING:
    from factus_cli.reports.model import Report


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
        "documents": [
            {
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
                "validated_at": one.validated_at,
                "messages": [message.as_json() for message in one.messages],
                "rows": list(one.rows),
            }
            for one in report.documents
        ],
        "headers": list(report.headers),
        "rows": [{"row": row.number, "reference_code": row.reference, "cells": list(row.cells)} for row in report.rows],
    }
    return json.dumps(plain, ensure_ascii=False, indent=2).encode() + b"\n"
