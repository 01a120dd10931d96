"""What waits to be paid, whoever granted it: the one list that pay runs are drafted from.

A feature that grants money offers a provider, which ``db.pay_sources`` names; a run does not
know where its items come from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

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
