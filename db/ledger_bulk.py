"""Thousands of entries of the ledger at once, by the same rules as ``db.ledger`` one by one.

A pay run reserves, pays and gives back for each of its lines; the funds' rows are locked in
the order of their ids, so that two runs never wait for each other in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from db import bulk, ledger, pay_trail
from db.models.aid import Fund, FundEntry
from db.verbs import actor_of, now_of, today_of
from rules import funds as rules
from rules.errors import WrongState
from rules.language import N_


@dataclass(frozen=True, slots=True)
class Payment:
    """Money for one source out of one fund."""

    fund_id: int
    fen: int
    aid_kind: str
    source: ledger.Source


def commit_many(session: Session, payments: Iterable[Payment]) -> None:
    """Reserve money for each source; raises as ``ledger.commit`` when a fund cannot bear it."""
    for fund, part in _by_fund(session, payments):
        for kind in sorted({one.aid_kind for one in part}):
            ledger.check_fits(fund, kind, today_of(session))
        _post(session, fund, rules.COMMITMENT, [(one, one.fen) for one in part])


def release_many(session: Session, payments: Iterable[Payment]) -> None:
    """Give back what was reserved for each source."""
    for fund, part in _by_fund(session, payments):
        held = _reserved(session, fund.id, part)
        if any(held.get(one.source, 0) < one.fen for one in part):
            raise WrongState(N_("Less than this is reserved. Look at the fund again."))
        _post(session, fund, rules.RELEASE, [(one, one.fen) for one in part])


def pay_many(session: Session, payments: Iterable[Payment], on: date) -> None:
    """Pay each source on a day, out of what is reserved for it first."""
    for fund, part in _by_fund(session, payments):
        rules.check_open(fund.closed_on)
        held = _reserved(session, fund.id, part)
        ready = [(one, min(one.fen, held.get(one.source, 0))) for one in part]
        for kind in sorted({one.aid_kind for one, fen in ready if fen < one.fen}):
            ledger.check_fits(fund, kind, on)
        _post(session, fund, rules.RELEASE, [pair for pair in ready if pair[1]], on)
        _post(session, fund, rules.PAYMENT, [(one, one.fen) for one in part], on)


def _by_fund(session: Session, payments: Iterable[Payment]) -> Iterable[tuple[Fund, list[Payment]]]:
    grouped: dict[int, list[Payment]] = defaultdict(list)
    for one in payments:
        grouped[one.fund_id].append(one)
    for fund_id in sorted(grouped):
        yield ledger.hold(session, fund_id), grouped[fund_id]


def _reserved(
    session: Session, fund_id: int, payments: Sequence[Payment]
) -> Mapping[ledger.Source, int]:
    signed = case((FundEntry.kind == rules.COMMITMENT, FundEntry.fen), else_=-FundEntry.fen)
    ids: dict[str, list[int]] = defaultdict(list)
    for one in payments:
        ids[one.source[0]].append(one.source[1])
    found: dict[ledger.Source, int] = {}
    for source_type, source_ids in ids.items():
        for part in bulk.portions(source_ids):
            rows = session.execute(
                select(FundEntry.source_id, func.sum(signed))
                .where(
                    FundEntry.fund_id == fund_id,
                    FundEntry.source_type == source_type,
                    FundEntry.source_id.in_(part),
                    FundEntry.kind.in_((rules.COMMITMENT, rules.RELEASE)),
                )
                .group_by(FundEntry.source_id)
            )
            found |= {(source_type, int(key or 0)): int(fen) for key, fen in rows}
    return found


def _post(
    session: Session,
    fund: Fund,
    kind: str,
    amounts: Sequence[tuple[Payment, int]],
    on: date | None = None,
) -> None:
    if not amounts:
        return
    ledger.move_sums(fund, kind, sum(fen for _one, fen in amounts))
    session.flush()
    ids = bulk.new_ids(session, FundEntry.__table__, len(amounts))
    shared: dict[str, Any] = {
        "version": 1,
        "unit_id": fund.unit_id,
        "fund_id": fund.id,
        "kind": kind,
        "on": on or today_of(session),
        "at": now_of(session),
        "actor": actor_of(session).name,
    }
    rows = [
        {
            **shared,
            "id": key,
            "fen": fen,
            "aid_kind": one.aid_kind,
            "source_type": one.source[0],
            "source_id": one.source[1],
        }
        for key, (one, fen) in zip(ids, amounts, strict=True)
    ]
    pay_trail.insert_many(session, FundEntry, rows, pay_trail.entry_label)
