"""The incomes and rigid costs of a file, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.assessments import may_read
from db.codes import code_lists
from db.hardship_files import load_editable, touch
from db.models.hardship import HardshipFile, MoneyLine
from db.models.households import HouseholdMembership, HouseholdPerson
from db.models.people import Attachment
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.hardship_money import ITEM_LISTS, check_line
from rules.language import N_


@dataclass(frozen=True, slots=True)
class LineRow:
    """One income or cost; ``fen`` is the whole amount over its months.

    None for who may open the file and does not work on files: incomes are the family's.
    """

    id: int
    version: int
    kind: str
    item: str
    person_id: int | None
    person_name: str
    from_on: date
    to_on: date
    fen: int | None
    proof: str
    source: str
    attachment_id: int | None
    paper: str
    removed: bool


@needs(Permission.SEE_HARDSHIP)
def list_lines(session: Session, file_id: int) -> list[LineRow]:
    """Return a file's lines in the order of their entry, removed ones included."""
    file, reads = load(session, HardshipFile, file_id), may_read(session)
    rows = session.execute(
        select(MoneyLine, HouseholdPerson.name, Attachment.name, Attachment.retired)
        .outerjoin(HouseholdPerson, HouseholdPerson.id == MoneyLine.person_id)
        .outerjoin(Attachment, Attachment.id == MoneyLine.attachment_id)
        .where(MoneyLine.file_id == file.id)
        .order_by(MoneyLine.id)
    )
    return [
        LineRow(
            id=row.id,
            version=row.version,
            kind=row.kind,
            item=row.item,
            person_id=row.person_id,
            person_name=name or "",
            from_on=row.from_on,
            to_on=row.to_on,
            fen=row.fen if reads else None,
            proof=row.proof,
            source=row.source,
            attachment_id=row.attachment_id,
            paper=paper if paper and not retired else "",
            removed=row.removed,
        )
        for row, name, paper, retired in rows
    ]


@needs(Permission.EDIT_HARDSHIP)
def add(
    session: Session,
    file_id: int,
    kind: str,
    item: str,
    person_id: int,
    from_on: date,
    to_on: date,
    fen: int,
    proof: str,
    source: str = "",
    attachment_id: int | None = None,
) -> int:
    """Add an income or a cost of somebody of the household; returns its id."""
    file = load_editable(session, file_id)
    line = MoneyLine(unit_id=file.unit_id, file_id=file.id, kind=kind, removed=False)
    _fill(session, file, line, item, person_id, from_on, to_on, fen, proof, source, attachment_id)
    session.add(line)
    touch(session, file)
    session.flush()
    return line.id


@needs(Permission.EDIT_HARDSHIP)
def change(
    session: Session,
    line_id: int,
    seen: int,
    item: str,
    person_id: int,
    from_on: date,
    to_on: date,
    fen: int,
    proof: str,
    source: str = "",
    attachment_id: int | None = None,
) -> None:
    """Change a line as a whole."""
    line = load(session, MoneyLine, line_id, seen)
    if line.removed:
        raise WrongState(N_("This line was removed. Bring it back first."))
    file = load_editable(session, line.file_id)
    _fill(session, file, line, item, person_id, from_on, to_on, fen, proof, source, attachment_id)
    touch(session, file)


def _fill(
    session: Session,
    file: HardshipFile,
    line: MoneyLine,
    item: str,
    person_id: int,
    from_on: date,
    to_on: date,
    fen: int,
    proof: str,
    source: str,
    attachment_id: int | None,
) -> None:
    start, end = from_on.replace(day=1), to_on.replace(day=1)
    check_line(line.kind, start, end, fen, today_of(session))
    _check_code(session, ITEM_LISTS[line.kind], item, "item")
    _check_code(session, "income_proof", proof, "proof")
    _check_person(session, file, person_id)
    _check_paper(session, file, attachment_id)
    line.item, line.person_id, line.proof = item, person_id, proof
    line.from_on, line.to_on, line.fen = start, end, fen
    line.source, line.attachment_id = source.strip(), attachment_id


def _check_code(session: Session, name: str, code: str, field: str) -> None:
    if code not in {entry.code for entry in code_lists(session).get(name, ())}:
        raise InvalidInput(N_("Choose one of the list."), field=field)


def _check_person(session: Session, file: HardshipFile, person_id: int) -> None:
    found = session.scalar(
        select(HouseholdMembership.id).where(
            HouseholdMembership.household_id == file.household_id,
            HouseholdMembership.person_id == person_id,
            HouseholdMembership.to_on.is_(None),
        )
    )
    if found is None:
        raise InvalidInput(N_("Choose one of the household's people."), field="person_id")


def _check_paper(session: Session, file: HardshipFile, attachment_id: int | None) -> None:
    if attachment_id is None:
        return
    paper = load(session, Attachment, attachment_id)
    homes = {("hardship_file", file.id), ("household", file.household_id)}
    if (paper.record_type, paper.record_id) not in homes or paper.retired:
        raise InvalidInput(N_("Choose a paper of this file."), field="attachment_id")


@needs(Permission.EDIT_HARDSHIP)
def remove(session: Session, line_id: int, seen: int) -> None:
    """Take a line out; it stays listed as removed and can be brought back."""
    _put(session, line_id, seen, True)


@needs(Permission.EDIT_HARDSHIP)
def bring_back(session: Session, line_id: int, seen: int) -> None:
    """Undo a removal."""
    _put(session, line_id, seen, False)


def _put(session: Session, line_id: int, seen: int, removed: bool) -> None:
    line = load(session, MoneyLine, line_id, seen)
    if line.removed == removed:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    touch(session, load_editable(session, line.file_id))
    line.removed = removed
