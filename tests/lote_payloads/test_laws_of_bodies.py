"""The law of ready bodies: what we would send of any correct document, read as a lote, is that document."""

from __future__ import annotations

import json
from dataclasses import replace

from any_lotes import COLUMNS, Row, lotes
from gauntlet_files import text
from gauntlet_lote import read_file
from hypothesis import given, settings
from ready_bodies import read_bodies, spelled

from factus_cli.domain.canonical import canonical
from factus_cli.domain.documents import Document, DocumentType


@settings(max_examples=150, deadline=None)
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
