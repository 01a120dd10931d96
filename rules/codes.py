"""Code lists: stable codes with labels that an office may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.language import current_language


@dataclass(frozen=True, slots=True)
class Code:
    """One entry. ``aliases`` are spellings and numbers met in real rosters."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    retired: bool = False

    @property
    def label(self) -> str:
        return self.en if current_language() == "en" else self.zh


CodeLists = Mapping[str, tuple[Code, ...]]
"""Name of the list -> its codes in the office's order."""


def label_of(lists: CodeLists, name: str, code: str | None) -> str:
    """Return the label of ``code`` in the reader's language; an unknown code shows itself."""
    if not code:
        return ""
    return next((entry.label for entry in lists.get(name, ()) if entry.code == code), code)
