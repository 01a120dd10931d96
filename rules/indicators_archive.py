"""The figures of the hardship archive: files in force, new and closed ones, visits."""

from __future__ import annotations

from rules.access import Permission
from rules.indicator import ARCHIVE, FLOW, SHARE, STOCK, Grouping, Indicator, Part
from rules.indicators_registry import both_ends
from rules.language import N_

_FILES, _VISITS = ("hardship",), ("hardship", "visits")
_CATEGORY, _CAUSE = "hardship_category", "hardship_cause"

ARCHIVE_INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "files",
        ARCHIVE,
        N_("Files in force"),
        N_("Hardship files in force at the end of the period, one for each family."),
        kind=STOCK,
        parts=both_ends("files"),
        groups={
            "category": Grouping("first", _CATEGORY),
            "cause": Grouping("second", _CAUSE),
            "level": Grouping("first", "file_level", both_ends("files_level")),
            "origin": Grouping("second", "file_origin", both_ends("files_level")),
            "region": Grouping("first", "aid_region", both_ends("files_region")),
        },
        areas=_FILES,
        names=Permission.SEE_HARDSHIP,
        list_page="hardship_file",
    ),
    Indicator(
        "files_new",
        ARCHIVE,
        N_("Filed anew"),
        N_("Files approved in the period, those of families that fell back included."),
        parts=(Part("files_new"),),
        groups={"how": Grouping("first", "file_came"), "category": Grouping("second", _CATEGORY)},
        areas=_FILES,
        names=Permission.SEE_HARDSHIP,
        list_page="hardship_file",
    ),
    Indicator(
        "files_ended",
        ARCHIVE,
        N_("Closed files"),
        N_("Files closed in the period: out of hardship, relieved, withdrawn or cancelled."),
        parts=(Part("files_ended"),),
        groups={
            "how": Grouping("first", "file_went"),
            "reason": Grouping("second", "exit_reason"),
        },
        areas=_FILES,
        names=Permission.SEE_HARDSHIP,
        list_page="hardship_file",
    ),
    Indicator(
        "visits",
        ARCHIVE,
        N_("Visits"),
        N_("Visits made in the period, to families and to members."),
        parts=(Part("visits"),),
        groups={"occasion": Grouping("first", "care_occasion"), "whom": Grouping("second", "whom")},
        areas=("visits",),
        names=Permission.SEE_HARDSHIP,
        list_page="visit",
    ),
    Indicator(
        "visit_coverage",
        ARCHIVE,
        N_("Visit coverage"),
        N_("Families with a file in force that were visited, or filed, within the last 90 days."),
        SHARE,
        FLOW,
        areas=_VISITS,
    ),
    Indicator(
        "not_visited",
        ARCHIVE,
        N_("Not visited for 90 days"),
        N_("Families with a file in force that nobody visited in the last 90 days."),
        kind=STOCK,
        areas=_VISITS,
        names=Permission.SEE_HARDSHIP,
        list_page="hardship_file",
    ),
)
