"""The cover sheet of each hardship file behind a run: who, which category, decided by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import codes
from db.bulk import portions
from db.models.hardship import HardshipFile
from db.models.pay_runs import PayLine, PayRun
from db.models.trail import Move
from db.models.units import Unit
from db.pay_rows import KERNEL
from db.verbs import zone_of
from rules.codes import CodeLists, label_of
from rules.hardship import HARDSHIP_FILE
from rules.language import _

FILES_AT_ONCE = 500


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
        select(PayLine.number, PayLine.household_id, PayLine.payee_name)
        .where(PayLine.run_id == run.id)
        .order_by(PayLine.number),
        execution_options=KERNEL,
    ).all()
    for part in portions(lines, FILES_AT_ONCE):
        files = {row.household_id: row for row in files_of(session, [r.household_id for r in part])}
        steps = _steps(session, [file.id for file in files.values()], zone)
        for line in part:
            title = _("Line {number}: {name}").format(number=line.number, name=line.payee_name)
            file = files.get(line.household_id)
            if file is None:
                yield Cover(title, ((_("File"), _("No hardship file")),), ())
            else:
                yield Cover(title, _lines(file, lists), steps.get(file.id, ()))


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


def _steps(
    session: Session, file_ids: Sequence[int], zone: Any
) -> dict[int, tuple[tuple[str, str, str], ...]]:
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    moves = session.execute(
        select(Move.record_id, Move.to_state, Move.actor, Move.at)
        .where(Move.record_type == "hardship_file", Move.record_id.in_(file_ids))
        .order_by(Move.id),
        execution_options=KERNEL,
    )
    for move in moves:
        state = HARDSHIP_FILE.state_labels.get(move.to_state, move.to_state)
        at = move.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        found[move.record_id].append((at, _(state), move.actor))
    return {key: tuple(steps) for key, steps in found.items()}
