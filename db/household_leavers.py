"""What goes along with people who leave one household for another: benefits and declared ties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.aid import Entitlement
from db.models.households import Household, Kinship
from db.models.pay_runs import PayItem
from db.scope import hand_over
from db.verbs import today_of
from rules.errors import WrongState
from rules.language import N_

_KERNEL = {"kernel": True}
"""Of people whom the caller has loaded: their benefits and ties may be another unit's."""


@dataclass(frozen=True, slots=True)
class Leaver:
    """A person, the household that was left, and the one that the person is in now."""

    person_id: int
    from_id: int
    to: Household


def bring_along(session: Session, people: Iterable[Leaver]) -> None:
    """Let benefits follow those who are in another household now, and declared ties spread.

    Who of the two households is the relative is not known, so that the tie holds for both until
    whoever declared it ends it. Raises WrongState while a pay run holds money for somebody.
    """
    leavers = [one for one in people if one.from_id != one.to.id]
    if not leavers:
        return
    _check_nothing_on_its_way(session, [one.person_id for one in leavers])
    for one in leavers:
        _take_benefits(session, one)
    for from_id, to in {(one.from_id, one.to.id): one.to for one in leavers}.items():
        _spread_ties(session, from_id[0], to.id)


def _check_nothing_on_its_way(session: Session, person_ids: list[int]) -> None:
    number = session.scalar(
        select(Household.household_no)
        .join(PayItem, PayItem.household_id == Household.id)
        .where(
            PayItem.person_id.in_(person_ids),
            PayItem.live.is_(True),
            PayItem.paid_on.is_(None),
        )
        .limit(1),
        execution_options=_KERNEL,
    )
    if number is not None:
        raise WrongState(
            N_("A pay run holds money for household {number}. Settle the run first."),
            number=number,
        )


def _take_benefits(session: Session, one: Leaver) -> None:
    benefits = session.scalars(
        select(Entitlement).where(
            Entitlement.person_id == one.person_id, Entitlement.household_id == one.from_id
        ),
        execution_options=_KERNEL,
    )
    for benefit in benefits:
        hand_over(session, benefit)
        benefit.household_id, benefit.unit_id = one.to.id, one.to.unit_id


def _spread_ties(session: Session, from_id: int, to_id: int) -> None:
    ties = session.scalars(
        select(Kinship).where(
            Kinship.household_id.in_((from_id, to_id)), Kinship.ended_on.is_(None)
        ),
        execution_options=_KERNEL,
    ).all()
    known = {tie.account_id for tie in ties if tie.household_id == to_id}
    for tie in ties:
        if tie.account_id not in known:
            session.add(
                Kinship(
                    account_id=tie.account_id,
                    account_name=tie.account_name,
                    household_id=to_id,
                    relation=tie.relation,
                    declared_on=today_of(session),
                )
            )
