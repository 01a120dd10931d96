"""Hardship categories and levels of a file."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from rules.language import N_


class Category(StrEnum):
    """The present three, then the older classes, which stay readable and importable."""

    DEEP = "deep"
    RELATIVE = "relative"
    ACCIDENTAL = "accidental"
    DIBAO_HOUSEHOLD = "dibao_household"
    NEAR_DIBAO = "near_dibao"
    ACCIDENTAL_OLD = "accidental_old"


class Level(StrEnum):
    """The archive in which a file is kept, the highest first."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    GRASSROOTS = "grassroots"


CATEGORY_LABELS: Mapping[Category, str] = {
    Category.DEEP: N_("Deep hardship"),
    Category.RELATIVE: N_("Relative hardship"),
    Category.ACCIDENTAL: N_("Accident-caused hardship"),
    Category.DIBAO_HOUSEHOLD: N_("Dibao household (old class)"),
    Category.NEAR_DIBAO: N_("Near-dibao household (old class)"),
    Category.ACCIDENTAL_OLD: N_("Accident-caused hardship household (old class)"),
}

LEVEL_LABELS: Mapping[Level, str] = {
    Level.NATIONAL: N_("National level"),
    Level.PROVINCE: N_("Provincial level"),
    Level.CITY: N_("City level"),
    Level.COUNTY: N_("County level"),
    Level.GRASSROOTS: N_("Grassroots level"),
}
