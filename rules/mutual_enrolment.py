"""Joining mutual aid: how a unit's hand-in moves, from when to when cover runs, what is owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.access import Permission
from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value
from rules.language import N_
from rules.money import Fen
from rules.moves import ENTER, SUBMIT, Machine, Step
from rules.mutual_terms import PlanTerms
from rules.workdays import plus_months

DRAFT, HANDED_IN = "enrolment_draft", "enrolment_handed_in"
RETURNED, CONFIRMED = "enrolment_returned", "enrolment_confirmed"
WITHDRAWN = "enrolment_withdrawn"

OPEN_TO_CHANGE = (DRAFT, RETURNED)
"""States in which people and shares may still be changed."""
PAYABLE = (HANDED_IN, CONFIRMED)
"""States in which fees are owed and taken in."""

_ENROL, _CONFIRM = Permission.ENROL_UNITS, Permission.CONFIRM_ENROLMENTS
_WITHDRAW = Step(WITHDRAWN, _ENROL, N_("Withdraw"), needs_note=True)

HAND_IN = Machine(
    "unit_enrolment",
    DRAFT,
    {
        (DRAFT, SUBMIT): Step(HANDED_IN, _ENROL, N_("Hand in")),
        (RETURNED, SUBMIT): Step(HANDED_IN, _ENROL, N_("Hand in again")),
        (HANDED_IN, "confirm"): Step(
            CONFIRMED, _CONFIRM, N_("Confirm"), not_same_as=(ENTER, SUBMIT)
        ),
        (HANDED_IN, "return"): Step(
            RETURNED, _CONFIRM, N_("Return for correction"), needs_note=True
        ),
        (CONFIRMED, "undo"): Step(RETURNED, _CONFIRM, N_("Undo the confirmation"), needs_note=True),
        (DRAFT, "withdraw"): _WITHDRAW,
        (RETURNED, "withdraw"): _WITHDRAW,
        (HANDED_IN, "withdraw"): _WITHDRAW,
    },
    {
        DRAFT: N_("Hand-in in draft"),
        HANDED_IN: N_("Handed in, to be confirmed"),
        RETURNED: N_("Returned for correction"),
        CONFIRMED: N_("Confirmed, covered"),
        WITHDRAWN: N_("Hand-in withdrawn"),
    },
)
"""What a unit hands in covers nobody before another person has confirmed it."""

OPEN, PART, FULL, OVER = "fees_open", "fees_part", "fees_full", "fees_over"
FEE_LABELS: Mapping[str, str] = {
    OPEN: N_("Nothing received"),
    PART: N_("Received in part"),
    FULL: N_("Received in full"),
    OVER: N_("More than was due"),
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """A cover that somebody had before, under the same plan."""

    id: int
    from_on: date
    to_on: date


def check_headcount(value: Value) -> Value:
    """Return the number of staff, by which the group rule is judged."""
    if not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise InvalidInput(N_("Enter how many of the unit's staff could join."))
    return value


HEADCOUNT = Field(
    "headcount",
    N_("Staff who could join"),
    Kind.INTEGER,
    required=True,
    check=check_headcount,
    help=N_("All of the unit's staff whom the plan is for, by which its share rule is judged."),
)
CONTACT_FIELDS: Fields = (
    Field("contact_name", N_("Contact person"), length=60),
    Field("contact_phone", N_("Contact phone"), length=30),
    Field("note", N_("Note"), Kind.LONG_TEXT, length=500),
)
CHANGE_FIELDS: Fields = (HEADCOUNT, *CONTACT_FIELDS)


def begin_after(terms: PlanTerms, on: date) -> date:
    """Return the first day, ``on`` or later, on which cover under the plan may begin."""
    if not terms.fixed_start:
        return on
    month, day = (int(part) for part in terms.fixed_start.split("-"))
    this_year = date(on.year, month, day)
    return this_year if this_year >= on else date(on.year + 1, month, day)


def check_begin(terms: PlanTerms, from_on: date) -> None:
    """Raise InvalidInput where cover would begin on a day that the plan does not know."""
    if begin_after(terms, from_on) != from_on:
        raise InvalidInput(
            N_("Cover under this plan begins on {day} of each year."),
            field="from_on",
            day=terms.fixed_start,
        )


def last_day(terms: PlanTerms, from_on: date) -> date:
    """Return the last day of a period of cover."""
    return plus_months(from_on, terms.months) - timedelta(days=1)


def covered_from(terms: PlanTerms, from_on: date, renews: bool) -> date:
    """Return the first day that counts: after the waiting period, which renewals have not."""
    if renews:
        return from_on
    return plus_months(from_on, terms.waiting_months) + timedelta(days=terms.waiting_days)


def renewed(terms: PlanTerms, from_on: date, earlier: Earlier | None) -> bool:
    """Say whether a cover goes on from an earlier one; a gap makes its holder new."""
    if earlier is None or earlier.from_on >= from_on:
        return False
    return from_on <= earlier.to_on + timedelta(days=1 + terms.gap_days)


def valid_shares(terms: PlanTerms, shares: int) -> int:
    """Return how many of the shares count: those above the most are void."""
    return min(shares, terms.max_shares)


def fee(terms: PlanTerms, shares: int) -> Fen:
    return terms.share_fen * shares


def fee_by_payer(terms: PlanTerms, shares: int) -> dict[str, Fen]:
    """Return what each payer owes for so many shares."""
    return {payer: fen * shares for payer, fen in terms.payers.items() if fen}


def shares_of(terms: PlanTerms, fen: Fen) -> int:
    """Return for how many shares an amount is the fee."""
    return fen // terms.share_fen if terms.share_fen else 0


def fee_state(due: Fen, received: Fen) -> str:
    """Return how far the fees of a hand-in are in."""
    if received > due:
        return OVER
    if received == due:
        return FULL
    return PART if received else OPEN


RUN_OUT, AHEAD = "run_out", "ahead"
STANDINGS: Mapping[str, str] = {
    **HAND_IN.state_labels,
    AHEAD: N_("Confirmed, not begun"),
    RUN_OUT: N_("Cover is over"),
}
"""How a hand-in stands on a day: its state, and of a confirmed one whether its cover runs."""


def standing(state: str, from_on: date, to_on: date, on: date) -> str:
    """Return how a hand-in stands on a day, a code of ``STANDINGS``."""
    if state != CONFIRMED or from_on <= on <= to_on:
        return state
    return RUN_OUT if on > to_on else AHEAD
