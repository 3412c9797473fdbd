"""A code looked up in the whole manual: findings of ours, rules of the DIAN, answers of Factus, states, exit codes."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from rich.text import Text

from factus_cli.domain import dian, manual, manual_errors
from factus_cli.domain.search import nearest
from factus_cli.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from factus_cli.domain.codes import DianRule
    from factus_cli.domain.findings import FindingCode

KINDS = {
    "finding": "hallazgo de la revisión",
    "dian_rule": "regla de la DIAN",
    "http": "respuesta de Factus (HTTP)",
    "state": "estado de un documento",
    "error": "error con que se detiene una orden",
    "exit_code": "código con que termina una orden",
}
"""What can be explained, in Spanish."""

CHECKERS = {
    "sender": "Depende de los datos del documento.",
    "factus": "Lo arma Factus con los datos de su cuenta.",
    "dian": "Solo lo sabe la DIAN, en sus registros.",
}
CONSEQUENCES = {
    "reject": "La DIAN rechaza el documento que no la cumple.",
    "notify": "La DIAN solo lo notifica: el documento queda validado.",
    "conflicting": "Las fuentes no coinciden en si la DIAN rechaza el documento o solo lo notifica.",
}

_LETTERS_AND_DIGITS = re.compile(r"([A-Za-z]{3})[\s.-]*([0-9]{1,2})")
"""A code of ours, with its hyphen or without it: CLI-03, cli 3."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a code means; the keys of the JSON.

    `prevents` names rules of the DIAN, `prevented_by` findings of ours, `names` the codes that one rule has.
    """

    code: str
    kind: str
    title: str
    text: str
    next: str = ""
    severity: str | None = None
    prevents: tuple[str, ...] = ()
    prevented_by: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """`factus.explain/1`."""
        return {"schema": "factus.explain/1", **asdict(self)}


def findings() -> dict[str, FindingCode]:
    """Every finding of ours, by code: those of reading, those of the rules and those of a run."""
    from factus_cli.checks.run import codes
    from factus_cli.cli.run_findings import CODES as OF_RUNS
    from factus_cli.lote.codes import CODES

    return {one.code: one for one in sorted((*CODES, *OF_RUNS, *codes()), key=lambda one: one.code)}


def explanation(code: str, ours: Mapping[str, FindingCode]) -> Explanation:
    """What a code means, however it is written. Raises UsageProblem, with the nearest ones, for an unknown one."""
    wanted = " ".join(code.split())
    found = _listed(wanted) or _finding(wanted, ours) or _dian(wanted, ours.values())
    if found is None:
        near = ", ".join(nearest(wanted, _like(wanted, ours)))
        raise UsageProblem(
            f"no hay nada que se llame «{wanted}»",
            hint=f"¿quiso decir {near}?" if near else "vea lo que se puede explicar con: factus explain",
        )
    return found


def shown(one: Explanation) -> Text:
    """The explanation as a person reads it."""
    text = Text.assemble((one.code, "bold"), f" — {KINDS[one.kind]}{f' ({one.severity})' if one.severity else ''}\n")
    text.append(f"{one.title}\n", style="bold")
    for label, part in (
        ("Códigos: ", ", ".join(one.names if len(one.names) > 1 else ())),
        ("", one.text),
        ("Qué hacer: ", one.next),
        ("Evita el rechazo: ", ", ".join(one.prevents)),
        ("Se revisa antes de enviar: ", ", ".join(one.prevented_by)),
    ):
        if part:
            text.append(f"\n{label}{part}\n")
    return text


def contents(ours: Mapping[str, FindingCode]) -> list[tuple[str, str, Sequence[str]]]:
    """What can be explained: kind, its Spanish name, and its codes."""
    codes: dict[str, Sequence[str]] = {
        "finding": tuple(ours),
        "dian_rule": dian.names(),
        "http": _codes(manual.HTTP),
        "state": _codes((*manual.STATES, *manual.OF_A_RUN)),
        "error": _codes(manual_errors.ERRORS),
        "exit_code": _codes(manual.EXIT_CODES),
    }
    return [(kind, title, codes[kind]) for kind, title in KINDS.items()]


def _listed(wanted: str) -> Explanation | None:
    word = wanted.casefold().removeprefix("http").lstrip(" ")
    lists = {
        "http": manual.HTTP,
        "exit_code": manual.EXIT_CODES,
        "state": (*manual.STATES, *manual.OF_A_RUN),
        "error": manual_errors.ERRORS,
    }
    for kind, entries in lists.items():
        for one in entries:
            if one.code == word:
                return Explanation(one.code, kind, _sentence(one.title), one.why, one.next)
    return None


def _finding(wanted: str, ours: Mapping[str, FindingCode]) -> Explanation | None:
    said = _LETTERS_AND_DIGITS.fullmatch(wanted)
    one = ours.get(f"{said[1].upper()}-{int(said[2]):02d}") if said else None
    if one is None:
        return None
    return Explanation(
        one.code,
        "finding",
        one.title,
        one.manual,
        severity=one.severity.spanish,
        prevents=dian.expanded(one.prevents),
    )


def _dian(wanted: str, ours: Iterable[FindingCode]) -> Explanation | None:
    rules = dian.rules_of(wanted)
    if not rules:
        return _of_another_type(wanted, ours)
    names = tuple(name for rule in rules for name in dian.expanded(rule.code))
    return Explanation(
        code=dian.spelled(wanted),
        kind="dian_rule",
        title=" ".join(rule.check_es for rule in rules),
        text=" ".join(_unique(text for rule in rules for text in _consequences(rule))),
        next=" ".join(_unique(manual.AREAS[rule.area] for rule in rules)),
        severity=", ".join(_unique(dian.SEVERITIES[rule.severity] for rule in rules)),
        prevented_by=tuple(one.code for one in ours if set(names) & set(dian.expanded(one.prevents))),
        names=names,
    )


def _of_another_type(wanted: str, ours: Iterable[FindingCode]) -> Explanation | None:
    """A rule of another type (CAK24, DSAJ24) that the table has only for the invoice: the same one, FAK24."""
    invoices = dian.of_the_invoice(wanted)
    found = None if invoices is None else _dian(invoices, ours) or _dian(invoices.rstrip("AB"), ours)
    if found is None:
        return None
    text = f"Es la regla {found.code} de la factura, en {dian.type_of(wanted)}. {found.text}"
    return replace(found, code=dian.spelled(wanted), text=text)


def _consequences(rule: DianRule) -> Iterator[str]:
    if rule.area == "duplicate":
        yield "La DIAN lo dice con la palabra «rechazo», pero no rechaza el contenido. No se borra ni se reenvía."
        return
    yield CONSEQUENCES[rule.severity]
    yield CHECKERS[rule.checked_by]


def _like(wanted: str, ours: Mapping[str, FindingCode]) -> list[str]:
    """The codes that a mistyped one may have meant: numbers of about its length for a number, names for a name."""
    everything = [code for _, _, codes in contents(ours) for code in codes]
    if wanted.isdigit():
        return [code for code in everything if code.isdigit() and abs(len(code) - len(wanted)) <= 1]
    return [code for code in everything if not code.isdigit()]


def _codes(entries: Iterable[manual.Entry]) -> tuple[str, ...]:
    return tuple(one.code for one in entries)


def _unique(texts: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(texts)


def _sentence(title: str) -> str:
    return f"{title[:1].upper()}{title[1:]}"
