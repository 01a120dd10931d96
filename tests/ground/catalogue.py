"""Gather the source's texts, merge the translations and compile them: ``make locale``.

Translations written as ``locale/parts/*.po`` while a feature grows are taken in; what the
source no longer says is dropped.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).resolve().parent.parent.parent
LOCALE = PROJECT / "locale"
SPOKEN = LOCALE / "zh_CN" / "LC_MESSAGES" / "messages.po"
SOURCES = ("rules", "db", "documents", "components", "pages", "shell", "commands")
SINGLE_FILES = ("app.py", "manage.py")
FIXED = datetime(2026, 1, 1, tzinfo=UTC)
"""The catalogue's date: the same texts always give the same files."""

KEYWORDS = {"_": None, "N_": None}


def source_texts() -> dict[str, set[str]]:
    """Return every text of the source with the files that say it."""
    texts: dict[str, set[str]] = {}
    for file, text in _extracted():
        texts.setdefault(text, set()).add(file)
    return texts


def _extracted() -> Iterator[tuple[str, str]]:
    for folder in SOURCES:
        found = extract_from_dir(
            PROJECT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS
        )
        for file, _line, text, _comments, _context in found:
            yield f"{folder}/{file}", _one(text)
    for name in SINGLE_FILES:
        if (PROJECT / name).exists():
            yield from _extracted_from(name)


def _extracted_from(name: str) -> Iterator[tuple[str, str]]:
    from babel.messages.extract import extract_from_file

    for _line, text, _comments, _context in extract_from_file(
        "python", PROJECT / name, keywords=KEYWORDS
    ):
        yield name, _one(text)


def _one(text: str | tuple[str, ...]) -> str:
    assert isinstance(text, str), text
    return text


def translations(file: Path) -> dict[str, str]:
    """Return the finished entries of a catalogue; fuzzy and empty ones do not count."""
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale="zh_CN")
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }


def compiled() -> dict[str, str]:
    """Return the entries of the compiled catalogue, which is what the program reads."""
    with SPOKEN.with_suffix(".mo").open("rb") as stream:
        return {str(entry.id): str(entry.string) for entry in read_mo(stream) if entry.id}


def merged(files: Iterable[Path]) -> dict[str, str]:
    """Return all translations of ``files``; where two differ, the earlier file counts."""
    known: dict[str, str] = {}
    for file in files:
        for text, spoken in translations(file).items():
            if known.setdefault(text, spoken) != spoken:
                print(f"{file.name}: “{text}” is also “{known[text]}”, here “{spoken}”")  # noqa: T201
    return known


def gather() -> list[str]:
    """Write and compile the catalogue; returns the texts without a translation."""
    parts = sorted((LOCALE / "parts").glob("*.po"))
    known = merged(parts) if parts else {}
    if SPOKEN.exists():
        known = {**translations(SPOKEN), **known}
    catalogue = Catalog(
        locale="zh_CN",
        project="Union Office",
        version="1",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="中文",
        header_comment="# Union Office in Chinese; gathered and compiled by `make locale`.",
        fuzzy=False,
        creation_date=FIXED,
        revision_date=FIXED,
    )
    for text, files in sorted(source_texts().items()):
        catalogue.add(text, known.get(text, ""), [(file, 0) for file in sorted(files)])
    SPOKEN.parent.mkdir(parents=True, exist_ok=True)
    with SPOKEN.open("wb") as stream:
        write_po(stream, catalogue, width=96, include_lineno=False)
    with SPOKEN.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, catalogue)
    return [str(message.id) for message in catalogue if message.id and not message.string]


if __name__ == "__main__":
    missing = gather()
    for text in missing:
        sys.stderr.write(f"no translation yet: {text!r}\n")
    sys.exit(1 if missing else 0)
