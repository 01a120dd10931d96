"""The pot of a plan that money of a day goes into, held against those who write it as well."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import ledger, mutual_plans
from db.models.aid import Fund
from db.unit_names import name_of
from rules.errors import InvalidInput, NotAllowed
from rules.funds import check_open
from rules.language import N_

_KERNEL = {"kernel": True}


def hold_pot(
    session: Session, plan_id: int, on: date, elsewhere: str, field: str = "received_on"
) -> Fund | None:
    """Hold the plan's pot of the day's year; None where the plan has none.

    Raises InvalidInput for the field of the day where that year has no pot, WrongState for a
    closed one, NotAllowed with the sentence ``elsewhere``, which may name the ``unit``, for one
    outside the scope.
    """
    plan = mutual_plans.get_plan(session, plan_id)
    if plan.fund_id is None:
        return None
    named = select(Fund.unit_id, Fund.name).where(Fund.id == plan.fund_id)
    unit_id, name = session.execute(named, execution_options=_KERNEL).one()
    year = select(Fund.id).where(Fund.unit_id == unit_id, Fund.name == name, Fund.year == on.year)
    # Whether the pot may be written is asked below, with a sentence that says whose it is.
    fund_id = session.scalar(year, execution_options=_KERNEL)
    if fund_id is None:
        raise InvalidInput(
            N_("The plan's pot “{name}” is not open for {year} yet. Have it opened first."),
            field=field,
            name=name,
            year=on.year,
        )
    if session.scalar(select(func.count(Fund.id)).where(Fund.id == fund_id)) == 0:
        raise NotAllowed(elsewhere, unit=name_of(session, unit_id))
    fund = ledger.hold(session, fund_id)
    check_open(fund.closed_on)
    return fund
