"""Which encoding a text file is in: told for sure, or asked; never guessed."""

from __future__ import annotations

import codecs
import re

from factus_cli.errors import UsageProblem
from factus_cli.lote.refusals import refusal

CHUNK = 1 << 20
UTF_32_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
ASK = "Diga cuál es con `--encoding`; por ejemplo `--encoding {}`. En Excel, «CSV UTF-8» no necesita esta opción."

LETTERS = frozenset("áéíóúüñÁÉÍÓÚÜÑàâãäçèêëîïôõöùûÀÂÃÄÇÈÊËÎÏÔÕÖÙÛ")
"""Letters of Spanish, and of the names that neighbours write: Portuguese, French, Catalan, German."""

SIGNS = frozenset("ªº°¿¡·´¨«»€£\xa0\xad²³½¼±×®©™" + "‘’“”–—…•")
BETWEEN_LETTERS = frozenset("’·´\xad®")
SPANISH_WORD = re.compile("[a-z][áéíóúñ]")
"""A small letter and one with an accent. In DOS's pages (cp850, cp437) the same bytes are capitals and signs: `CafÚ`."""
MOJIBAKE = re.compile("[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]")
NON_ASCII_RUN = re.compile("[^\x00-\x7f]{4}")


def encoding_of(file: str, content: bytes, asked: str | None) -> str:
    """The name of the codec that decodes the file: `utf-8`, `utf-8-sig`, `utf-16`, `cp1252`, or the one asked for.

    Bytes that decode as UTF-8 are UTF-8. Raises LoteRefused (`unknown_encoding`) for what can't be told, and
    UsageProblem for an encoding that Python does not know.
    """
    if asked is not None:
        return _asked(file, content, asked)
    if content.startswith(UTF_32_BOMS):
        raise _unknown(file, "parece UTF-32", "utf-32")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(file, content, "utf-16")
    if b"\x00" in content:
        raise _with_nuls(file, content)
    if is_utf8(content):
        return "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8"
    return _windows(file, content)


def is_utf8(content: bytes) -> bool:
    """Whether the bytes are UTF-8, without keeping the decoded text: files may be large."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(content)
    try:
        for start in range(0, len(content), CHUNK):
            decoder.decode(view[start : start + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _asked(file: str, content: bytes, asked: str) -> str:
    try:
        name = codecs.lookup(asked).name
        "a".encode(name)
    except (LookupError, ValueError) as problem:
        raise UsageProblem(
            f"--encoding {asked}: no se conoce esa codificación",
            hint="Las usuales son utf-8, utf-16, cp1252 (Windows) y latin-1.",
        ) from problem
    if name == "utf-8" and content.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    return _checked(file, content, name)


def _checked(file: str, content: bytes, name: str) -> str:
    try:
        text = content.decode(name)
    except (UnicodeError, ValueError) as problem:
        raise refusal(
            file,
            "wrong_encoding",
            f"el archivo no está en {name}: hay bytes que no corresponden",
            "Quite `--encoding` para que se detecte, o indique otra codificación.",
        ) from problem
    if "\x00" in text:
        raise _nul_at(file, text)
    return name


def _with_nuls(file: str, content: bytes) -> Exception:
    sample = content[:CHUNK]
    if sample.count(0) * 5 >= len(sample):
        order = "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"
        return _unknown(file, "parece UTF-16 sin marca de orden (BOM)", order)
    return _nul_at(file, content.decode("latin-1"))


def _nul_at(file: str, text: str) -> Exception:
    line = text.count("\n", 0, text.index("\x00")) + 1
    return refusal(
        file,
        "nul_bytes",
        f"la línea {line} tiene bytes nulos: el archivo está dañado o no es de texto",
        "Vuelva a exportarlo, o guárdelo desde Excel como «CSV UTF-8».",
    )


def _windows(file: str, content: bytes) -> str:
    """`cp1252` where the text reads as Spanish in it; otherwise a question."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as problem:
        raise _unknown(file, "no es UTF-8 ni Windows-1252", _likely(content)) from problem
    broken = MOJIBAKE.search(text)
    if broken is not None:
        line = text.count("\n", 0, broken.start()) + 1
        raise refusal(
            file,
            "mixed_encoding",
            f"mezcla UTF-8 con otra codificación; por ejemplo en la línea {line}",
            "Vuelva a exportarlo en una sola codificación, o guárdelo desde Excel como «CSV UTF-8».",
        )
    if not _reads_as_spanish(text):
        raise _unknown(file, "no es UTF-8 y sus letras no parecen de Windows-1252", _likely(content))
    return "cp1252"


def _reads_as_spanish(text: str) -> bool:
    if NON_ASCII_RUN.search(re.sub(r"[‘’“”–—…•\xa0]", "", text)):
        return False
    windows = SPANISH_WORD.search(text) is not None
    for sign in {sign for sign in text if sign > "\x7f"}:
        # a hard space between words is DOS's á between letters, unless another word tells the page
        if sign in LETTERS or (sign == "\xa0" and windows):
            continue
        if sign not in SIGNS:
            return False
        if sign not in BETWEEN_LETTERS and re.search(rf"(?i)[a-z]{re.escape(sign)}[a-z]", text):
            return False
    return True


def _likely(content: bytes) -> str:
    """What charset-normalizer makes of it, for the hint alone."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import, and needed for a refusal alone

    best = from_bytes(content[: CHUNK // 16]).best()
    return best.encoding if best is not None else "cp850"


def _unknown(file: str, why: str, example: str) -> Exception:
    return refusal(file, "unknown_encoding", f"no se puede saber en qué codificación está: {why}", ASK.format(example))
