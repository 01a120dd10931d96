"""Reading gifts: the list of all, and those of a household, a member or a visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from db.models.aid import Fund
from db.models.campaigns import Campaign
from db.models.care import CareGift, Visit
from db.models.households import Household
from db.models.members import Member
from db.models.units import Unit
from db.scope import below
from db.verbs import load, needs
from rules.access import Permission

PAGE_SIZE = 50
MOST_OF_ONE = 100


@dataclass(frozen=True, slots=True)
class GiftRow:
    """A gift in a list."""

    id: int
    version: int
    household_id: int | None
    member_id: int | None
    visit_id: int | None
    name: str
    unit_name: str
    occasion: str
    festival: str
    kind: str
    what: str
    fen: int
    on: date
    fund_name: str
    note: str
    cancelled: bool
    cancel_reason: str
    campaign: str


@dataclass(frozen=True, slots=True)
class GiftPage:
    """One page; ``fen`` is the value of the whole list without what was cancelled."""

    rows: list[GiftRow]
    total: int
    fen: int


@needs(Permission.SEE_HARDSHIP)
def list_page(
    session: Session, chosen: Mapping[str, Any] | None = None, page: int = 1, size: int = PAGE_SIZE
) -> GiftPage:
    """List gifts, the latest first; ``chosen`` may hold ``below_id``, ``occasion``, ``year``."""
    wanted = select_ids(chosen or {})
    sums = wanted.order_by(None).with_only_columns(
        func.count(CareGift.id), func.sum(CareGift.fen).filter(CareGift.cancelled.is_(False))
    )
    total, fen = session.execute(sums).one()
    ids = session.scalars(wanted.limit(size).offset((page - 1) * size))
    return GiftPage(rows_of(session, list(ids)), total, int(fen or 0))


def select_ids(chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, in its order."""
    wanted = select(CareGift.id).where(*_chosen(chosen))
    return wanted.order_by(CareGift.on.desc(), CareGift.id.desc())


def _chosen(chosen: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.get("below_id"):
        found.append(CareGift.unit_id.in_(below(chosen["below_id"])))
    if chosen.get("occasion"):
        found.append(CareGift.occasion == chosen["occasion"])
    if chosen.get("year"):
        year = int(chosen["year"])
        found.append(CareGift.on.between(date(year, 1, 1), date(year, 12, 31)))
    return found


@needs(Permission.SEE_HARDSHIP)
def list_of_household(session: Session, household_id: int) -> list[GiftRow]:
    """Return a household's gifts, the latest first."""
    household = load(session, Household, household_id)
    return _of_one(session, select(CareGift.id).where(CareGift.household_id == household.id))


@needs(Permission.SEE_HARDSHIP)
def list_of_member(session: Session, member_id: int) -> list[GiftRow]:
    """Return a member's gifts, the latest first."""
    member = load(session, Member, member_id)
    return _of_one(session, select(CareGift.id).where(CareGift.member_id == member.id))


@needs(Permission.SEE_HARDSHIP)
def list_of_visit(session: Session, visit_id: int) -> list[GiftRow]:
    """Return what was given at a visit."""
    visit = load(session, Visit, visit_id)
    return _of_one(session, select(CareGift.id).where(CareGift.visit_id == visit.id))


def _of_one(session: Session, wanted: Select[Any]) -> list[GiftRow]:
    ordered = wanted.order_by(CareGift.on.desc(), CareGift.id.desc()).limit(MOST_OF_ONE)
    # Whoever sees the household or the member sees what another unit gave before.
    return rows_of(session, list(session.scalars(ordered.execution_options(kernel=True))))


def rows_of(session: Session, ids: Sequence[int]) -> list[GiftRow]:
    """Return list rows for ids that came out of a scoped query, in their order."""
    if not ids:
        return []
    found = session.execute(
        select(CareGift, Unit.name, Fund.name, Campaign.name)
        .outerjoin(Unit, Unit.id == CareGift.unit_id)
        .outerjoin(Fund, Fund.id == CareGift.fund_id)
        .outerjoin(Campaign, Campaign.id == CareGift.campaign_id)
        .where(CareGift.id.in_(ids))
        # Ids out of a scoped query; fund and campaign may be a superior union's.
        .execution_options(kernel=True)
    )
    rows = {
        gift.id: _row(gift, unit or "", fund or "", campaign or "")
        for gift, unit, fund, campaign in found
    }
    return [rows[key] for key in ids if key in rows]


def _row(gift: CareGift, unit_name: str, fund_name: str, campaign: str) -> GiftRow:
    return GiftRow(
        gift.id,
        gift.version,
        gift.household_id,
        gift.member_id,
        gift.visit_id,
        gift.name,
        unit_name,
        gift.occasion,
        gift.festival,
        gift.kind,
        gift.what,
        gift.fen,
        gift.on,
        fund_name,
        gift.note,
        gift.cancelled,
        gift.cancel_reason,
        campaign,
    )
