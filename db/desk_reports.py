"""Which report waits for the actor: that of the last month, where the unit reports by month."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db.desk_notices import Kind
from db.models.reports import IssuedReport
from db.models.units import Unit
from db.verbs import actor_of, today_of
from rules.access import Permission
from rules.language import N_
from rules.periods import MONTH, period_at


def _due(session: Session) -> Select[Any]:
    """Count the actor's own unit where it issued a monthly report before, but not the last one."""
    own = actor_of(session).unit_id
    last = period_at(MONTH, today_of(session)).previous
    issued = select(IssuedReport.id).where(IssuedReport.unit_id == Unit.id)
    return select(func.count(Unit.id)).where(
        Unit.parent_id.is_(None) if own is None else Unit.id == own,
        # The codes of months alone have a hyphen.
        issued.where(IssuedReport.period.like("%-%"), IssuedReport.period < last.code).exists(),
        ~issued.where(IssuedReport.period == last.code).exists(),
    )


KINDS: tuple[Kind, ...] = (
    (Permission.ISSUE_REPORTS, N_("Monthly report to issue"), _due, "reports", {}),
)
"""Kinds of work of the desk."""
