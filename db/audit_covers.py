"""The cover sheet of each line of a run: the hardship file behind it, or the claims it pays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import codes
from db.bulk import portions
from db.claim_due import CLAIM, of_claim
from db.models.claims import Claim
from db.models.hardship import HardshipFile
from db.models.mutual import MutualPlan
from db.models.pay_runs import PayItem, PayLine, PayRun
from db.models.trail import Move
from db.models.units import Unit
from db.pay_rows import KERNEL
from db.verbs import zone_of
from rules.claims import CLAIM as CLAIM_STEPS
from rules.codes import CodeLists, label_of
from rules.hardship import HARDSHIP_FILE
from rules.language import _
from rules.money import show_money

FILES_AT_ONCE = 500
Steps = dict[int, tuple[tuple[str, str, str], ...]]
_STATES: Mapping[str, Mapping[str, str]] = {
    machine.name: machine.state_labels for machine in (HARDSHIP_FILE, CLAIM_STEPS)
}


@dataclass(frozen=True, slots=True)
class Cover:
    """One cover: a heading, labelled lines in the reader's language, and the file's steps."""

    title: str
    lines: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str, str], ...]


def files_of(session: Session, household_ids: Sequence[int]) -> list[Any]:
    """Return the latest hardship file of each household that has one, as plain rows."""
    rows = session.execute(
        select(
            HardshipFile.id,
            HardshipFile.household_id,
            HardshipFile.archive_no,
            HardshipFile.head_name,
            HardshipFile.category,
            HardshipFile.file_level,
            HardshipFile.primary_cause,
            HardshipFile.state,
            HardshipFile.applied_on,
            HardshipFile.approved_on,
            HardshipFile.ended_on,
            Unit.name.label("unit_name"),
        )
        .outerjoin(Unit, Unit.id == HardshipFile.unit_id)
        .where(HardshipFile.household_id.in_(household_ids))
        .order_by(HardshipFile.id),
        execution_options=KERNEL,
    )
    return list({row.household_id: row for row in rows}.values())


def covers_of(session: Session, run: PayRun) -> Iterator[Cover]:
    """Give a cover for each line of a run, in the order of the lines."""
    lists, zone = codes.code_lists(session), zone_of(session)
    lines = session.execute(
        select(PayLine.id, PayLine.number, PayLine.household_id, PayLine.payee_name)
        .where(PayLine.run_id == run.id)
        .order_by(PayLine.number),
        execution_options=KERNEL,
    ).all()
    for part in portions(lines, FILES_AT_ONCE):
        homes = [row.household_id for row in part if row.household_id is not None]
        files = {row.household_id: row for row in files_of(session, homes)}
        claims = claims_of(session, [row.id for row in part if row.household_id is None])
        steps = _steps(session, HARDSHIP_FILE.name, [file.id for file in files.values()], zone)
        steps_of_claims = _steps(
            session, CLAIM, [one.id for several in claims.values() for one in several], zone
        )
        for line in part:
            title = _("Line {number}: {name}").format(number=line.number, name=line.payee_name)
            file = files.get(line.household_id)
            if line.id in claims:
                yield from _of_claims(title, claims[line.id], lists, steps_of_claims)
            elif file is None:
                yield Cover(title, ((_("File"), _("No hardship file")),), ())
            else:
                yield Cover(title, _lines(file, lists), steps.get(file.id, ()))


def claims_of(session: Session, line_ids: Sequence[int]) -> dict[int, list[Any]]:
    """Return the claims that some lines pay, with the name of their plan, as plain rows."""
    rows = session.execute(
        select(
            PayItem.line_id,
            Claim.id,
            Claim.claim_no,
            Claim.name,
            Claim.state,
            Claim.event,
            Claim.event_on,
            Claim.ended_on,
            Claim.hospital,
            Claim.total_fen,
            Claim.payable_fen,
            Claim.handed_in_on,
            Claim.decided_on,
            MutualPlan.name.label("plan_name"),
            Unit.name.label("unit_name"),
        )
        .join(Claim, of_claim())
        .join(MutualPlan, MutualPlan.id == Claim.plan_id)
        .outerjoin(Unit, Unit.id == Claim.unit_id)
        .where(PayItem.line_id.in_(line_ids))
        .order_by(PayItem.id),
        execution_options=KERNEL,
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.line_id].append(row)
    return found


def _of_claims(
    title: str, claims: Sequence[Any], lists: CodeLists, steps: Steps
) -> Iterator[Cover]:
    for row in claims:
        lines = (
            (_("Claim"), row.claim_no),
            (_("For whom"), row.name),
            (_("Unit"), row.unit_name or ""),
            (_("Mutual-aid plan"), row.plan_name),
            (_("Claim event"), label_of(lists, "claim_event", row.event)),
            (_("From"), _day(row.event_on)),
            (_("To"), _day(row.ended_on)),
            (_("Hospital"), row.hospital),
            (_("Total cost"), show_money(row.total_fen)),
            (_("Benefit"), show_money(row.payable_fen)),
            (_("Handed in on"), _day(row.handed_in_on)),
            (_("Decided on"), _day(row.decided_on)),
        )
        yield Cover(title, lines, steps.get(row.id, ()))


def _lines(file: Any, lists: CodeLists) -> tuple[tuple[str, str], ...]:
    state = HARDSHIP_FILE.state_labels.get(file.state, file.state)
    return (
        (_("File number"), file.archive_no or ""),
        (_("Head of the household"), file.head_name),
        (_("Unit"), file.unit_name or ""),
        (_("File level"), label_of(lists, "file_level", file.file_level)),
        (_("Hardship category"), label_of(lists, "hardship_category", file.category)),
        (_("Main cause"), label_of(lists, "hardship_cause", file.primary_cause)),
        (_("State"), _(state)),
        (_("Applied on"), _day(file.applied_on)),
        (_("Approved on"), _day(file.approved_on)),
        (_("Ended on"), _day(file.ended_on)),
    )


def _day(on: Any) -> str:
    return "" if on is None else str(on.isoformat())


def _steps(session: Session, record_type: str, record_ids: Sequence[int], zone: Any) -> Steps:
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    moves = session.execute(
        select(Move.record_id, Move.to_state, Move.actor, Move.at)
        .where(Move.record_type == record_type, Move.record_id.in_(record_ids))
        .order_by(Move.id),
        execution_options=KERNEL,
    )
    labels = _STATES.get(record_type, {})
    for move in moves:
        state = labels.get(move.to_state, move.to_state)
        at = move.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        found[move.record_id].append((at, _(state), move.actor))
    return {key: tuple(steps) for key, steps in found.items()}
