"""A list of joiners, uploaded or pasted, matched with the registry row by row."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from db import enrolment_people, list_matching
from db.enrolment_people import Added, Joiner
from db.import_rows import Incoming
from db.list_matching import ListRow
from db.models.mutual import UnitEnrolment
from db.verbs import load, needs
from rules.access import Permission
from rules.mutual_enrolment_forms import ROSTER_FIELDS
from rules.people_lists import Remark


@needs(Permission.ENROL_UNITS)
def preview(session: Session, hand_in_id: int, incoming: Incoming) -> Added:
    """Say what adding a list would bring; nothing is written.

    People are found by ID number, else by a name that only one of the unit bears.
    """
    hand_in = load(session, UnitEnrolment, hand_in_id)
    joiners, refused = _match(session, hand_in, incoming)
    return _together(refused, enrolment_people.look_at(session, hand_in, joiners))


@needs(Permission.ENROL_UNITS)
def add_list(session: Session, hand_in_id: int, seen: int, incoming: Incoming) -> Added:
    """Put the people of a list on a hand-in; rows that fit nobody are named with the reason."""
    hand_in = enrolment_people.load_open(session, hand_in_id, seen)
    joiners, refused = _match(session, hand_in, incoming)
    return _together(refused, enrolment_people.add_to(session, hand_in, joiners))


def _together(refused: Sequence[Remark], added: Added) -> Added:
    every = sorted((*refused, *added.refused), key=lambda remark: remark.row_number)
    return Added(added.people, tuple(every), added.cut)


def _match(
    session: Session, hand_in: UnitEnrolment, incoming: Incoming
) -> tuple[list[Joiner], tuple[Remark, ...]]:
    found = list_matching.match(session, hand_in.unit_id or 0, incoming, ROSTER_FIELDS)
    return [Joiner(key, _shares(row), row.number) for row, key in found.rows], found.refused


def _shares(row: ListRow) -> int:
    shares = row.values.get("shares")
    return shares if isinstance(shares, int) else 1
