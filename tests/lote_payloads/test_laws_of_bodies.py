"""The laws of ready bodies: what we would send of any correct document, read as a lote, is that document; and whatever is
put anywhere in a body, nothing of it is lost in silence.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from any_lotes import COLUMNS, Row, lotes
from gauntlet_files import text
from gauntlet_lote import read_file
from hypothesis import given, settings
from hypothesis import strategies as st
from ready_bodies import DOCUMENTED, Json, documented, leaves, read_bodies, ready, spelled

from factus_cli.domain.canonical import canonical
from factus_cli.domain.documents import Document, DocumentType
from factus_cli.errors import LoteRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

ANYTHING: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        1.5,
        "0.00",
        " ",
        "x",
        "\x00",
        "N/A",
        "=1+1",
        "1e5",
        "1,5",
        10**30,
        "9" * 400,
        "ñ😀",
    ),
    *([], {}, [1], {"a": 1}, [[]], [{}], [None], {"is_excluded": " "}, [{"code": "01", "rate": "5"}]),
    *(
        "Total",
        "anulada",
        "2026-11-24",
        "01",
        "04",
        "10",
        "47",
        "ZZ",
        "O-13",
        "KGM",
        "co",
        "2",
        "222222222222",
        "1001.0",
    ),
)
BODIES = (*map(documented, DOCUMENTED), *map(ready, DocumentType))


@settings(max_examples=80, deadline=None)
@given(rows=lotes())
def test_what_we_send_is_read_as_what_it_was_made_of(rows: list[Row]) -> None:
    first = read_file(text([list(COLUMNS), *([row.get(name, "") for name in COLUMNS] for row in rows)]))
    wrong = {one.reference_code for one in first.errors}
    sound = [one for one in first.lote.documents if not {None, one.reference} & wrong]
    bodies = [spelled(known_range(one)) for one in sound]
    if not bodies:
        return
    again = read_bodies(*bodies)
    assert [one.message for one in again.errors] == []
    assert [spelled(one) for one in again.lote.documents] == bodies
    assert [one.totals for one in again.lote.documents] == [one.totals for one in sound]
    assert [content(one) for one in again.lote.documents] == [content(one) for one in sound]


def known_range(document: Document) -> Document:
    """A body asks for a range by its id."""
    return replace(document, range="389" if document.range else None)


def content(document: Document) -> str:
    """What a body carries of a document: when it is due and not how that was counted, and what its type takes."""
    sent = replace(document, payments=tuple(replace(one, credit_days=None) for one in document.payments))
    if document.type is not DocumentType.INVOICE:
        sent = replace(sent, order=None, prepayments=())
    if document.type.has_provider:
        customer = replace(sent.customer, responsibilities=())
        sent = replace(sent, customer=customer, period=None, currency=None)
    return json.dumps(canonical(sent), sort_keys=True)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a body."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield (*path, step)
        yield from places(one, (*path, step))


@st.composite
def damaged(draw: Any) -> Json:
    """A body with something else in one or two of its places."""
    body = deepcopy(draw(st.sampled_from(BODIES)))
    for _ in range(draw(st.integers(1, 2))):
        *way, last = draw(st.sampled_from(list(places(body))))
        holder: Any = body
        for step in way:
            holder = holder[step]
        holder[last] = deepcopy(draw(st.sampled_from(ANYTHING)))
    return body


@settings(max_examples=150, deadline=None)
@given(body=damaged())
def test_nothing_of_a_damaged_body_is_lost_in_silence(body: Json) -> None:
    try:
        reading = read_bodies(body)
    except LoteRefused as refused:
        assert "elemento 1" in refused.message or refused.code in ("bad_json", "no_header")
        return
    told = " ".join(f"{one.message} {one.value}" for one in reading.findings)
    wrong = {one.reference_code for one in reading.errors}
    for document in reading.lote.documents if not wrong else ():
        ours = leaves(spelled(document))
        for path, value in leaves(body).items():
            nothing = value in (None, False, 0, "0.00") or not str(value).strip()
            assert nothing or path in ours or path in told or str(value) in told, (path, value, told)
    assert wrong or reading.lote.documents
