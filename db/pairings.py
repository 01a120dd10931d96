"""Cadres paired with households: who keeps in touch, how often, and who is behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from db.models.care import Pairing
from db.models.hardship import HardshipFile
from db.models.households import Household
from db.models.units import Unit
from db.scope import below
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, WrongState
from rules.hardship import IN_FORCE
from rules.language import N_
from rules.visits import RHYTHM_DAYS, next_contact, rhythm_days

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class PairingRow:
    """A pairing; ``due_on`` and ``behind`` only while the household's file is in force."""

    id: int
    version: int
    household_id: int
    head_name: str
    unit_name: str
    cadre_name: str
    cadre_position: str
    from_on: date
    to_on: date | None
    end_reason: str
    risk_level: str
    visited_on: date | None
    due_on: date | None
    behind: bool


@dataclass(frozen=True, slots=True)
class PairingPage:
    rows: list[PairingRow]
    total: int


@dataclass(frozen=True, slots=True)
class CadrePage:
    rows: list[CadreRow]
    has_more: bool


@dataclass(frozen=True, slots=True)
class CadreRow:
    """One cadre's households: how many, and how many of them wait for a contact."""

    cadre_name: str
    unit_id: int | None
    unit_name: str
    households: int
    behind: int


@needs(Permission.VISIT_HOUSEHOLDS)
def pair(
    session: Session,
    household_id: int,
    cadre_name: str,
    from_on: date,
    cadre_position: str = "",
    account_id: int | None = None,
) -> int:
    """Pair a cadre with a household that has none now; returns the pairing's id."""
    household = load(session, Household, household_id)
    if not cadre_name.strip():
        raise InvalidInput(N_("Say who keeps in touch."), field="cadre_name")
    if from_on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="from_on")
    if _open_of(session, household.id) is not None:
        raise Conflict(N_("This household has a helper already. Change the helper instead."))
    row = Pairing(
        unit_id=household.unit_id,
        household_id=household.id,
        cadre_name=cadre_name.strip(),
        cadre_position=cadre_position.strip(),
        account_id=account_id,
        from_on=from_on,
    )
    session.add(row)
    session.flush()
    return row.id


def _open_of(session: Session, household_id: int) -> Pairing | None:
    return session.scalar(
        select(Pairing).where(Pairing.household_id == household_id, Pairing.to_on.is_(None))
    )


@needs(Permission.VISIT_HOUSEHOLDS)
def end(session: Session, pairing_id: int, seen: int, on: date, reason: str) -> None:
    """End a pairing; it stays to be seen."""
    row = load(session, Pairing, pairing_id, seen)
    if row.to_on is not None:
        raise WrongState(N_("This pairing has ended already."))
    if on < row.from_on or on > today_of(session):
        raise InvalidInput(N_("This date lies before the pairing or in the future."), field="on")
    if not reason.strip():
        raise InvalidInput(N_("Say why the pairing ends."), field="reason")
    row.to_on, row.end_reason = on, reason.strip()[:100]


@needs(Permission.VISIT_HOUSEHOLDS)
def replace_cadre(
    session: Session,
    pairing_id: int,
    seen: int,
    cadre_name: str,
    from_on: date,
    reason: str,
    cadre_position: str = "",
) -> int:
    """Give a household another helper: the old pairing ends, a new one begins."""
    household_id = load(session, Pairing, pairing_id, seen).household_id
    end(session, pairing_id, seen, from_on, reason)
    session.flush()
    return pair(session, household_id, cadre_name, from_on, cadre_position)


@needs(Permission.SEE_HARDSHIP)
def list_of_household(session: Session, household_id: int) -> list[PairingRow]:
    """Return a household's helpers, the present one first."""
    household = load(session, Household, household_id)
    wanted = select(Pairing.id).where(Pairing.household_id == household.id)
    # Whoever sees the household sees who helped it before in another unit.
    ids = session.scalars(wanted.order_by(Pairing.id.desc()).execution_options(kernel=True))
    return rows_of(session, list(ids))


@needs(Permission.SEE_HARDSHIP)
def list_page(
    session: Session, chosen: Mapping[str, Any] | None = None, page: int = 1, size: int = PAGE_SIZE
) -> PairingPage:
    """List the present pairings, those behind first and by cadre.

    ``chosen`` as for ``list_cadres``; ``behind`` leaves the others out.
    """
    wanted = select_ids(session, chosen or {})
    counted = wanted.order_by(None).with_only_columns(func.count(Pairing.id))
    total = session.scalar(counted) or 0
    ids = session.scalars(wanted.limit(size).offset((page - 1) * size))
    return PairingPage(rows_of(session, list(ids)), total)


def select_ids(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, in its order."""
    today = today_of(session)
    late = case((_is_behind(today), 0), else_=1)
    return _present(chosen, today).order_by(late, Pairing.cadre_name, Pairing.household_id)


def count_behind(session: Session) -> int:
    """Count the households whose helper is behind; for the desk, which holds the lock."""
    wanted = _present({"behind": True}, today_of(session))
    return session.scalar(wanted.with_only_columns(func.count(Pairing.id))) or 0


@needs(Permission.SEE_HARDSHIP)
def list_cadres(
    session: Session, chosen: Mapping[str, Any] | None = None, page: int = 1, size: int = PAGE_SIZE
) -> CadrePage:
    """List the cadres of each unit with their households, those behind first.

    ``chosen`` may hold ``below_id`` (a unit and its subtree) and ``cadre`` (a piece of a name).
    """
    late = _is_behind(today_of(session))
    found = session.execute(
        _present(chosen or {}, today_of(session))
        .with_only_columns(
            Pairing.cadre_name,
            Pairing.unit_id,
            func.max(Unit.name),
            func.count(Pairing.id),
            func.count(HardshipFile.id).filter(late),
        )
        .outerjoin(Unit, Unit.id == Pairing.unit_id)
        .group_by(Pairing.cadre_name, Pairing.unit_id)
        .order_by(func.count(HardshipFile.id).filter(late).desc(), Pairing.cadre_name)
        .limit(size + 1)
        .offset((page - 1) * size)
    )
    rows = [CadreRow(name, unit, called or "", n, m) for name, unit, called, n, m in found]
    return CadrePage(rows[:size], len(rows) > size)


def _present(chosen: Mapping[str, Any], today: date) -> Select[Any]:
    in_force = and_(
        HardshipFile.household_id == Pairing.household_id, HardshipFile.state == IN_FORCE
    )
    wanted = select(Pairing.id).outerjoin(HardshipFile, in_force).where(Pairing.to_on.is_(None))
    if chosen.get("below_id"):
        wanted = wanted.where(Pairing.unit_id.in_(below(chosen["below_id"])))
    if chosen.get("cadre"):
        wanted = wanted.where(Pairing.cadre_name.contains(str(chosen["cadre"]), autoescape=True))
    if chosen.get("behind"):
        wanted = wanted.where(_is_behind(today))
    return wanted


def _is_behind(today: date) -> ColumnElement[bool]:
    """The condition under which the household's last contact lies too far back."""
    last = func.coalesce(HardshipFile.visited_on, Pairing.from_on)
    level = func.coalesce(HardshipFile.risk_level, "")
    late = [
        and_(level == name, last < today - timedelta(days=days))
        for name, days in RHYTHM_DAYS.items()
    ]
    usual = today - timedelta(days=rhythm_days(None))
    late.append(and_(level.not_in(list(RHYTHM_DAYS)), last < usual))
    return and_(HardshipFile.state == IN_FORCE, or_(*late))


def rows_of(session: Session, ids: Sequence[int]) -> list[PairingRow]:
    """Return list rows for ids that came out of a scoped query, in their order."""
    if not ids:
        return []
    today = today_of(session)
    in_force = and_(
        HardshipFile.household_id == Pairing.household_id, HardshipFile.state == IN_FORCE
    )
    found = session.execute(
        select(Pairing, Household.head_name, Unit.name, HardshipFile)
        .join(Household, Household.id == Pairing.household_id)
        .outerjoin(Unit, Unit.id == Pairing.unit_id)
        .outerjoin(HardshipFile, in_force)
        .where(Pairing.id.in_(ids))
        # Ids out of a scoped query; names of units are public.
        .execution_options(kernel=True)
    )
    rows = {row.id: _row(row, head, unit or "", file, today) for row, head, unit, file in found}
    return [rows[key] for key in ids if key in rows]


def _row(
    row: Pairing, head: str, unit_name: str, file: HardshipFile | None, today: date
) -> PairingRow:
    due_on = None
    if file is not None and row.to_on is None:
        due_on = next_contact(file.risk_level, file.visited_on or row.from_on)
    return PairingRow(
        row.id,
        row.version,
        row.household_id,
        head,
        unit_name,
        row.cadre_name,
        row.cadre_position,
        row.from_on,
        row.to_on,
        row.end_reason,
        (file.risk_level or "") if file else "",
        file.visited_on if file else None,
        due_on,
        due_on is not None and due_on < today,
    )
