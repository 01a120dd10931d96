"""The people of a hand-in: who joins, who is taken off, who leaves while covered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select, true
from sqlalchemy.orm import Session

from db import enrolment_checks, enrolment_rows, moves
from db.bulk import portions
from db.enrolment_checks import Period, Standing
from db.enrolment_rows import NewCover
from db.models.claims import Claim
from db.models.members import Member
from db.models.mutual import Enrolment, UnitEnrolment
from db.scope import below
from db.verbs import load, needs
from rules import mutual_enrolment as rules
from rules import mutual_joining as joining
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.explanation import Line
from rules.language import N_
from rules.members import PRESENT
from rules.people_lists import Remark

WRONG_ENTRY = "wrong_entry"
"""The reason, a code of the list ``cover_end``, by which a cover never was."""


@dataclass(frozen=True, slots=True)
class Joiner:
    """Somebody who is to join; ``row_number`` is where the person stands in an uploaded list."""

    member_id: int
    shares: int = 1
    row_number: int = 0


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding people: how many joined, who did not, whose shares are cut."""

    people: int
    refused: tuple[Remark, ...]
    cut: tuple[Remark, ...]


@needs(Permission.ENROL_UNITS)
def add_people(session: Session, hand_in_id: int, seen: int, rows: Sequence[Joiner]) -> Added:
    """Put people on a unit's hand-in, those who may join; the others are named with the reason.

    Raises WrongState once the hand-in is on its way.
    """
    hand_in = load_open(session, hand_in_id, seen)
    return add_to(session, hand_in, rows)


@needs(Permission.ENROL_UNITS)
def add_all(session: Session, hand_in_id: int, seen: int, shares: int = 1) -> Added:
    """Put everybody who belongs to the unit now, or to one below it, on its hand-in."""
    hand_in = load_open(session, hand_in_id, seen)
    return add_to(session, hand_in, _present(session, hand_in, shares))


@needs(Permission.ENROL_UNITS)
def preview_all(session: Session, hand_in_id: int, shares: int = 1) -> Added:
    """Say what ``add_all`` would bring; nothing is written."""
    hand_in = load(session, UnitEnrolment, hand_in_id)
    return look_at(session, hand_in, _present(session, hand_in, shares))


def _present(session: Session, hand_in: UnitEnrolment, shares: int) -> list[Joiner]:
    """Return who belongs to the unit or to one below it and is not on the hand-in, by name."""
    on_it = exists().where(
        Enrolment.unit_enrolment_id == hand_in.id,
        Enrolment.member_id == Member.id,
        Enrolment.live.is_(True),
    )
    ids = session.scalars(
        select(Member.id)
        .where(
            Member.live(),
            Member.unit_id.in_(below(hand_in.unit_id or 0)),
            Member.status.in_([str(status) for status in PRESENT]),
            ~on_it,
        )
        .order_by(Member.sort_name, Member.id)
    )
    return [Joiner(key, shares) for key in ids]


def load_open(session: Session, hand_in_id: int, seen: int) -> UnitEnrolment:
    """Load a hand-in whose people may still be changed."""
    hand_in = load(session, UnitEnrolment, hand_in_id, seen)
    if hand_in.state not in rules.OPEN_TO_CHANGE:
        raise WrongState(N_("This hand-in is on its way: have it returned before you change it."))
    moves.enter_as_well(session, hand_in)  # who puts people on it does not confirm it
    return hand_in


def add_to(session: Session, hand_in: UnitEnrolment, rows: Sequence[Joiner]) -> Added:
    """Add people to a hand-in that was loaded for it."""
    enrolment_checks.hold_people(session, {row.member_id for row in rows})
    taken, refused, cut = _sift(session, hand_in, rows)
    if taken:
        enrolment_rows.insert(session, hand_in, taken)
    return Added(len(taken), tuple(refused), tuple(cut))


def look_at(session: Session, hand_in: UnitEnrolment, rows: Sequence[Joiner]) -> Added:
    """Say what adding people to a hand-in would bring; nothing is written."""
    taken, refused, cut = _sift(session, hand_in, rows)
    return Added(len(taken), tuple(refused), tuple(cut))


def _sift(
    session: Session, hand_in: UnitEnrolment, rows: Sequence[Joiner]
) -> tuple[list[NewCover], list[Remark], list[Remark]]:
    """Part people into those who join and those who cannot, with the reason."""
    period = enrolment_checks.period_of(session, hand_in)
    once = {row.member_id: row for row in reversed(rows)}
    ids = sorted(once)
    people = enrolment_checks.standings(session, hand_in.unit_id or 0, ids)
    reasons = enrolment_checks.refusals(session, period, people, ids)
    earlier = enrolment_checks.earlier_covers(session, hand_in.plan_id, ids, hand_in.from_on)
    taken: list[NewCover] = []
    refused: list[Remark] = []
    cut: list[Remark] = []
    for row in rows:
        reason = reasons.get(row.member_id) or joining.row_fault(
            row.shares, again=once[row.member_id] is not row
        )
        if reason is not None:
            refused.append(_remark(people, row, reason))
            continue
        void = joining.shares_void(period.terms, row.shares)
        if void is not None:
            cut.append(_remark(people, row, void))
        taken.append(_cover(period, row, earlier.get(row.member_id)))
    return taken, refused, cut


def _cover(period: Period, row: Joiner, earlier: rules.Earlier | None) -> NewCover:
    renews = rules.renewed(period.terms, period.from_on, earlier)
    shares = rules.valid_shares(period.terms, row.shares)
    return NewCover(
        row.member_id,
        rules.covered_from(period.terms, period.from_on, renews),
        shares,
        rules.fee(period.terms, shares),
        earlier.id if renews and earlier else None,
    )


def _remark(people: Mapping[int, Standing], row: Joiner, line: Line) -> Remark:
    known = people.get(row.member_id)
    return Remark(known.name if known else "", line, row.row_number)


@needs(Permission.ENROL_UNITS)
def remove(session: Session, hand_in_id: int, seen: int, ids: Iterable[int]) -> int:
    """Take people off a hand-in that is not on its way yet; returns how many."""
    hand_in = load_open(session, hand_in_id, seen)
    wanted = list(ids)
    if not wanted:
        raise InvalidInput(N_("Choose at least one person."))
    taken = enrolment_rows.set_flag(session, hand_in, "live", False, wanted)
    settle(session, hand_in)
    return taken


@needs(Permission.ENROL_UNITS)
def remove_unfit(session: Session, hand_in_id: int, seen: int) -> int:
    """Take everybody off who cannot join any more; returns how many."""
    hand_in = load_open(session, hand_in_id, seen)
    return remove(session, hand_in_id, seen, enrolment_checks.unfit_people(session, hand_in))


@needs(Permission.ENROL_UNITS)
def leave(session: Session, enrolment_id: int, seen: int, on: date, reason: str) -> None:
    """End somebody's cover with a day; no fee is given back.

    An entry made in error is taken back as a whole, and its fee is not owed. Raises WrongState
    where claims rest on what would fall away.
    """
    cover = load(session, Enrolment, enrolment_id, seen)
    # A claim of this person that is being taken right now is waited for.
    enrolment_checks.hold_people(session, [cover.member_id])
    hand_in = load(session, UnitEnrolment, cover.unit_enrolment_id)
    if not cover.live or not cover.confirmed or cover.left_on is not None:
        raise WrongState(N_("This cover does not stand any more, or not yet."))
    if not reason:
        raise InvalidInput(N_("Say why the cover ends."), field="reason")
    if not cover.from_on <= on <= cover.to_on:
        raise InvalidInput(
            N_("Choose a day from {from_on} to {to_on}, while the cover runs."),
            field="on",
            from_on=cover.from_on.isoformat(),
            to_on=cover.to_on.isoformat(),
        )
    is_error = reason == WRONG_ENTRY
    check_no_claims(session, [cover.id], None if is_error else on)
    cover.left_on, cover.left_reason = on, reason
    if is_error:
        cover.live = False
    else:
        cover.to_on = on
    session.flush()
    settle(session, hand_in)


def settle(session: Session, hand_in: UnitEnrolment) -> None:
    """Bring a hand-in's sums in line with its live covers."""
    people, due = session.execute(
        select(func.count(), func.coalesce(func.sum(Enrolment.fee_fen), 0)).where(
            Enrolment.unit_enrolment_id == hand_in.id, Enrolment.live.is_(True)
        )
    ).one()
    hand_in.people, hand_in.due_fen = people, int(due)


_CLOSED_CLAIMS = ("refused", "withdrawn", "expired")


def check_no_claims(session: Session, ids: Iterable[int], after: date | None) -> None:
    """Raise WrongState where claims rest on covers, after a day only where one is given."""
    later = true() if after is None else Claim.event_on > after
    for some in portions(list(ids)):
        number = session.scalar(
            select(Claim.claim_no)
            .where(Claim.enrolment_id.in_(some), Claim.state.not_in(_CLOSED_CLAIMS), later)
            .limit(1)
            # Whoever may end a cover need not see who claims on it, but that somebody does.
            .execution_options(kernel=True)
        )
        if number is not None:
            raise WrongState(
                N_("Claim {number} rests on this cover. Look at that claim first."), number=number
            )
