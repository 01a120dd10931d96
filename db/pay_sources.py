"""Where pay runs take their items from: who provides what is due, and whether it still stands.

A feature that grants money is named here with its provider and its answer to "still?".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import aid_due
from db.bulk import portions
from db.models.aid import AidGrant, Entitlement
from db.models.pay_runs import PayItem
from db.payables import Key, Payable, Provider, Standing

PROVIDERS: Sequence[Provider] = (aid_due.list_due_grants, aid_due.list_due_months)
STANDING: Mapping[str, Standing] = {
    AidGrant.__tablename__: aid_due.standing_grants,
    Entitlement.__tablename__: aid_due.standing_months,
}
"""How each type of source says which of it may still be paid."""


def list_due(session: Session, month_on: date) -> list[Payable]:
    """Return everything that is due up to a month and stands in no run yet."""
    due = [one for provider in PROVIDERS for one in provider(session, month_on)]
    taken = taken_sources(session, ((one.source_type, one.source_id, one.month) for one in due))
    return [one for one in due if (one.source_type, one.source_id, one.month) not in taken]


def taken_sources(
    session: Session, wanted: Iterable[tuple[str, int, str]]
) -> set[tuple[str, int, str]]:
    """Return those of some sources and months that stand in a run, or were paid by one."""
    ids: dict[str, set[int]] = defaultdict(set)
    months: dict[str, set[str]] = defaultdict(set)
    for source_type, source_id, month in wanted:
        ids[source_type].add(source_id)
        months[source_type].add(month)
    found: set[tuple[str, int, str]] = set()
    for source_type, all_ids in ids.items():
        for part in portions(sorted(all_ids)):
            rows = session.execute(
                select(PayItem.source_id, PayItem.month).where(
                    PayItem.source_type == source_type,
                    PayItem.source_id.in_(part),
                    PayItem.month.in_(months[source_type]),
                    PayItem.live.is_(True),
                ),
                execution_options={"kernel": True},
            )
            found |= {(source_type, row.source_id, row.month) for row in rows}
    return found


def standing(session: Session, source_type: str, keys: Sequence[Key]) -> dict[Key, int]:
    """Return those of some sources of one type that may still be paid, with their amounts."""
    ask = STANDING.get(source_type)
    if ask is None:
        return {}
    found: dict[Key, int] = {}
    for part in portions(keys):
        found |= ask(session, part)
    return found
