"""The ceilings of aid and of gifts as fields of a form and of a page to read."""

from __future__ import annotations

from collections.abc import Iterator

from rules.cap_sets import STAGE_LABELS, AidKind, Band, CapRule, CapSet
from rules.care_ceilings import FESTIVAL_LABELS, OCCASION_LABELS, Occasion
from rules.categories import CATEGORY_LABELS, LEVEL_LABELS
from rules.codes import CodeLists, label_of
from rules.fields import Field, Fields, Kind
from rules.language import N_, _
from rules.means_fields import number_up_to
from rules.settings import between

_WHO, _GIFTS, _FESTIVALS = N_("Who gets aid"), N_("Gifts"), N_("Festival goods")
_WITHOUT = (AidKind.TEMPORARY_RELIEF, AidKind.AUTUMN_STUDY)
"""Kinds of aid for which reasons of exclusion are asked."""


def cap_fields(cap_set: CapSet, lists: CodeLists) -> Fields:
    """Return the fields of the ceilings of aid, a group for each rule."""
    rules = (
        field
        for n, rule in enumerate(cap_set.rules)
        for field in _rule_fields(f"rules.{n}", rule, lists)
    )
    return (*_WHO_FIELDS, *(_exclusion(kind, lists) for kind in _WITHOUT), *rules)


_WHO_FIELDS: Fields = (
    Field(
        "categories",
        N_("Only these categories"),
        Kind.CHOICES,
        codes="hardship_category",
        help=N_("Empty: every category."),
        group=_WHO,
    ),
    Field(
        "one_kind_only",
        N_("One kind of aid a year only"),
        Kind.CHOICES,
        codes="hardship_category",
        group=_WHO,
    ),
    Field(
        "local_hukou_only",
        N_("Local household registration only"),
        Kind.YES_NO,
        required=True,
        group=_WHO,
    ),
)


def _exclusion(kind: AidKind, lists: CodeLists) -> Field:
    label = _("Not granted after: {kind}").format(kind=label_of(lists, "aid_kind", kind))
    return Field(f"exclusions.{kind}", label, Kind.CHOICES, codes="exclusion", group=_WHO)


def _rule_fields(way: str, rule: CapRule, lists: CodeLists) -> Iterator[Field]:
    group = _title(rule, lists)
    yield Field(
        f"{way}.categories",
        N_("For these categories"),
        Kind.CHOICES,
        codes="hardship_category",
        help=N_("Empty: every category."),
        group=group,
    )
    yield from _share_fields(way, rule, group)
    yield Field(
        f"{way}.line_factor", N_("At most × the line"), check=number_up_to(1000), group=group
    )
    yield Field(f"{way}.ceiling", N_("At most in the year"), Kind.MONEY, group=group)
    if rule.per_time is not None:
        yield Field(f"{way}.per_time", N_("At most at a time"), Kind.MONEY, group=group)
    for position, one in enumerate(rule.approvals):
        label = _("Above this the {level} has to agree").format(level=_(LEVEL_LABELS[one.level]))
        yield Field(f"{way}.approvals.{position}.above", label, Kind.MONEY, group=group)
    if rule.months is not None:
        for name, label in (("first_month", N_("First month")), ("last_month", N_("Last month"))):
            yield Field(f"{way}.{name}", label, Kind.INTEGER, check=between(1, 12), group=group)


def _title(rule: CapRule, lists: CodeLists) -> str:
    parts = [label_of(lists, "aid_kind", rule.kind)]
    parts += [_(CATEGORY_LABELS[one]) for one in rule.categories]
    parts += [_(STAGE_LABELS[one]) for one in rule.stages]
    if rule.filed is not None:
        parts.append(_("with a file") if rule.filed else _("without a file"))
    return " · ".join(parts)


def _share_fields(way: str, rule: CapRule, group: str) -> Iterator[Field]:
    for position, band in enumerate(rule.bands):
        if band.up_to is not None:
            yield Field(
                f"{way}.bands.{position}.up_to",
                N_("Part of the own cost up to"),
                Kind.MONEY,
                required=True,
                group=group,
            )
        yield Field(
            f"{way}.bands.{position}.share",
            _share_label(band, alone=len(rule.bands) == 1),
            check=number_up_to(1),
            group=group,
        )
    if rule.bands:
        yield Field(f"{way}.floor", N_("At least"), Kind.MONEY, group=group)
        yield Field(
            f"{way}.after_mutual_aid",
            N_("After what mutual aid paid"),
            Kind.YES_NO,
            required=True,
            group=group,
        )


def _share_label(band: Band, alone: bool) -> str:
    if alone:
        return N_("Share of the own cost, 0 to 1")
    return N_("Share of it, 0 to 1") if band.up_to else N_("Share of the rest, 0 to 1")


def care_fields() -> Fields:
    """Return the fields of the ceilings of gifts."""
    return (
        *(
            Field(f"gifts.{one}", label, Kind.MONEY, group=_GIFTS)
            for one, label in OCCASION_LABELS.items()
            if one is not Occasion.FESTIVAL
        ),
        Field("festivals_year", N_("All festivals of a year"), Kind.MONEY, group=_FESTIVALS),
        Field("each_festival", N_("Each festival"), Kind.MONEY, group=_FESTIVALS),
        *(
            Field(f"festivals.{one}", label, Kind.MONEY, group=_FESTIVALS)
            for one, label in FESTIVAL_LABELS.items()
        ),
    )
