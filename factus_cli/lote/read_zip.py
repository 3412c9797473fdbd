"""The zip that a workbook is, opened with care: what it unpacks to is known before anyone unpacks it."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from zlib_ng import zlib_ng as zlib

from factus_cli.lote import limits
from factus_cli.lote.read_kind import corrupt, encrypted
from factus_cli.lote.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future

DEFLATE_AT_MOST = 1032
"""Deflate can't make a part smaller than this."""

LOCAL_HEADER = 30
SHARED = "sharedstrings."


class Archive:
    """The parts of a zipped workbook, inflated one at a time under a hard cap."""

    def __init__(self, file: str, content: bytes) -> None:
        """Raises LoteRefused for a broken or encrypted zip, and for one that unpacks to too much."""
        self._file = file
        self._content = content
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts = archive.infolist()
        except Exception as problem:
            raise corrupt(file, "el archivo comprimido está incompleto") from problem
        self._parts = {part.filename: part for part in parts}
        self._ahead: dict[str, Future[bytes]] = {}
        self._refuse_bombs(parts)
        if any(part.flag_bits & 1 for part in parts):
            raise encrypted(file)
        # Sheets are inflated by whoever reads them, before calamine does; it does not compare the sum of what it reads.
        large = len(content) * DEFLATE_AT_MOST > limits.MAX_UNPACKED
        for name in self._parts:
            shared = SHARED in name.lower()
            if shared or (large and name.endswith((".xml", ".bin")) and "/worksheets/" not in name):
                self.part(name)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    @property
    def names(self) -> Iterable[str]:
        """The names of all parts."""
        return self._parts.keys()

    def size(self, name: str) -> int:
        """Bytes of a part's content, as the zip's directory says; 0 when there is none."""
        entry = self._parts.get(name)
        return 0 if entry is None else entry.file_size

    def part(self, name: str) -> bytes:
        """The content of a part. Raises LoteRefused when it is not what the zip's directory says."""
        content = self.unproven(name)
        self.prove(name, content)
        return content

    def prove(self, name: str, content: bytes) -> None:
        """Raise LoteRefused when this content of a part is not the one whose sum is in the zip's directory."""
        if zlib.crc32(content) != self._parts[name].CRC:
            raise corrupt(self._file, "una de sus partes no es la que se guardó")

    def ahead(self, name: str) -> None:
        """Inflate a part while others do something else; whoever asks for it first waits until it is."""
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for long workbooks alone

        other = ThreadPoolExecutor(1)
        self._ahead[name] = other.submit(self._unproven, name)
        other.shutdown(wait=False)

    def unproven(self, name: str) -> bytes:
        """The content of a part, of the right length; still to be proven. Raises LoteRefused as `part`."""
        begun = self._ahead.pop(name, None)
        return self._unproven(name) if begun is None else begun.result()

    def _unproven(self, name: str) -> bytes:
        entry = self._parts.get(name)
        if entry is None:
            raise corrupt(self._file, f"falta la parte {name}")
        start = entry.header_offset + LOCAL_HEADER
        local = self._content[entry.header_offset : start]
        start += int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little")
        packed = self._content[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            return packed
        if entry.compress_type == zipfile.ZIP_DEFLATED:
            return self._inflated(packed, entry.file_size)
        raise corrupt(self._file, "usa una compresión que no se conoce")

    def _inflated(self, packed: bytes, size: int) -> bytes:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflater.decompress(packed, size + 1)
        except zlib.error as problem:  # type: ignore[misc]  # its stub says an exception, and means the class
            raise corrupt(self._file, "una de sus partes no se puede descomprimir") from problem
        if len(content) > size:
            raise self._bomb()
        if len(content) < size or not inflater.eof:
            raise corrupt(self._file, "una de sus partes está incompleta")
        return content

    def _refuse_bombs(self, parts: list[zipfile.ZipInfo]) -> None:
        unpacked = sum(part.file_size for part in parts)
        packed = max(1, len(self._content))
        if len(parts) > limits.MAX_PARTS or unpacked > limits.MAX_UNPACKED or len(self._parts) < len(parts):
            raise self._bomb()
        if unpacked > limits.RATIO_FROM and unpacked > packed * limits.MAX_RATIO:
            raise self._bomb()

    def _bomb(self) -> Exception:
        return refusal(
            self._file,
            "zip_bomb",
            "al descomprimirse ocupa mucho más de lo que una hoja de cálculo puede ocupar",
            "Ábralo en Excel y copie los datos a un libro nuevo.",
        )
