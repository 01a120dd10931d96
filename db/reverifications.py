"""Re-verification: the yearly spot check is drawn by lot, each check is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import assessments, moves, reveals
from db.models.hardship import Assessment, HardshipFile, Reverification
from db.models.notices import SpotCheckDraw
from db.models.units import Unit
from db.scope import below
from db.verbs import actor_of, load, needs, now_of, today_of
from rules import reverification as rules
from rules.access import Permission, check_allowed
from rules.errors import InvalidInput, NotAllowed, WrongState
from rules.fields import Value
from rules.hardship import IN_FORCE
from rules.language import N_
from rules.notices import check_values
from rules.reverification import REVERIFICATION_FIELDS, SPOT_CHECK, YEARLY

OCCASION = "re-verification"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a draw did: how many units and files it touched."""

    units: int
    files: int


@needs(Permission.REVIEW_HARDSHIP)
def draw(session: Session, unit_id: int | None, due_on: date) -> Drawn:
    """Draw this year's spot checks for a unit and those below: 30 % of each unit's files.

    Without a unit, for the actor's whole part of the office.

    Only files in force are drawn, none twice in a year; a later draw adds what is missing to
    the share. Seed and pool are kept, so that anybody can repeat the draw.
    """
    unit, today = load(session, Unit, unit_id or _top(session)), today_of(session)
    if not today <= due_on <= date(today.year, 12, 31):
        raise InvalidInput(N_("Choose a day from today until the end of the year."), field="due_on")
    in_force = _in_force_below(session, unit.id)
    already = _drawn_below(session, unit.id, today.year)
    units = files = 0
    for home, pool in sorted(in_force.items()):
        taken = already.get(home, set())
        missing = rules.share_of(len(pool)) - len(taken)
        if missing > 0:
            files += _draw_in(session, home, pool, taken, missing, due_on)
            units += 1
    if not files:
        raise WrongState(N_("The share of this year has been drawn already."))
    return Drawn(units, files)


def _top(session: Session) -> int | None:
    own = actor_of(session).unit_id
    return own or session.scalar(select(Unit.id).where(Unit.parent_id.is_(None)))


def _in_force_below(session: Session, unit_id: int) -> dict[int, list[int]]:
    """Return the ids of the files in force, by the unit that keeps them."""
    rows = session.execute(
        select(HardshipFile.unit_id, HardshipFile.id)
        .where(HardshipFile.state == IN_FORCE, HardshipFile.unit_id.in_(below(unit_id)))
        .order_by(HardshipFile.id)
    )
    found: dict[int, list[int]] = {}
    for home, file_id in rows:
        found.setdefault(home or 0, []).append(file_id)
    return found


def _drawn_below(session: Session, unit_id: int, year: int) -> dict[int, set[int]]:
    rows = session.execute(
        select(Reverification.unit_id, Reverification.file_id).where(
            Reverification.kind == SPOT_CHECK,
            Reverification.year == year,
            Reverification.unit_id.in_(below(unit_id)),
        )
    )
    found: dict[int, set[int]] = {}
    for home, file_id in rows:
        found.setdefault(home or 0, set()).add(file_id)
    return found


def _draw_in(
    session: Session,
    unit_id: int,
    pool: Sequence[int],
    taken: set[int],
    missing: int,
    due_on: date,
) -> int:
    today = today_of(session)
    candidates = [file_id for file_id in pool if file_id not in taken]
    seed = sha256(f"{unit_id}:{now_of(session).isoformat()}".encode()).hexdigest()[:16]
    lots = rules.draw(candidates, missing, seed)
    record = SpotCheckDraw(
        unit_id=unit_id,
        year=today.year,
        on=today,
        actor=actor_of(session).name,
        seed=seed,
        in_force=len(pool),
        pool=[str(file_id) for file_id in candidates],
        drawn=len(lots),
    )
    session.add(record)
    session.flush()
    for file_id in lots:
        session.add(
            Reverification(
                unit_id=unit_id,
                file_id=file_id,
                kind=SPOT_CHECK,
                year=today.year,
                draw_id=record.id,
                drawn_on=today,
                due_on=due_on,
            )
        )
    return len(lots)


@needs(Permission.REVIEW_HARDSHIP)
def finish(
    session: Session,
    file_id: int,
    seen: int,
    values: Mapping[str, Value],
    check_id: int | None = None,
) -> int:
    """Write down a check of a file in force, not by who entered it; returns its id.

    ``check_id`` is the spot check that was drawn; without it this is the yearly review.
    The result says when the file is due again. With ``values["assess"]`` the means are tested
    anew and frozen; another category counts only once somebody else adopts it.
    """
    file = load(session, HardshipFile, file_id, seen)
    if file.state != IN_FORCE:
        raise WrongState(N_("Only files in force are re-verified."))
    moves.check_other_person(session, file, rules.CHECK)
    checked = check_values(REVERIFICATION_FIELDS, values)
    done_on, result = checked["done_on"], str(checked["result"])
    if not isinstance(done_on, date) or done_on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="done_on")
    check = _drawn_check(session, file, check_id) if check_id else _yearly(session, file)
    if done_on < (check.drawn_on if check_id else file.approved_on or done_on):
        raise InvalidInput(N_("This day lies before the draw or the approval."), field="done_on")
    check.done_on, check.result = done_on, result
    check.checked_by, check.findings = str(checked["checked_by"]), str(checked["findings"])
    check.done_by = actor_of(session).account_id
    if values.get("assess"):
        check.assessment_id = assessments.freeze(session, file, OCCASION).id
    file.review_due_on = rules.next_review(result, done_on)
    session.flush()
    return check.id


def _drawn_check(session: Session, file: HardshipFile, check_id: int) -> Reverification:
    check = load(session, Reverification, check_id)
    if check.file_id != file.id or check.done_on is not None:
        raise WrongState(N_("This check is written down already."))
    return check


def _yearly(session: Session, file: HardshipFile) -> Reverification:
    today = today_of(session)
    check = Reverification(
        unit_id=file.unit_id,
        file_id=file.id,
        kind=YEARLY,
        year=today.year,
        drawn_on=today,
        due_on=file.review_due_on or today,
    )
    session.add(check)
    return check


@needs(Permission.APPROVE_HARDSHIP)
def adopt(session: Session, check_id: int, seen: int) -> None:
    """Let the category that a check found count for the file; not by who did the check."""
    check = load(session, Reverification, check_id, seen)
    file = load(session, HardshipFile, check.file_id)
    if check.assessment_id is None or check.adopted_on is not None or file.state != IN_FORCE:
        raise WrongState(N_("No other category waits to be adopted."))
    if check.done_by is not None and check.done_by == actor_of(session).account_id:
        raise NotAllowed(N_("You entered this yourself, so somebody else has to decide on it."))
    moves.check_other_person(session, file, rules.CHECK)
    row = load(session, Assessment, check.assessment_id)
    category = row.override_category if row.confirmed_at else row.category
    if category is None:
        raise WrongState(N_("The means test gives no category. Propose to close the file."))
    file.assessment_id, file.category = row.id, category
    check.adopted_on = today_of(session)


@needs(Permission.REVEAL_SEALED)
def reveal(session: Session, check_id: int, reason: str) -> str:
    """Return the findings of a check; the reading and its reason go on the trail."""
    check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    check = load(session, Reverification, check_id)
    return reveals.reveal(session, check, "findings", reason)


@needs(Permission.SEE_HARDSHIP)
def count_due(session: Session) -> int:
    """Count the files in force whose yearly review is due within thirty days, or overdue."""
    query = select(func.count(HardshipFile.id)).where(
        HardshipFile.state == IN_FORCE,
        HardshipFile.review_due_on <= today_of(session) + rules.SOON,
    )
    return session.scalar(query) or 0


@needs(Permission.SEE_HARDSHIP)
def count_open(session: Session) -> int:
    """Count the spot checks that were drawn and are not done, of files still in force."""
    query = (
        select(func.count(Reverification.id))
        .join(HardshipFile, HardshipFile.id == Reverification.file_id)
        .where(
            Reverification.kind == SPOT_CHECK,
            Reverification.done_on.is_(None),
            HardshipFile.state == IN_FORCE,
        )
    )
    return session.scalar(query) or 0
