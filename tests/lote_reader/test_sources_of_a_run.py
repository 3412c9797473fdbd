"""Which files a run reads: named, in folders, by patterns, from standard input."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from factus_cli.errors import LoteRefused, UsageProblem
from factus_cli.lote import reader
from factus_cli.lote.sources import Source, expand


@pytest.fixture
def folder(tmp_path):
    names = (
        *("b.csv", "a.XLSX", "~$a.xlsx", ".oculto.csv", "notas.docx", "a.resultado.xlsx", "datos.json"),
        "a.resultado-simulado.csv",
    )
    for name in names:
        (tmp_path / name).write_bytes(b"referencia,nit\n1,2\n")
    (tmp_path / "dentro.csv").mkdir()
    return tmp_path


def names(sources):
    return [Path(source.name).name for source in sources]


def problem_of(*paths):
    with pytest.raises(UsageProblem) as caught:
        expand(paths)
    assert caught.value.hint
    return caught.value.message


def test_a_folder_is_its_lotes_in_order(folder):
    assert names(expand([str(folder)])) == ["a.XLSX", "b.csv", "datos.json"]


def test_a_pattern_leaves_out_lock_files_and_our_own_reports(folder):
    assert names(expand([str(folder / "*.[cx]*"), str(folder / "**/*.csv")])) == ["b.csv"]
    assert names(expand([str(folder / "*.[jX]*")])) == ["a.XLSX", "datos.json"]


def test_a_file_named_in_full_is_always_taken(folder):
    assert names(expand([str(folder / "a.resultado.xlsx")])) == ["a.resultado.xlsx"]


def test_a_name_with_brackets_is_a_name_first(tmp_path):
    (tmp_path / "ventas [1].csv").write_text("x")
    assert names(expand([str(tmp_path / "ventas [1].csv")])) == ["ventas [1].csv"]


def test_each_file_comes_once_in_the_order_given(folder):
    given = [str(folder / "b.csv"), str(folder), str(folder / "." / "b.csv"), "-", "-"]
    assert names(expand(given)) == ["b.csv", "a.XLSX", "datos.json", "-"]


def test_standard_input_is_read_when_its_turn_comes():
    (source,) = expand(["-"], stdin=lambda: b"referencia,nit\n1,2\n")
    table = reader.read(source, knows={"referencia", "nit"}.__contains__)
    assert (table.file, len(table.rows)) == ("-", 1)
    assert expand(["-"])[0].read() == b""


def test_a_file_carries_its_name_as_given(folder):
    (source,) = expand([str(folder / "b.csv")])
    assert reader.read(source, knows={"referencia", "nit"}.__contains__).file == str(folder / "b.csv")


def test_what_is_not_there_is_told(tmp_path, folder):
    assert "no existe el archivo" in problem_of(str(tmp_path / "nada.csv"))
    assert "no existe el archivo" in problem_of(str(folder / "b.csv" / "x.csv"))
    assert "no tiene lotes" in problem_of(str(folder / "dentro.csv"))
    assert "ningún archivo" in problem_of(str(tmp_path / "*.ods"))
    assert "ningún archivo" in problem_of(str(tmp_path / "~$*.xlsx"))
    assert "no se indicó" in problem_of()


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_of_bytes_that_are_no_text_is_refused_and_not_left_out(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.csv")).write_bytes(b"referencia,nit\n1,2\n")
    for given in (str(tmp_path), str(tmp_path / "*.csv"), str(tmp_path / os.fsdecode(b"caf\xe9.csv"))):
        assert "caf?.csv tiene bytes que no son texto" in problem_of(given)


def test_devices_and_pipes_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "tubería")
    assert "tubería" in problem_of(str(tmp_path / "tubería"))
    assert "dispositivo" in problem_of(os.devnull)


def test_a_path_that_no_system_takes_is_told(tmp_path):
    assert "no se pudo leer" in problem_of("x" * 5000)
    assert "no se pudo leer" in problem_of("a\0b")


def test_a_file_that_went_away_is_told(tmp_path):
    with pytest.raises(UsageProblem, match="no se pudo leer"):
        Source("ido.csv", tmp_path / "ido.csv").read()


def test_a_file_over_the_limit_is_not_even_opened(tmp_path):
    large = tmp_path / "grande.csv"
    with large.open("wb") as file:
        file.truncate(201 * 1024 * 1024)
    with pytest.raises(LoteRefused, match="201 MB") as caught:
        Source("grande.csv", large).read()
    assert caught.value.code == "too_big"
