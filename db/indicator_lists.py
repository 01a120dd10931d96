"""The lists behind the figures: exactly the records that each one counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.models.campaigns import Campaign
from db.models.claims import Claim
from db.models.members import Member
from db.models.mutual import Enrolment, FeeReceipt, UnitEnrolment
from db.models.units import Unit
from db.scope import below
from rules.claims import APPROVED, DRAFT, REFUSED
from rules.errors import NotFound
from rules.indicators_campaigns import DROPPED
from rules.language import N_
from rules.periods import Period

Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind a figure: what is shown of each, and which of them count.

    ``opens`` is the id that the figure's page is asked for.
    """

    model: Any
    name: Any
    on: Any
    where: Callable[[], Conditions]
    fen: Any = None
    opens: Any = None
    joined: tuple[Any, ColumnElement[bool]] | None = None


@dataclass(frozen=True, slots=True)
class ListRow:
    """One record: what it is called, of which unit, of which day, how much money."""

    id: int
    name: str
    unit_name: str
    on: date | None
    fen: int | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of records; ``total`` and ``total_fen`` are those of the whole list."""

    rows: list[ListRow]
    total: int
    total_fen: int


def _of_member(model: Any) -> tuple[Any, ColumnElement[bool]]:
    return (Member, Member.id == model.member_id)


_COVER: dict[str, Any] = {
    "model": Enrolment,
    "name": Member.name,
    "on": Enrolment.from_on,
    "where": lambda: (Enrolment.live, Enrolment.confirmed),
    "fen": Enrolment.fee_fen,
    "opens": Enrolment.member_id,
    "joined": _of_member(Enrolment),
}
_CLAIM: dict[str, Any] = {"model": Claim, "name": Claim.name, "fen": Claim.payable_fen}


BEHIND: Mapping[str, Behind] = {
    "mutual_people": Behind(**_COVER),
    "mutual_due": Behind(**_COVER),
    "mutual_fees": Behind(
        UnitEnrolment,
        UnitEnrolment.number,
        UnitEnrolment.from_on,
        lambda: (UnitEnrolment.received_fen != 0,),
        UnitEnrolment.received_fen,
    ),
    "mutual_came_in": Behind(
        FeeReceipt,
        FeeReceipt.document_no,
        FeeReceipt.received_on,
        lambda: (),
        FeeReceipt.fen,
        FeeReceipt.unit_enrolment_id,
    ),
    "claims": Behind(on=Claim.handed_in_on, where=lambda: (Claim.state != DRAFT,), **_CLAIM),
    "claims_approved": Behind(
        on=Claim.handed_in_on, where=lambda: (Claim.state == APPROVED,), **_CLAIM
    ),
    "claims_refused": Behind(
        on=Claim.handed_in_on, where=lambda: (Claim.state == REFUSED,), **_CLAIM
    ),
    "claims_paid": Behind(Claim, Claim.name, Claim.paid_on, lambda: (), Claim.paid_fen),
    "campaigns": Behind(
        Campaign,
        Campaign.name,
        Campaign.from_on,
        lambda: (Campaign.state != DROPPED,),
        Campaign.budget_fen,
    ),
    "campaign_budget": Behind(
        Campaign,
        Campaign.name,
        Campaign.from_on,
        lambda: (Campaign.state != DROPPED,),
        Campaign.budget_fen,
    ),
}
"""The list behind each figure that has one."""


def page_of(
    session: Session, code: str, period: Period, top_id: int, page: int, size: int
) -> ListPage:
    """Return a page of the records behind a figure, the latest first."""
    behind = BEHIND.get(code)
    if behind is None:
        raise NotFound(N_("There is no list behind this figure."))
    model, on = behind.model, behind.on
    within = (
        *behind.where(),
        on.between(period.first_on, period.last_on),
        model.unit_id.in_(below(top_id)),
    )
    total_fen = func.sum(behind.fen) if behind.fen is not None else func.sum(0)
    count, money = session.execute(select(func.count(model.id), total_fen).where(*within)).one()
    opens = behind.opens if behind.opens is not None else model.id
    fen = behind.fen if behind.fen is not None else on
    query = select(opens, behind.name, Unit.name, on, fen).select_from(model)
    if behind.joined is not None:
        query = query.join(*behind.joined)
    rows = session.execute(
        query.outerjoin(Unit, Unit.id == model.unit_id)
        .where(*within)
        .order_by(on.desc(), model.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    with_money = behind.fen is not None
    found = [
        ListRow(key, name, unit or "", day, amount if with_money else None)
        for key, name, unit, day, amount in rows
    ]
    return ListPage(found, count or 0, int(money or 0))
