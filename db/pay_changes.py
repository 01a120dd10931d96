"""Which payees and bank cards of a run's lines are not those of the last payment, and by whom.

A card that one person changes sends the money elsewhere; those who sign are shown what changed
since the household or member was paid last, and within ninety days in any case.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db import pay_parties, pay_rows, pay_sources
from db.bulk import portions
from db.kept_figures import kept
from db.models.claims import Claim
from db.models.households import Household, HouseholdPerson
from db.models.pay_runs import PayLine, PayRun
from db.models.trail import TrailRow
from db.pay_rows import KERNEL, Row
from db.payables import HOUSEHOLD, MEMBER, Party, party_of
from db.verbs import load, needs, now_of
from rules import pay_runs as rules
from rules.access import Permission
from rules.language import N_

LOOKED_BACK = timedelta(days=90)
PAYEE = N_("Who receives the money was changed.")
CARD = N_("The bank card was changed.")
OTHER_PAYEE = N_("Run {run} paid {name}.")
OTHER_CARD = N_("Run {run} paid to another card.")
_TOLD: Mapping[str, tuple[str, Collection[str]]] = {
    Household.__tablename__: (PAYEE, ("payee_id", "alternate_payee_id")),
    HouseholdPerson.__tablename__: (CARD, ("bank_number", "bank_name")),
    Claim.__tablename__: (CARD, ("bank_number", "bank_name", "payee_name")),
}
_AREAS = ("pay_runs", "households", "claims")


@dataclass(frozen=True, slots=True)
class LineChange:
    """One change; ``text`` with ``values``. Where no single step made it, nobody is named."""

    line_id: int
    number: int
    payee_name: str
    fen: int
    text: str
    values: Mapping[str, Any]
    actor: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class _Goal:
    """Whom and which card a line pays, and the records by which that can be changed."""

    line: Row
    payee: int | str
    payee_name: str
    bank_number: str | None
    records: tuple[tuple[str, int], ...]

    @property
    def party(self) -> Party:
        return party_of(self.line)


@dataclass(frozen=True, slots=True)
class _Last:
    """Whom and which card the party's last payment before this run went to."""

    payee: int | str
    payee_name: str
    bank_number: str | None
    run_no: str
    sent_at: datetime


@needs(Permission.SEE_FUNDS)
def list_changes(session: Session, run_id: int) -> list[LineChange]:
    """Return the lines of a run whose payee or card changed of late, the largest sums first.

    Of a draft as it would be locked now, of other runs as they were locked.
    """
    run = load(session, PayRun, run_id)
    if run.state == rules.CANCELLED:
        return []
    until = run.locked_at or now_of(session)
    what = ("pay card changes", run.id, until.date())
    return list(kept(session, _AREAS, what, lambda: _changes_of(session, run, until)))


def _changes_of(session: Session, run: PayRun, until: datetime) -> tuple[LineChange, ...]:
    goals = _goals(session, run)
    last = _last_paid(session, run)
    since = {
        goal.party: min(
            until - LOOKED_BACK, last[goal.party].sent_at if goal.party in last else until
        )
        for goal in goals
    }
    steps = _steps(session, goals, min(since.values(), default=until), until)
    found: list[LineChange] = []
    for goal in goals:
        found += _of_line(goal, steps, since[goal.party], last.get(goal.party))
    return tuple(sorted(found, key=lambda one: (-one.fen, one.number)))


_Steps = Mapping[tuple[str, int], Sequence[tuple[str, datetime]]]


def _of_line(
    goal: _Goal, steps: _Steps, since: datetime, last: _Last | None
) -> Iterator[LineChange]:
    texts = set()
    for table, key in goal.records:
        for actor, at in steps.get((table, key), ()):
            if at > since:
                texts.add(_TOLD[table][0])
                yield _change(goal, _TOLD[table][0], {}, actor, at)
    if last is None:
        return
    if last.payee != goal.payee:
        if PAYEE not in texts:
            yield _change(goal, OTHER_PAYEE, {"run": last.run_no, "name": last.payee_name})
    elif last.bank_number and last.bank_number != goal.bank_number and CARD not in texts:
        yield _change(goal, OTHER_CARD, {"run": last.run_no})


def _change(
    goal: _Goal, text: str, values: Mapping[str, Any], actor: str = "", at: datetime | None = None
) -> LineChange:
    line = goal.line
    return LineChange(
        line["id"], line["number"], goal.payee_name, line["fen"], text, values, actor, at
    )


def _goals(session: Session, run: PayRun) -> list[_Goal]:
    lines = pay_rows.lines_of(session, run.id)
    items = pay_rows.items_of(
        session, run.id, [line["id"] for line in lines if line["member_id"] is not None]
    )
    sources: dict[int, list[tuple[str, int]]] = {}
    for item in items:
        sources.setdefault(item["line_id"], []).append((item["source_type"], item["source_id"]))
    if run.state != rules.DRAFT:
        cards = _frozen_cards(session, run)
        return [
            _goal(line, line["payee_id"], line["payee_name"], cards.get(line["id"]), sources)
            for line in lines
        ]
    named = pay_sources.accounts_of(session, items)
    accounts = {party_of(line): next(iter(named.get(line["id"], ())), None) for line in lines}
    payees = pay_parties.payees_of(session, accounts)
    frozen = pay_parties.freeze(session, payees.values(), accounts)
    goals = []
    for line in lines:
        payee, kept_now = payees.get(party_of(line)), frozen.get(party_of(line))
        if payee is not None and kept_now is not None:
            card = kept_now.bank_number
            goals.append(_goal(line, payee.person_id, payee.name, card, sources))
    return goals


_Sources = Mapping[int, Sequence[tuple[str, int]]]


def _goal(
    line: Row, person_id: int | None, name: str, card: str | None, sources: _Sources
) -> _Goal:
    if person_id is None:
        return _Goal(line, name, name, card, tuple(sources.get(line["id"], ())))
    home = (Household.__tablename__, line["household_id"])
    return _Goal(line, person_id, name, card, (home, (HouseholdPerson.__tablename__, person_id)))


def _frozen_cards(session: Session, run: PayRun) -> dict[int, str | None]:
    query = select(PayLine.id, PayLine.bank_number).where(PayLine.run_id == run.id)
    return {row.id: row.bank_number for row in session.execute(query, execution_options=KERNEL)}


def _last_paid(session: Session, run: PayRun) -> dict[Party, _Last]:
    """Return, by party, the last payment out of a run that was drafted before this one."""
    mine = PayLine.run_id == run.id
    latest = (
        select(func.max(PayLine.id))
        .where(
            or_(
                PayLine.household_id.in_(select(PayLine.household_id).where(mine)),
                PayLine.member_id.in_(select(PayLine.member_id).where(mine)),
            ),
            PayLine.run_id < run.id,
            PayLine.state == rules.PAID,
            PayLine.removed.is_(False),
        )
        .group_by(PayLine.household_id, PayLine.member_id)
    )
    rows = session.execute(
        select(
            PayLine.household_id,
            PayLine.member_id,
            PayLine.payee_id,
            PayLine.payee_name,
            PayLine.bank_number,
            PayRun.run_no,
            PayRun.sent_at,
        )
        .join(PayRun, PayRun.id == PayLine.run_id)
        .where(PayLine.id.in_(latest), PayRun.sent_at.is_not(None)),
        execution_options=KERNEL,
    )
    found = {}
    for row in rows:
        member = row.member_id is not None
        party = Party(MEMBER, row.member_id) if member else Party(HOUSEHOLD, row.household_id)
        payee = row.payee_name if member else row.payee_id
        found[party] = _Last(payee, row.payee_name, row.bank_number, row.run_no, row.sent_at)
    return found


def _steps(session: Session, goals: Sequence[_Goal], since: datetime, until: datetime) -> _Steps:
    """Return who changed payee or card on the records of these lines, and when."""
    keys: dict[str, set[int]] = {}
    for goal in goals:
        for table, record_id in goal.records:
            keys.setdefault(table, set()).add(record_id)
    found: dict[tuple[str, int], list[tuple[str, datetime]]] = {}
    for table, ids in keys.items():
        for part in portions(sorted(ids)):
            rows = session.execute(
                select(TrailRow.record_id, TrailRow.details, TrailRow.actor, TrailRow.at)
                .where(
                    TrailRow.record_type == table,
                    TrailRow.record_id.in_(part),
                    TrailRow.action == "changed",
                    TrailRow.at > since,
                    TrailRow.at <= until,
                )
                .order_by(TrailRow.id.desc()),
                execution_options=KERNEL,
            )
            for key, details, actor, at in rows:
                if any(name in json.loads(details).get("after", {}) for name in _TOLD[table][1]):
                    found.setdefault((table, key or 0), []).append((actor, at))
    return found
