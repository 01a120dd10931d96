"""Two records that may be one person: what matches, and how much that says.

The traits may be clear values or fingerprints of sealed ones: only equality counts.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.language import N_


class Match(StrEnum):
    """What two records have in common; stored with the pair."""

    ID_NO = "id_no"
    NAME_BIRTH = "name_birth"
    BANK_NUMBER = "bank_number"
    MOBILE = "mobile"
    ADDRESS = "address"
    NAME = "name"


MATCH_LABELS: Mapping[str, str] = {
    Match.ID_NO: N_("same ID number"),
    Match.NAME_BIRTH: N_("same name and birth date"),
    Match.BANK_NUMBER: N_("same bank number"),
    Match.MOBILE: N_("same mobile"),
    Match.ADDRESS: N_("same address"),
    Match.NAME: N_("same name"),
}


class Verdict(StrEnum):
    """What was decided on a pair; an undecided pair has none."""

    OPEN = ""
    DIFFERENT = "different"
    SAME = "same"


VERDICT_LABELS: Mapping[str, str] = {
    Verdict.OPEN: N_("To be decided"),
    Verdict.DIFFERENT: N_("Different people"),
    Verdict.SAME: N_("Merged"),
}

CERTAIN = 100
WORTH_A_LOOK = 30
"""From this score on a pair goes to the worklist."""

_WEIGHTS: Mapping[Match, int] = {
    Match.NAME_BIRTH: 60,
    Match.BANK_NUMBER: 50,
    Match.MOBILE: 40,
    Match.ADDRESS: 25,
    Match.NAME: 10,
}
_OTHER_ID, _OTHER_GENDER, _OTHER_BIRTH = 15, 25, 15


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a person; empty values match nothing."""

    name: str
    birth_on: date | None = None
    gender: str | None = None
    id_no: Hashable = None
    mobile: Hashable = None
    bank_number: Hashable = None
    address: Hashable = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """What matched and a score from 0 to 100; ``blocks`` forbids a second record."""

    matched: tuple[str, ...]
    score: int

    @property
    def blocks(self) -> bool:
        return Match.ID_NO in self.matched


def compare(one: Traits, other: Traits) -> Likeness:
    """Say how much two records look like one person."""
    matched = tuple(_matches(one, other))
    if Match.ID_NO in matched:
        return Likeness(matched, CERTAIN)
    if not matched:
        return Likeness((), 0)
    score = sum(_WEIGHTS[match] for match in matched)
    score -= _OTHER_ID * _differ(one.id_no, other.id_no)
    score -= _OTHER_GENDER * _differ(one.gender, other.gender)
    score -= _OTHER_BIRTH * _differ(one.birth_on, other.birth_on)
    return Likeness(matched, min(max(score, 1), CERTAIN - 1))


def _matches(one: Traits, other: Traits) -> Iterator[Match]:
    same_name = _same(one.name, other.name)
    strong = []
    if _same(one.id_no, other.id_no):
        strong.append(Match.ID_NO)
    if same_name and _same(one.birth_on, other.birth_on):
        strong.append(Match.NAME_BIRTH)
    if _same(one.bank_number, other.bank_number):
        strong.append(Match.BANK_NUMBER)
    if _same(one.mobile, other.mobile):
        strong.append(Match.MOBILE)
    # People of one household share an address, so it counts with the same name only.
    if same_name and _same(one.address, other.address):
        strong.append(Match.ADDRESS)
    yield from strong
    if strong and same_name and Match.NAME_BIRTH not in strong:
        yield Match.NAME


def _same(one: Hashable, other: Hashable) -> bool:
    return bool(one) and one == other


def _differ(one: Hashable, other: Hashable) -> bool:
    return bool(one) and bool(other) and one != other
