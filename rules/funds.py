"""Pots of money: what an entry does to their sums, and what each may be spent on.

balance = budget + income - moved - paid - committed, and no sum is ever below zero.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from rules.errors import InvalidInput, WrongState
from rules.fields import Field, Fields, Kind, Value
from rules.language import N_
from rules.money import MOST_FEN, Fen, show_money
from rules.settings import between

BUDGET, INCOME, CARRIED = "budget", "income", "carried"
COMMITMENT, RELEASE, PAYMENT = "commitment", "release", "payment"
REVERSAL = "reversal"

ENTRY_LABELS: Mapping[str, str] = {
    BUDGET: N_("Budget"),
    INCOME: N_("Money received"),
    CARRIED: N_("Carried over to another fund"),
    COMMITMENT: N_("Reserved"),
    RELEASE: N_("No longer reserved"),
    PAYMENT: N_("Paid out"),
    REVERSAL: N_("Reversal"),
}
"""The kinds of entries; how each moves the sums is in ``_MOVES``."""

REVERSIBLE = frozenset((BUDGET, INCOME))
"""What a clerk may take back; payments are taken back by the pay run that made them."""

_MOVES = {
    BUDGET: ("budget", 1),
    INCOME: ("income", 1),
    CARRIED: ("moved", 1),
    COMMITMENT: ("committed", 1),
    RELEASE: ("committed", -1),
    PAYMENT: ("paid", 1),
}


def check_year(value: Value) -> Value:
    """Return the year of a fund."""
    return between(2000, 2100)(value)


def check_positive(value: Value) -> Value:
    """Return an amount above zero, in fen."""
    if not isinstance(value, int) or value <= 0:
        raise InvalidInput(N_("Enter an amount above zero."))
    if value > MOST_FEN:
        raise InvalidInput(N_("This amount is too large."))
    return value


FUND_FIELDS: Fields = (
    Field(
        "name",
        N_("Name of the fund"),
        required=True,
        length=60,
        help=N_("Keep the name from year to year: standing benefits follow it."),
    ),
    Field("source", N_("Fund source"), Kind.CHOICE, codes="fund_source", required=True),
    Field("year", N_("Year"), Kind.INTEGER, required=True, check=check_year),
    Field("uses", N_("May be spent on"), Kind.CHOICES, codes="aid_kind", required=True),
)
CHANGEABLE_FIELDS: Fields = tuple(one for one in FUND_FIELDS if one.name in ("name", "uses"))
NEW_FUND_FIELDS: Fields = (Field("unit_id", N_("Unit"), Kind.UNION, required=True), *FUND_FIELDS)
TARGETS = "fund_targets"
"""The name under which the funds go to which money may be carried over."""
CARRY_FIELDS: Fields = (
    Field("to_fund_id", N_("To which fund"), Kind.CHOICE, codes=TARGETS, required=True),
    Field("fen", N_("Amount"), Kind.MONEY, required=True, check=check_positive),
    Field("note", N_("Note"), length=200),
)
BUDGET_FIELDS: Fields = (
    Field("fen", N_("Amount"), Kind.MONEY, required=True, check=check_positive),
    Field("on", N_("Day"), Kind.DATE, required=True),
    Field("document_no", N_("Number of the decision"), length=60),
    Field("note", N_("Note"), length=200),
)
INCOME_FIELDS: Fields = (
    Field("fen", N_("Amount"), Kind.MONEY, required=True, check=check_positive),
    Field("on", N_("Received on"), Kind.DATE, required=True),
    Field("payer", N_("Paid by"), required=True, length=100),
    Field(
        "document_no",
        N_("Document number"),
        required=True,
        length=60,
        help=N_("The number on the receipt or of the appropriation letter."),
    ),
    Field(
        "note",
        N_("Note"),
        length=200,
        help=N_("For money applied for: number and day of the application."),
    ),
)


@dataclass(frozen=True, slots=True)
class Sums:
    """What the ledger of a pot comes to, in fen."""

    budget: Fen = 0
    income: Fen = 0
    moved: Fen = 0
    paid: Fen = 0
    committed: Fen = 0

    @property
    def balance(self) -> Fen:
        return self.budget + self.income - self.moved - self.paid - self.committed


def after(sums: Sums, kind: str, fen: Fen) -> Sums:
    """Return the sums after an entry; a reversal names the kind it takes back, fen negative.

    Raises InvalidInput when the pot would be overdrawn.
    """
    new = _moved(sums, kind, fen)
    if new.balance < 0:
        raise InvalidInput(
            N_("There are {free} yuan left in this fund, {needed} yuan are needed."),
            field="fen",
            free=show_money(sums.balance),
            needed=show_money(sums.balance - new.balance),
        )
    if min(new.budget, new.income, new.moved, new.paid, new.committed) < 0:
        raise InvalidInput(N_("This is more than what was entered before."), field="fen")
    return new


def total(entered: Iterable[tuple[str, Fen]]) -> Sums:
    """Return the sums of many entries at once, each the kind it moves and its signed fen."""
    sums = Sums()
    for kind, fen in entered:
        sums = _moved(sums, kind, fen)
    return sums


def _moved(sums: Sums, kind: str, fen: Fen) -> Sums:
    name, sign = _MOVES[kind]
    return replace(sums, **{name: getattr(sums, name) + sign * fen})


def check_open(closed_on: date | None) -> None:
    """Raise WrongState for a closed fund."""
    if closed_on is not None:
        raise WrongState(
            N_("This fund was closed on {on}. Choose another one."), on=closed_on.isoformat()
        )


def check_year_of(year: int, on: date) -> None:
    """Raise InvalidInput for a day outside the fund's year."""
    if on.year != year:
        raise InvalidInput(
            N_("This is the fund of {year}, and {on} is not in that year."),
            field="on",
            year=year,
            on=on.isoformat(),
        )


def check_use(uses: Collection[str], kind: str) -> None:
    """Raise InvalidInput when the fund is not for this kind of aid."""
    if kind not in uses:
        raise InvalidInput(
            N_("This fund is earmarked and not for this kind of aid. Choose another fund."),
            field="fund_id",
        )
