"""A run's items and the ledger: reserved at the lock, paid by the results, or given back.

A month of an entitlement and a claim are reserved under their item; a grant was reserved under
its own source when it was granted, and stays so until it is paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from db import ledger, ledger_bulk, pay_rows, pay_sources
from db.ledger_bulk import Payment
from db.models.claims import Claim
from db.pay_rows import Row

OWN_SOURCE = "pay_item"
AT_LOCK = frozenset((Claim.__tablename__,))
"""The single payments whose money is reserved when their run is locked, as that of months."""


def _own(item: Row) -> bool:
    return bool(item["month"]) or item["source_type"] in AT_LOCK


def source_of(item: Row) -> ledger.Source:
    """Return under which source the ledger knows an item."""
    if _own(item):
        return OWN_SOURCE, item["id"]
    return item["source_type"], item["source_id"]


def _payment(item: Row) -> Payment:
    return Payment(item["fund_id"], item["fen"], item["kind"], source_of(item))


def reserve(session: Session, items: Iterable[Row]) -> None:
    """Reserve what was not before; raises InvalidInput when a fund is too small."""
    wanted = [item for item in items if _own(item) and not item["committed"]]
    ledger_bulk.commit_many(session, map(_payment, wanted))
    pay_rows.change_items(session, wanted, {"committed": True})


def give_back(session: Session, items: Iterable[Row], *, stands: bool) -> None:
    """Give back what was reserved; unless the items stand, their sources are due again."""
    chosen = list(items)
    held = [item for item in chosen if item["committed"]]
    ledger_bulk.release_many(session, map(_payment, held))
    pay_rows.change_items(session, chosen, {"committed": False, "live": stands})


def pay(session: Session, items: Iterable[Row], on: date) -> None:
    """Book items as paid on a day."""
    chosen = list(items)
    ledger_bulk.pay_many(session, map(_payment, chosen), on)
    pay_rows.change_items(session, chosen, {"committed": False, "paid_on": on})
    pay_sources.note(session, chosen, on)


def take_back(session: Session, items: Iterable[Row], on: date) -> None:
    """Reverse the payment of items whose money came back; their sources are due again."""
    chosen = list(items)
    for item in chosen:
        ledger.take_back(session, item["fund_id"], item["fen"], source_of(item), on)
    pay_rows.change_items(session, chosen, {"live": False, "paid_on": None})
    pay_sources.note(session, chosen, None)
