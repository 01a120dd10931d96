"""What figures tell apart of a member: women, migrant workers, new-form workers."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

WOMAN, MIGRANT, NEW_FORM = "w", "m", "n"
_LETTERS = (WOMAN, MIGRANT, NEW_FORM)


@lru_cache(maxsize=64)
def traits_of(gender: object, is_migrant_worker: object, is_new_form_worker: object) -> str:
    """Return the letters of a member's traits, in their order."""
    holds = (gender == "female", bool(is_migrant_worker), bool(is_new_form_worker))
    return "".join(letter for letter, has in zip(_LETTERS, holds, strict=True) if has)


def with_trait(letter: str) -> frozenset[str]:
    """Return all combinations of traits that hold one."""
    every = ("".join(one) for one in product(*(("", each) for each in _LETTERS)))
    return frozenset(one for one in every if letter in one)
