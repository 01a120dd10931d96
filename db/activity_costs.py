"""What activities cost: bills entered by one, paid out of a fund by another, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from db import campaign_money, funds, ledger, moves
from db.models.activities import Activity, ActivityCost
from db.models.aid import Fund
from db.models.campaigns import Campaign
from db.models.units import Unit
from db.scope import below
from db.verbs import actor_of, hold, load, needs, today_of
from rules import activities as rules
from rules.access import Permission, check_allowed
from rules.campaign_people import check_running
from rules.errors import InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_
from rules.money import Fen

SOURCE = ActivityCost.__tablename__
_KERNEL = {"kernel": True}
"""Bills of an activity in scope: one that was handed on has those of the unit before."""


@dataclass(frozen=True, slots=True)
class CostRow:
    """One bill of an activity and where it stands.

    ``is_own`` says that it is in the actor's scope; else ``unit_name`` pays it: the unit that
    held the activity before it was handed on, whose fund it is.
    """

    id: int
    version: int
    what: str
    payee: str
    document_no: str
    fen: Fen
    on: date | None
    fund_name: str
    state: str
    entered_by: str
    unit_name: str
    is_own: bool
    activity: str = ""
    held_by: str = ""


@dataclass(frozen=True, slots=True)
class CostSheet:
    """The bills of an activity; ``paid_fen`` is what left funds, ``asked_fen`` what waits."""

    rows: tuple[CostRow, ...]
    paid_fen: Fen
    asked_fen: Fen


@needs(Permission.PLAN_CAMPAIGNS)
def enter(session: Session, activity_id: int, values: Mapping[str, Value]) -> int:
    """Enter a bill of an activity, to be paid out of a fund by somebody else; returns its id."""
    activity = hold(session, Activity, activity_id)
    if activity.state == rules.PLANNED:
        raise WrongState(N_("Open the activity for sign-up, or mark it as held, first."))
    if activity.campaign_id is not None:
        _check_campaign(session, activity.campaign_id, values["fen"])
    fund_id = int(str(values["fund_id"]))
    if fund_id not in dict(list_funds(session, activity.unit_id)):
        raise InvalidInput(N_("Choose a fund that is meant for activities."), field="fund_id")
    _check_once(session, activity.id, str(values["document_no"]))
    cost = ActivityCost(
        unit_id=activity.unit_id,
        activity_id=activity.id,
        kind=activity.kind,
        what=str(values["what"]),
        payee=str(values["payee"]),
        document_no=str(values["document_no"]),
        fen=values["fen"],
        fund_id=fund_id,
    )
    moves.begin(session, cost, rules.COST)
    return cost.id


def _check_campaign(session: Session, campaign_id: int, fen: Value) -> None:
    """Raise WrongState unless an activity's campaign is under way, InvalidInput for more than
    its budget leaves."""
    state = session.scalar(
        select(Campaign.state).where(Campaign.id == campaign_id),
        # The activity is in scope; its campaign may be a superior union's.
        execution_options={"kernel": True},
    )
    check_running(state or "")
    campaign_money.check_budget(session, campaign_id, int(str(fen)))


def _check_once(session: Session, activity_id: int, document_no: str) -> None:
    same = select(ActivityCost.id).where(
        ActivityCost.activity_id == activity_id,
        ActivityCost.document_no == document_no,
        ActivityCost.state.in_((rules.COST_ASKED, rules.COST_PAID)),
    )
    if session.scalar(same, execution_options=_KERNEL) is not None:
        raise InvalidInput(
            N_("This document was entered for the activity already."), field="document_no"
        )


def check_no_bills(session: Session, activity_id: int) -> None:
    """Raise InvalidInput where an activity's bills count for the campaign that it is part of."""
    standing = select(ActivityCost.id).where(
        ActivityCost.activity_id == activity_id,
        ActivityCost.state.in_((rules.COST_ASKED, rules.COST_PAID)),
    )
    if session.scalar(standing.limit(1), execution_options=_KERNEL) is not None:
        raise InvalidInput(
            N_("Bills of this activity count for its campaign; it stays part of it."),
            field="campaign_id",
        )


@needs(Permission.PAY_RUNS)
def pay(session: Session, cost_id: int, seen: int, on: date) -> None:
    """Pay a bill out of its fund on a day, with the number of its document.

    Raises NotAllowed for who entered it, InvalidInput where the fund has not that much left.
    """
    cost = load(session, ActivityCost, cost_id, seen)
    if on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="on")
    moves.move(session, cost, rules.COST, "pay")
    cost.on = on
    session.flush()
    source = (SOURCE, cost.id)
    ledger.pay(session, cost.fund_id, cost.fen, rules.FUND_USE, source, on, cost.document_no)


@needs(Permission.SEE_CAMPAIGNS)
def take(session: Session, cost_id: int, seen: int, action: str, note: str) -> None:
    """Take a bill off before it is paid, or take its payment back with a reversal."""
    cost = load(session, ActivityCost, cost_id, seen)
    if action == "pay":
        raise WrongState(N_("Say on which day it was paid."))
    moves.move(session, cost, rules.COST, action, note)
    if action == "take_back":
        session.flush()
        today = today_of(session)
        ledger.take_back(session, cost.fund_id, cost.fen, (SOURCE, cost.id), today)


@needs(Permission.SEE_CAMPAIGNS)
def get_sheet(session: Session, activity_id: int) -> CostSheet:
    """Return the bills of an activity in scope, the latest first."""
    activity = load(session, Activity, activity_id)
    check_allowed(actor_of(session), Permission.SEE_FUNDS)
    rows = _rows(session, ActivityCost.activity_id == activity.id)
    return CostSheet(rows, _sum(rows, rules.COST_PAID), _sum(rows, rules.COST_ASKED))


def _rows(session: Session, wanted: ColumnElement[bool]) -> tuple[CostRow, ...]:
    """Return bills that meet a condition which limits them by hand, the latest first."""
    payer, holder = aliased(Unit), aliased(Unit)
    found = session.execute(
        select(ActivityCost, Fund.name, payer.name, Activity.name, holder.name)
        .join(Activity, Activity.id == ActivityCost.activity_id)
        .outerjoin(Fund, Fund.id == ActivityCost.fund_id)
        .outerjoin(payer, payer.id == ActivityCost.unit_id)
        .outerjoin(holder, holder.id == Activity.unit_id)
        .where(wanted)
        .order_by(ActivityCost.id.desc()),
        # The fund may be a superior union's, the activity be handed on to another unit.
        execution_options=_KERNEL,
    ).all()
    ids = [cost.id for cost, *_names in found]
    who = moves.enterers(session, SOURCE, ids)
    own = set(session.scalars(select(ActivityCost.id).where(ActivityCost.id.in_(ids))))
    return tuple(
        CostRow(
            cost.id,
            cost.version,
            cost.what,
            cost.payee,
            cost.document_no,
            cost.fen,
            cost.on,
            fund or "",
            cost.state,
            who.get(cost.id, ""),
            unit or "",
            cost.id in own,
            activity,
            held_by or "",
        )
        for cost, fund, unit, activity, held_by in found
    )


@needs(Permission.SEE_FUNDS)
def list_left_behind(session: Session) -> tuple[CostRow, ...]:
    """Return the bills that wait with the actor's units while their activity was handed on to a
    unit elsewhere."""
    actor, events = actor_of(session), Activity.__table__.c
    if actor.everywhere:
        return ()
    ids = session.scalars(
        select(ActivityCost.id)
        .join(Activity.__table__, events.id == ActivityCost.activity_id)
        .where(
            ActivityCost.state == rules.COST_ASKED,
            events.unit_id.not_in(below(actor.unit_id or 0)),
        )
    ).all()
    return _rows(session, ActivityCost.id.in_(ids)) if ids else ()


@needs(Permission.SEE_FUNDS)
def list_elsewhere(session: Session, campaign_id: int) -> tuple[CostRow, ...]:
    """Return the bills of a campaign in scope that wait with units elsewhere."""
    campaign = load(session, Campaign, campaign_id)
    waiting = ActivityCost.state == rules.COST_ASKED
    rows = _rows(session, and_(Activity.campaign_id == campaign.id, waiting))
    return tuple(one for one in rows if not one.is_own)


def _sum(rows: tuple[CostRow, ...], state: str) -> Fen:
    return sum(row.fen for row in rows if row.state == state)


@needs(Permission.SEE_CAMPAIGNS)
def list_funds(session: Session, unit_id: int | None) -> list[tuple[int, str]]:
    """Return this year's pots at a unit or above it that may pay for activities."""
    if unit_id is None or not actor_of(session).can(Permission.SEE_FUNDS):
        return []
    found = funds.list_choices(session, unit_id, (rules.FUND_USE,), today_of(session).year)
    return [(one.id, one.name) for one in found]


def select_to_pay(_session: Session) -> Select[Any]:
    """Count the bills that wait to be paid."""
    return select(func.count(ActivityCost.id)).where(ActivityCost.state == rules.COST_ASKED)
