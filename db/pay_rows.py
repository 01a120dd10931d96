"""A run's lines and items as plain rows, for the steps that look at all of them at once.

The caller has loaded the run, so that it may be seen; what hangs on it comes past the scope,
since a household may have moved to another unit meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import pay_trail
from db.bulk import portions
from db.models.pay_runs import PayItem, PayLine, PayRun
from rules.errors import WrongState
from rules.language import N_
from rules.pay_runs import Balance

KERNEL = {"kernel": True}
Row = dict[str, Any]

_LINE = (
    "id", "version", "unit_id", "run_id", "number", "place", "household_id", "payee_id",
    "member_id", "payee_name", "beneficiary_names", "bank_name", "fen", "state", "removed",
    "settled_on", "result_code", "bank_reference", "proxy_name", "proxy_reason", "remark",
    "follow_up_id",
)  # fmt: skip
_ITEM = (
    "id", "version", "unit_id", "line_id", "household_id", "person_id", "member_id",
    "source_type", "source_id", "month", "kind", "fund_id", "fen", "live", "committed", "late",
    "paid_on",
)  # fmt: skip


def lines_of(session: Session, run_id: int, *, line_ids: Collection[int] = ()) -> list[Row]:
    """Return the lines of a run that were not taken out, by number, or just some of any kind."""
    query = _select(PayLine, _LINE).where(PayLine.run_id == run_id).order_by(PayLine.number)
    if line_ids:
        query = query.where(PayLine.id.in_(line_ids))
    else:
        query = query.where(PayLine.removed.is_(False))
    return [dict(row) for row in session.execute(query, execution_options=KERNEL).mappings()]


def items_of(session: Session, run_id: int, line_ids: Collection[int] | None = None) -> list[Row]:
    """Return a run's items, of some lines only if these are given."""
    query = _select(PayItem, _ITEM).where(PayItem.run_id == run_id).order_by(PayItem.id)
    if line_ids is None:
        return [dict(row) for row in session.execute(query, execution_options=KERNEL).mappings()]
    found: list[Row] = []
    for part in portions(sorted(line_ids)):
        rows = session.execute(
            query.where(PayItem.line_id.in_(part)), execution_options=KERNEL
        ).mappings()
        found += [dict(row) for row in rows]
    return found


def _select(model: Any, names: Iterable[str]) -> Any:
    return select(*(getattr(model, name) for name in names))


def change_lines(session: Session, changes: list[tuple[Row, Row]]) -> None:
    """Write new values of lines, each with its row as it was read."""
    pay_trail.update_many(session, PayLine, changes, pay_trail.line_label)


def change_items(session: Session, items: Iterable[Row], values: Mapping[str, Any]) -> None:
    """Write the same new values into several items, where they differ."""
    changes = [
        (item, dict(values))
        for item in items
        if any(item[name] != value for name, value in values.items())
    ]
    pay_trail.update_many(session, PayItem, changes, pay_trail.item_label)


def balance_of(session: Session, run_id: int) -> Balance:
    """Return what became of a run's lines."""
    rows = session.execute(
        select(PayLine.state, func.count(), func.sum(PayLine.fen))
        .where(PayLine.run_id == run_id, PayLine.removed.is_(False))
        .group_by(PayLine.state),
        execution_options=KERNEL,
    ).all()
    return Balance(
        {state: int(count) for state, count, _fen in rows},
        {state: int(fen) for state, _count, fen in rows},
    )


def check_state(run: PayRun, *states: str) -> None:
    """Raise WrongState unless the run stands in one of these states."""
    if run.state not in states:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
