"""Households for the tests of the means test, and the shipped rules."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from rules.aid_rules import Shipped, read_shipped
from rules.cap_sets import CapSet
from rules.care_ceilings import CareSet
from rules.categories import Category
from rules.counted_people import Person
from rules.dated_sets import SetKind
from rules.exclusions import OF_A_FILE
from rules.means_inputs import Inputs, MoneyLine
from rules.means_sets import RuleSet

FILE = Path(__file__).resolve().parents[2] / "data" / "aid_rules.toml"
LINE = 106_200
DEPTHS = {
    Category.DEEP: 3,
    Category.DIBAO_HOUSEHOLD: 3,
    Category.RELATIVE: 2,
    Category.NEAR_DIBAO: 2,
    Category.ACCIDENTAL: 1,
    Category.ACCIDENTAL_OLD: 1,
    None: 0,
}
NOTHING_EXCLUDES = {str(code): False for code in OF_A_FILE}


@cache
def shipped() -> Shipped:
    return read_shipped(FILE.read_text(encoding="utf-8"))


def _shipped(kind: SetKind, code: str) -> Any:
    return next(one for one in shipped().sets[kind] if one.heading.code == code)


def means_test(code: str) -> RuleSet:
    found = _shipped(SetKind.MEANS_TEST, code)
    assert isinstance(found, RuleSet)
    return found


def caps(code: str) -> CapSet:
    found = _shipped(SetKind.AID_CAPS, code)
    assert isinstance(found, CapSet)
    return found


def care(code: str) -> CareSet:
    found = _shipped(SetKind.CARE_CEILINGS, code)
    assert isinstance(found, CareSet)
    return found


WORKER = Person("1", "王明", "self", age=45, gender="male", status="on_duty")
SPOUSE = Person("2", "李芳", "spouse", age=43, gender="female", status="on_duty")


def family(people: int, **spouse: Any) -> tuple[Person, ...]:
    """A worker, a spouse and children up to the number of people."""
    partner = Person(**{**{name: getattr(SPOUSE, name) for name in SPOUSE.__slots__}, **spouse})
    children = [
        Person(str(n), f"孩子{n}", "child", age=10, status="pupil") for n in range(3, people + 1)
    ]
    return (WORKER, partner, *children)[:people]


def household(income: int, rigid: int, size: int, **more: Any) -> Inputs:
    """Inputs of ``income`` and ``rigid`` yuan a year; everything else in order."""
    costs = (MoneyLine("medical", rigid * 100, "1", "settlement_sheet"),) if rigid else ()
    given: dict[str, Any] = {
        "people": family(size),
        "incomes": (MoneyLine("wage", income * 100, "1", "certificate"),),
        "costs": costs,
        "line": LINE,
        "answers": NOTHING_EXCLUDES,
        **more,
    }
    return Inputs(**given)
