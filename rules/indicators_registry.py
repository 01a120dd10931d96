"""The figures of the registry: who belongs to the union, who came and went, clean records."""

from __future__ import annotations

from collections.abc import Mapping

from rules.access import Permission
from rules.indicator import NOW, REGISTRY, SHARE, STOCK, Grouping, Indicator, Part
from rules.language import N_
from rules.traits import MIGRANT, NEW_FORM, WOMAN, with_trait

JOINING = ("join", "rejoin")
"""The changes by which somebody comes to belong to the union."""

_MEMBERS, _UNITS = ("members",), ("units",)


def both_ends(
    counter: str, what: str = "n", first: frozenset[str] = frozenset()
) -> tuple[Part, ...]:
    """Return what began and has not ended: a stock out of two flows."""
    return (
        Part(f"{counter}_in", what, first=first),
        Part(f"{counter}_out", what, sign=-1, first=first),
    )


def _people(code: str, label: str, meaning: str, trait: str = "") -> Indicator:
    parts = both_ends("member", first=with_trait(trait) if trait else frozenset())
    return Indicator(
        code, REGISTRY, label, meaning, kind=STOCK, parts=parts, areas=_MEMBERS,
        names=Permission.SEE_MEMBERS, list_page="member",
    )  # fmt: skip


def _share(code: str, label: str, meaning: str, trait: str) -> Indicator:
    return Indicator(
        code, REGISTRY, label, meaning, SHARE, STOCK, both_ends("member", first=with_trait(trait)),
        both_ends("member"), areas=_MEMBERS,
    )  # fmt: skip


def _flow(
    code: str, label: str, meaning: str, part: Part, groups: Mapping[str, Grouping]
) -> Indicator:
    return Indicator(
        code, REGISTRY, label, meaning, parts=(part,), groups=groups, areas=_MEMBERS,
        names=Permission.SEE_MEMBERS, list_page="member",
    )  # fmt: skip


def _units(
    code: str, label: str, meaning: str, parts: tuple[Part, ...], by_kind: bool
) -> Indicator:
    groups = {"kind": Grouping("first", "unit_kind")} if by_kind else {}
    return Indicator(
        code, REGISTRY, label, meaning, kind=STOCK, parts=parts, groups=groups, areas=_UNITS,
        names=Permission.SEE_UNITS, list_page="unit", people=False,
    )  # fmt: skip


REGISTRY_INDICATORS: tuple[Indicator, ...] = (
    _people(
        "members",
        N_("Members"),
        N_("Who belonged to the union at the end of the period, retained members included."),
    ),
    _people("women", N_("Women"), N_("Women among the members at the end of the period."), WOMAN),
    _share(
        "women_share",
        N_("Share of women"),
        N_("Women among the members at the end of the period, in percent."),
        WOMAN,
    ),
    _people(
        "migrants",
        N_("Migrant workers"),
        N_("Migrant workers among the members at the end of the period."),
        MIGRANT,
    ),
    _people(
        "new_form",
        N_("New-form workers"),
        N_("New-form workers among the members at the end of the period."),
        NEW_FORM,
    ),
    _flow(
        "joined",
        N_("Joined"),
        N_("Who came to belong to the union in the period, for the first time or again."),
        Part("member_in", second=frozenset(JOINING)),
        {"how": Grouping("second", "change_type")},
    ),
    _flow(
        "left",
        N_("Members who left"),
        N_("Whose membership ended in the period: left, deemed left, expelled or deceased."),
        Part("member_left"),
        {"how": Grouping("second", "member_status")},
    ),
    _flow(
        "moved_in",
        N_("Transferred in"),
        N_("Members taken over from another unit in the period, also within the same county."),
        Part("moved_in"),
        {"reason": Grouping("first", "change_reason")},
    ),
    _flow(
        "moved_out",
        N_("Transferred out"),
        N_("Members handed over to another unit in the period, also within the same county."),
        Part("moved_out"),
        {"reason": Grouping("first", "change_reason")},
    ),
    Indicator(
        "clean_records",
        REGISTRY,
        N_("Clean records"),
        N_("Records of the registry without a fault, of all records; told as of today only."),
        SHARE,
        NOW,
        (Part("members"), Part("faulty_members", sign=-1)),
        (Part("members"),),
        areas=_MEMBERS,
    ),
    _units(
        "units",
        N_("Unions"),
        N_("Unions of the tree at the end of the period, federations included."),
        both_ends("unit"),
        True,
    ),
    _units(
        "workers",
        N_("Workers of the units"),
        N_("Workers that the units of the end of the period report, as they report them now."),
        both_ends("workers", "fen"),
        True,
    ),
    _units(
        "workers_women",
        N_("Women workers of the units"),
        N_("Women workers that the units of the end of the period report, as they do now."),
        both_ends("workers_women", "fen"),
        True,
    ),
    _units(
        "women_committees",
        N_("Women workers' committees"),
        N_("Units of the end of the period that have a women workers' committee now."),
        both_ends("committee", first=frozenset(("women",))),
        False,
    ),
    _units(
        "audit_committees",
        N_("Audit committees"),
        N_("Units of the end of the period that have a fund audit committee now."),
        both_ends("committee", first=frozenset(("audit",))),
        False,
    ),
)
