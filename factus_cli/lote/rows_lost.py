"""Documents that may lack a row, because one of the file says badly whose it is: none is correct until that is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from factus_cli.checks.numbering import REFERENCE
from factus_cli.domain.findings import FindingCode, Problem
from factus_cli.lote import codes_rows
from factus_cli.lote.columns import BY_NAME
from factus_cli.lote.draft import same_value
from factus_cli.lote.rows_adjacent import Adjacent, firsts_of, owners_of, references_of
from factus_cli.lote.rows_alike import alike, same_but_for_case
from factus_cli.lote.rows_habit import habit_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factus_cli.lote.draft import Draft
    from factus_cli.lote.fields import Fields
    from factus_cli.lote.rows import Group, Grouped
    from factus_cli.lote.table import Table

MAKE_THE_REFERENCE = ("referencia", "prefijo")
"""Fields that say whose a row is, where it says it well; `numero` beside a reference says it too."""
CUSTOMER = ("cliente_identificacion", "cliente_nombre", "cliente_nombres", "cliente_apellidos")


class Lost(NamedTuple):
    """What was found, and the documents that it is about, by the place of their first row."""

    found: list[tuple[FindingCode, Problem, str | None]]
    about: set[int]


def is_stray(draft: Draft) -> bool:
    """Whether rows of a document may be of another: they disagree, or none of them names a customer."""
    named = (draft.fields.read(name, index) for name in CUSTOMER for index in draft.group.indices)
    return any(code is codes_rows.DISAGREE for code, _ in draft.found) or not any(
        read.bad or read.value is not None for read in named
    )


def lost_rows(table: Table, fields: Fields, grouped: Grouped, strays: Sequence[Group], wrong: Sequence[Group]) -> Lost:
    """Every document that may have a row less, or one too many, than it should.

    `strays` are the documents whose rows may be of others (`is_stray`), `wrong` those that could not be assembled whole.
    """
    return _Search(table, fields, grouped, strays, wrong).lost()


class _Search:
    """A row whose document is not sure may be of the one above or below, where nothing that it says speaks against."""

    def __init__(
        self, table: Table, fields: Fields, grouped: Grouped, strays: Sequence[Group], wrong: Sequence[Group]
    ) -> None:
        self._table = table
        self._fields = fields
        self._grouped = grouped
        self._strays = [*strays, *_unnamed(grouped)]
        self._wrong = wrong
        self._heads = [
            name
            for name in fields.reads
            if BY_NAME[name].level != "line"
            and name not in MAKE_THE_REFERENCE
            and (name != "numero" or "referencia" in fields.reads)
        ]
        self._lost = Lost([], set())
        self._told = {reference for code, _, reference in grouped.found if code is codes_rows.NO_REFERENCE}

    def lost(self) -> Lost:
        strays = self._strays
        apart = not isinstance(self._grouped.groups, Adjacent) and any(one.apart for one in self._grouped.groups)
        if strays or self._grouped.orphans or self._grouped.continued or apart:
            unsound = {one.indices[0] for one in strays if self._is_of_nobody(one)}
            self._neighbours = _Neighbours(self._grouped, len(self._table.rows), unsound)
            self._tell_of_doubtful(apart=apart)
            self._tell_of_surrounded()
            self._tell_of_continued()
        self._tell_of_alike()
        return self._lost

    def _tell_of_doubtful(self, *, apart: bool) -> None:
        """Rows whose document is not sure, and every document that they may be of."""
        by_customer = self._of_each_customer() if apart else {}
        looked_at: set[tuple[int, ...]] = set()
        for index in (*self._grouped.orphans, *(index for one in self._strays for index in one.indices)):
            if not self._says_a_line(index):
                continue
            candidates = self._neighbours.beside(index, below=self._says_customer(index))
            says = tuple(id(self._fields.reads[name][index]) for name in self._heads)
            if says not in looked_at:
                looked_at.add(says)
                candidates += by_customer.get(self._customer(index), [])
            own = self._neighbours.of(index)
            for one in candidates:
                if (own is None or one.indices[0] != own.indices[0]) and self._may_be_of(one, index):
                    self._may_lack(one, index)

    def _tell_of_surrounded(self) -> None:
        """Wrong documents whose rows stand among those of another: they are likely to be its own."""
        for group in self._wrong:
            around = self._neighbours.around(group)
            if around is not None:
                self._may_lack(around, group.indices[0])

    def _of_each_customer(self) -> dict[str | None, list[Group]]:
        """Where some document has its rows apart, a row may be of any of its customer's."""
        found: dict[str | None, list[Group]] = {}
        for one in self._grouped.groups:
            customer = self._customer(one.indices[0])
            if one.reference and customer is not None:
                found.setdefault(customer, []).append(one)
        return found

    def _customer(self, index: int) -> str | None:
        value = self._fields.read("cliente_identificacion", index).value
        return None if value is None else value.number

    def _is_of_nobody(self, group: Group) -> bool:
        return REFERENCE.fullmatch(group.reference) is None or not any(map(self._says_customer, group.indices))

    def _says_customer(self, index: int) -> bool:
        return any(self._fields.read(name, index).value is not None for name in CUSTOMER)

    def _says_a_line(self, index: int) -> bool:
        return any((read := reads[index]).bad or read.value is not None for _, reads in self._fields.of_lines)

    def _may_be_of(self, group: Group, index: int) -> bool:
        """Whether nothing that a row says of its document is other than what the document says."""
        if group.indices[0] in self._lost.about:
            return False
        return self._agree(group, [index])

    def _agree(self, group: Group, indices: Sequence[int]) -> bool:
        return all(
            (own := self._said(indices, name)) is None
            or (said := self._said(group.indices, name)) is None
            or same_value(own, said)
            for name in self._heads
        )

    def _said(self, indices: Sequence[int], name: str) -> object:
        reads = self._fields.reads[name]
        return next((value for index in indices if (value := reads[index].value) is not None), None)

    def _may_lack(self, group: Group, index: int) -> None:
        if group.indices[0] in self._lost.about or group.reference in self._told:
            return
        message = f"la fila no dice bien de qué documento es, y puede ser una línea de {group.reference}"
        hint = f"corrija la fila: mientras tanto {group.reference} puede estar incompleto y no se envía"
        self._tell(codes_rows.LACKS_ROW, group, index, message, hint)

    def _tell_of_continued(self) -> None:
        """Rows without reference, taken as lines of the document above: or of another, by the habit of the file."""
        habit = habit_of(self._grouped.groups, self._grouped.continued)
        named = [index for index in self._grouped.continued if self._says_customer(index)]
        nameless = [index for index in self._grouped.continued if not self._says_customer(index)]
        once = bool(nameless) or not habit.leaves_blank
        self._warn_of_continued([index for index in named if not self._is_of_two(index, once=once)], "y sí su cliente")
        if habit.repeats:
            nameless = [index for index in nameless if not self._is_of_two(index, once=True)]
        if habit.is_of_one_row_each:
            self._warn_of_continued(nameless, "ni cliente, y casi todas las demás sí")
        elif not habit.leaves_blank:
            self._warn_of_continued(nameless, "ni cliente", codes_rows.CONTINUES)

    def _warn_of_continued(self, rows: Sequence[int], what: str, code: FindingCode = codes_rows.OWN_CUSTOMER) -> None:
        if rows:
            others = f" (y otras {len(rows) - 1} filas así)" if len(rows) > 1 else ""
            message = f"la fila no trae referencia {what}: se tomó como línea del documento de arriba{others}"
            problem = Problem(self._table.rows[rows[0]], "referencia", message, "si es otro documento, escríbala")
            self._lost.found.append((code, problem, None))

    def _is_of_two(self, index: int, *, once: bool) -> bool:
        """Whether the row may be of another document too, told of each. `once`: heads are said on first rows alone."""
        own = self._neighbours.of(index)
        if own is None:
            return False
        below = [one for one in self._neighbours.beside(index, below=True) if one is not own and self._grouped.repeats]
        others = [one for one in below if self._may_be_of(one, index)]
        if not once and not others:
            return False
        for group in (own, *others):
            if group.indices[0] not in self._lost.about:
                message = f"la fila no dice su referencia: puede ser de {own.reference}, o de otro documento"
                self._tell(codes_rows.TWO_OWNERS, group, index, message, "escriba la referencia en la fila")
        return True

    def _tell_of_alike(self) -> None:
        """References that only look apart, of documents that say the same: one invoice in two, more likely than not.

        With capitals alone between them, the second even where they say other things: nobody knows that Factus tells
        such two apart.
        """
        groups, references = self._grouped.groups, references_of(self._grouped)
        by_case = set(same_but_for_case(references))
        for one, other in sorted({*by_case, *alike(references)}):
            first, second = groups[one], groups[other]
            agree = self._agree(first, second.indices)
            if first.type is second.type and (agree or (one, other) in by_case):
                what = "se parecen demasiado para ser dos documentos" if agree else "solo se distinguen en mayúsculas"
                message = f"«{second.reference}» y «{first.reference}» {what}"
                hint = "si son el mismo, escriba la misma referencia; si no, cambie una de las dos"
                for group in (second, first) if agree else (second,):
                    self._tell(codes_rows.ALIKE, group, second.indices[0], message, hint)

    def _tell(self, code: FindingCode, group: Group, index: int, message: str, hint: str) -> None:
        problem = Problem(self._table.rows[index], "referencia", message, hint)
        self._lost.found.append((code, problem, group.reference))
        self._lost.about.add(group.indices[0])


class _Neighbours:
    """Whose each row is, and the nearest documents above and below it that say well whose their rows are."""

    def __init__(self, grouped: Grouped, height: int, strays: set[int]) -> None:
        self._groups = grouped.groups
        self._owners = owners_of(grouped, height)
        firsts = firsts_of(grouped)
        sound = [None if place is None or firsts[place] in strays else place for place in self._owners]
        self._above = _nearest(sound)
        self._below = _nearest(sound[::-1])[::-1]

    def of(self, index: int) -> Group | None:
        """The document of a row."""
        place = self._owners[index]
        return None if place is None else self._groups[place]

    def beside(self, index: int, *, below: bool) -> list[Group]:
        """The document above, and the one below where it may be of it; below alone where none is above."""
        above, under = self._above[index], self._below[index]
        places = [above, under] if below or above is None else [above]
        return [self._groups[place] for place in dict.fromkeys(places) if place is not None]

    def around(self, group: Group) -> Group | None:
        """The document whose rows stand right above and right below all the rows of this one."""
        first, last = group.indices[0], group.indices[-1]
        above, below = self._above[first], self._below[last]
        together = last - first + 1 == len(group.indices)
        return self._groups[above] if together and above is not None and above == below else None


def _nearest(places: Sequence[int | None]) -> list[int | None]:
    """For each, the last one before it."""
    found: list[int | None] = []
    last = None
    for place in places:
        found.append(last)
        last = last if place is None else place
    return found


def _unnamed(grouped: Grouped) -> list[Group]:
    """The documents whose reference can't be one."""
    groups = grouped.groups
    return [groups[place] for place, one in enumerate(references_of(grouped)) if REFERENCE.fullmatch(one) is None]
