"""A list of people for an activity, uploaded or pasted, matched with the registry row by row."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from db import list_matching, sign_ups
from db.activity_scope import find
from db.import_rows import Incoming
from db.models.activities import Activity
from db.sign_ups import Joiner, SignedUp
from db.verbs import needs
from rules.access import Permission
from rules.activity_forms import ROSTER_FIELDS
from rules.errors import InvalidInput
from rules.language import N_
from rules.people_lists import Remark


@needs(Permission.SIGN_UP)
def preview(session: Session, activity_id: int, incoming: Incoming) -> SignedUp:
    """Say what signing a list up would bring; nothing is written."""
    joiners, refused = _match(session, find(session, activity_id), incoming)
    if not joiners:
        return SignedUp(0, 0, refused, ())
    return _together(refused, sign_ups.preview(session, activity_id, joiners))


@needs(Permission.SIGN_UP)
def sign_up_list(session: Session, activity_id: int, incoming: Incoming) -> SignedUp:
    """Sign the people of a list up, in its order; rows that fit nobody are named."""
    joiners, refused = _match(session, find(session, activity_id), incoming)
    if not joiners:
        raise InvalidInput(N_("The list holds nobody."))
    return _together(refused, sign_ups.sign_up(session, activity_id, joiners))


def _match(
    session: Session, activity: Activity, incoming: Incoming
) -> tuple[list[Joiner], tuple[Remark, ...]]:
    top = activity.for_unit_id or activity.unit_id or 0
    found = list_matching.match(session, top, incoming, ROSTER_FIELDS)
    return [Joiner(key, row.number) for row, key in found.rows], found.refused


def _together(refused: Sequence[Remark], done: SignedUp) -> SignedUp:
    every = sorted((*refused, *done.refused), key=lambda remark: remark.row_number)
    return SignedUp(done.people, done.waiting, tuple(every), done.clashes)
