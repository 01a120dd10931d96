"""Whether a household is still being entered, or changes need a second person."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.care import CareGift
from db.models.hardship import HardshipFile
from db.models.households import Household
from db.models.pay_runs import PayItem
from db.verbs import open_to_all
from rules.errors import WrongState
from rules.hardship import BEGUN
from rules.language import N_


@open_to_all("called by verbs and reads that have loaded the household")
def is_direct(session: Session, household: Household) -> bool:
    """Say whether people are still entered directly: no file handed in, nothing paid."""
    if household.closed_on is not None or household.merged_into_id is not None:
        return False
    traces = (
        select(HardshipFile.id).where(
            HardshipFile.household_id == household.id, HardshipFile.state.not_in(BEGUN)
        ),
        select(PayItem.id).where(PayItem.household_id == household.id),
        select(CareGift.id).where(
            CareGift.household_id == household.id,
            CareGift.kind == "care_cash",
            CareGift.cancelled.is_(False),
        ),
    )
    options = {"kernel": True}
    return not any(session.scalar(one.limit(1), execution_options=options) for one in traces)


def check_open(household: Household) -> None:
    """Raise WrongState for a household that was closed or merged into another."""
    if household.closed_on is not None or household.merged_into_id is not None:
        raise WrongState(N_("This household was closed or merged into another."))


@open_to_all("called by verbs that have loaded the household")
def check_direct(session: Session, household: Household) -> None:
    """Raise WrongState once a change of the people needs a second person."""
    check_open(household)
    if not is_direct(session, household):
        raise WrongState(
            N_(
                "This household has a file that was handed in, or was paid. Ask for the change;"
                " somebody else carries it out."
            )
        )
