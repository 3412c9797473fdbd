"""Cells into values: what a cell read comes to, what people write for nothing, text, yes and no. A doubt is never a guess."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from factus_cli.domain.search import plain
from factus_cli.lote import codes, codes_texts
from factus_cli.lote.table import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from factus_cli.domain.findings import FindingCode
    from factus_cli.lote.table import Cell


class Read(NamedTuple):
    """A cell read: its value (None: blank), and what is wrong or was repaired (code, message, hint).

    A tuple, because there is one for each different cell of a lote.
    """

    value: Any = None
    code: FindingCode | None = None
    message: str = ""
    hint: str = ""
    bad: bool = False


BLANK = Read()
NOTHING = frozenset(
    {"", "-", "--", "—", "n/a", "n.a", "n.a.", "na", "nan", "null", "none", "sin dato", "ninguno", "ninguna"}
)
"""What people write for nothing, folded."""
DITTO = frozenset({"ídem", "idem", '"', "''", "“", "”", "″", "〃"})
"""What people write for what stands above, folded."""
_ERROR_STARTS = ("#", "=", "e")
_ERROR_TEXT = re.compile(
    r"#n/[ad]|#[¡¿]?(?:ref|valor|value|div/0|n[uú]m|nulo|null|nombre|name|desbordamiento|spill|calc)[!?]|err:[0-9]{3}"
    r"|#{2,}|=[\w\"'+(@-].*"
)
"""Errors as a text keeps them, folded: Excel's and LibreOffice's, what a narrow column shows, a formula as typed."""
LONGEST_SHOWN = 60
"""Signs of a cell that a message repeats."""
EXACT_DIGITS = 15
"""A workbook keeps no more significant digits than these: an integer with more is damaged already."""
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?e[+-][0-9]+", re.IGNORECASE)
"""As spreadsheets write it, with the sign: `1E5` may be somebody's code."""
_PLAIN_CODE = re.compile(r"[A-Za-z]{0,4}-?[0-9]+")
"""What most codes are, and nothing can be wrong with."""
_FLOAT = re.compile(r"([0-9]{1,15})\.0")
_UNSENDABLE = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff\u200b\u2060\ufeff]")
"""What XML 1.0 forbids, and spaces of no width."""
_UNSEEN = " \u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
"""Signs that show nothing at the ends of a text; inside, some emoji and scripts need them."""
_DAMAGED = re.compile(
    "[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|\ufffd|&(?:[a-zA-Z]{2,8}|#[0-9]{2,5});"
    "|(?<=[a-zA-Z])[¤¢£¥‚±¾¼½¬÷¦§¨¯¸¹¶](?=[a-zA-Z¾])|(?<=[a-zA-Z])\\?(?=[a-z])"
)
"""Letters read once in the wrong encoding (`PeÃ±a`), or lost (`Pe?a`); those of a page, as it writes them (`&ntilde;`)."""
_IN_ADDRESS = re.compile(r"://|www\.|=")
"""An address of the web has a `?` and an `&` of its own."""
_RETYPE = "escríbalo otra vez, o exporte el archivo de nuevo como UTF-8"
_YES = frozenset({"si", "s", "x", "1", "true", "verdadero", "yes"})
_NO = frozenset({"no", "n", "0", "false", "falso"})


def text(cell: Cell) -> Read:
    """Text as it was, without spaces around or doubled; a whole number of a workbook without its decimals.

    What the sheet made of it is refused: `1/2` that became a date, `50%`, `VERDADERO`.
    """
    if (early := without_value(cell)) is not None:
        return early
    if (changed := _changed_by_sheet(cell)) is not None:
        return changed
    typed = clean(cell.text)
    if typed.casefold() in DITTO:
        return bad(codes_texts.DITTO, f"«{typed}» no es un valor", "escriba el de arriba otra vez")
    if typed == "0":
        return Read(
            typed, codes_texts.ZERO_TEXT, "la celda dice 0, que no es un texto: así queda una fórmula que no encontró"
        )
    if _DAMAGED.search(typed) is not None and _IN_ADDRESS.search(typed) is None:
        return Read(typed, codes_texts.DAMAGED_TEXT, f"«{cut(typed)}» parece tener letras dañadas", _RETYPE)
    return _sendable(typed)


def code_text(cell: Cell) -> Read:
    """Text that is somebody's number of something: what a spreadsheet spoils in one is refused, not sent."""
    if cell.kind is Kind.TEXT and _PLAIN_CODE.fullmatch(cell.text) is not None:
        return Read(cell.text)
    if (early := without_value(cell)) is not None:
        return early
    if (changed := _changed_by_sheet(cell)) is not None:
        return changed
    if loses_digits(cell):
        return lost_digits(cell)
    return _sendable(clean(cell.text).removeprefix("'"))


def codes_of(cells: Iterable[Cell]) -> Callable[[Cell], Read]:
    """A reader of a column of codes. Where all end in `.0`, a program took them for numbers: `1001.0` is 1001."""
    said = (clean(cell.text) for cell in cells if cell.kind is Kind.TEXT and without_value(cell) is None)
    first = next(said, "")
    if _FLOAT.fullmatch(first) is None or not all(map(_FLOAT.fullmatch, said)):
        return code_text

    def read(cell: Cell) -> Read:
        found = _FLOAT.fullmatch(clean(cell.text)) if cell.kind is Kind.TEXT else None
        if found is None:
            return code_text(cell)
        return Read(found[1], codes.REPAIRED, f"«{shown(cell)}» se leyó como {found[1]}")

    return read


def yes_no(cell: Cell) -> Read:
    """Sí or no; blank is the default."""
    if (early := without_value(cell)) is not None:
        return early
    word = plain(cell.text)
    if word in _YES | _NO:
        return Read(word in _YES)
    return bad(codes.BAD_YES_NO, f"«{shown(cell)}» no es ni sí ni no", "escriba sí o no")


def without_value(cell: Cell) -> Read | None:
    """What a blank, an error cell, or what people write for nothing comes to; None for any other."""
    if cell.kind is Kind.ERROR:
        what = "una fórmula sin valor" if cell.text in ("", "=") else cell.text
        return bad(codes.ERROR_CELL, f"la celda tiene {what}", "corrija la fórmula y guarde el libro")
    folded = clean(cell.text).casefold()
    if cell.kind is Kind.TEXT and folded[:1] in _ERROR_STARTS and _ERROR_TEXT.fullmatch(folded) is not None:
        hint = "corrija la fórmula, ensanche la columna si muestra ####, y exporte de nuevo"
        return bad(codes.ERROR_CELL, f"la celda tiene «{shown(cell)}» y no un valor", hint)
    if cell.kind is Kind.BLANK or not folded:
        return BLANK
    if cell.kind is Kind.TEXT and folded in NOTHING:
        return Read(None, codes.NOTHING, f"«{shown(cell)}» se leyó como blanco")
    return None


def loses_digits(cell: Cell) -> bool:
    """Whether the file itself lost digits of a number: scientific notation, or a workbook's integer of over 15."""
    typed = clean(cell.text)
    if cell.kind is Kind.NUMBER:
        return len(typed.lstrip("-").partition(".")[0]) > EXACT_DIGITS
    return cell.kind is Kind.TEXT and _EXPONENT.fullmatch(typed.replace(" ", "")) is not None


def lost_digits(cell: Cell) -> Read:
    """The finding of a number that lost digits in the file."""
    if cell.kind is Kind.NUMBER:
        why = "tiene más de 15 cifras, y Excel no guarda más"
    else:
        why = "está en notación científica y pudo perder cifras"
    return bad(
        codes.LOST_DIGITS, f"«{shown(cell)}» {why}", "dé a la celda formato de texto y escriba el número completo"
    )


def clean(typed: str) -> str:
    """Text without spaces around or doubled, whatever kind of space they are."""
    return " ".join(typed.split())


def _changed_by_sheet(cell: Cell) -> Read | None:
    """The finding of what was typed as text, and a spreadsheet keeps as something else."""
    if cell.kind is Kind.DATE:
        what = f"la hoja convirtió este dato en la fecha {clean(cell.text)[:10]}"
        return bad(codes.BAD_CODE_TEXT, what, "dé a la celda formato de texto y escríbalo otra vez")
    if cell.kind in (Kind.PERCENT, Kind.BOOLEAN):
        return bad(codes.BAD_CODE_TEXT, f"«{shown(cell)}» no es un texto ni un código", "escríbalo como texto")
    return None


def _sendable(typed: str) -> Read:
    """A text without what an invoice's XML can't hold, nor the spaces of no width that come with what is pasted."""
    kept = clean(_UNSENDABLE.sub("", typed)).strip(_UNSEEN)
    if kept == typed:
        return Read(typed)
    if not kept:
        return Read(None, codes.NOTHING, "la celda solo tiene caracteres invisibles: se leyó como blanco")
    return Read(kept, codes.REPAIRED, f"a «{cut(kept)}» se le quitaron caracteres invisibles, que no se pueden enviar")


def shown(cell: Cell) -> str:
    """A cell as its spreadsheet shows it, for a message: a long one is cut."""
    if cell.kind is Kind.BOOLEAN:
        return "VERDADERO" if cell.text == "true" else "FALSO"
    return f"{cell.text} (con formato de porcentaje)" if cell.kind is Kind.PERCENT else cut(cell.text)


def cut(typed: str) -> str:
    """A text for a message: one line, and not the whole of a long one."""
    line = clean(typed)
    return line if len(line) <= LONGEST_SHOWN else f"{line[:LONGEST_SHOWN]}…"


def bad(code: FindingCode, message: str, hint: str = "") -> Read:
    """A cell that can't be read."""
    return Read(None, code, message, hint, bad=True)
