"""What waits to be paid, whoever granted it: the one list that pay runs are drafted from.

A feature that grants money offers a provider; a run does not know where its items come from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.bulk import portions
from db.models.pay_runs import PayItem

Key = tuple[int, str]
"""A source's id and its month."""


@dataclass(frozen=True, slots=True)
class Payable:
    """One payment that is due: a grant, or one month of a standing entitlement.

    ``month`` is "2026-11" for a month of an entitlement and "" for a single payment; source and
    month together are paid once. ``fen`` is positive. A single payment's money is committed
    under its own source; a month's is committed when its run is locked.
    """

    source_type: str
    source_id: int
    month: str
    household_id: int
    person_id: int
    person_name: str
    kind: str
    fund_id: int
    fen: int
    by_door: bool


Provider = Callable[[Session, date], list[Payable]]
"""Lists what is due up to the month whose first day is given, within the actor's scope."""

Standing = Callable[[Session, Collection[Key]], dict[Key, int]]
"""Returns those of some sources that may still be paid, with their amount now, in fen."""

PROVIDERS: list[Provider] = []
STANDING: dict[str, Standing] = {}
"""How each type of source says whether it still stands."""


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
