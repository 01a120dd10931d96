"""Two households made one: everything that hangs on the one goes over to the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import campaign_merges
from db.aid_people import check_not_both
from db.household_entry import person_fields, settle
from db.models.base import Base, Recorded, Scoped
from db.models.care import Pairing, Visit
from db.models.hardship import HardshipFile, HomeSurvey
from db.models.households import (
    Household,
    HouseholdMembership,
    HouseholdPerson,
    Kinship,
)
from db.models.people import Attachment
from db.scope import hand_over
from db.search import PEOPLE, drop_grams
from db.values import assign, open_values
from db.visits import date_last_visit
from rules.errors import InvalidInput
from rules.language import N_

_STAYING = frozenset(("household_membership", "household_change", "pay_line", "pay_item"))
"""What was, was asked for and was paid stays as it was; it is found by the forwarding id."""

Pair = tuple[HouseholdPerson, HouseholdMembership]


def join_same(session: Session, pairs: list[Pair], same: Mapping[int, int], on: date) -> list[Pair]:
    """Let people who were entered twice forward to their one record; returns who is left."""
    people = {person.id: (person, membership) for person, membership in pairs}
    for gone_id, kept_id in same.items():
        if gone_id not in people or kept_id not in people:
            raise InvalidInput(N_("Choose two people of the two households."), field="same")
        (gone, ended), (kept, _) = people[gone_id], people[kept_id]
        if None not in (gone.member_id, kept.member_id):
            raise InvalidInput(
                N_("These two are two people of the registry, so they cannot be one."),
                field="same",
            )
        check_not_both(session, gone, kept)
        ended.to_on, ended.end_reason = max(ended.from_on, on), "merged"
        _take_over(session, kept, gone)
    return [pair for pair in pairs if pair[0].id not in same]


def _take_over(session: Session, kept: HouseholdPerson, gone: HouseholdPerson) -> None:
    """Let ``gone`` lead to ``kept``, which gains what only the other record says."""
    fields = person_fields(session)
    missing = {
        name: value
        for name, value in open_values(gone, fields).items()
        if value not in (None, "", ()) and open_values(kept, fields)[name] in (None, "", ())
    }
    member_id, gone.member_id, gone.merged_into_id = gone.member_id, None, kept.id
    session.flush()  # the number of the record that goes becomes free
    kept.member_id = kept.member_id or member_id
    assign(kept, fields, missing)
    settle(session, kept, renamed=False)
    drop_grams(session, [gone.id], PEOPLE)
    members = [kept.member_id] if kept.member_id is not None else []
    campaign_merges.join_entries(session, members, (kept.id, gone.id))
    for record, name in _naming(session, "household_person", gone.id):
        if record.__tablename__ not in _STAYING:
            hand_over(session, record)
            setattr(record, name, kept.id)


def forward(session: Session, kept: Household, gone: Household, on: date) -> None:
    """Let ``gone`` lead to ``kept``, with its files, visits, grants and the rest."""
    gone.merged_into_id, gone.closed_on = kept.id, on
    kept.payee_id = kept.payee_id or gone.payee_id
    kept.alternate_payee_id = kept.alternate_payee_id or gone.alternate_payee_id
    _end_second_ones(session, kept, gone, on)
    _give_contents(session, kept, gone)
    for record, name in _naming(session, "household", gone.id):
        if record.__tablename__ in _STAYING or record is gone:
            continue
        hand_over(session, record)
        setattr(record, name, kept.id)
        if name == "household_id" and hasattr(record, "unit_id"):
            record.unit_id = kept.unit_id
    session.flush()
    date_last_visit(session, kept.id)


def _give_contents(session: Session, kept: Household, gone: Household) -> None:
    """Give what hangs on the files and visits of ``gone``, and all papers, to the other unit."""
    files = select(HardshipFile.id).where(HardshipFile.household_id == gone.id)
    for model in _models_with("file_id"):
        rows = select(model).where(model.file_id.in_(files))
        # What hangs on the merged household may be another unit's.
        for record in session.scalars(rows.execution_options(kernel=True)).all():
            hand_over(session, record)
            record.unit_id = kept.unit_id
    for paper in papers_of(session, gone.id):
        hand_over(session, paper)
        paper.unit_id = kept.unit_id
        if paper.record_type == "household":
            paper.record_id = kept.id


def _models_with(column: str) -> Iterable[Any]:
    for mapper in sorted(Base.registry.mappers, key=lambda each: each.class_.__tablename__):
        model: Any = mapper.class_
        if issubclass(model, Recorded) and issubclass(model, Scoped) and column in mapper.columns:
            yield model


def _end_second_ones(session: Session, kept: Household, gone: Household, on: date) -> None:
    """A household has one pairing, and one tie of each person of the office."""
    ended: tuple[tuple[Any, str], ...] = ((Pairing, "to_on"), (Kinship, "ended_on"))
    for model, end in ended:
        rows = select(model).where(
            model.household_id.in_((kept.id, gone.id)), getattr(model, end).is_(None)
        )
        # Pairings and ties of both households, whoever entered them.
        open_ones = session.scalars(rows.execution_options(kernel=True)).all()
        mine = [one for one in open_ones if one.household_id == kept.id]
        for one in open_ones:
            if one.household_id == gone.id and any(_alike(one, other) for other in mine):
                hand_over(session, one)
                setattr(one, end, on)
    session.flush()


def _alike(one: Any, other: Any) -> bool:
    return not isinstance(one, Kinship) or one.account_id == other.account_id


def _naming(session: Session, table: str, key: int) -> Iterable[tuple[Any, str]]:
    """Yield every record that names a household or person, with the column that does."""
    for model, name in _columns_to(table):
        rows = select(model).where(getattr(model, name) == key).order_by(model.id)
        # Every record that names the merged one moves, wherever it is.
        for record in session.scalars(rows.execution_options(kernel=True)).all():
            yield record, name


def _columns_to(table: str) -> Iterable[tuple[Any, str]]:
    for mapper in sorted(Base.registry.mappers, key=lambda each: each.class_.__tablename__):
        if not issubclass(mapper.class_, Recorded):
            continue
        for column in mapper.local_table.columns:
            if any(foreign.column.table.name == table for foreign in column.foreign_keys):
                yield mapper.class_, column.key


def papers_of(session: Session, household_id: int) -> Sequence[Attachment]:
    """Return the papers of a household, of its files with their surveys, and of its visits."""
    files = select(HardshipFile.id).where(HardshipFile.household_id == household_id)
    homes: dict[str, Any] = {
        "household": [household_id],
        "hardship_file": files,
        "home_survey": select(HomeSurvey.id).where(HomeSurvey.file_id.in_(files)),
        "visit": select(Visit.id).where(Visit.household_id == household_id),
    }
    record_type, record_id = Attachment.record_type, Attachment.record_id
    wanted = ((record_type == home) & record_id.in_(ids) for home, ids in homes.items())
    return session.scalars(
        # Papers go with the household, whoever added them.
        select(Attachment).where(or_(*wanted)).execution_options(kernel=True)
    ).all()
