"""Spellings of codes: how a person lists them, and that no two entries share one."""

from __future__ import annotations

import pytest

from db.seeding import shipped_codes
from rules.code_lists import LIST_LABELS, check_new_spellings, spellings
from rules.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, ()),
        ("  ", ()),
        ("汉", ("汉",)),
        ("01, 1，汉、Han;汉；H\nhan", ("01", "1", "汉", "Han", "H", "han")),
        ("汉,,汉", ("汉",)),
    ],
)
def test_spellings_are_separated_by_any_comma_and_kept_once(
    text: str | None, found: tuple[str, ...]
) -> None:
    assert spellings(text) == found


@pytest.mark.parametrize("text", ["、".join(str(n) for n in range(41)), "汉" * 41])
def test_too_many_or_too_long_spellings_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        spellings(text)
    assert refused.value.field == "aliases"


def test_a_spelling_of_another_entry_is_refused_whatever_its_case() -> None:
    with pytest.raises(InvalidInput):
        check_new_spellings("hui", ["han"], {"han": ["han", "汉族", "Han"]})


def test_an_entry_keeps_its_own_spellings() -> None:
    check_new_spellings("han", ["汉族", "Han"], {"han": ["汉族"], "hui": ["回族"]})


def test_every_shipped_list_has_a_name_on_the_screen() -> None:
    assert set(shipped_codes()) == set(LIST_LABELS)
