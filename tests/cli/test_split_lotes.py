"""The law of `--out`: correct and incorrect rows are all the rows, and each file alone says what the whole said."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tables import CORRECT

from factus_cli.cli import reading, splitting
from factus_cli.cli.options import Globals
from factus_cli.cli.show import Screen
from factus_cli.domain.canonical import payload_hash
from factus_cli.errors import UsageProblem
from factus_cli.lote.options import MeaningOptions
from factus_cli.lote.reader import ReadOptions

TODAY = date(2026, 11, 24)
CHOICES = reading.Choices(ReadOptions(), MeaningOptions())


def hashes(path: Path) -> dict[str, str]:
    """The correct documents of a file, by reference; none where there is no such file."""
    if not path.exists():
        return {}
    found = reading.read([str(path)], CHOICES, TODAY)
    assert found.error is None, found.error
    return {one.reference: payload_hash(one) for one in found.correct}


def split(path: Path, out: Path) -> reading.Reading:
    """A file read, checked and separated."""
    found = reading.read([str(path)], CHOICES, TODAY)
    splitting.split(Screen.of(Globals(quiet=True)), found, CHOICES, out)
    return found


def part(out: Path, word: str) -> Path:
    """The correct or the incorrect file of `lote`, whatever it is."""
    return next(iter(sorted(out.glob(f"lote.{word}.*"))), out / "none")


def texts(path: Path) -> list[list[str]]:
    """The rows of a file below its header."""
    if not path.exists():
        return []
    if path.suffix == ".xlsx":
        rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True)
        return [["" if one is None else str(one) for one in row] for row in rows]
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))[1:]


CHANGES = {
    "item_nombre": ["Té, verde", 'Pan "grande"', "dos\nlíneas", "=1+1", "@x", "", "TOTAL"],
    "cantidad": ["1,5", "2.500", "x", ""],
    "precio_unitario": ["1.234", "1.234,50", "10.5", "0", "-1000"],
    "iva": ["0.19", "5", "exento", ""],
    "cliente_dv": ["1"],
    "item_nota": ["+57 300 123", "-5", "’"],
}
CHANGE = st.sampled_from([(name, value) for name, values in CHANGES.items() for value in values])
REFERENCES = st.sampled_from(["FV-1", "FV-2", "FV-3", "FV-4", "FV-5", ""])
ROWS = st.builds(
    lambda reference, changes: {**CORRECT, "item_nota": "", "referencia": reference, **dict(changes)},
    REFERENCES,
    st.lists(CHANGE, max_size=1),
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROWS, min_size=1, max_size=7))
def test_each_part_alone_says_what_the_whole_said_or_nothing_is_written(rows: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        path, out = Path(folder) / "lote.csv", Path(folder) / "out"
        file = io.StringIO(newline="")
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(file.getvalue(), encoding="utf-8", newline="")
        try:
            found = split(path, out)
        except UsageProblem as refused:
            assert refused.code == "split"
            assert not out.exists()
            return
        lote = found.files[0].lote
        assert lote is not None
        correct, others = part(out, "correctas"), part(out, "incorrectas")
        assert hashes(correct) == {one.reference: payload_hash(one) for one in found.correct}
        assert not hashes(others)
        skipped = {one.row for one in lote.skipped}
        table = found.files[0].table
        assert table is not None
        kept = [index for index, row in enumerate(table.rows) if row not in skipped]
        typed = [[column.texts[index] for column in table.columns] for index in kept]
        assert sorted(texts(correct) + texts(others)) == sorted(typed)


def test_the_kinds_of_a_workbook_stay(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Ventas"
    sheet.append(["Informe de ventas"])
    sheet.append([*CORRECT, "fecha_vencimiento", "forma_pago", "Otra"])
    for reference, dv, iva in (("FV-1", "8", 0.19), ("FV-2", "1", 0.05)):
        row = {**CORRECT, "referencia": reference, "cliente_dv": dv}
        sheet.append([*row.values(), date(2026, 12, 24), "crédito", "=1/0"])
        cells = sheet[sheet.max_row]
        cells[list(CORRECT).index("iva")].value = iva
        cells[list(CORRECT).index("iva")].number_format = "0%"
        cells[list(CORRECT).index("precio_unitario")].value = 1234.5
    book.save(tmp_path / "lote.xlsx")
    found = split(tmp_path / "lote.xlsx", tmp_path / "out")
    assert [one.reference for one in found.correct] == ["FV-1"]
    assert hashes(part(tmp_path / "out", "correctas")) == {one.reference: payload_hash(one) for one in found.correct}
    others = openpyxl.load_workbook(tmp_path / "out" / "lote.incorrectas.xlsx")["Ventas"]
    values = {head.value: cell for head, cell in zip(others[1], others[2], strict=True)}
    assert values["iva"].number_format == "0.00%"
    assert values["precio_unitario"].value == 1234.5
    assert values["Otra"].data_type == "f" or values["Otra"].value in ("#N/A", "#DIV/0!")


def test_a_value_that_only_the_others_explain_is_not_left_alone(tmp_path: Path) -> None:
    rows = [
        {**CORRECT, "referencia": "FV-1", "cantidad": "2.500"},
        {**CORRECT, "referencia": "FV-2", "cantidad": "2.5", "cliente_dv": "1"},
    ]
    path = tmp_path / "lote.csv"
    path.write_text("\n".join([";".join(CORRECT), *(";".join(row.values()) for row in rows)]) + "\n", encoding="utf-8")
    with pytest.raises(UsageProblem, match=r"H2 \(columna cantidad\)"):
        split(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_incorrect_file_keeps_its_encoding_and_its_delimiter(tmp_path: Path) -> None:
    rows = [{**CORRECT, "cliente_nombre": "Ñandú y Compañía", "cliente_dv": "1"}] * 1
    path = tmp_path / "lote.csv"
    path.write_bytes("\n".join(["|".join(CORRECT), *("|".join(row.values()) for row in rows)]).encode("utf-16"))
    split(path, tmp_path / "out")
    table = reading.read([str(tmp_path / "out" / "lote.incorrectas.csv")], CHOICES, TODAY).files[0].table
    assert table is not None
    assert (table.encoding or "").startswith("utf-16")
    assert table.delimiter == "|"


@pytest.mark.parametrize(
    "references", [["FV-1", "FV-1", "FV-2", "", "FV-3"], ["FV-1", "FV-l", "FV-2"]], ids=["a blank one", "two alike"]
)
def test_what_the_rows_beside_keep_back_is_not_correct_alone(tmp_path: Path, references: list[str]) -> None:
    path = tmp_path / "lote.csv"
    rows = [{**CORRECT, "referencia": one} for one in references]
    path.write_text("\n".join([";".join(CORRECT), *(";".join(row.values()) for row in rows)]) + "\n", encoding="utf-8")
    try:
        split(path, tmp_path / "out")
    except UsageProblem as refused:
        assert "al lado" in refused.message
    assert hashes(part(tmp_path / "out", "incorrectas")) == {}
