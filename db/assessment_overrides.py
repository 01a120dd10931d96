"""Another category than the means test gives: asked for by one person, confirmed by a second."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db import moves, settings
from db.codes import code_lists
from db.models.hardship import Assessment, HardshipFile
from db.verbs import actor_of, load, needs, now_of, today_of
from rules.access import Permission
from rules.errors import InvalidInput, NotAllowed, WrongState
from rules.hardship import HARDSHIP_FILE, UNDECIDED
from rules.language import N_
from rules.moves import check_frozen
from rules.reasons import SHORTEST_WEIGHTY, check_reason

LONGEST_REASON = 200


@needs(Permission.REVIEW_HARDSHIP)
def override(session: Session, assessment_id: int, seen: int, category: str, reason: str) -> None:
    """Ask that another category counts than the rules gave; a second person confirms it."""
    row, _file = _load(session, assessment_id, seen)
    known = {code.code for code in code_lists(session).get("hardship_category", ())}
    if category not in known:
        raise InvalidInput(N_("Choose a category."), field="category")
    if category == row.category:
        raise InvalidInput(N_("This is what the means test says already."), field="category")
    text = N_("Give a reason of 4 to 200 characters.")
    told = check_reason(reason, text=text, shortest=SHORTEST_WEIGHTY)
    if len(told) > LONGEST_REASON:
        raise InvalidInput(text, field="reason")
    actor = actor_of(session)
    row.override_category, row.override_reason = category, told
    row.override_by, row.override_by_name = actor.account_id, actor.name
    row.confirmed_by, row.confirmed_by_name, row.confirmed_at = None, "", None


def _load(session: Session, assessment_id: int, seen: int) -> tuple[Assessment, HardshipFile]:
    """Load the assessment that an undecided file stands on, for somebody who may decide.

    Who entered the file may not, as with its review.
    """
    row = load(session, Assessment, assessment_id, seen)
    file = load(session, HardshipFile, row.file_id)
    if file.assessment_id != row.id or file.state not in UNDECIDED:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    check_frozen(today_of(session), settings.frozen_until(session))
    moves.check_other_person(session, file, HARDSHIP_FILE.steps[("noticed", "review")])
    return row, file


@needs(Permission.APPROVE_HARDSHIP)
def confirm(session: Session, assessment_id: int, seen: int) -> None:
    """Let an asked-for category count; never by the person who asked for it."""
    row, _file = _load(session, assessment_id, seen)
    if not row.override_category or row.confirmed_at is not None:
        raise WrongState(N_("No other category waits for a confirmation."))
    actor = actor_of(session)
    if actor.account_id is not None and actor.account_id == row.override_by:
        raise NotAllowed(N_("You asked for this yourself, so somebody else has to confirm it."))
    row.confirmed_by, row.confirmed_by_name = actor.account_id, actor.name
    row.confirmed_at = now_of(session)


@needs(Permission.REVIEW_HARDSHIP)
def drop(session: Session, assessment_id: int, seen: int) -> None:
    """Take back what was asked for; the result of the rules counts again."""
    row, _file = _load(session, assessment_id, seen)
    if not row.override_category:
        raise WrongState(N_("No other category waits for a confirmation."))
    row.override_category, row.override_reason = None, ""
    row.override_by, row.override_by_name = None, ""
    row.confirmed_by, row.confirmed_by_name, row.confirmed_at = None, "", None
