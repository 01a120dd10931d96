"""Lists of aid: what waits for a decision or for payment, and one grant with all that it says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import aid_rules, households, moves, received
from db.models.aid import AidGrant, Fund
from db.models.campaigns import Campaign
from db.models.hardship import HardshipFile
from db.models.households import Household
from db.models.pay_runs import PayItem, PayRun
from db.models.units import Unit
from db.scope import below
from db.trail import HIDDEN
from db.verbs import load, needs
from rules import aid as rules
from rules.access import Permission
from rules.dated_sets import SetKind
from rules.explanation import Line, from_plain

PAGE_SIZE = 50
_KERNEL = {"kernel": True}
"""Ids out of a scoped query, or of a grant in scope: fund, household and run may be elsewhere."""


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant in a list; ``paid_on`` is the day its money arrived, ``in_run`` that it is on its
    way."""

    id: int
    version: int
    grant_no: str
    household_id: int
    name: str
    kind: str
    fen: int
    fund: str
    state: str
    unit_name: str
    applied_on: date
    decided_on: date | None
    entered_by: str
    in_run: bool
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class GrantPage:
    rows: list[GrantRow]
    total: int


@dataclass(frozen=True, slots=True)
class GrantFile:
    """One grant; need, reason and lines are told to those who work on aid only."""

    row: GrantRow
    unit_id: int | None
    household_no: str
    head_name: str
    file_id: int | None
    category: str
    person_id: int
    fund_id: int
    need: str
    reason: str
    situation: Mapping[str, Any]
    cap_fen: int | None
    cap_rule: str
    shown: tuple[Line, ...]
    decided: tuple[Line, ...]
    meeting_no: str
    refusal_code: str
    run_id: int | None = None
    run_no: str = ""
    campaign_id: int | None = None
    campaign: str = ""


@needs(Permission.SEE_HARDSHIP)
def list_page(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> GrantPage:
    """List grants, those waiting the oldest first, others the latest first.

    ``chosen`` may hold ``state``, ``unpaid`` (granted and not paid), ``kind``, ``fund_source``,
    ``year`` of the application and ``below_id``, a unit and its subtree.
    """
    wanted = select_ids(chosen)
    total = session.scalar(wanted.with_only_columns(func.count(AidGrant.id)).order_by(None))
    ids = list(session.scalars(wanted.limit(size).offset((page - 1) * size)))
    return GrantPage(rows_of(session, ids), total or 0)


def select_ids(chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, in its order."""
    wanted = select(AidGrant.id)
    waiting = chosen.get("state") == rules.WAITING or chosen.get("unpaid")
    if chosen.get("unpaid"):
        wanted = wanted.where(AidGrant.state == rules.GRANTED, ~_paid().exists())
    for name in ("state", "kind"):
        if chosen.get(name):
            wanted = wanted.where(getattr(AidGrant, name) == chosen[name])
    if chosen.get("fund_source"):
        funds = Fund.__table__.c
        of_source = select(funds.id).where(funds.source == chosen["fund_source"])
        wanted = wanted.where(AidGrant.fund_id.in_(of_source))
    if chosen.get("year"):
        year = int(chosen["year"])
        wanted = wanted.where(AidGrant.applied_on.between(date(year, 1, 1), date(year, 12, 31)))
    if chosen.get("below_id"):
        wanted = wanted.where(AidGrant.unit_id.in_(below(int(chosen["below_id"]))))
    if waiting:
        return wanted.order_by(AidGrant.applied_on, AidGrant.id)
    return wanted.order_by(AidGrant.applied_on.desc(), AidGrant.id.desc())


def _paid() -> Any:
    items = PayItem.__table__.c  # whoever's run it is: the table passes by the scope
    return select(items.id).where(
        items.source_type == AidGrant.__tablename__,
        items.source_id == AidGrant.id,
        items.live.is_(True),
        items.paid_on.is_not(None),
    )


@needs(Permission.SEE_HARDSHIP)
def list_of_household(session: Session, household_id: int) -> list[GrantRow]:
    """Return the latest fifty grants of a household, the latest first."""
    ids = households.ids_of(session, load(session, Household, household_id).id)
    found = session.scalars(
        select(AidGrant.id)
        .where(AidGrant.household_id.in_(ids))
        .order_by(AidGrant.applied_on.desc(), AidGrant.id.desc())
        .limit(PAGE_SIZE)
    )
    return rows_of(session, list(found))


def rows_of(session: Session, ids: Sequence[int]) -> list[GrantRow]:
    """Return rows for ids that came out of a scoped query, in their order."""
    if not ids:
        return []
    found = session.execute(
        select(AidGrant, Fund, Unit.name, PayItem.id, PayItem.paid_on)
        .join(Fund, Fund.id == AidGrant.fund_id)
        .outerjoin(Unit, Unit.id == AidGrant.unit_id)
        .outerjoin(
            PayItem,
            (PayItem.source_type == AidGrant.__tablename__)
            & (PayItem.source_id == AidGrant.id)
            & PayItem.live.is_(True),
        )
        .where(AidGrant.id.in_(ids)),
        execution_options=_KERNEL,
    )
    by = moves.enterers(session, AidGrant.__tablename__, ids)
    rows = {
        grant.id: GrantRow(
            grant.id,
            grant.version,
            grant.grant_no,
            grant.household_id,
            grant.name,
            grant.kind,
            grant.fen,
            fund.trail_label,
            grant.state,
            unit_name or "",
            grant.applied_on,
            grant.decided_on,
            by.get(grant.id, ""),
            item_id is not None,
            paid_on,
        )
        for grant, fund, unit_name, item_id, paid_on in found
    }
    return [rows[key] for key in ids if key in rows]


@needs(Permission.SEE_HARDSHIP)
def get_grant(session: Session, grant_id: int) -> GrantFile:
    """Return one grant; raises NotFound outside the scope."""
    grant = load(session, AidGrant, grant_id)
    (row,) = rows_of(session, [grant.id])
    home = session.execute(
        select(
            Household.household_no,
            Household.head_name,
            HardshipFile.category,
            Campaign.name.label("campaign"),
        )
        .select_from(Household)
        .outerjoin(HardshipFile, HardshipFile.id == grant.file_id)
        .outerjoin(Campaign, Campaign.id == grant.campaign_id)
        .where(Household.id == grant.household_id),
        execution_options=_KERNEL,
    ).one()
    reads = received.may_read(session)
    lines = json.loads(grant.lines) if reads else {}
    return GrantFile(
        row,
        grant.unit_id,
        home.household_no or "",
        home.head_name,
        grant.file_id,
        home.category or "",
        grant.person_id,
        grant.fund_id,
        grant.need if reads else HIDDEN,
        grant.reason if reads else HIDDEN,
        json.loads(grant.situation) if reads else {},
        grant.cap_fen,
        aid_rules.name_of(session, SetKind.AID_CAPS, grant.cap_rule),
        from_plain(lines.get("shown", ())),
        from_plain(lines.get("decided", ())),
        grant.meeting_no,
        grant.refusal_code or "",
        *_run_of(session, grant.id),
        grant.campaign_id,
        home.campaign or "",
    )


def _run_of(session: Session, grant_id: int) -> tuple[int | None, str]:
    """Return the pay run that the actor may see and that pays the grant."""
    run = session.execute(
        select(PayRun.id, PayRun.run_no)
        .join(PayItem, PayItem.run_id == PayRun.id)
        .where(
            PayItem.source_type == AidGrant.__tablename__,
            PayItem.source_id == grant_id,
            PayItem.live.is_(True),
        )
    ).first()
    return (run.id, run.run_no) if run else (None, "")
