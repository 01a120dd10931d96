"""One archive with everything about a pay run, written piece by piece with its fingerprints.

Nothing is held whole: tables come in rows, papers one by one, and what is written is hashed
on its way out. ``manifest.csv`` stands last and names every file with size and SHA-256.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import IO, Protocol

from documents.roster_writer import write_csv, write_workbook
from documents.sheet_stream import CellOut
from rules.language import _, current_language

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"\\|?*]|\.\.+')
LONGEST_NAME = 150


class Table(Protocol):
    """A list: file name with ending (xlsx or csv), headings as source texts, rows."""

    @property
    def name(self) -> str: ...
    @property
    def headings(self) -> tuple[str, ...]: ...
    @property
    def rows(self) -> Iterator[Sequence[CellOut]]: ...


class Cover(Protocol):
    """The cover sheet of one file, in the reader's language."""

    @property
    def title(self) -> str: ...
    @property
    def lines(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def steps(self) -> tuple[tuple[str, str, str], ...]: ...


class Paper(Protocol):
    """A stored paper with its place in the archive."""

    @property
    def name(self) -> str: ...
    @property
    def read(self) -> Callable[[], bytes]: ...


class _Hashed(io.RawIOBase):
    """Hands bytes on to the archive and keeps their count and hash."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self._hash, self.size = target, hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self._hash.update(piece)
        self.size += len(piece)
        return self._target.write(piece)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


class _Archive:
    """The archive being written, and what its manifest will say."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self.written: list[tuple[str, int, str]] = []

    @contextmanager
    def file(self, name: str) -> Iterator[_Hashed]:
        with self._packed.open(name, "w", force_zip64=True) as target:
            hashed = _Hashed(target)
            yield hashed
        self.written.append((name, hashed.size, hashed.sha256))


def write_pack(
    target: IO[bytes], tables: Iterable[Table], covers: Iterable[Cover], papers: Iterable[Paper]
) -> int:
    """Write the archive to ``target``; returns how many files stand in its manifest."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
        archive = _Archive(packed)
        for table in tables:
            _write_table(archive, table)
        with archive.file("files.html") as page:
            _write_covers(page, covers)
        for paper in papers:
            with archive.file(safe_name(paper.name)) as place:
                place.write(paper.read())
        packed.writestr("manifest.csv", _manifest(archive.written))
    return len(archive.written)


def _write_table(archive: _Archive, table: Table) -> None:
    headings = [_(heading) for heading in table.headings]
    with archive.file(table.name) as place:
        stream: IO[bytes] = place  # type: ignore[assignment]
        if table.name.endswith(".xlsx"):
            # A workbook is an archive of its own, which goes back and forth in its directory.
            held = io.BytesIO()
            write_workbook(held, headings, table.rows)
            place.write(held.getvalue())
        else:
            write_csv(stream, headings, table.rows)


def _write_covers(page: _Hashed, covers: Iterable[Cover]) -> None:
    title = escape(_("Cover sheets"))
    page.write(
        f'<!doctype html><html lang="{current_language()[:2]}"><meta charset="utf-8">'
        f"<title>{title}</title><style>section{{break-after:page;font:11pt sans-serif}}"
        "th,td{text-align:left;padding:3px 12px 3px 0;vertical-align:top}</style>".encode()
    )
    for cover in covers:
        lines = "".join(
            f"<tr><th>{escape(label)}</th><td>{escape(text) or '—'}</td></tr>"
            for label, text in cover.lines
        )
        steps = "".join(
            f"<tr>{''.join(f'<td>{escape(part)}</td>' for part in step)}</tr>"
            for step in cover.steps
        )
        page.write(
            f"<section><h2>{escape(cover.title)}</h2><table>{lines}</table>"
            f"<table>{steps}</table></section>".encode()
        )
    page.write(b"</html>")


def safe_name(name: str) -> str:
    """Return a name that stays inside the folder into which the archive is unpacked."""
    parts = [_UNSAFE.sub("_", part).strip(". ") or "_" for part in name.split("/")]
    return "/".join(part[-LONGEST_NAME:] for part in parts)


def _manifest(written: Iterable[tuple[str, int, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["name", "bytes", "sha256"])
    writer.writerows(written)
    return text.getvalue().encode()
