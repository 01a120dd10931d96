"""The life of a hardship file: the one function that moves it from state to state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import assessments, hardship_handover, hardship_review, hardship_submission, moves
from db.codes import code_lists
from db.hardship_files import check_no_other
from db.hardship_numbers import number_for
from db.models.hardship import HardshipFile
from db.models.units import Unit
from db.moves import MoveRow
from db.scope import check_units, hand_over
from db.unit_lists import UnitChoice, find_anywhere
from db.verbs import hold, load, needs, today_of
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.hardship import EXITS, HARDSHIP_FILE, OPEN
from rules.language import N_
from rules.moves import advance
from rules.workdays import plus_months

MONTHS_TO_REVIEW = 12
REFUSALS, EXIT_REASONS = "file_refusal", "exit_reason"


@dataclass(frozen=True, slots=True)
class Given:
    """What a step needs beside its note: a code, how to close, a unit, a confirmation."""

    code: str = ""
    exit_kind: str = ""
    to_unit_id: int | None = None
    confirmed: bool = False


NOTHING = Given()
_Hook = Callable[[Session, HardshipFile, Given], None]


@needs(Permission.SEE_HARDSHIP)
def take(
    session: Session,
    file_id: int,
    seen: int,
    action: str,
    note: str = "",
    given: Given = NOTHING,
) -> None:
    """Take one step of a file's life: state, right and separation of duties are checked.

    Refusing needs ``given.code`` of the list ``file_refusal``; proposing to close one of
    ``exit_reason`` and the kind; handing over the unit. Raises WrongState, NotAllowed,
    InvalidInput naming what is missing, and Conflict when the file moved on meanwhile.
    """
    file = load(session, HardshipFile, file_id, seen)
    advance(HARDSHIP_FILE, file.state, action)
    _check_side(session, file, action)
    if action in ("review", "approve"):
        hold(session, HardshipFile, file.id)  # lest somebody object at this moment
    if action in _BEFORE:
        _BEFORE[action](session, file, given)
    moves.move(session, file, HARDSHIP_FILE, action, note)
    if action in _AFTER:
        _AFTER[action](session, file, given)
    file.is_open = file.state in OPEN


def _check_side(session: Session, file: HardshipFile, action: str) -> None:
    """Raise NotFound for a step that belongs to the other unit of a hand-over."""
    if action in ("accept", "decline"):
        check_units(session, [file.to_unit_id])
        hand_over(session, file)
    else:
        check_units(session, [file.unit_id])


@needs(Permission.SEE_HARDSHIP)
def list_moves(session: Session, file_id: int) -> list[MoveRow]:
    """Return who did what when and why with a file, oldest first."""
    return moves.list_moves(session, "hardship_file", load(session, HardshipFile, file_id).id)


@needs(Permission.EDIT_HARDSHIP)
def find_receiving_units(session: Session, text: str, limit: int = 20) -> list[UnitChoice]:
    """Look a unit up in the whole tree, to hand a file over to it."""
    return find_anywhere(session, text, limit)


def _check_submission(session: Session, file: HardshipFile, _given: Given) -> None:
    hardship_submission.check_complete(session, file)


def _submit(session: Session, file: HardshipFile, _given: Given) -> None:
    file.refusal_code, file.near_threshold, file.ended_on = None, False, None
    file.assessment_id = assessments.freeze(session, file, assessments.SUBMISSION).id


def _check_survey(session: Session, file: HardshipFile, _given: Given) -> None:
    hardship_review.check_surveyed(session, file)


def _check_peer_review(session: Session, file: HardshipFile, _given: Given) -> None:
    hardship_review.check_peer_review_passed(session, file)


def _check_notice(session: Session, file: HardshipFile, _given: Given) -> None:
    from db import notices  # which moves files onto a notice, and so knows this module

    notices.check_settled(session, file.id)


def _check_approval(session: Session, file: HardshipFile, given: Given) -> None:
    _check_notice(session, file, given)
    if assessments.category_of(session, file) is None:
        raise WrongState(
            N_("The means test gives no category. Refuse the file, or have the category confirmed.")
        )


def _approve(session: Session, file: HardshipFile, _given: Given) -> None:
    today = today_of(session)
    file.category = assessments.category_of(session, file)
    file.approved_on, file.review_due_on = today, plus_months(today, MONTHS_TO_REVIEW)
    if not file.archive_no:
        file.archive_no = number_for(session, file.unit_id, today.year)


def _check_refusal(session: Session, _file: HardshipFile, given: Given) -> None:
    _check_code(session, REFUSALS, given.code)


def _refuse(session: Session, file: HardshipFile, given: Given) -> None:
    assessment = assessments.latest_of(session, file)
    file.refusal_code, file.ended_on = given.code, today_of(session)
    file.near_threshold = assessment is not None and assessment.near_threshold


def _check_code(session: Session, name: str, code: str) -> None:
    known = {entry.code for entry in code_lists(session).get(name, ()) if not entry.retired}
    if code not in known:
        raise InvalidInput(N_("Choose a reason of the list."), field="code")


def _check_proposal(session: Session, _file: HardshipFile, given: Given) -> None:
    if given.exit_kind not in EXITS:
        raise InvalidInput(N_("Choose how the file is to be closed."), field="exit_kind")
    _check_code(session, EXIT_REASONS, given.code)


def _propose_exit(_session: Session, file: HardshipFile, given: Given) -> None:
    file.exit_kind, file.exit_reason = given.exit_kind, given.code


def _keep(_session: Session, file: HardshipFile, _given: Given) -> None:
    file.exit_kind = file.exit_reason = None


def _check_exit(kind: str) -> _Hook:
    def check(_session: Session, file: HardshipFile, given: Given) -> None:
        if file.exit_kind != kind:
            raise WrongState(N_("Something else was proposed. Decide on that, or keep the file."))
        if kind == "exited" and not given.confirmed:
            raise InvalidInput(
                N_(
                    "Confirm that the causes are gone and that the family was above the line for"
                    " six months in a row."
                ),
                field="confirmed",
            )

    return check


def _end(session: Session, file: HardshipFile, _given: Given) -> None:
    file.ended_on, file.review_due_on = today_of(session), None


def _check_unit(session: Session, file: HardshipFile, given: Given) -> None:
    hardship_handover.check_ready(session, file)
    unit = session.scalar(
        # The receiving unit is anywhere in the tree.
        select(Unit).where(Unit.id == given.to_unit_id).execution_options(kernel=True)
    )
    if unit is None or unit.closed_on or unit.id == file.unit_id:
        raise InvalidInput(N_("Choose another, open unit."), field="to_unit_id")


def _check_still_ready(session: Session, file: HardshipFile, _given: Given) -> None:
    hardship_handover.check_ready(session, file)


def _offer(_session: Session, file: HardshipFile, given: Given) -> None:
    file.to_unit_id = given.to_unit_id


def _accept(session: Session, file: HardshipFile, _given: Given) -> None:
    hardship_handover.carry(session, file)


def _stay(_session: Session, file: HardshipFile, _given: Given) -> None:
    file.to_unit_id = None


def _check_alone(session: Session, file: HardshipFile, _given: Given) -> None:
    check_no_other(session, file.household_id)
    hardship_handover.load_household(session, file)


def _begin_again(session: Session, file: HardshipFile, _given: Given) -> None:
    file.category = file.exit_kind = file.exit_reason = file.refusal_code = None
    file.assessment_id = file.ended_on = file.approved_on = file.review_due_on = None
    file.near_threshold = False
    file.applied_on = file.edited_on = today_of(session)


def _relapse(session: Session, file: HardshipFile, given: Given) -> None:
    _begin_again(session, file, given)
    file.is_relapse = True


_BEFORE: Mapping[str, _Hook] = {
    "submit": _check_submission,
    "survey": _check_survey,
    "peer_review": _check_peer_review,
    "review": _check_notice,
    "approve": _check_approval,
    "refuse": _check_refusal,
    "propose_exit": _check_proposal,
    **{kind: _check_exit(kind) for kind in EXITS},
    "transfer": _check_unit,
    "accept": _check_still_ready,
    "reopen": _check_alone,
    "relapse": _check_alone,
}
_AFTER: Mapping[str, _Hook] = {
    "submit": _submit,
    "approve": _approve,
    "refuse": _refuse,
    "retract": _end,
    "propose_exit": _propose_exit,
    "keep": _keep,
    **dict.fromkeys(EXITS, _end),
    "transfer": _offer,
    "accept": _accept,
    "decline": _stay,
    "recall": _stay,
    "reopen": _begin_again,
    "relapse": _relapse,
}
