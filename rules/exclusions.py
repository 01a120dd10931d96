"""What rules out a file or a grant whatever the income: the checklist and its answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from rules.explanation import CodeName, Line, factor, line, yuan
from rules.language import N_
from rules.money import Fen

LIST = "exclusion"
"""The code list of reasons."""


class Exclusion(StrEnum):
    SECOND_HOME = "second_home"
    OWNS_BUSINESS = "owns_business"
    HIGH_FEE_SCHOOL = "high_fee_school"
    STUDY_ABROAD = "self_funded_study_abroad"
    PRIVATE_CAR = "private_car"
    MIGRANT_NOT_MEMBER = "migrant_not_member"
    MIGRANT_NOT_SETTLED = "migrant_not_settled"
    MIGRANT_SHORT_WORK = "migrant_short_work"
    FIGHTING = "fighting"
    DRUNKENNESS = "drunkenness"
    GAMBLING = "gambling"
    DRUGS = "drugs"
    MILITARY_SCHOOL = "military_school"
    FREE_TEACHER_TRAINING = "free_teacher_training"
    AIDED_ELSEWHERE = "aided_elsewhere"


OF_A_FILE = (
    Exclusion.SECOND_HOME,
    Exclusion.OWNS_BUSINESS,
    Exclusion.HIGH_FEE_SCHOOL,
    Exclusion.STUDY_ABROAD,
    Exclusion.PRIVATE_CAR,
)
"""Asked before a file is opened."""

Answers = Mapping[str, bool]
"""The code of a question -> whether it applies; a missing one is not answered yet."""


@dataclass(frozen=True, slots=True)
class Home:
    """What the exception for a second home looks at."""

    floor_area: int | None = None
    serious_illness_or_disaster: bool = False


@dataclass(frozen=True, slots=True)
class SchoolFees:
    """A private school's yearly fee beside the public one of the same level."""

    fee: Fen
    public_fee: Fen


@dataclass(frozen=True, slots=True)
class ExclusionRules:
    """``least_area`` in square metres per head allows a second home; None: no exception."""

    asked: tuple[str, ...] = OF_A_FILE
    least_area: Fraction | None = None
    high_fee_factor: Fraction = Fraction(2)


@dataclass(frozen=True, slots=True)
class Checked:
    excluded_by: tuple[str, ...]
    unanswered: tuple[str, ...]
    lines: tuple[Line, ...]


def check_answers(
    rules: ExclusionRules,
    answers: Answers,
    people: int,
    home: Home,
    fees: SchoolFees | None = None,
) -> Checked:
    """Go through the checklist; a second home may be excused, fees decide about a school."""
    found, lines, missing = [], [], []
    for code in rules.asked:
        if code == Exclusion.HIGH_FEE_SCHOOL and fees is not None:
            high = fees.fee > rules.high_fee_factor * fees.public_fee
            lines.append(_fees_line(rules, fees, high))
        elif code not in answers:
            missing.append(code)
            continue
        else:
            high = answers[code]
        if not high:
            continue
        if code == Exclusion.SECOND_HOME and _excused(rules, home, people):
            lines.append(_excuse_line(rules, home, people))
            continue
        found.append(code)
        lines.append(line(N_("Excluded: {reason}."), reason=CodeName(LIST, code)))
    for code in missing:
        lines.append(line(N_("Not answered yet: {question}."), question=CodeName(LIST, code)))
    return Checked(tuple(found), tuple(missing), tuple(lines))


def _excused(rules: ExclusionRules, home: Home, people: int) -> bool:
    if rules.least_area is None or home.floor_area is None or people < 1:
        return False
    small = Fraction(home.floor_area, people) <= rules.least_area
    return small and home.serious_illness_or_disaster


def _excuse_line(rules: ExclusionRules, home: Home, people: int) -> Line:
    return line(
        N_(
            "A second home is excused: {area} m² for {people} people is at most {least} m² per"
            " head, and there was a serious illness or a disaster."
        ),
        area=home.floor_area or 0,
        people=people,
        least=factor(rules.least_area or Fraction(0)),
    )


def _fees_line(rules: ExclusionRules, fees: SchoolFees, high: bool) -> Line:
    return line(
        N_("School fee {fee} against {factor} × the public fee {public}: above it.")
        if high
        else N_("School fee {fee} against {factor} × the public fee {public}: not above it."),
        fee=yuan(fees.fee),
        factor=factor(rules.high_fee_factor),
        public=yuan(fees.public_fee),
    )


def met(asked: Collection[str], found: Collection[str]) -> tuple[str, ...]:
    """Return which of the asked reasons apply, in their order."""
    return tuple(code for code in asked if code in found)
