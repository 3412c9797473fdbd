"""What a run came to: every document's outcome, why it ended early, and the exit code that says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factus_cli.domain.outcomes import (
    Conflict,
    InDoubt,
    NeedsSupport,
    NotSent,
    Outcome,
    Pending,
    Refused,
    Rejected,
)
from factus_cli.errors import PRECEDENCE, ExitCode, FactusError

if TYPE_CHECKING:
    from factus_cli.sending.ports import Key


@dataclass(slots=True)
class Result:
    """What became of every document of the run, even when it ended early.

    `changed` are references whose earlier content validated although their row says something else now.
    `held_back` are those left for another run by the user's own limit.
    """

    outcomes: dict[Key, Outcome] = field(default_factory=dict)
    changed: list[Key] = field(default_factory=list)
    held_back: set[Key] = field(default_factory=set)
    stopped: FactusError | None = None

    @property
    def exit_code(self) -> ExitCode:
        """The first of PRECEDENCE that holds; 0 when everything is validated."""
        held = set(self._held())
        return next((code for code in PRECEDENCE if code in held), ExitCode.OK)

    def _held(self) -> list[ExitCode]:
        codes = [self.stopped.exit_code] if self.stopped else []
        if self.changed:
            codes.append(ExitCode.LOTE)
        for key, outcome in self.outcomes.items():
            match outcome:
                case Rejected() | Refused() | Conflict() | NeedsSupport():
                    codes.append(ExitCode.NEGATIVE)
                case Pending() | InDoubt():
                    codes.append(ExitCode.INCOMPLETE)
                case NotSent() if key not in self.held_back:
                    codes.append(ExitCode.INCOMPLETE)
                case _:
                    pass
        return codes
