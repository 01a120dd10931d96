"""One benefit of a plan as fields of a form: what its kind needs, and room for more rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rules.fields import Field, Fields, Kind
from rules.language import N_, _
from rules.means_fields import number_up_to
from rules.mutual_benefit_parts import KIND_LABELS
from rules.mutual_parts import BenefitPart, PartKind
from rules.settings import between

BASES, INSURED = "mutual_base", "mutual_insured"
"""The names under which a form's own choices go."""

PART_LABELS: Mapping[str, Mapping[str, str]] = {
    BASES: {
        "own_in": N_("the own part within the catalogue"),
        "own": N_("the own part with a share of what lies outside"),
        "catalogue": N_("all cost within the catalogue"),
        "total": N_("the total cost"),
    },
    INSURED: {
        "any": N_("everybody"),
        "yes": N_("whoever has medical insurance"),
        "no": N_("whoever has none"),
    },
}
BANDS, TIERS = N_("Bands"), N_("Lump sums")
MORE_ROWS = 2
"""A form offers so many empty rows for further bands or lump sums."""


def part_group(number: int, part: BenefitPart) -> str:
    """Return the heading of a benefit, counted from 0, in the reader's language."""
    named = {"number": number + 1, "kind": _(KIND_LABELS[part.kind])}
    return _("Benefit {number}: {kind}").format(**named)


def part_fields(number: int, part: BenefitPart, more: int = MORE_ROWS) -> Fields:
    """Return the fields of one benefit; ``more`` empty rows to add bands and lump sums."""
    return tuple(_fields(f"parts.{number}", part_group(number, part), part, more))


def _fields(way: str, group: str, part: BenefitPart, more: int) -> Iterator[Field]:
    yield Field(
        f"{way}.events",
        N_("Answers"),
        Kind.CHOICES,
        codes="claim_event",
        required=True,
        group=group,
    )
    yield Field(f"{way}.insured", N_("For"), Kind.CHOICE, codes=INSURED, required=True, group=group)
    if part.kind.repays or _begins_at_amounts(part, more):
        yield from _base_fields(way, group)
    if part.kind is PartKind.LINEAR:
        share = _percent(f"{way}.percent", N_("Share, %"), group)
        yield replace(share, required=True)
    if part.kind.repays:
        yield Field(f"{way}.deductible", N_("Deductible"), Kind.MONEY, group=group)
    if part.kind is PartKind.PER_DIEM:
        yield from _day_fields(way, group)
    yield _percent(f"{way}.away_percent", N_("Out of the area is left, %"), group)
    yield Field(f"{way}.cap", N_("This benefit at most"), Kind.MONEY, group=group)
    if part.kind.is_lump:
        yield Field(f"{way}.once", N_("Only once in a period"), Kind.YES_NO, group=group)
        yield Field(
            f"{way}.less_lumps",
            N_("Less lump sums granted earlier"),
            Kind.YES_NO,
            help=N_("Such as death after disability: only the difference is paid."),
            group=group,
        )
    if part.kind in (PartKind.BANDS_STAY, PartKind.BANDS_PERIOD):
        yield from _band_fields(way, len(part.bands) + more)
    if part.kind.is_lump:
        yield from _tier_fields(way, len(part.tiers) + more)


def _begins_at_amounts(part: BenefitPart, more: int) -> bool:
    """Say whether a lump sum looks at a cost: by its rows, or by those that may be added."""
    if part.kind is not PartKind.LUMP_TIER or any(tier.code for tier in part.tiers):
        return False
    return more > 0 or any(tier.from_fen for tier in part.tiers)


def _base_fields(way: str, group: str) -> Iterator[Field]:
    yield Field(
        f"{way}.base", N_("Computed on"), Kind.CHOICE, codes=BASES, required=True, group=group
    )
    yield _percent(
        f"{way}.own_out_percent",
        N_("Outside the catalogue counts, %"),
        group,
        N_("Only where it is computed on the own part with a share of what lies outside."),
    )


def _percent(name: str, label: str, group: str, help: str = "") -> Field:  # noqa: A002 - as a Field calls it
    return Field(name, label, check=number_up_to(100), help=help, group=group)


def _band_fields(way: str, rows: int) -> Iterator[Field]:
    for n in range(rows):
        yield Field(
            f"{way}.bands.{n}.up_to",
            _("Band {number}: up to").format(number=n + 1),
            Kind.MONEY,
            help=N_("Empty: without an end."),
            group=BANDS,
        )
        yield _percent(
            f"{way}.bands.{n}.percent",
            _("Band {number}: share, %").format(number=n + 1),
            BANDS,
            N_("Empty: no such band."),
        )


def _tier_fields(way: str, rows: int) -> Iterator[Field]:
    for n in range(rows):
        row, number = f"{way}.tiers.{n}", n + 1
        yield Field(
            f"{row}.pay",
            _("Sum {number}").format(number=number),
            Kind.MONEY,
            help=N_("Empty: no such sum."),
            group=TIERS,
        )
        yield Field(
            f"{row}.code",
            _("Class {number}: code").format(number=number),
            length=40,
            help=N_("Empty: not by class, but from an amount on."),
            group=TIERS,
        )
        name = _("Class {number}: name").format(number=number)
        yield Field(f"{row}.name", name, length=60, group=TIERS)
        start = _("Sum {number}: from").format(number=number)
        yield Field(f"{row}.from", start, Kind.MONEY, group=TIERS)


def _day_fields(way: str, group: str) -> Iterator[Field]:
    levels = {
        "any": N_("A day"),
        "level_1": N_("A day at level 1"),
        "level_2": N_("A day at level 2"),
        "level_3": N_("A day at level 3"),
    }
    for level, label in levels.items():
        yield Field(f"{way}.day.{level}", label, Kind.MONEY, group=group)
    yield Field(f"{way}.day_again", N_("A day from the second stay on"), Kind.MONEY, group=group)
    for name, label in (
        ("days_free", N_("First days that give nothing")),
        ("days_stay", N_("Days of one stay at most")),
        ("days_period", N_("Days in the period at most")),
    ):
        yield Field(f"{way}.{name}", label, Kind.INTEGER, check=between(0, 3660), group=group)
