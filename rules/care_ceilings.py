"""What a gift may be worth: it warns above the ceiling and about cash, and never blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rules.dated_sets import Heading
from rules.explanation import Line, line, yuan
from rules.language import N_, Words
from rules.money import Fen


class Occasion(StrEnum):
    """The occasions of the six cares; names as in the code list of life events."""

    BIRTHDAY = "birthday"
    WEDDING = "wedding"
    BIRTH = "birth"
    HOSPITAL_STAY = "hospital_stay"
    SURGERY = "surgery"
    MEMBER_DEATH = "member_death"
    RELATIVE_DEATH = "relative_death"
    RETIREMENT = "retirement"
    FESTIVAL = "festival"
    HARDSHIP = "hardship"


OCCASION_LABELS: Mapping[Occasion, str] = {
    Occasion.BIRTHDAY: N_("Birthday"),
    Occasion.WEDDING: N_("Wedding"),
    Occasion.BIRTH: N_("Birth of a child"),
    Occasion.HOSPITAL_STAY: N_("Hospital stay"),
    Occasion.SURGERY: N_("Surgery"),
    Occasion.MEMBER_DEATH: N_("Death of a member"),
    Occasion.RELATIVE_DEATH: N_("Death of a close relative"),
    Occasion.RETIREMENT: N_("Retirement"),
    Occasion.FESTIVAL: N_("Festival"),
    Occasion.HARDSHIP: N_("Hardship"),
}


class Festival(StrEnum):
    NEW_YEAR = "new_year"
    SPRING = "spring"
    QINGMING = "qingming"
    LABOUR = "labour"
    DRAGON_BOAT = "dragon_boat"
    MID_AUTUMN = "mid_autumn"
    NATIONAL = "national"


FESTIVAL_LABELS: Mapping[Festival, str] = {
    Festival.NEW_YEAR: N_("New Year"),
    Festival.SPRING: N_("Spring Festival"),
    Festival.QINGMING: N_("Qingming"),
    Festival.LABOUR: N_("Labour Day"),
    Festival.DRAGON_BOAT: N_("Dragon Boat Festival"),
    Festival.MID_AUTUMN: N_("Mid-Autumn Festival"),
    Festival.NATIONAL: N_("National Day"),
}


@dataclass(frozen=True, slots=True)
class CareSet:
    """Ceilings in fen: of one gift by occasion, of festival goods for the year, and of the
    goods of one festival where it differs from ``each_festival``."""

    heading: Heading
    gifts: Mapping[Occasion, Fen]
    festivals_year: Fen | None = None
    each_festival: Fen | None = None
    festivals: Mapping[Festival, Fen] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gift:
    """``this_year``: what the member got before for festivals of the same year."""

    occasion: Occasion
    amount: Fen
    is_cash: bool = False
    festival: Festival | None = None
    this_year: Fen = 0


def ceiling_of(
    care_set: CareSet, occasion: Occasion, festival: Festival | None = None
) -> Fen | None:
    """Return the ceiling of one gift; None where the set names none."""
    if occasion is not Occasion.FESTIVAL:
        return care_set.gifts.get(occasion)
    if festival is not None and festival in care_set.festivals:
        return care_set.festivals[festival]
    return care_set.each_festival


def warnings(care_set: CareSet, gift: Gift) -> tuple[Line, ...]:
    """Return what somebody should know before giving a gift; nothing when all is well."""
    name = Words(OCCASION_LABELS[gift.occasion])
    if gift.occasion is Occasion.FESTIVAL and gift.festival is not None:
        name = Words(FESTIVAL_LABELS[gift.festival])
    found = []
    if gift.occasion is Occasion.FESTIVAL and gift.is_cash:
        found.append(line(N_("Festival gifts are goods, neither cash nor cards.")))
    most = ceiling_of(care_set, gift.occasion, gift.festival)
    if most is not None and gift.amount > most:
        text = N_("{occasion}: {amount} is above the ceiling of {most}.")
        found.append(line(text, occasion=name, amount=yuan(gift.amount), most=yuan(most)))
    whole_year = gift.this_year + gift.amount
    if gift.occasion is Occasion.FESTIVAL and care_set.festivals_year is not None:
        if whole_year > care_set.festivals_year:
            text = N_("Festival goods of the year: {amount} is above the ceiling of {most}.")
            most_in_year = yuan(care_set.festivals_year)
            found.append(line(text, amount=yuan(whole_year), most=most_in_year))
    return tuple(found)
