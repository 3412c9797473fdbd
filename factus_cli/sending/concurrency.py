"""How many documents may be in flight: additive increase, multiplicative decrease. Pure.

Whether a document in flight counts as "unvalidated" for the account's lock is unknown (contract, 4), so it is learnt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

START = 4
AFTER_A_FALL = 20
"""Clean answers needed before rising again after the first fall; twice as many for each further one."""


@dataclass(frozen=True, slots=True)
class Concurrency:
    """A level between 1 and `most`, the clean answers since it last moved, and how often it has fallen."""

    most: int
    level: int
    clean: int = 0
    falls: int = 0

    @classmethod
    def up_to(cls, most: int) -> Concurrency:
        """Start at 4, or at `most` when that is less."""
        return cls(most=max(1, most), level=max(1, min(START, most)))

    @property
    def needed(self) -> int:
        """Clean answers that raise the level by one: a round of them, or 20, 40, 80… after falls."""
        return self.level if not self.falls else AFTER_A_FALL * 2 ** (self.falls - 1)

    def after_clean_answer(self) -> Concurrency:
        """One more answer without trouble."""
        if self.level >= self.most:
            return replace(self, clean=0) if self.clean else self
        if self.clean + 1 >= self.needed:
            return replace(self, level=self.level + 1, clean=0)
        return replace(self, clean=self.clean + 1)

    def after_trouble(self) -> Concurrency:
        """A 409 with nobody stuck, or a 429: half as many. At 1 there is nothing to learn."""
        if self.level == 1:
            return replace(self, clean=0)
        return replace(self, level=self.level // 2, clean=0, falls=self.falls + 1)
