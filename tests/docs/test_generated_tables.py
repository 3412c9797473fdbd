"""What README.md and docs/ say of the code is made from it, and what is stale is named."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from factus_cli.domain.outcomes import State
from factus_cli.errors import MEANINGS
from factus_cli.lote.columns import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
MAKERS: dict[str, Callable[[], str]] = {"one": lambda: "| 1 |\n", "two": lambda: "| 2 |\n"}
FRESH = "before\n<!-- generated: one -->\n| 1 |\n<!-- end -->\nbetween\n<!-- generated: two -->\n| 2 |\n<!-- end -->\n"
STALE = FRESH.replace("| 2 |", "| old |\n| older |")


@pytest.fixture(scope="module")
def generate() -> dict[str, Any]:
    """The names of docs/generate.py."""
    return runpy.run_path(str(ROOT / "docs" / "generate.py"))


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page with two tables."""
    written = tmp_path / "page.md"
    written.write_text(FRESH, encoding="utf-8")
    return written


def test_a_fresh_page_is_left_alone(generate: dict[str, Any], page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate["main"](["--check"], [page], MAKERS) == 0
    assert capsys.readouterr().out == ""


def test_a_stale_table_is_named_and_left_as_it_is(
    generate: dict[str, Any], page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.write_text(STALE, encoding="utf-8")
    assert generate["main"](["--check"], [page], MAKERS) == 1
    assert capsys.readouterr().out.startswith("page.md: two: stale")
    assert page.read_text(encoding="utf-8") == STALE


def test_a_stale_table_is_renewed_and_the_rest_kept(generate: dict[str, Any], page: Path) -> None:
    page.write_text(STALE, encoding="utf-8")
    assert generate["main"]([], [page], MAKERS) == 0
    assert page.read_text(encoding="utf-8") == FRESH


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!-- generated: three -->\n<!-- end -->\n", "nobody makes three; there are one, two"),
        ("<!-- generated: one -->\n| 1 |\n", "no <!-- end --> after <!-- generated: one -->"),
        (
            "<!-- generated: one -->\n<!-- generated: two -->\n<!-- end -->\n",
            "no <!-- end --> after <!-- generated: one -->",
        ),
    ],
    ids=["a name nobody makes", "never closed", "closed by the next"],
)
def test_a_wrong_marker_is_named_and_changes_nothing(
    generate: dict[str, Any], page: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    page.write_text(text, encoding="utf-8")
    assert generate["main"]([], [page], MAKERS) == 1
    assert capsys.readouterr().out == f"page.md: {said}\n"
    assert page.read_text(encoding="utf-8") == text


def test_a_table_used_twice_is_made_once(generate: dict[str, Any], page: Path) -> None:
    made: list[str] = []
    page.write_text("<!-- generated: one -->\n<!-- end -->\n" * 2, encoding="utf-8")
    generate["main"]([], [page], {"one": lambda: f"{made.append('one')}\n"})
    assert made == ["one"]


def test_the_help_covers_every_command_and_subcommand(generate: dict[str, Any]) -> None:
    commands = generate["commands"]()
    assert commands[0] == ()
    assert {("send",), ("explain",), ("auth", "login"), ("simulate", "serve")} <= set(commands)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("exit-codes", [f"| {int(code)} | {text} |" for code, text in MEANINGS.items()]),
        ("states", [f"| `{state}` |" for state in State]),
        ("columns", [f"| `{one.name}`" for one in FIELDS]),
        ("rules", ["| VAL-10 | error |", "| CLI-03 | error |", "FAK24"]),
        ("scenarios", ["`rule90`", "`lost-after`"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_table_says_all_of_what_the_code_declares(generate: dict[str, Any], name: str, words: list[str]) -> None:
    table = generate["BLOCKS"][name]()
    assert [word for word in words if word not in table] == []
    widths = {line.replace("\\|", "").count("|") for line in table.splitlines()}
    assert len(widths) == 1


def test_a_bar_inside_a_cell_does_not_end_it(generate: dict[str, Any]) -> None:
    assert generate["_table"](("a",), [("x|y",)]) == "| a |\n| --- |\n| x\\|y |\n"
