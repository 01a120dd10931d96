"""What a unit shall reach in a year of mutual aid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value
from rules.language import N_
from rules.money import MOST_FEN, Fen
from rules.settings import between

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Target:
    """What a unit shall reach in a year; 0 where nothing is asked."""

    people: int = 0
    fees_fen: Fen = 0
    renewal_percent: int = 0

    def __add__(self, other: Target) -> Target:
        return Target(self.people + other.people, self.fees_fen + other.fees_fen)


def check_amount(value: Value) -> Value:
    """Return an amount of zero or more, in fen."""
    if not isinstance(value, int) or not 0 <= value <= MOST_FEN:
        raise InvalidInput(N_("Enter an amount of zero or more."))
    return value


TARGET_FIELDS: Fields = (
    Field("people", N_("People to be covered"), Kind.INTEGER, required=True,
          check=between(0, 10_000_000)),
    Field("fees_fen", N_("Fees to be received"), Kind.MONEY, required=True, check=check_amount),
    Field("renewal_percent", N_("Renewals, percent"), Kind.INTEGER, required=True,
          check=between(0, 100)),
    Field("note", N_("Note"), length=200),
)  # fmt: skip


def check_year(year: int) -> None:
    """Raise InvalidInput for a year that no target can be of."""
    between(FIRST_YEAR, LAST_YEAR)(year)


def check_target(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return a target's values, without a note an empty one; raises InvalidInput for wrong ones."""
    checked: dict[str, Value] = {}
    for field in TARGET_FIELDS:
        value = values.get(field.name)
        if field.kind is Kind.TEXT:
            checked[field.name] = str(value or "").strip()
        else:
            checked[field.name] = field.check(value) if field.check else value
    if not (checked["people"] or checked["fees_fen"]):
        raise InvalidInput(N_("Say how many people or what fees shall be reached."), field="people")
    return checked
