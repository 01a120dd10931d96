"""Who of a run stands in another one as well, told by household and by person."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import pay_parties
from db.bulk import portions
from db.models.pay_runs import PayLine, PayRun
from db.payables import HOUSEHOLD, MEMBER, Party, party_of
from rules import pay_runs as rules


def elsewhere(
    session: Session, parties: Iterable[Party], but_run: int = 0
) -> dict[Party, tuple[str, ...]]:
    """Return the other unsettled runs in which parties stand, or their household or members."""
    related = pay_parties.related(session, parties)
    listed = _listed(session, {other for others in related.values() for other in others}, but_run)
    found = {}
    for party, others in related.items():
        runs = sorted({run for other in others for run in listed.get(other, ())})
        if runs:
            found[party] = tuple(runs)
    return found


def _listed(session: Session, parties: set[Party], but_run: int) -> dict[Party, set[str]]:
    found: dict[Party, set[str]] = {}
    for part in portions(sorted(parties)):
        rows = session.execute(
            select(PayLine.household_id, PayLine.member_id, PayRun.run_no)
            .join(PayRun, PayRun.id == PayLine.run_id)
            .where(
                or_(
                    PayLine.household_id.in_([one.id for one in part if one.kind == HOUSEHOLD]),
                    PayLine.member_id.in_([one.id for one in part if one.kind == MEMBER]),
                ),
                PayLine.removed.is_(False),
                PayLine.state == rules.LISTED,
                PayRun.state.in_(rules.UNSETTLED),
                PayRun.id != but_run,
            ),
            execution_options={"kernel": True},
        ).mappings()
        for row in rows:
            found.setdefault(party_of(dict(row)), set()).add(row["run_no"])
    return found
