"""Standing benefits: asked for, approved by another person, paused, changed, ended.

A month that was paid is never touched: a changed amount is a new benefit from a month on, and
how long a benefit stands is derived from its last month, an age or a death.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db import aid_people, kinship, moves
from db.models.aid import Entitlement
from db.models.households import Household, HouseholdPerson
from db.models.pay_runs import PayItem
from db.moves import MoveRow
from db.numbers import next_number
from db.verbs import actor_of, hold, load, needs, today_of
from rules import aid as rules
from rules import funds as fund_rules
from rules.access import Permission
from rules.cap_sets import AidKind
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_
from rules.settings import between

ENTITLEMENT = Entitlement.__tablename__


@needs(Permission.GRANT_AID)
def ask(session: Session, household_id: int, values: Mapping[str, Value]) -> int:
    """Enter a benefit that another person approves; returns its id.

    Raises Conflict when the person has the same benefit in these months already.
    """
    household = load(session, Household, household_id)
    if household.closed_on is not None or household.merged_into_id is not None:
        raise WrongState(N_("This household is closed."))
    return _enter(session, household, values, None)


def _enter(
    session: Session,
    household: Household,
    values: Mapping[str, Value],
    follows: Entitlement | None,
) -> int:
    kind = values["kind"]
    if kind not in rules.BENEFIT_KINDS:
        raise InvalidInput(N_("Choose a kind of benefit that is paid monthly."), field="kind")
    person = aid_people.person_of(session, household.id, int(str(values["person_id"])))
    period = _read_period(values, person)
    fund_id = int(str(values["fund_id"]))
    aid_people.check_fund(session, household.unit_id, fund_id, AidKind(str(kind)))
    today = today_of(session)
    benefit = Entitlement(
        unit_id=household.unit_id,
        entitlement_no=f"E{today.year}-{next_number(session, ENTITLEMENT, today.year):05}",
        household_id=household.id,
        person_id=person.id,
        name=person.name,
        kind=str(kind),
        monthly_fen=fund_rules.check_positive(values["monthly_fen"]),
        from_on=period.from_on,
        to_on=period.to_on,
        until_age=period.until_age,
        due_from_on=period.from_on,
        follows_id=follows.id if follows is not None else None,
        basis=str(values["basis"]).strip(),
        fund_id=fund_id,
        by_door=bool(values["by_door"]),
    )
    _check_alone(session, benefit, person)
    moves.begin(session, benefit, rules.BENEFIT)
    return benefit.id


@dataclass(frozen=True, slots=True)
class _Period:
    from_on: date
    to_on: date | None
    until_age: int | None


def _read_period(values: Mapping[str, Value], person: HouseholdPerson) -> _Period:
    from_on, to_on, age = (values.get(name) for name in ("from_on", "to_on", "until_age"))
    if not isinstance(from_on, date):
        raise InvalidInput(N_("Enter the first month."), field="from_on")
    if age is not None and person.birth_on is None:
        raise InvalidInput(
            N_("The birth date of this person is not known; enter it first."), field="until_age"
        )
    if age is not None:
        age = between(1, 100)(age)
    first = rules.month_of(from_on)
    last = rules.month_of(to_on) if isinstance(to_on, date) else None
    until = age if isinstance(age, int) else None
    end = rules.last_month(last, until, person.birth_on, person.deceased_on)
    if end is not None and end < first:
        raise InvalidInput(N_("The benefit would end before it begins."), field="to_on")
    return _Period(first, last, until)


def _check_alone(session: Session, benefit: Entitlement, person: HouseholdPerson) -> None:
    """Raise Conflict when another such benefit of the person covers one of these months."""
    end = rules.last_month(benefit.to_on, benefit.until_age, person.birth_on, person.deceased_on)
    others = session.scalars(
        select(Entitlement).where(
            Entitlement.person_id == person.id,
            Entitlement.kind == benefit.kind,
            Entitlement.state.in_((rules.STANDING, rules.PAUSED, rules.OVER)),
            Entitlement.id.not_in([key for key in (benefit.id, benefit.follows_id) if key]),
            or_(Entitlement.to_on.is_(None), Entitlement.to_on >= benefit.from_on),
        ),
        execution_options={"kernel": True},  # another unit's benefit is the same person's money
    )
    for other in others:
        until = rules.last_month(other.to_on, other.until_age, person.birth_on, None)
        starts_after = end is not None and other.from_on > end
        if not starts_after and (until is None or until >= benefit.from_on):
            raise Conflict(
                N_("{name} has this benefit in these months already: {number}."),
                field="from_on",
                name=person.name,
                number=other.entitlement_no,
            )


@needs(Permission.GRANT_AID)
def ask_change(
    session: Session, entitlement_id: int, seen: int, values: Mapping[str, Value]
) -> int:
    """Ask for another amount from a month on; the old benefit ends before it once approved."""
    old = load(session, Entitlement, entitlement_id, seen)
    if old.state not in (rules.STANDING, rules.PAUSED):
        raise WrongState(N_("Only a standing benefit is changed."))
    from_on = values.get("from_on")
    if isinstance(from_on, date):
        _check_unpaid_from(session, old, rules.month_of(from_on))
    household = load(session, Household, old.household_id)
    kept: dict[str, Value] = {"kind": old.kind, "person_id": old.person_id}
    return _enter(session, household, {**values, **kept}, old)


def _check_unpaid_from(session: Session, benefit: Entitlement, month: date) -> None:
    if month <= benefit.from_on:
        raise InvalidInput(
            N_("The change must begin after the first month of this benefit."), field="from_on"
        )
    _check_unpaid_after(session, benefit, rules.months_on(month, -1), "from_on")


def _check_unpaid_after(session: Session, benefit: Entitlement, month: date, field: str) -> None:
    """Raise InvalidInput when a month after this one is paid or stands in a pay run."""
    last = session.scalar(
        select(func.max(PayItem.month)).where(
            PayItem.source_type == ENTITLEMENT,
            PayItem.source_id == benefit.id,
            PayItem.live.is_(True),
        ),
        execution_options={"kernel": True},  # whoever's run it is
    )
    if last is not None and last > rules.month_name(month):
        raise InvalidInput(
            N_("{month} is paid or stands in a pay run already; choose a later month."),
            field=field,
            month=last,
        )


@needs(Permission.APPROVE_AID)
def decide(session: Session, entitlement_id: int, seen: int, action: str, note: str = "") -> None:
    """Approve or refuse a benefit; what it replaces ends the month before it begins."""
    benefit = load(session, Entitlement, entitlement_id, seen)
    if action not in ("allow", "turn_down"):
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    # Two benefits of one person are decided one after the other.
    person = hold(session, HouseholdPerson, benefit.person_id)
    moves.move(session, benefit, rules.BENEFIT, action, note)
    benefit.decided_on = today_of(session)
    if action == "turn_down":
        return
    if benefit.follows_id is not None:
        old = load(session, Entitlement, benefit.follows_id)
        _check_unpaid_from(session, old, benefit.from_on)
        last = rules.months_on(benefit.from_on, -1)
        if old.to_on is None or old.to_on > last:  # an earlier end, set meanwhile, stays
            old.to_on = last
    _check_alone(session, benefit, person)


@needs(Permission.GRANT_AID)
def call_off(session: Session, entitlement_id: int, seen: int) -> None:
    """Withdraw a benefit that was not decided on."""
    benefit = load(session, Entitlement, entitlement_id, seen)
    moves.move(session, benefit, rules.BENEFIT, "call_off")


def _load_of_others(session: Session, entitlement_id: int, seen: int) -> Entitlement:
    """Load a benefit whose money is stopped or goes on: never by a declared relative."""
    benefit = load(session, Entitlement, entitlement_id, seen)
    kinship.check_not_kin(session, actor_of(session).account_id, benefit)
    return benefit


@needs(Permission.GRANT_AID)
def pause(session: Session, entitlement_id: int, seen: int, note: str) -> None:
    """Stop paying for the time being; nothing resumes it but ``resume``."""
    benefit = _load_of_others(session, entitlement_id, seen)
    moves.move(session, benefit, rules.BENEFIT, "pause", note)


@needs(Permission.GRANT_AID)
def resume(session: Session, entitlement_id: int, seen: int, from_on: date, note: str) -> None:
    """Pay again from a month on; an earlier one than this month pays what was held back."""
    benefit = _load_of_others(session, entitlement_id, seen)
    first = rules.month_of(from_on)
    if first < benefit.from_on:
        raise InvalidInput(N_("The benefit does not begin before that."), field="from_on")
    moves.move(session, benefit, rules.BENEFIT, "resume", note)
    benefit.due_from_on = first


@needs(Permission.GRANT_AID)
def end(session: Session, entitlement_id: int, seen: int, to_on: date, note: str) -> None:
    """End a benefit with a last month; what is owed up to then stays due."""
    benefit = _load_of_others(session, entitlement_id, seen)
    last = rules.month_of(to_on)
    if last < rules.months_on(benefit.from_on, -1):
        raise InvalidInput(N_("The benefit does not begin before that."), field="to_on")
    if benefit.to_on is not None and last > benefit.to_on:
        raise InvalidInput(N_("The benefit ends earlier already."), field="to_on")
    _check_unpaid_after(session, benefit, last, "to_on")
    moves.move(session, benefit, rules.BENEFIT, "end", note)
    benefit.to_on = last


@needs(Permission.SEE_HARDSHIP)
def list_moves(session: Session, entitlement_id: int) -> list[MoveRow]:
    """Return who did what when with a benefit."""
    key = load(session, Entitlement, entitlement_id).id
    return moves.list_moves(session, ENTITLEMENT, key)
