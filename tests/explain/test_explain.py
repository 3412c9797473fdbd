"""`factus explain`: whatever code a person meets, what it means and what to do."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from factus_cli.cli import explaining
from factus_cli.cli.explain import explain
from factus_cli.cli.options import Globals
from factus_cli.domain import dian, manual, manual_errors
from factus_cli.domain.codes import dian_rules
from factus_cli.domain.findings import FindingCode, Severity
from factus_cli.domain.outcomes import State
from factus_cli.errors import MEANINGS, ExitCode, FactusError, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = {
    "CLI-03": FindingCode("CLI-03", Severity.ERROR, "El DV no es el del NIT", "Corrija el DV.", "FAK24"),
    "LIN-09": FindingCode("LIN-09", Severity.WARNING, "Una línea rara", "Revísela."),
}


STATUSES = ("200", "201", "400", "401", "402", "403", "404", "409", "422", "429", "500", "502", "503", "504")


def explained(code: str) -> explaining.Explanation:
    return explaining.explanation(code, OURS)


def run(*args: str, as_json: bool = False) -> str:
    app = typer.Typer()
    app.command()(explain)
    done = CliRunner().invoke(app, list(args), obj=Globals(json=as_json), catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


@pytest.mark.parametrize(
    ("code", "kind", "word"),
    [
        ("CLI-03", "finding", "DV"),
        ("cli-03", "finding", "DV"),
        ("FAK24", "dian_rule", "DV"),
        ("regla 90", "dian_rule", "procesado anteriormente"),
        ("90", "dian_rule", "procesado anteriormente"),
        ("5", "exit_code", "rechazados"),
        ("10", "exit_code", "perfil"),
        ("130", "exit_code", "Ctrl-C"),
        ("143", "exit_code", "SIGTERM"),
        ("409", "http", "otro documento sin validar"),
        ("HTTP 429", "http", "peticiones"),
        ("in_doubt", "state", "duda"),
        ("Pending", "state", "pendiente"),
        ("not_sent", "state", "sin enviar"),
        ("no_header", "error", "encabezados"),
        ("No_Header", "error", "encabezados"),
        ("locked", "error", "perfil"),
        ("DSAB19b", "dian_rule", "proveedor tecnológico"),
        ("dsaj24b", "dian_rule", "DV"),
    ],
)
def test_a_code_is_explained(code: str, kind: str, word: str) -> None:
    found = explained(code)
    assert found.kind == kind
    assert word.casefold() in found.title.casefold()


@pytest.mark.parametrize(
    "status", ["200", "201", *["400", "401", "402", "403", "404", "409", "422", "429", "500", "502", "503", "504"]]
)
def test_every_status_that_factus_answers_is_explained(status: str) -> None:
    found = explained(status)
    assert (found.kind, bool(found.text), bool(found.next)) == ("http", True, True)


@pytest.mark.parametrize("code", ExitCode, ids=lambda code: str(code.value))
def test_every_exit_code_is_explained_by_its_meaning(code: ExitCode) -> None:
    found = explained(str(code.value))
    assert found.kind == "exit_code"
    assert found.title.casefold() == MEANINGS[code].casefold()
    assert found.next


@pytest.mark.parametrize("state", State)
def test_every_state_is_explained(state: State) -> None:
    found = explained(state.value)
    assert (found.kind, bool(found.text), bool(found.next)) == ("state", True, True)


def test_a_rule_of_the_dian_names_what_checks_it_before_sending() -> None:
    found = explained("fak24")
    assert found.code == "FAK24"
    assert found.severity == "rechazo"
    assert found.prevented_by == ("CLI-03",)


def test_a_finding_names_the_rule_it_prevents() -> None:
    found = explained("CLI-03")
    assert (found.severity, found.prevents) == ("error", ("FAK24",))
    assert "Evita el rechazo: FAK24" in explaining.shown(found).plain


def test_several_rules_are_explained_together() -> None:
    found = explained("FAV04")
    assert found.names == ("FAV04a", "FAV04b")
    assert "La cantidad está informada. La cantidad es mayor que cero." in found.title


@pytest.mark.parametrize(("severity", "word"), explaining.CONSEQUENCES.items())
def test_how_grave_a_rule_is_is_told(severity: str, word: str) -> None:
    rule = next(one for one in dian_rules() if one.severity == severity)
    assert word in explained(dian.expanded(rule.code)[0]).text


def test_regla_90_is_not_told_as_a_rejection_of_the_content() -> None:
    assert "no rechaza el contenido" in explained("90").text


@pytest.mark.parametrize(
    ("code", "near"), [("FAK240", "FAK24"), ("CLI-30", "CLI-03"), ("pendng", "pending"), ("4290", "429")]
)
def test_an_unknown_code_names_the_nearest(code: str, near: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        explained(code)
    assert near in caught.value.hint


def test_a_code_like_nothing_says_where_the_list_is() -> None:
    with pytest.raises(UsageProblem, match="«zzz»") as caught:
        explained("zzz")
    assert "factus explain" in caught.value.hint


def test_the_command_explains_every_finding_of_ours() -> None:
    for code, finding in explaining.findings().items():
        found = explaining.explanation(code, explaining.findings())
        assert (found.kind, found.title) == ("finding", finding.title)
        assert finding.manual


def test_every_code_that_the_program_can_tell_is_explained() -> None:
    package = Path(explaining.__file__).parents[1]
    sources = [one for one in package.rglob("*.py") if one.name != "template_examples.py"]  # codes of products
    told = {code for one in sources for code in re.findall(r'"([A-Z]{3}-[0-9]{2})"', one.read_text(encoding="utf-8"))}
    assert {"CLI-01", "VAL-01", "CTL-01", "LIB-01"} <= told
    assert told == set(explaining.findings())


@pytest.mark.parametrize("one", explaining.findings().values(), ids=lambda one: one.code)
def test_what_a_finding_prevents_is_in_the_table_of_the_dian(one: FindingCode) -> None:
    assert set(dian.expanded(one.prevents)) <= set(dian.names())


@pytest.mark.parametrize(
    ("typed", "code"), [("cli3", "CLI-03"), ("CLI 03", "CLI-03"), ("HTTP409", "409"), ("lin-9", "LIN-09")]
)
def test_a_code_is_found_however_it_is_typed(typed: str, code: str) -> None:
    assert explained(typed).code == code


@pytest.mark.parametrize(
    ("code", "words"),
    [("CAK24", ("regla FAK24 de la factura", "nota crédito")), ("dak24", ("regla FAK24 de la factura", "nota débito"))],
)
def test_a_rule_of_a_note_is_explained_by_that_of_the_invoice(code: str, words: tuple[str, ...]) -> None:
    found = explained(code)
    assert (found.code, found.prevented_by) == (code.upper(), ("CLI-03",))
    assert all(word in found.text for word in words)


def test_a_rule_of_a_support_document_is_explained_by_that_of_the_other_side_of_an_invoice() -> None:
    found = explained("DSAJ24")
    assert (found.code, found.prevented_by) == ("DSAJ24", ("CLI-03",))
    assert all(word in found.text for word in ("regla FAK24 de la factura", "documento soporte"))


def test_a_rule_of_a_note_that_no_invoice_has_is_unknown() -> None:
    with pytest.raises(UsageProblem):
        explained("CAK99")


@pytest.mark.parametrize("name", dian.names())
def test_every_rule_of_the_dian_says_what_it_asks_and_what_to_do(name: str) -> None:
    found = explaining.explanation(name, explaining.findings())
    assert found.kind == "dian_rule"
    assert found.title.endswith(".")
    assert (bool(found.text), bool(found.next)) == (True, True)


def words_of_errors() -> set[str]:
    """Every stable word that a stopped command may give as its error, as the sources say them."""
    every = {one.code for one in errors_of(FactusError)}
    for path in Path(explaining.__file__).parents[1].rglob("*.py"):
        if "simulator" not in path.parts:
            every |= set(said_in(ast.parse(path.read_text(encoding="utf-8"))))
    return every


def errors_of(kind: type[FactusError]) -> Iterator[type[FactusError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from errors_of(one)


def said_in(tree: ast.AST) -> Iterator[str]:
    raised = {one.__name__ for one in errors_of(FactusError)}
    for one in ast.walk(tree):
        if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "self.code":
            yield from (word.value for word in [one.value] if isinstance(word, ast.Constant))
    for call in (one for one in ast.walk(tree) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)):
        assert isinstance(call.func, ast.Name)
        words = [one.value for one in call.keywords if one.arg == "code" and call.func.id in raised]
        words += call.args[1:2] if call.func.id == "refusal" else []
        yield from (one.value for one in words if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_every_error_that_stops_a_command_is_explained() -> None:
    words = words_of_errors()
    assert {"no_header", "unexpected", "terminated", "corrupt_workbook", "keyring"} <= words
    for word in sorted(words):
        found = explained(word)
        assert found.code == word
        assert (found.kind in ("error", "state"), bool(found.text), bool(found.next)) == (True, True, True)


def test_the_command_prints_an_explanation() -> None:
    assert "consumidor final" not in run("409")
    assert "Qué hacer: " in run("regla", "90")


def test_the_json_has_stable_keys() -> None:
    found = json.loads(run("FAK24", as_json=True))
    assert found["schema"] == "factus.explain/1"
    assert list(found) == [
        "schema",
        "code",
        "kind",
        "title",
        "text",
        "next",
        "severity",
        "prevents",
        "prevented_by",
        "names",
    ]


def test_without_a_code_it_says_what_can_be_explained() -> None:
    text = run()
    for title in explaining.KINDS.values():
        assert title in text
    kinds = json.loads(run(as_json=True))["kinds"]
    assert [one["kind"] for one in kinds] == list(explaining.KINDS)
    assert all(one["codes"] for one in kinds)


def test_the_manual_names_only_commands_that_exist() -> None:
    from factus_cli.cli import app, commands

    commands.register(app)
    group = typer.main.get_command(app)
    entries = (*manual.HTTP, *manual.STATES, *manual.OF_A_RUN, *manual.EXIT_CODES, *manual_errors.ERRORS)
    texts = " ".join((*(f"{one.why} {one.next}" for one in entries), *manual.AREAS.values()))
    named = set(re.findall(r"`factus ([a-z]+)", texts))
    assert named <= set(group.commands)  # type: ignore[attr-defined]
