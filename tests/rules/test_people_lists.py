"""Whom a row of a list means, and what is said where it is not one person alone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from rules.language import speaking
from rules.people_lists import meant


@dataclass(frozen=True)
class Somebody:
    name: str


WANG, ANOTHER = Somebody("王芳"), Somebody("李娜")


@pytest.mark.parametrize(
    ("name", "number", "by_number", "by_name", "people", "why"),
    [
        ("王芳", "", [], [WANG], 1, ""),
        ("", "33", [WANG], [], 1, ""),
        ("王芳", "33", [ANOTHER, WANG], [], 1, ""),
        ("王芳", "33", [ANOTHER], [WANG], 0, "this number belongs"),
        ("王芳", "33", [], [WANG], 0, "nobody in the registry"),
        ("王芳", "", [ANOTHER], [WANG, WANG], 2, "2 people of this name"),
        ("王芳", "", [], [], 0, "nobody of this name"),
        ("", "", [], [], 0, "neither a name"),
    ],
)
def test_a_number_decides_and_a_name_only_where_there_is_none(
    name: str,
    number: str,
    by_number: list[Somebody],
    by_name: list[Somebody],
    people: int,
    why: str,
) -> None:
    with speaking("en"):
        found = meant(name, number, by_number, by_name)
        assert len(found.people) == people
        assert (found.why.shown({}) if found.why else "").startswith(why)
        assert (found.why is None) == (not why)
