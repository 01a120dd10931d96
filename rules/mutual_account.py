"""The account of mutual aid: what each figure means, who reached the target, who ranks where.

Figures are counted for a period, a month or a year; rates are in hundredths of a percent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial

from rules.claims import APPROVED, DRAFT, REFUSED
from rules.indicator import share_of
from rules.language import N_
from rules.money import Fen
from rules.mutual_targets import Target
from rules.periods import Period, month_or_year, months_to

MILLION_FEN: Fen = 100_000_000
"""A county whose fees of a year reach a million yuan bears the mark."""

MONTHS_OF_RATIO = 12

RENEWED = "renewed"


def account_code(period: Period) -> int:
    """Return the number by which letters know the account of a month or a year: 202611, 202600."""
    return period.year * 100 + period.number


def account_period(code: int) -> Period:
    """Return the month or year that an account's number means; raises InvalidInput for none."""
    return month_or_year(*divmod(code, 100))


def show_rate(found: int | None) -> str:
    """Write a rate as "88.00 %", a dash where there is none."""
    return "—" if found is None else f"{found // 100}.{found % 100:02d} %"


def loss_ratio(paid_fen: Fen, fees_fen: Fen) -> int | None:
    """Return what was paid for each yuan of fees received."""
    return share_of(paid_fen, fees_fen)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted for one unit and those below it in some months.

    ``fees_fen`` are the fees received so far for covers that begin in these months, since fees
    of a year come in at the end of the one before; ``came_in_fen`` what came in in these months.
    """

    people: int = 0
    due_fen: Fen = 0
    fees_fen: Fen = 0
    came_in_fen: Fen = 0
    renewals_due: int = 0
    renewed: int = 0
    claims: int = 0
    approved: int = 0
    refused: int = 0
    paid_fen: Fen = 0
    paid_claims: int = 0

    def __add__(self, other: Tally) -> Tally:
        names = (field.name for field in fields(self))
        return Tally(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def loss_ratio(self) -> int | None:
        return loss_ratio(self.paid_fen, self.fees_fen)

    @property
    def renewal_rate(self) -> int | None:
        return share_of(self.renewed, self.renewals_due)


@dataclass(frozen=True, slots=True)
class Counted:
    """One sum of the summaries: which counter, its second code, the month, rows and fen."""

    name: str
    second: str
    month: str
    n: int
    fen: Fen


def _of_enrolled(one: Counted) -> Tally:
    renewed = one.n if one.second == RENEWED else 0
    return Tally(people=one.n, due_fen=one.fen, renewed=renewed)


def _of_claims(one: Counted) -> Tally:
    if one.second == DRAFT:
        return Tally()
    approved = one.n if one.second == APPROVED else 0
    refused = one.n if one.second == REFUSED else 0
    return Tally(claims=one.n, approved=approved, refused=refused)


COVERED = "enrolled"
COUNTERS: Mapping[str, Callable[[Counted], Tally]] = {
    COVERED: _of_enrolled,
    "renewals_due": lambda one: Tally(renewals_due=one.n),
    "cover_fees": lambda one: Tally(fees_fen=one.fen),
    "fees": lambda one: Tally(came_in_fen=one.fen),
    "claims": _of_claims,
    "claims_paid": lambda one: Tally(paid_claims=one.n, paid_fen=one.fen),
}
"""The counters of the summaries that the account is made from, and what each adds."""


def tally(counted: Iterable[Counted], within: Callable[[str], bool]) -> Tally:
    """Return what the months in ``within`` come to."""
    sums: dict[tuple[str, str], list[int]] = {}
    for one in counted:
        if within(one.month):
            both = sums.setdefault((one.name, one.second), [0, 0])
            both[0], both[1] = both[0] + one.n, both[1] + one.fen
    total = Tally()
    for (name, second), (n, fen) in sums.items():
        total += COUNTERS[name](Counted(name, second, "", n, fen))
    return total


@dataclass(frozen=True, slots=True)
class UnitAccount:
    """One unit with those below it: the period, the year up to its end, and both of the year
    before."""

    unit_id: int
    name: str
    period: Tally
    year: Tally
    before: Tally
    year_before: Tally
    target: Target | None = None

    @property
    def people_reached(self) -> int | None:
        return share_of(self.year.people, self.target.people) if self.target else None

    @property
    def fees_reached(self) -> int | None:
        return share_of(self.year.fees_fen, self.target.fees_fen) if self.target else None

    @property
    def is_million(self) -> bool:
        return self.year.fees_fen >= MILLION_FEN


@dataclass(frozen=True, slots=True)
class Order:
    """One way to rank: its name on the screen and the number that counts."""

    label: str
    value: Callable[[UnitAccount], int | None]


ORDERS: Mapping[str, Order] = {
    "people_reached": Order(N_("People against the target"), lambda one: one.people_reached),
    "fees_reached": Order(N_("Fees against the target"), lambda one: one.fees_reached),
    "people": Order(N_("People covered"), lambda one: one.year.people),
    "fees": Order(N_("Fees received"), lambda one: one.year.fees_fen),
    "renewal": Order(N_("Renewal rate"), lambda one: one.year.renewal_rate),
}
"""The ways to rank units; all are by the year up to the end of the period."""

AIMED = ("people_reached", "fees_reached")
"""The ways that need targets, which are set for all plans together."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit at its place; units that come to the same share one, and None has no place."""

    place: int | None
    unit: UnitAccount


def ranking(units: Sequence[UnitAccount], order: str) -> list[Ranked]:
    """Rank units, the best first; those without a number stand last, without a place."""
    value = ORDERS[order].value
    known = sorted(
        ((found, unit) for unit in units if (found := value(unit)) is not None),
        key=lambda pair: (-pair[0], pair[1].name),
    )
    ranked: list[Ranked] = []
    for position, (found, unit) in enumerate(known, start=1):
        same = position > 1 and known[position - 2][0] == found
        ranked.append(Ranked(ranked[-1].place if same else position, unit))
    placed = {unit.unit_id for _found, unit in known}
    rest = sorted((one for one in units if one.unit_id not in placed), key=lambda one: one.name)
    return ranked + [Ranked(None, unit) for unit in rest]


@dataclass(frozen=True, slots=True)
class MonthRatio:
    """Benefits paid in the twelve months up to the end of a month, and the fees received for
    covers that began in them."""

    month: str
    fees_fen: Fen
    paid_fen: Fen

    @property
    def ratio(self) -> int | None:
        return loss_ratio(self.paid_fen, self.fees_fen)


def _between(start: str, end: str, month: str) -> bool:
    return start <= month <= end


def ratios(counted: Sequence[Counted], last: str) -> tuple[MonthRatio, ...]:
    """Return the loss ratio of twelve months for each of the twelve months up to ``last``."""
    found = []
    for end in months_to(last, MONTHS_OF_RATIO):
        start = months_to(end, MONTHS_OF_RATIO)[0]
        sums = tally(counted, partial(_between, start, end))
        found.append(MonthRatio(end, sums.fees_fen, sums.paid_fen))
    return tuple(found)
