"""Whether the sums of pay runs agree: run, lines, items and ledger. Part of the office's check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from db.models.aid import FundEntry
from db.models.pay_runs import PayItem, PayLine, PayRun
from db.pay_money import AT_LOCK, OWN_SOURCE
from rules import funds
from rules import pay_runs as rules
from rules.language import N_

_KERNEL = {"kernel": True}
"""The office's check looks at every run."""


def count_faults(session: Session) -> Iterator[tuple[str, int]]:
    """Give a sentence and a number for each kind of disagreement that there is."""
    for sentence, query in (
        (N_("{n} pay runs come to another sum than their lines."), _runs()),
        (N_("{n} lines of pay runs come to another sum than what they pay."), _lines()),
        (N_("{n} payments stand although their line or run does not."), _standing()),
        (N_("{n} payments are booked otherwise than their line says."), _booked()),
        (N_("{n} payments differ from what the ledger paid."), _unpaid()),
    ):
        counted = select(func.count()).select_from(query.subquery())
        number = session.scalar(counted, execution_options=_KERNEL)
        if number:
            yield sentence, number


def _runs() -> Select[Any]:
    """Runs whose sum or number of lines is not that of the lines listed."""
    listed = and_(PayLine.run_id == PayRun.id, PayLine.removed.is_(False))
    return (
        select(PayRun.id)
        .outerjoin(PayLine, listed)
        .group_by(PayRun.id, PayRun.total_fen, PayRun.line_count)
        .having(
            or_(
                func.coalesce(func.sum(PayLine.fen), 0) != PayRun.total_fen,
                func.count(PayLine.id) != PayRun.line_count,
            )
        )
    )


def _lines() -> Select[Any]:
    return (
        select(PayLine.id)
        .outerjoin(PayItem, PayItem.line_id == PayLine.id)
        .group_by(PayLine.id, PayLine.fen)
        .having(func.coalesce(func.sum(PayItem.fen), 0) != PayLine.fen)
    )


def _standing() -> Select[Any]:
    """Items that keep their source although nothing is or will be paid by them, or otherwise."""
    stands = and_(
        PayLine.removed.is_(False),
        PayLine.state.in_((rules.LISTED, rules.PAID)),
        PayRun.state != rules.CANCELLED,
    )
    return _with_line().where(PayItem.live != stands)


def _booked() -> Select[Any]:
    paid = and_(PayLine.removed.is_(False), PayLine.state == rules.PAID)
    return _with_line().where(PayItem.paid_on.is_not(None) != paid)


def _with_line() -> Select[Any]:
    return (
        select(PayItem.id)
        .join(PayLine, PayLine.id == PayItem.line_id)
        .join(PayRun, PayRun.id == PayItem.run_id)
    )


def _unpaid() -> Select[Any]:
    """Paid items whose source the ledger paid with another sum, what came back taken off."""
    paid = (
        select(FundEntry.source_type, FundEntry.source_id, func.sum(FundEntry.fen).label("fen"))
        .where(FundEntry.kind.in_((funds.PAYMENT, funds.REVERSAL)))
        .group_by(FundEntry.source_type, FundEntry.source_id)
        .subquery()
    )
    own = or_(PayItem.month != "", PayItem.source_type.in_(AT_LOCK))
    source_type = case((own, literal(OWN_SOURCE)), else_=PayItem.source_type)
    source_id = case((own, PayItem.id), else_=PayItem.source_id)
    same = and_(paid.c.source_type == source_type, paid.c.source_id == source_id)
    return (
        select(PayItem.id)
        .outerjoin(paid, same)
        .where(PayItem.paid_on.is_not(None), func.coalesce(paid.c.fen, 0) != PayItem.fen)
    )
