"""What pay runs should do, in the simplest words: the sums and states that the office must reach.

A step is an action, a person, a run and a line, all as numbers; ``Model.take`` does it or
refuses it. The rules decide who may do what; the model only keeps books.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rules import pay_runs as rules
from rules.access import Permission
from rules.errors import OfficeError
from rules.moves import ENTER, advance, check_separation

MONTH_FEN = 800_00
TIERS = rules.Tiers(2_000_00, 5_000_00, 10_000_00, 10_000_00)
_PREPARE, _SIGN, _PAY = Permission.PREPARE_RUNS, Permission.SIGN_RUNS, Permission.PAY_RUNS
PEOPLE: tuple[frozenset[Permission], ...] = (
    frozenset({_PREPARE}),
    frozenset({_PREPARE}),
    frozenset({_SIGN}),
    frozenset({_SIGN}),
    frozenset({_SIGN}),
    frozenset({_PAY}),
    frozenset({_PREPARE, _SIGN, _PAY}),
)
"""Two who prepare, three who sign, a cashier, and one who might do everything."""

OF_THE_RUN = ("lock", "sign", "unlock", "send_back", "cancel", "send", "settle", "close")
OF_A_LINE = ("remove", "put_back", "pay", "fail", "reopen", "take_back")
ACTIONS = ("draft", "follow_up", *OF_THE_RUN, *OF_A_LINE)
Step = tuple[str, int, int, int]
Key = tuple[int, int]
"""A household and a month."""


@dataclass
class Line:
    household: int
    keys: frozenset[Key]
    state: str = rules.LISTED
    removed: bool = False

    @property
    def fen(self) -> int:
        return MONTH_FEN * len(self.keys)

    @property
    def lives(self) -> bool:
        return not self.removed and self.state in (rules.LISTED, rules.PAID)


@dataclass
class Run:
    lines: list[Line]
    moves: list[tuple[str, int]]
    state: str = rules.DRAFT
    needed: int = 0
    signed: set[int] = field(default_factory=set)

    @property
    def listed(self) -> list[Line]:
        return [line for line in self.lines if not line.removed]

    @property
    def total(self) -> int:
        return sum(line.fen for line in self.listed)

    def sum_of(self, *states: str) -> int:
        return sum(line.fen for line in self.listed if line.state in states)

    def advance(self, person: int, action: str) -> None:
        step = advance(rules.PAY_RUN, self.state, action)
        _need(step.permission, person)
        check_separation(step, person, self.moves, ())
        self.state = step.to
        self.moves.append((action, person))


class Refused(OfficeError):
    """The model does not allow this step."""


def _need(permission: Permission, person: int) -> None:
    _check(permission in PEOPLE[person])


def _check(allowed: bool) -> None:
    if not allowed:
        raise Refused("refused")


class Model:
    """Households with two months due each, and every run there is."""

    def __init__(self, households: int) -> None:
        self.keys = frozenset((home, month) for home in range(households) for month in (9, 10))
        self.runs: list[Run] = []

    def take(self, step: Step) -> bool:
        """Do a step; say whether it was allowed. A refused one changes nothing."""
        action, person, number, place = step
        try:
            if action == "draft":
                self._draft(person)
                return True
            _check(bool(self.runs))
            run = self.runs[number % len(self.runs)]
            if action == "follow_up":
                self._follow_up(person, run)
            elif action in OF_THE_RUN:
                self._step(person, run, action)
            else:
                self._line(person, run, run.lines[place % len(run.lines)], action)
        except OfficeError:
            return False
        return True

    def live(self) -> list[Key]:
        """Return what stands in a run or was paid, as often as it does."""
        return [
            key
            for run in self.runs
            if run.state != rules.CANCELLED
            for line in run.lines
            if line.lives
            for key in line.keys
        ]

    def paid(self) -> list[Key]:
        return [
            key
            for run in self.runs
            for line in run.listed
            if line.state == rules.PAID
            for key in line.keys
        ]

    @property
    def committed(self) -> int:
        """What the fund holds back: everything locked that has not found its place."""
        waiting = (rules.LOCKED, rules.SIGNED, rules.SENT)
        return sum(run.sum_of(rules.LISTED) for run in self.runs if run.state in waiting)

    def _open(self, person: int, keys: Iterable[Key]) -> None:
        by_home: dict[int, set[Key]] = {}
        for key in keys:
            by_home.setdefault(key[0], set()).add(key)
        _check(bool(by_home))
        lines = [Line(home, frozenset(by_home[home])) for home in sorted(by_home)]
        self.runs.append(Run(lines, [(ENTER, person)]))

    def _draft(self, person: int) -> None:
        _need(_PREPARE, person)
        self._open(person, self.keys - set(self.live()))

    def _follow_up(self, person: int, run: Run) -> None:
        _need(_PREPARE, person)
        _check(run.state in rules.PAID_OUT)
        failed = [one for one in run.listed if one.state in (rules.FAILED, rules.RETURNED)]
        keys = {key for line in failed for key in line.keys}
        self._open(person, keys - set(self.live()))

    def _step(self, person: int, run: Run, action: str) -> None:
        if action == "lock":
            _check(run.state == rules.DRAFT and bool(run.listed))
            largest = max(line.fen for line in run.listed)
            run.advance(person, "lock")
            run.needed = rules.signatures_needed(run.total, largest, TIERS)
        elif action == "sign":
            _check(person not in run.signed)
            last = len(run.signed) + 1 >= run.needed
            run.advance(person, "sign" if last else "countersign")
            run.signed.add(person)
        else:
            _check(action != "send" or bool(run.listed))
            _check(action != "settle" or not run.sum_of(rules.LISTED))
            run.advance(person, action)
            if action in ("unlock", "send_back", "cancel"):
                run.signed = set()

    def _line(self, person: int, run: Run, line: Line, action: str) -> None:
        if action == "remove":
            _need(_PREPARE, person)
            _check(run.state in rules.BEFORE_SENDING and not line.removed)
            line.removed = True
            return
        if action == "put_back":
            _need(_PREPARE, person)
            _check(run.state == rules.DRAFT and line.removed)
            _check(not line.keys & set(self.live()))
            line.removed = False
            return
        _need(_PAY, person)
        _check(not line.removed)
        self._settle(run, line, action)

    def _settle(self, run: Run, line: Line, action: str) -> None:
        if action == "take_back":
            _check(run.state in rules.PAID_OUT and line.state == rules.PAID)
            line.state = rules.RETURNED
            return
        _check(run.state == rules.SENT)
        if action == "reopen":
            _check(line.state != rules.LISTED)
            _check(line.lives or not line.keys & set(self.live()))
            line.state = rules.LISTED
            return
        _check(line.state == rules.LISTED)
        line.state = rules.PAID if action == "pay" else rules.FAILED
