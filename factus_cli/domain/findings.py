"""What is wrong, doubtful or inferred before anything is sent, and at which cell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Severity(StrEnum):
    """An error stops its document; a warning stops it under --strict; a notice tells what was inferred."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def spanish(self) -> str:
        """The word a person reads."""
        return {"error": "error", "warning": "aviso", "notice": "nota"}[self.value]


@dataclass(frozen=True, slots=True)
class FindingCode:
    """One kind of finding: its stable code, severity, and entry in the manual (Spanish).

    `prevents` names the DIAN rule that would reject the document otherwise, or is empty. `daily`: it depends on the day
    of sending, so that it says nothing of a document that already left.
    """

    code: str
    severity: Severity
    title: str
    manual: str = ""
    prevents: str = ""
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule says: where in the document's rows, and what is wrong, in Spanish.

    `row` is the spreadsheet's row number (None: the whole document), `column` a canonical column name.
    """

    row: int | None
    column: str | None
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a lote, at its cell. The keys of the JSON are these, in this order (`as_json`)."""

    code: str
    severity: Severity
    file: str
    sheet: str | None
    row: int | None
    column: str | None
    header: str | None
    cell: str | None
    value: str | None
    message: str
    hint: str = ""
    reference_code: str | None = None

    def as_json(self) -> dict[str, str | int | None]:
        """The finding as `check --json` prints it."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "header": self.header,
            "cell": self.cell,
            "value": self.value,
            "message": self.message,
            "hint": self.hint,
            "reference_code": self.reference_code,
        }


class Place(Protocol):
    """Turns a row and a canonical column into a cell of the file it came from."""

    def finding(self, code: FindingCode, problem: Problem, reference: str | None) -> Finding:
        """The problem as a finding with file, sheet, header, cell and the value that stands there."""
        ...
