"""What describes a figure of the office: its name, its sentence, what it is counted from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.access import Permission
from rules.language import N_

REGISTRY, ARCHIVE, AID, MUTUAL_AID, CAMPAIGNS = (
    "registry",
    "archive",
    "aid",
    "mutual_aid",
    "campaigns",
)
AREAS: Mapping[str, str] = {
    REGISTRY: N_("Registry"),
    ARCHIVE: N_("Hardship archive"),
    AID: N_("Aid"),
    MUTUAL_AID: N_("Mutual aid"),
    CAMPAIGNS: N_("Campaigns"),
}
"""The parts that figures belong to, in the order in which they are shown."""

COUNT, FEN, SHARE = "count", "fen", "share"
STOCK, FLOW, NOW = "stock", "flow", "now"
"""A stock is told at the end of a period, a flow is what a period brought; what is told NOW is
known as of today alone."""


@dataclass(frozen=True, slots=True)
class Part:
    """A counter that goes into a figure: ``n`` rows or ``fen``, perhaps only of some codes.

    ``first`` and ``second`` are the codes that count, all where they are empty; those in
    ``but`` do not.
    """

    counter: str
    what: str = "n"
    sign: int = 1
    first: frozenset[str] = frozenset()
    second: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()

    def takes(self, first: str, second: str) -> bool:
        return (
            (not self.first or first in self.first)
            and (not self.second or second in self.second)
            and first not in self.but
            and second not in self.but
        )


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way to take a figure apart: by the ``first`` or ``second`` code of its counters, or by
    the "record" that is counted.

    ``codes`` is the list that words the codes; ``parts`` are other counters of the same rows,
    where the figure's own do not carry the codes.
    """

    by: str
    codes: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def of_records(self) -> bool:
        return self.by == "record"


@dataclass(frozen=True, slots=True, eq=False)
class Indicator:
    """One figure: ``parts`` come to its value, of ``whole`` where it is a share.

    ``meaning`` is the sentence that says what it counts. ``unit`` is "count", "fen" or "share"
    (hundredths of a percent), ``kind`` "stock", "flow" or "now". ``names`` is the right to see
    the list behind it, ``list_page`` the page that shows one of its records. A figure without
    parts is counted from the records themselves. ``people`` says that it counts people or
    cases, so that few of them are not told on what everybody sees.
    """

    code: str
    area: str
    label: str
    meaning: str
    unit: str = COUNT
    kind: str = FLOW
    parts: tuple[Part, ...] = ()
    whole: tuple[Part, ...] = ()
    groups: Mapping[str, Grouping] = field(default_factory=dict)
    areas: tuple[str, ...] = ()
    """The areas of the database that change it."""
    names: Permission | None = None
    list_page: str = ""
    people: bool = True

    @property
    def is_share(self) -> bool:
        return self.unit == SHARE

    @property
    def counters(self) -> frozenset[str]:
        """The counters that it and its groups are made from."""
        own = (*self.parts, *self.whole)
        others = (part for one in self.groups.values() for part in one.parts)
        return frozenset(part.counter for part in (*own, *others))


def share_of(part: int, whole: int) -> int | None:
    """Return part of whole in hundredths of a percent, rounded half up; None of nothing."""
    return (part * 20_000 + whole) // (2 * whole) if whole > 0 else None
