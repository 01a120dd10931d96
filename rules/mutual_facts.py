"""What a benefit is computed from: the facts of one claim, and what counted earlier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from rules.errors import InvalidInput
from rules.language import N_
from rules.money import MOST_FEN, Fen
from rules.mutual_parts import MOST_DAYS


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """One event of one person, by the settlement sheet; all amounts in whole fen."""

    event: str = "stay"
    begin_on: date | None = None
    end_on: date | None = None
    days: int = 0
    total_fen: Fen = 0
    pool_paid_fen: Fen = 0
    large_paid_fen: Fen = 0
    other_paid_fen: Fen = 0
    own_in_fen: Fen = 0
    own_out_fen: Fen = 0
    out_of_area: bool = False
    hospital_level: str = ""
    class_code: str = ""
    insured: bool = True
    died: bool = False
    shares: int = 1

    @property
    def own_fen(self) -> Fen:
        """All that the person bears."""
        return self.own_in_fen + self.own_out_fen

    def to_plain(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class PartUse:
    """What counted earlier in the period for one benefit of the plan.

    ``away_fen`` is what of the base comes from treatment out of the area, ``given_fen`` what
    the benefit gave before the plan's floor and ceilings.
    """

    base_fen: Fen = 0
    away_fen: Fen = 0
    days: int = 0
    times: int = 0
    given_fen: Fen = 0


@dataclass(frozen=True, slots=True)
class Used:
    """What counted earlier in the period of the same person's cover.

    ``own_fen``: the base accumulated, ``paid_fen``: what was granted, ``stays``: how many
    claims. ``parts`` says it for each benefit; where it is empty the totals hold for all.
    """

    own_fen: Fen = 0
    paid_fen: Fen = 0
    days: int = 0
    stays: int = 0
    parts: tuple[PartUse, ...] = ()

    def part(self, number: int) -> PartUse:
        """Return what counted for one benefit, numbered from 0."""
        if not self.parts:
            return PartUse(self.own_fen, 0, self.days, self.stays)
        return self.parts[number] if number < len(self.parts) else PartUse()

    def to_plain(self) -> dict[str, Any]:
        return {**asdict(self), "parts": [asdict(one) for one in self.parts]}


NOTHING_USED = Used()


@dataclass(frozen=True, slots=True)
class Example:
    """A worked case that a plan brings along: what it has to give."""

    name: str
    facts: ClaimFacts
    expected_fen: Fen
    used: Used = NOTHING_USED

    def to_plain(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "facts": self.facts.to_plain(),
            "expected": self.expected_fen,
            "used": self.used.to_plain(),
        }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def facts_from_plain(plain: Mapping[str, Any]) -> ClaimFacts:
    """Return facts as they were stored; raises InvalidInput for what is none."""
    values = _values(ClaimFacts, plain)
    for name in ("begin_on", "end_on"):
        if isinstance(values.get(name), str):
            values[name] = date.fromisoformat(values[name])
    return ClaimFacts(**values)


def used_from_plain(plain: Mapping[str, Any]) -> Used:
    """Return what counted earlier as it was stored."""
    values = _values(Used, {name: value for name, value in plain.items() if name != "parts"})
    parts = tuple(PartUse(**_values(PartUse, one)) for one in plain.get("parts", ()))
    return Used(**values, parts=parts)


def example_from_plain(plain: Mapping[str, Any]) -> Example:
    """Return a worked example as it was stored."""
    return Example(
        str(plain["name"]),
        facts_from_plain(plain["facts"]),
        int(plain["expected"]),
        used_from_plain(plain.get("used") or {}),
    )


def _values(model: type[Any], plain: Mapping[str, Any]) -> dict[str, Any]:
    known = _KNOWN[model]
    for name, value in plain.items():
        if name not in known or not _fits(value, known[name], name):
            raise InvalidInput(N_("“{name}” is no fact of a claim, or out of bounds."), name=name)
    return dict(plain)


_KNOWN: Mapping[type[Any], Mapping[str, object]] = {
    model: {one.name: one.default for one in fields(model)} for model in (ClaimFacts, PartUse, Used)
}


def _fits(value: object, default: object, name: str) -> bool:
    if default is None:
        return value is None or isinstance(value, str | date)
    if type(value) is int:
        most = MOST_DAYS if name in ("days", "stays", "times") else MOST_FEN
        return type(default) is int and 0 <= value <= most
    return type(value) is type(default)
