"""The incomes and rigid costs of a file: the fields of a line, and its share of the window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind
from rules.language import N_
from rules.money import Fen
from rules.workdays import plus_months

INCOME, COST = "income", "cost"
ITEM_LISTS = {INCOME: "income_item", COST: "cost_item"}
DECLARED = "declared"
"""The proof that is none: the family says so."""
MOST_FEN = 10**12
MOST_MONTHS = 120
PEOPLE = "people_of_household"
"""The name under which a form's choices of people go."""
PAPERS = "papers_of_file"


def line_fields(kind: str) -> Fields:
    """Return what is asked for a line of this kind."""
    return (
        Field("item", N_("Item"), Kind.CHOICE, codes=ITEM_LISTS[kind], required=True),
        Field("person_id", N_("Whose line"), Kind.CHOICE, codes=PEOPLE, required=True),
        Field("from_on", N_("First month"), Kind.MONTH, required=True),
        Field("to_on", N_("Last month"), Kind.MONTH, required=True),
        Field("fen", N_("Amount over all these months"), Kind.MONEY, required=True),
        Field("proof", N_("Proof"), Kind.CHOICE, codes="income_proof", required=True),
        Field("source", N_("Payer or source"), length=100),
        Field("attachment_id", N_("Paper"), Kind.CHOICE, codes=PAPERS),
    )


@dataclass(frozen=True, slots=True)
class Window:
    """The months that a means test looks at, by their first days."""

    from_on: date
    to_on: date


def window_before(on: date, months: int) -> Window:
    """Return the ``months`` months that end with the month before the day."""
    this = on.replace(day=1)
    return Window(plus_months(this, -months), plus_months(this, -1))


def months_between(from_on: date, to_on: date) -> int:
    """Return how many months a span has, both ends counted."""
    return (to_on.year - from_on.year) * 12 + to_on.month - from_on.month + 1


def share_in(window: Window, from_on: date, to_on: date, fen: Fen) -> Fen:
    """Return the part of a line's amount that falls into the window, in whole fen."""
    start, end = max(from_on, window.from_on), min(to_on, window.to_on)
    if end < start:
        return 0
    part = Fraction(fen * months_between(start, end), months_between(from_on, to_on))
    return (2 * part.numerator + part.denominator) // (2 * part.denominator)


def check_line(kind: str, from_on: date, to_on: date, fen: Fen, today: date) -> None:
    """Raise InvalidInput, naming the field, for a line that cannot be."""
    if kind not in ITEM_LISTS:
        raise InvalidInput(N_("Choose income or cost."), field="item")
    if fen < 0:
        raise InvalidInput(N_("An amount cannot be below zero."), field="fen")
    if fen > MOST_FEN:
        raise InvalidInput(N_("This amount is too large."), field="fen")
    if to_on < from_on:
        raise InvalidInput(N_("The last month lies before the first."), field="to_on")
    if months_between(from_on, to_on) > MOST_MONTHS:
        raise InvalidInput(N_("A line spans ten years at most."), field="to_on")
    if from_on > today:
        raise InvalidInput(N_("This month lies in the future."), field="from_on")
