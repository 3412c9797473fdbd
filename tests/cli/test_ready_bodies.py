"""Files of ready v2 bodies through the real command: the same documents as in columns, sent once, reported row by row."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

from ready_bodies import changed, documented, ready

from factus_cli.domain.documents import DocumentType

if TYPE_CHECKING:
    from processes import Machine

LOTES = Path(__file__).parents[1] / "golden" / "lotes"
SAME = "invoice_discount_inc8"


def test_what_was_sent_in_columns_is_already_validated_as_a_body(machine: Machine) -> None:
    columns = machine.folder / "columnas.csv"
    columns.write_bytes((LOTES / f"{SAME}.csv").read_bytes())
    assert machine.run("send", str(columns), "--simulate", "--yes").code == 0
    body = machine.folder / "cuerpo.json"
    body.write_text(json.dumps(documented(SAME)), encoding="utf-8")
    again = machine.run("send", str(body), "--simulate", "--yes", "--json")
    assert again.code == 0
    assert [one["state"] for one in again.json["documents"]] == ["validated"]
    assert again.json["summary"]["already_validated"] == 1


def test_bodies_are_sent_and_reported_by_their_number(machine: Machine) -> None:
    lote = machine.folder / "lote.jsonl"
    bodies = [documented(SAME), documented("invoice_credit")]
    lote.write_text("\n".join(map(json.dumps, bodies)), encoding="utf-8")
    sent = machine.run("send", str(lote), "--simulate", "--yes", "--json")
    assert sent.code == 0
    assert {one["reference_code"]: one["rows"] for one in sent.json["documents"]} == {
        bodies[0]["reference_code"]: [1],
        bodies[1]["reference_code"]: [2],
    }
    assert machine.run("report", "lote", "--simulate", "-o", str(machine.folder / "informe.csv")).code == 0
    text = (machine.folder / "informe.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [(row["Fila"], row["item_nombre"]) for row in rows] == [
        ("1", "Hamburguesa"),
        ("1", "Limonada"),
        ("2", "Producto A"),
        ("2", "Producto B"),
    ]
    assert all(row["Estado"] == "validado" for row in rows)


def test_a_body_with_what_no_column_holds_keeps_the_lote_back(machine: Machine) -> None:
    lote = machine.folder / "lote.json"
    wrong = changed(ready(DocumentType.CREDIT_NOTE), "items.1.scheme_id", "1")
    lote.write_text(json.dumps([documented(SAME), wrong]), encoding="utf-8")
    checked = machine.run("check", str(lote), "--json")
    assert checked.code == 3
    (found,) = checked.json["findings"]
    assert (found["code"], found["row"], found["cell"]) == ("API-01", 2, None)
    assert found["reference_code"] == wrong["reference_code"]
    assert "items[1].scheme_id" in found["message"]
    assert checked.json["summary"] == {"documents": 2, "correct": 1, "incorrect": 1, "rows": 4}


def test_bodies_are_not_split_into_rows_that_would_say_less(machine: Machine) -> None:
    lote = machine.folder / "lote.json"
    lote.write_text(json.dumps([documented("invoice_prepayment_order_period_currency")]), encoding="utf-8")
    split = machine.run("check", str(lote), "--out", str(machine.folder / "partes"))
    assert split.code == 2
    assert "cuerpos v2" in split.err
    assert not (machine.folder / "partes").exists()
