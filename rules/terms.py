"""What a person typed into the search box: an ID, a number's end, letters or a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rules.identity import tidy


class TermKind(StrEnum):
    NONE = "none"
    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    LAST_FOUR = "last_four"
    MEMBER_NUMBER = "member_number"
    LETTERS = "letters"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Term:
    kind: TermKind
    text: str


_FORMS = (
    (re.compile(r"\d{17}[\dX]|\d{15}"), TermKind.ID_NUMBER),
    (re.compile(r"1[3-9]\d{9}"), TermKind.MOBILE),
    (re.compile(r"\d{3}[\dX]"), TermKind.LAST_FOUR),
    (re.compile(r"[A-Z]{0,4}\d[\dA-Z]*"), TermKind.MEMBER_NUMBER),
    (re.compile(r"[A-Z]+"), TermKind.LETTERS),
)


def read_term(text: str) -> Term:
    """Classify what was typed; the text comes back in the form it is looked up by."""
    plain = tidy(text)
    if not plain:
        return Term(TermKind.NONE, "")
    for form, kind in _FORMS:
        if form.fullmatch(plain):
            return Term(kind, plain.lower() if kind is TermKind.LETTERS else plain)
    return Term(TermKind.NAME, plain.lower())
