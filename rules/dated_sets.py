"""Sets of rules hold for a region and a span of days; which one holds on a day in a place.

A region is a code of the list ``aid_region``. One that is an administrative code such as 371083
also lies in its city 371000 and its province 370000; an empty region is everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from rules.errors import InvalidInput
from rules.language import N_, current_language

EVERYWHERE = ""


class SetKind(StrEnum):
    MEANS_TEST = "means_test"
    AID_CAPS = "aid_caps"
    CARE_CEILINGS = "care_ceilings"


@dataclass(frozen=True, slots=True)
class Heading:
    """A set's name and reach; one that is not in use decides nothing, it is there to copy."""

    code: str
    label: str
    valid_from: date
    valid_to: date | None = None
    region: str = EVERYWHERE
    doc_no: str = ""
    in_use: bool = True

    @property
    def named(self) -> str:
        """The label, for a reader of English with the code that a Chinese label says nothing to."""
        if current_language() == "en" and not self.label.isascii():
            return f"{self.code} {self.label}"
        return self.label

    def holds_on(self, on: date) -> bool:
        """Say whether the set decides on a day; its first and last days count."""
        begun = self.in_use and self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)


class Dated(Protocol):
    @property
    def heading(self) -> Heading: ...


S = TypeVar("S", bound=Dated)


def wider_regions(region: str) -> tuple[str, ...]:
    """Return a region and those around it, the smallest first, everywhere last."""
    found = [region]
    if region.isdigit() and len(region) >= 6:
        found += [region[:6], f"{region[:4]}00", f"{region[:2]}0000"]
    return tuple(dict.fromkeys([*found, EVERYWHERE]))


def set_on(sets: Iterable[S], region: str, on: date) -> S | None:
    """Return the set of the smallest region that has one; of several the latest begun."""
    holding = [one for one in sets if one.heading.holds_on(on)]
    for place in wider_regions(region):
        here = [one for one in holding if one.heading.region == place]
        if here:
            return max(here, key=lambda one: one.heading.valid_from)
    return None


def check_span(valid_from: date, valid_to: date | None) -> None:
    """Raise InvalidInput for a span that ends before it begins."""
    if valid_to is not None and valid_to < valid_from:
        raise InvalidInput(N_("The last day lies before the first."), field="valid_to")
