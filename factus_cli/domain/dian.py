"""The DIAN's rules found by their codes, as people and messages write them: `fak48`, `Regla 90`, `FAR03`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from factus_cli.domain import codes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factus_cli.domain.codes import DianRule

WITHOUT_CODE = "(none)"
"""What the table says of a rule that is ours, or whose code was never confirmed."""

SEVERITIES = {
    "reject": "rechazo",
    "notify": "notificación",
    "conflicting": "las fuentes no coinciden",
    "own rule": "regla nuestra",
}
"""How grave it is when a rule does not hold, in Spanish."""

LAST_OF_OPEN_RANGE = 10
"""Where a range without an end (`FBA01-`) is taken to end."""

_RANGE = re.compile(r"([A-Z]+)(\d+)-(?:[A-Z]+)?(\d*)")
_OF_OTHERS = re.compile(r"(DS|NS|C|D)([A-Z]{2})([0-9]{2}[A-Z]?)")
_OTHER_TYPES = {
    "C": "una nota crédito",
    "D": "una nota débito",
    "DS": "un documento soporte",
    "NS": "una nota de ajuste",
}
_OTHER_SIDE = {"AJ": "AK", "AK": "AJ"}
"""Who sells and who buys: in a support document it is the other who issues."""
_FULL = re.compile(r"([A-Z]+)(\d+)([a-z]?)")


def rules_of(code: str) -> tuple[DianRule, ...]:
    """The rules that a code names, none when it names none. A code without its letter names all of them: `FAD05`."""
    wanted = _folded(code)
    exact = tuple(rule for rule in _named() if wanted in {_folded(one) for one in expanded(rule.code)})
    if exact:
        return exact
    return tuple(rule for rule in _named() if wanted in {_stem(one) for one in expanded(rule.code)})


def of_the_invoice(code: str) -> str | None:
    """The rule of the invoice that one of another type repeats: CAK24, DAK24 and DSAJ24 are FAK24. None otherwise."""
    found = _OF_OTHERS.fullmatch(_folded(code))
    if found is None:
        return None
    kind, group, number = found.groups()
    return f"F{_OTHER_SIDE.get(group, group) if len(kind) > 1 else group}{number}"


def type_of(code: str) -> str:
    """What a rule is of, with its article: `una nota crédito` (C…), `un documento soporte` (DS…)."""
    found = _OF_OTHERS.fullmatch(_folded(code))
    return "una factura" if found is None else _OTHER_TYPES[found[1]]


def names() -> tuple[str, ...]:
    """Every single code of the table, in its order."""
    return tuple(dict.fromkeys(one for rule in _named() for one in expanded(rule.code)))


def spelled(code: str) -> str:
    """A code as the DIAN spells it: `fak 48` is FAK48, `90` is Regla 90."""
    wanted = _folded(code)
    return next((one for one in names() if _folded(one) == wanted), wanted)


@cache
def expanded(packed: str) -> tuple[str, ...]:
    """The single codes that a cell of the table packs: `FAJ24a/b, FAJ47` is FAJ24a, FAJ24b and FAJ47; none for ""."""
    return tuple(_unpacked(packed)) if packed else ()


def _unpacked(packed: str) -> Iterator[str]:
    before = ("", "")
    for part in re.split(r"[/,]\s*", packed):
        run = _RANGE.fullmatch(part)
        full = _FULL.fullmatch(part)
        if run:
            letters, first, last = run.groups()
            yield from (f"{letters}{number:02d}" for number in range(int(first), int(last or LAST_OF_OPEN_RANGE) + 1))
        elif full:
            before = (full[1], full[2])
            yield part
        elif part.isdigit():
            yield f"{before[0]}{part}"
        elif len(part) == 1:
            yield f"{before[0]}{before[1]}{part}"
        else:
            yield part


@cache
def _named() -> tuple[DianRule, ...]:
    return tuple(rule for rule in codes.dian_rules() if rule.code != WITHOUT_CODE)


def _folded(code: str) -> str:
    return re.sub(r"[\s:.-]+", "", code).upper().removeprefix("REGLA")


def _stem(code: str) -> str:
    return _folded(code.rstrip("abcdefgh"))
