"""The hardship file of a household: open, read, change its facts, reveal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from db import extra_fields, moves, reveals
from db.codes import code_lists
from db.household_stage import open_file_id
from db.models.hardship import HardshipFile
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.units import Unit
from db.scope import below, check_units
from db.values import assign, open_values, values_of
from db.verbs import actor_of, load, needs, today_of
from rules.access import Permission, check_allowed
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Fields, Kind, Value, by_name
from rules.hardship import BEGUN, DECIDED, EDITABLE, FILE_FIELDS, HARDSHIP_FILE, OPEN
from rules.hardship_checks import check_file
from rules.households import HEAD
from rules.language import N_, Words

REGISTER = "hardship_file"
LEAST_FIELDS = ("file_level", "region")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file: values by field with sealed ones masked, and where it stands.

    ``incoming`` says that the actor's side is to take the file over, ``outgoing`` that it is
    the actor's now.
    """

    id: int
    version: int
    household_id: int
    head_name: str
    applicant_id: int
    applicant_name: str
    unit_id: int | None
    unit_name: str
    to_unit_id: int | None
    to_unit_name: str
    incoming: bool
    outgoing: bool
    state: str
    category: str
    values: dict[str, Value]
    exclusions: dict[str, dict[str, Any]]
    proved_idle: tuple[str, ...]
    assessment_id: int | None
    near_threshold: bool
    is_relapse: bool
    refusal_code: str
    exit_kind: str
    exit_reason: str
    approved_on: date | None
    ended_on: date | None
    edited_on: date
    review_due_on: date | None
    visited_on: date | None
    aided_on: date | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN and self.outgoing

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE and self.outgoing


@needs(Permission.SEE_HARDSHIP)
def list_fields(session: Session) -> Fields:
    """Return the fields of a file, the office's own ones included."""
    return fields_of(session)


def fields_of(session: Session) -> Fields:
    return FILE_FIELDS + extra_fields.list_fields(session, REGISTER)


@needs(Permission.SEE_HARDSHIP)
def get_file(session: Session, file_id: int) -> FileRow:
    """Return one file, masked. Raises NotFound outside the scope."""
    file = load(session, HardshipFile, file_id)
    giving, receiving = aliased(Unit), aliased(Unit)
    named = session.execute(
        select(HouseholdPerson.name, giving.name, receiving.name)
        .select_from(HardshipFile)
        .join(HouseholdPerson, HouseholdPerson.id == HardshipFile.applicant_id)
        .outerjoin(giving, giving.id == HardshipFile.unit_id)
        .outerjoin(receiving, receiving.id == HardshipFile.to_unit_id)
        .where(HardshipFile.id == file.id)
        # The file is in scope; the unit it came from or goes to may not be.
        .execution_options(kernel=True)
    ).one()
    own = _own_units(session, file)
    return FileRow(
        id=file.id,
        version=file.version,
        household_id=file.household_id,
        head_name=file.head_name,
        applicant_id=file.applicant_id,
        applicant_name=named[0],
        unit_id=file.unit_id,
        unit_name=named[1] or "",
        to_unit_id=file.to_unit_id,
        to_unit_name=named[2] or "",
        incoming=file.to_unit_id in own,
        outgoing=file.unit_id in own,
        state=file.state,
        category=file.category or "",
        values=values_of(file, fields_of(session)),
        exclusions=dict(file.exclusions or {}),
        proved_idle=tuple(file.proved_idle or ()),
        assessment_id=file.assessment_id,
        near_threshold=file.near_threshold,
        is_relapse=file.is_relapse,
        refusal_code=file.refusal_code or "",
        exit_kind=file.exit_kind or "",
        exit_reason=file.exit_reason or "",
        approved_on=file.approved_on,
        ended_on=file.ended_on,
        edited_on=file.edited_on,
        review_due_on=file.review_due_on,
        visited_on=file.visited_on,
        aided_on=file.aided_on,
    )


def _own_units(session: Session, file: HardshipFile) -> set[int | None]:
    """Return which of the file's two units lie in the actor's part of the tree."""
    units = {file.unit_id, file.to_unit_id} - {None}
    actor = actor_of(session)
    if actor.everywhere:
        return set(units)
    query = select(Unit.id).where(Unit.id.in_(units), Unit.id.in_(below(actor.unit_id or 0)))
    return set(session.scalars(query))


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Somebody of the household, to be chosen for a line or a signature."""

    id: int
    name: str
    relation: str


@needs(Permission.SEE_HARDSHIP)
def list_people(session: Session, file_id: int) -> list[PersonChoice]:
    """Return the people of a file's household who are alive, the head first."""
    file = load(session, HardshipFile, file_id)
    belongs = HouseholdMembership
    rows = session.execute(
        select(HouseholdPerson.id, HouseholdPerson.name, belongs.relation)
        .join(belongs, belongs.person_id == HouseholdPerson.id)
        .where(
            belongs.household_id == file.household_id,
            belongs.to_on.is_(None),
            HouseholdPerson.deceased_on.is_(None),
        )
        .order_by((belongs.relation == HEAD).desc(), belongs.id)
    )
    return [PersonChoice(*row) for row in rows]


@needs(Permission.EDIT_HARDSHIP)
def open(  # noqa: A001 - a file is opened, and the module's name stands before it
    session: Session, household_id: int, applicant_id: int, values: Mapping[str, Value]
) -> int:
    """Begin a household's file as a draft; returns its id.

    Raises Conflict while the household has an open file, InvalidInput naming the field.
    """
    household = load(session, Household, household_id)
    if household.closed_on is not None or household.merged_into_id is not None:
        raise WrongState(N_("This household is closed. Look for the one it went into."))
    check_applicant(session, household.id, applicant_id)
    check_no_other(session, household.id)
    today = today_of(session)
    full = {"applied_on": today, **{name: v for name, v in values.items() if v is not None}}
    check_values(session, full)
    file = HardshipFile(
        unit_id=household.unit_id,
        household_id=household.id,
        applicant_id=applicant_id,
        head_name=household.head_name,
        sort_name=household.sort_name,
        is_open=True,
        edited_on=today,
        exclusions={},
        extra={},
    )
    assign(file, fields_of(session), full)
    moves.begin(session, file, HARDSHIP_FILE)
    return file.id


def check_applicant(session: Session, household_id: int, applicant_id: int) -> None:
    """Raise InvalidInput unless the applicant lives and belongs to the household."""
    found = session.scalar(
        select(HouseholdPerson.id)
        .join(HouseholdMembership, HouseholdMembership.person_id == HouseholdPerson.id)
        .where(
            HouseholdPerson.id == applicant_id,
            HouseholdPerson.deceased_on.is_(None),
            HouseholdMembership.household_id == household_id,
            HouseholdMembership.to_on.is_(None),
        )
    )
    if found is None:
        raise InvalidInput(
            N_("The applicant must be one of the household's people."), field="applicant_id"
        )


def check_no_other(session: Session, household_id: int) -> None:
    """Raise Conflict when the household has an open file already, wherever it is."""
    if open_file_id(session, household_id) is not None:
        raise Conflict(N_("This household has an open file already: one household, one file."))


def check_values(session: Session, values: Mapping[str, Value]) -> None:
    """Raise InvalidInput, naming the field, for values that a file must not have."""
    for name in LEAST_FIELDS:
        if not values.get(name):
            field = by_name(FILE_FIELDS)[name]
            raise InvalidInput(N_("{label} is missing."), field=name, label=Words(field.label))
    _check_codes(session, values)
    check_file(values, today_of(session))


def _check_codes(session: Session, values: Mapping[str, Value]) -> None:
    lists = code_lists(session)
    for field in FILE_FIELDS:
        value = values.get(field.name)
        if not value or field.kind not in (Kind.CHOICE, Kind.CHOICES):
            continue
        given = value if isinstance(value, tuple) else (value,)
        known = {code.code for code in lists.get(field.codes, ())}
        if not set(given) <= known:
            raise InvalidInput(N_("Choose one of the list."), field=field.name)


@needs(Permission.EDIT_HARDSHIP)
def change(
    session: Session,
    file_id: int,
    seen: int,
    values: Mapping[str, Value],
    applicant_id: int | None = None,
) -> None:
    """Change those facts of a file that ``values`` names, and who applies; the rest stays."""
    file = load_editable(session, file_id, seen)
    fields = fields_of(session)
    full = {**open_values(file, fields), **values}
    check_values(session, full)
    _check_number_free(session, file, full.get("archive_no"))
    if applicant_id is not None and applicant_id != file.applicant_id:
        check_applicant(session, file.household_id, applicant_id)
        file.applicant_id = applicant_id
    assign(file, fields, full)
    touch(session, file)


def _check_number_free(session: Session, file: HardshipFile, number: Value) -> None:
    if not number or number == file.archive_no:
        return
    if file.state not in BEGUN and file.archive_no:
        raise InvalidInput(N_("An approved file keeps its number."), field="archive_no")
    taken = session.scalar(
        select(HardshipFile.id)
        .where(HardshipFile.archive_no == number, HardshipFile.id != file.id)
        # Numbers are unique in the whole tree.
        .execution_options(kernel=True)
    )
    if taken is not None:
        raise InvalidInput(N_("This file number is taken."), field="archive_no")


def load_editable(session: Session, file_id: int, seen: int | None = None) -> HardshipFile:
    """Load a file whose content may change now; raises WrongState on its way to a decision."""
    file = load(session, HardshipFile, file_id, seen)
    if file.state not in EDITABLE:
        raise WrongState(
            N_("This file is on its way. Have it returned for correction before you change it.")
        )
    return file


def touch(session: Session, file: HardshipFile) -> None:
    """Remember that the file's content was worked on today, and by whom until it is handed in."""
    if file.state in BEGUN:
        moves.enter_as_well(session, file)
    if file.edited_on != today_of(session):
        file.edited_on = today_of(session)


@needs(Permission.REVEAL_SEALED)
def reveal(session: Session, file_id: int, field: str, reason: str) -> str:
    """Return one sealed value in full; who, what and why go on the trail."""
    check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    reveals.check_sealed(FILE_FIELDS, field)
    file = load(session, HardshipFile, file_id)
    check_units(session, [file.unit_id])  # the side that is to take it over reads no texts yet
    return reveals.reveal(session, file, field, reason)


def in_force_of(session: Session, household_id: int) -> HardshipFile | None:
    """Return a household's approved file that has not ended, for the verbs of aid."""
    return in_force_of_each(session, [household_id]).get(household_id)


def in_force_of_each(session: Session, household_ids: Collection[int]) -> dict[int, HardshipFile]:
    """Return the approved file that has not ended of each of some households that has one."""
    files = session.scalars(
        select(HardshipFile).where(
            HardshipFile.household_id.in_(household_ids), HardshipFile.state.in_(DECIDED)
        )
    )
    return {file.household_id: file for file in files}
