"""Declared kinship: nobody decides on the household of an own relative."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.households import Kinship
from rules.errors import NotAllowed
from rules.language import N_


def check_not_kin(session: Session, account_id: int | None, record: Any) -> None:
    """Raise NotAllowed when the actor declared a relative in the record's household."""
    household_id = getattr(record, "household_id", None)
    if household_id is not None:
        check_no_kin_among(session, account_id, [household_id])


def check_no_kin_among(
    session: Session, account_id: int | None, household_ids: Iterable[int]
) -> None:
    """Raise NotAllowed when the actor declared a relative in one of the households."""
    if account_id is None:
        return
    kin = session.scalar(
        select(Kinship.id)
        .where(
            Kinship.account_id == account_id,
            Kinship.household_id.in_(list(household_ids)),
            Kinship.ended_on.is_(None),
        )
        .limit(1)
    )
    if kin is not None:
        raise NotAllowed(N_("A relative of yours is in this household. Somebody else must decide."))
