"""What of aid waits to be paid: the providers of ``db.payables``.

Each asks a statement or two and lists only money of funds that the actor has in scope, since
whoever pays must be able to spend it. Whether a source still stands is asked of runs that exist
and so passes by the scope.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from db.bulk import portions
from db.models.aid import AidGrant, Entitlement, Fund
from db.models.households import HouseholdPerson
from db.models.pay_runs import PayItem
from db.payables import HOUSEHOLD, PERSON, Key, Party, Payable
from db.verbs import open_to_all, today_of
from rules import aid as rules


@open_to_all("a provider of pay runs, whose verbs are locked; the scope limits it")
def list_due_grants(session: Session, month_on: date) -> list[Payable]:
    """Return the grants decided by the end of a month that stand in no pay run."""
    items = PayItem.__table__.c  # whoever's run it is: the table passes by the scope
    listed = select(items.id).where(
        items.source_type == AidGrant.__tablename__,
        items.source_id == AidGrant.id,
        items.live.is_(True),
    )
    rows = session.scalars(
        select(AidGrant)
        .join(Fund, Fund.id == AidGrant.fund_id)
        .where(
            AidGrant.state == rules.GRANTED,
            AidGrant.decided_on < rules.months_on(rules.month_of(month_on), 1),
            ~listed.exists(),
        )
        .order_by(AidGrant.id)
    )
    return [
        Payable(
            AidGrant.__tablename__,
            row.id,
            "",
            Party(HOUSEHOLD, row.household_id),
            Party(PERSON, row.person_id),
            row.name,
            row.kind,
            row.fund_id,
            row.fen,
            False,
        )
        for row in rows
    ]


@open_to_all("a provider of pay runs, whose verbs are locked; the scope limits it")
def list_due_months(session: Session, month_on: date) -> list[Payable]:
    """Return the months of standing benefits up to a month that stand in no pay run.

    No further back than ``rules.aid.MONTHS_BACK`` months; nothing of a paused benefit, and no
    person's month of one kind twice. The pot of this year pays that has the unit and the name of
    the benefit's own.
    """
    month = rules.month_of(month_on)
    rows = session.execute(_standing(today_of(session).year, month)).all()
    taken = _listed(session, {benefit.person_id for benefit, *_ in rows}, month)
    found = []
    for benefit, born, died, fund_id in rows:
        end = rules.last_month(benefit.to_on, benefit.until_age, born, died)
        for owed in rules.due_months(benefit.due_from_on, end, month):
            key = (benefit.person_id, benefit.kind, rules.month_name(owed))
            if key not in taken:
                taken.add(key)
                found.append(_payable(benefit, fund_id, key[2]))
    return found


def _payable(benefit: Entitlement, fund_id: int, month: str) -> Payable:
    return Payable(
        Entitlement.__tablename__,
        benefit.id,
        month,
        Party(HOUSEHOLD, benefit.household_id),
        Party(PERSON, benefit.person_id),
        benefit.name,
        benefit.kind,
        fund_id,
        benefit.monthly_fen,
        benefit.by_door,
    )


def _standing(year: int, month: date) -> Any:
    present = Fund.__table__.alias()  # of the same unit as the benefit's own, which is in scope
    same_pot = and_(
        present.c.unit_id == Fund.unit_id,
        present.c.name == Fund.name,
        present.c.year == year,
    )
    first = rules.months_on(month, -rules.MONTHS_BACK)
    return (
        select(
            Entitlement,
            HouseholdPerson.birth_on,
            HouseholdPerson.deceased_on,
            func.coalesce(present.c.id, Fund.id),
        )
        .join(HouseholdPerson, HouseholdPerson.id == Entitlement.person_id)
        .join(Fund, Fund.id == Entitlement.fund_id)
        .outerjoin(present, same_pot)
        .where(
            Entitlement.state.in_((rules.STANDING, rules.OVER)),
            Entitlement.due_from_on <= month,
            or_(Entitlement.to_on.is_(None), Entitlement.to_on >= first),
        )
        .order_by(Entitlement.id)
    )


def _listed(session: Session, people: set[int], month: date) -> set[tuple[int, str, str]]:
    """Return what people have in a pay run, of whichever unit: person, kind and month.

    What was paid under another record of the same person counts as the person's.
    """
    kept = func.coalesce(HouseholdPerson.merged_into_id, PayItem.person_id)
    found: set[tuple[int, str, str]] = set()
    for part in portions(sorted(people)):
        rows = session.execute(
            select(kept, PayItem.kind, PayItem.month)
            .join(HouseholdPerson, HouseholdPerson.id == PayItem.person_id)
            .where(
                or_(HouseholdPerson.id.in_(part), HouseholdPerson.merged_into_id.in_(part)),
                PayItem.source_type == Entitlement.__tablename__,
                PayItem.month >= rules.month_name(rules.months_on(month, -rules.MONTHS_BACK)),
                PayItem.live.is_(True),
            ),
            execution_options={"kernel": True},
        )
        found |= {(row[0], row[1], row[2]) for row in rows}
    return found


def standing_grants(session: Session, keys: Collection[Key]) -> dict[Key, int]:
    """Return those of some grants that were not cancelled, with their amounts."""
    rows = session.execute(
        select(AidGrant.id, AidGrant.fen).where(
            AidGrant.id.in_({key for key, _month in keys}), AidGrant.state == rules.GRANTED
        ),
        execution_options={"kernel": True},
    )
    known = {row.id: row.fen for row in rows}
    return {key: known[key[0]] for key in keys if key[0] in known}


def standing_months(session: Session, keys: Collection[Key]) -> dict[Key, int]:
    """Return those of some benefits' months that are still owed, with their amounts."""
    rows = session.execute(
        select(Entitlement, HouseholdPerson.birth_on, HouseholdPerson.deceased_on)
        .join(HouseholdPerson, HouseholdPerson.id == Entitlement.person_id)
        .where(
            Entitlement.id.in_({key for key, _month in keys}),
            Entitlement.state.in_((rules.STANDING, rules.OVER)),
        ),
        execution_options={"kernel": True},
    )
    known = {
        benefit.id: (
            benefit.monthly_fen,
            rules.month_name(benefit.due_from_on),
            rules.last_month(benefit.to_on, benefit.until_age, born, died),
        )
        for benefit, born, died in rows
    }
    found = {}
    for key, month in keys:
        fen, first, last = known.get(key, (0, "", None))
        if fen and first <= month and (last is None or month <= rules.month_name(last)):
            found[key, month] = fen
    return found
