"""What the user may say about what a table means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factus_cli.domain.documents import DocumentType

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class MeaningOptions:
    """`--type`, `--col`, `--decimal`, `--discounts`, `--value` and `--prices-include-tax`; None: detect.

    `columns` maps fields to headers; `values` maps (header, text) to the code it stands for; `usual_values` are those
    of a map, which a file need not have: what is said now wins.
    """

    type: DocumentType = DocumentType.INVOICE
    columns: Mapping[str, str] = field(default_factory=dict)
    decimal: str | None = None
    discounts: str | None = None
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    usual_values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    prices_include_tax: bool = False
