"""What a file really is, by its content, and whether it is safe to unpack.

Workbooks and Word files are zip archives. Their directory may lie about sizes, so every
part is unpacked once, piece by piece, and counted before any library sees it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum

from rules.errors import InvalidInput
from rules.language import N_

MEBIBYTE = 1024 * 1024
PIECE_BYTES = MEBIBYTE
MOST_PARTS = 5000

_LOCAL_HEADER_BYTES = 30
_ENCRYPTED_FLAG = 1
_MACRO_PARTS = ("vbaproject.bin", "basic/", "macrosheets/", "scripts/")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

BROKEN = N_("This file is damaged. Open it in Excel or WPS, save it again and try once more.")
ENCRYPTED = N_("This file is protected by a password. Save it without the password and try again.")
MACROS = N_("This file holds macros. Save it as an ordinary .xlsx or .docx file and try again.")
TOO_LARGE = N_("This file is larger than {limit} MB. Split it and try again.")
BOMB = N_("This file unpacks to an unreasonable size and was not opened.")


class Container(StrEnum):
    """The families of files that the office tells apart."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    DOCX = "docx"
    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    MARKUP = "markup"
    OTHER_ZIP = "zip"
    TEXT = "text"


def container_of(content: bytes) -> Container:
    """Tell a file's family by its content; raises InvalidInput where it cannot be opened."""
    if content.startswith(b"PK\x03\x04"):
        return _family_of(part_names(content))
    if content.startswith(_OLE):
        return _old_workbook(content)
    if content.startswith(b"%PDF-"):
        return Container.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return Container.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Container.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Container.WEBP
    start = content[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(
        (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"mime-version")
    ):
        return Container.MARKUP
    return Container.TEXT


def _old_workbook(content: bytes) -> Container:
    if _utf16("EncryptedPackage") in content:
        raise InvalidInput(ENCRYPTED)
    if _utf16("_VBA_PROJECT") in content:
        raise InvalidInput(MACROS)
    if _utf16("Workbook") in content or _utf16("Book") in content:
        return Container.XLS
    return Container.TEXT


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def part_names(content: bytes) -> frozenset[str]:
    """Return the names of an archive's parts in lower case."""
    return frozenset(part.filename.lower() for part in _directory(content))


def _directory(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise InvalidInput(BROKEN) from None


def _family_of(names: frozenset[str]) -> Container:
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return Container.XLSX
    if "word/document.xml" in names:
        return Container.DOCX
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        return Container.ODS
    return Container.OTHER_ZIP


def check_archive(content: bytes, most_bytes: int) -> None:
    """Raise InvalidInput for locked, macro-bearing or bomb-like archives."""
    parts = _directory(content)
    names = [part.filename.lower() for part in parts]
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise InvalidInput(ENCRYPTED)
    if any(marker in name for name in names for marker in _MACRO_PARTS):
        raise InvalidInput(MACROS)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most_bytes:
        raise InvalidInput(BOMB)
    left = most_bytes
    for part in parts:
        for piece in pieces_of(content, part):
            left -= len(piece)
            if left < 0:
                raise InvalidInput(BOMB)


def parts_below(content: bytes, folder: str) -> list[zipfile.ZipInfo]:
    """Return the archive's parts whose names begin with ``folder``."""
    return [part for part in _directory(content) if part.filename.startswith(folder)]


def pieces_of(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack one part piece by piece, whatever size the directory claims."""
    start = part.header_offset
    header = content[start : start + _LOCAL_HEADER_BYTES]
    if len(header) < _LOCAL_HEADER_BYTES or header[:4] != b"PK\x03\x04":
        raise InvalidInput(BROKEN)
    names_bytes = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    first = start + _LOCAL_HEADER_BYTES + names_bytes
    packed = memoryview(content)[first : first + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflated(packed)
    else:
        raise InvalidInput(BROKEN)


def _inflated(packed: memoryview) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting: bytes | memoryview = packed
    try:
        while len(waiting) and not unpacker.eof:
            # A slice at a time: what is left over is copied on every call.
            piece = unpacker.decompress(waiting[:PIECE_BYTES], PIECE_BYTES)
            rest = waiting[PIECE_BYTES:]
            yield piece
            while unpacker.unconsumed_tail:
                yield unpacker.decompress(unpacker.unconsumed_tail, PIECE_BYTES)
            waiting = rest
        yield unpacker.flush()
    except zlib.error:
        raise InvalidInput(BROKEN) from None
