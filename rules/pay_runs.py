"""Pay runs: their steps, who signs, the cash for a door round, and what must add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.access import Permission
from rules.language import N_
from rules.moves import ENTER, Machine, Step

BANK, DOOR = "bank", "door"
WAY_LABELS: Mapping[str, str] = {BANK: N_("By bank"), DOOR: N_("At the door")}

AID, CLAIMS = "aid", "claims"
"""What a run pays: aid, or the claims of one plan."""


def plan_of(pays: str) -> int | None:
    """Return the plan whose claims are paid, from what was chosen; None for aid."""
    return int(pays) if pays.isdecimal() else None


DRAFT, LOCKED, SIGNED = "run_draft", "run_locked", "run_signed"
SENT, SETTLED, CLOSED, CANCELLED = "run_sent", "run_settled", "run_closed", "run_cancelled"

BEFORE_SENDING = (DRAFT, LOCKED, SIGNED)
UNSETTLED = (*BEFORE_SENDING, SENT)
"""States in which the money of a run has not all found its place."""
PAID_OUT = (SENT, SETTLED, CLOSED)

_PREPARE, _SIGN, _PAY = Permission.PREPARE_RUNS, Permission.SIGN_RUNS, Permission.PAY_RUNS
_NOT_OWN = (ENTER, "lock")


def _undoing() -> dict[tuple[str, str], Step]:
    steps = {
        (state, "cancel"): Step(CANCELLED, _PREPARE, N_("Cancel the run"), needs_note=True)
        for state in BEFORE_SENDING
    }
    for state in (LOCKED, SIGNED):
        steps[(state, "unlock")] = Step(DRAFT, _PREPARE, N_("Unlock"), needs_note=True)
    steps[(LOCKED, "send_back")] = Step(DRAFT, _SIGN, N_("Send back"), needs_note=True)
    return steps


PAY_RUN = Machine(
    "pay_run",
    DRAFT,
    {
        (DRAFT, "lock"): Step(LOCKED, _PREPARE, N_("Lock")),
        (LOCKED, "sign"): Step(SIGNED, _SIGN, N_("Sign off"), not_same_as=_NOT_OWN),
        (LOCKED, "countersign"): Step(LOCKED, _SIGN, N_("Sign off"), not_same_as=_NOT_OWN),
        (SIGNED, "send"): Step(
            SENT, _PAY, N_("Pay out"), not_same_as=(*_NOT_OWN, "countersign", "sign")
        ),
        (SENT, "settle"): Step(SETTLED, _PAY, N_("Settle")),
        (SETTLED, "close"): Step(CLOSED, _PREPARE, N_("Close the run"), not_same_as=("send",)),
        **_undoing(),
    },
    {
        DRAFT: N_("Run in draft"),
        LOCKED: N_("Run locked, to be signed"),
        SIGNED: N_("Run signed, to be paid"),
        SENT: N_("Run sent, results awaited"),
        SETTLED: N_("Run settled"),
        CLOSED: N_("Run closed"),
        CANCELLED: N_("Run cancelled"),
    },
)
"""A run is locked by whoever prepared it, signed by others, paid by somebody else again.

``countersign`` is a sign-off that does not suffice by itself, ``sign`` the last one needed.
"""


def reference_of(run_no: str, number: int) -> str:
    """Return by what the bank's answer names a line: "P2026-0007-0012"."""
    return f"{run_no}-{number:04d}"


LISTED, PAID, FAILED, RETURNED = "listed", "paid", "failed", "returned"
LINE_LABELS: Mapping[str, str] = {
    LISTED: N_("Still open"),
    PAID: N_("Paid"),
    FAILED: N_("Failed"),
    RETURNED: N_("Returned"),
}


@dataclass(frozen=True, slots=True)
class Tiers:
    """From which amounts on, in fen, two and three people sign: for a run and for one line."""

    run_two: int
    run_three: int
    line_two: int
    line_three: int


def signatures_needed(total_fen: int, largest_fen: int, tiers: Tiers) -> int:
    """Return how many people must sign a run of this sum with this largest line."""
    if total_fen >= tiers.run_three or largest_fen >= tiers.line_three:
        return 3
    if total_fen >= tiers.run_two or largest_fen >= tiers.line_two:
        return 2
    return 1


NOTES = (100_00, 50_00, 20_00, 10_00, 5_00, 1_00, 50, 10)
"""The notes and coins of a door round in fen: 100 yuan down to one jiao."""
SMALLEST_NOTE = NOTES[-1]


def can_be_cash(fen: int) -> bool:
    """Say whether notes and coins make up this amount exactly."""
    return fen > 0 and fen % SMALLEST_NOTE == 0


def notes_for(fen: int) -> dict[int, int]:
    """Return how many of which notes make up an amount, the fewest there can be."""
    counts, left = {}, fen
    for note in NOTES:
        counts[note], left = divmod(left, note)
    return counts


def notes_in_total(amounts: Iterable[int]) -> dict[int, int]:
    """Return the notes to fetch so that each amount can be handed over by itself."""
    total = dict.fromkeys(NOTES, 0)
    for fen in amounts:
        for note, count in notes_for(fen).items():
            total[note] += count
    return total


LEAST_CALLS = 3


def calls_to_make(paid_lines: int, percent: int) -> int:
    """Return how many of the paid lines are called after payment: a share, at least three."""
    wanted = max(-(-paid_lines * percent // 100), LEAST_CALLS) if percent else 0
    return min(wanted, paid_lines)


@dataclass(frozen=True, slots=True)
class Balance:
    """What became of a run's lines: counts and fen by state; removed lines do not count."""

    counts: Mapping[str, int]
    sums: Mapping[str, int]

    @property
    def sent_fen(self) -> int:
        return sum(self.sums.values())

    @property
    def lines(self) -> int:
        return sum(self.counts.values())

    @property
    def open_lines(self) -> int:
        return self.counts.get(LISTED, 0)

    @property
    def back_fen(self) -> int:
        """What did not arrive: failed at the bank, or brought back from the round."""
        return self.sums.get(FAILED, 0) + self.sums.get(RETURNED, 0)


def cash_difference(balance: Balance, counted_fen: int, returned_fen: int) -> int:
    """Return by how much counted out differs from handed over and brought back, in fen.

    0 means that the evening's count agrees with the lines; both sides must agree.
    """
    if counted_fen != balance.sent_fen:
        return counted_fen - balance.sent_fen
    return returned_fen - balance.back_fen
