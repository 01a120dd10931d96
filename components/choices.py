"""Choices that are no code list of the office, in the shape that forms and filters take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rules.codes import Code
from rules.language import LANGUAGES, _


def of_labels(labels: Mapping[str, str]) -> tuple[Code, ...]:
    """Return a choice for each code; labels are ``N_`` source texts."""
    return tuple(Code(code, _(label), _(label)) for code, label in labels.items())


def languages() -> tuple[Code, ...]:
    """Return the languages that the office speaks, each in its own words."""
    return tuple(Code(code, name, name) for code, name in LANGUAGES.items())


def of_records(rows: Iterable[tuple[int, str]]) -> tuple[Code, ...]:
    """Return a choice for each record, given by id and name."""
    return tuple(Code(str(key), name, name) for key, name in rows)
