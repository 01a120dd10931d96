"""Whether a household is still being entered, or changes need a second person."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.aid import AidGrant, Entitlement
from db.models.care import CareGift
from db.models.hardship import HardshipFile
from db.models.households import Household
from db.models.pay_runs import PayItem
from db.verbs import open_to_all
from rules import aid
from rules.errors import WrongState
from rules.hardship import BEGUN
from rules.language import N_


@open_to_all("called by verbs and reads that have loaded the household")
def is_direct(session: Session, household: Household) -> bool:
    """Say whether people are still entered directly: no file handed in, nothing granted."""
    if household.closed_on is not None or household.merged_into_id is not None:
        return False
    traces = (
        select(HardshipFile.id).where(
            HardshipFile.household_id == household.id, HardshipFile.state.not_in(BEGUN)
        ),
        select(PayItem.id).where(PayItem.household_id == household.id),
        select(AidGrant.id).where(
            AidGrant.household_id == household.id, AidGrant.state == aid.GRANTED
        ),
        select(Entitlement.id).where(
            Entitlement.household_id == household.id,
            Entitlement.state.in_((aid.STANDING, aid.PAUSED)),
        ),
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
                "This household has a file that was handed in, or was granted aid. Ask for the"
                " change; somebody else carries it out."
            )
        )


def open_file_id(session: Session, household_id: int) -> int | None:
    """Return the id of a household's open file, wherever it is."""
    return session.scalar(
        select(HardshipFile.id)
        .where(HardshipFile.household_id == household_id, HardshipFile.is_open.is_(True))
        # Another unit's open file counts as well.
        .execution_options(kernel=True)
    )


def check_vacant(session: Session, household: Household) -> None:
    """Raise WrongState where nobody would be left for an open file or an unsettled payment."""
    if open_file_id(session, household.id) is not None:
        raise WrongState(
            N_("Nobody would be left in household {number}. Close its hardship file first."),
            number=household.household_no,
        )
    check_nothing_unsettled(session, household)


def check_nothing_unsettled(session: Session, household: Household) -> None:
    """Raise WrongState while a pay run holds money for the household."""
    waiting = session.scalar(
        select(PayItem.id)
        .where(
            PayItem.household_id == household.id,
            PayItem.live.is_(True),
            PayItem.paid_on.is_(None),
        )
        .limit(1)
        # A run of a union above may hold the money.
        .execution_options(kernel=True)
    )
    if waiting is not None:
        raise WrongState(
            N_("A pay run holds money for household {number}. Settle the run first."),
            number=household.household_no,
        )


def check_may_merge(session: Session, kept: Household, gone: Household) -> None:
    """Raise WrongState while both have an open file or money of either is on its way."""
    if all(open_file_id(session, one.id) is not None for one in (kept, gone)):
        raise WrongState(
            N_("Both households have an open hardship file. Close one of the files first.")
        )
    for one in (kept, gone):
        check_nothing_unsettled(session, one)
