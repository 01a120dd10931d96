"""Changing mutual-aid plans: drawn up as drafts, proved on examples, published, ended.

A published version is not changed, only ended: what people joined under holds for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import moves
from db.models.aid import Fund
from db.models.mutual import MutualPlan, PlanVersion
from db.mutual_uses import count_later_covers, count_open_claims
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.dated_sets import check_span
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_
from rules.mutual_examples import check_proved
from rules.mutual_facts import Example
from rules.mutual_files import check_code, check_kind
from rules.mutual_forms import BLANK_TERMS, with_part, with_values, without_part
from rules.mutual_parts import PartKind
from rules.mutual_plan_moves import (
    DISCARD,
    DISCARDED,
    DRAFT,
    END,
    PLAN_VERSION,
    PUBLISH,
    Span,
    check_follows,
)
from rules.mutual_terms import PlanTerms, terms_from_plain


@needs(Permission.EDIT_PLANS)
def create_plan(
    session: Session,
    code: str,
    name: str,
    kind: str,
    valid_from: date,
    copy_of: int | None = None,
    note: str = "",
) -> int:
    """Enter a plan with a first draft, blank or with the terms of the version ``copy_of``."""
    plan = MutualPlan(
        code=check_code(code), name=_named(name), kind=check_kind(kind), note=note.strip()
    )
    _check_code_is_free(session, plan.code)
    terms = BLANK_TERMS.to_plain()
    if copy_of is not None:
        terms = load(session, PlanVersion, copy_of).terms
    session.add(plan)
    session.flush()
    _begin(session, plan.id, 1, valid_from, terms)
    return plan.id


def _check_code_is_free(session: Session, code: str) -> None:
    taken = session.scalar(select(MutualPlan.id).where(MutualPlan.code == code))
    if taken is None:
        return
    if all(one.state == DISCARDED for one in _versions(session, taken)):
        text = N_("A discarded plan has that code: draw up its next version instead.")
        raise Conflict(text, field="code")
    raise Conflict(N_("A plan has that code already."), field="code")


def _named(name: str) -> str:
    if not name.strip():
        raise InvalidInput(N_("Give the plan a name."), field="name")
    return name.strip()


def _begin(
    session: Session, plan_id: int, number: int, valid_from: date, terms: Mapping[str, object]
) -> PlanVersion:
    row = PlanVersion(plan_id=plan_id, number=number, valid_from=valid_from, terms=dict(terms))
    moves.begin(session, row, PLAN_VERSION)
    return row


@needs(Permission.EDIT_PLANS)
def change_plan(
    session: Session, plan_id: int, seen: int, name: str, kind: str, note: str = ""
) -> None:
    """Change what a plan is called; its code stays."""
    row = load(session, MutualPlan, plan_id, seen)
    row.name, row.kind, row.note = _named(name), check_kind(kind), note.strip()


@needs(Permission.PUBLISH_PLANS)
def choose_fund(session: Session, plan_id: int, seen: int, fund_id: int | None) -> None:
    """Name the pot that claims of a plan are paid from, or none."""
    row = load(session, MutualPlan, plan_id, seen)
    row.fund_id = load(session, Fund, fund_id).id if fund_id is not None else None


@needs(Permission.EDIT_PLANS)
def draft_version(session: Session, plan_id: int, seen: int) -> int:
    """Begin another version with the terms of the latest; a plan has one draft at most.

    A plan of which only discarded drafts are left comes back with the latest of these.
    """
    plan = load(session, MutualPlan, plan_id, seen)
    versions = _versions(session, plan.id)
    latest = next((one for one in versions if one.state != DISCARDED), versions[0])
    if latest.state == DRAFT:
        raise WrongState(N_("This plan has a draft already; change that one."))
    valid_from = (latest.valid_to or today_of(session)) + timedelta(days=1)
    if latest.state == DISCARDED:
        valid_from = latest.valid_from
    return _begin(session, plan.id, versions[0].number + 1, valid_from, latest.terms).id


def _versions(session: Session, plan_id: int) -> list[PlanVersion]:
    mine = select(PlanVersion).where(PlanVersion.plan_id == plan_id)
    return list(session.scalars(mine.order_by(PlanVersion.number.desc())))


def _draft(session: Session, version_id: int, seen: int) -> PlanVersion:
    row = load(session, PlanVersion, version_id, seen)
    if row.state != DRAFT:
        raise WrongState(N_("A published version is not changed: end it, and draw up another."))
    moves.enter_as_well(session, row)
    return row


def _rewrite(
    session: Session, version_id: int, seen: int, change: Callable[[PlanTerms], PlanTerms]
) -> None:
    row = _draft(session, version_id, seen)
    row.terms = change(terms_from_plain(row.terms)).to_plain()


@needs(Permission.EDIT_PLANS)
def change_heading(
    session: Session,
    version_id: int,
    seen: int,
    valid_from: date,
    valid_to: date | None = None,
    document_no: str = "",
) -> None:
    """Change from when to when a draft shall hold, and by which document."""
    row = _draft(session, version_id, seen)
    check_span(valid_from, valid_to)
    row.valid_from, row.valid_to = valid_from, valid_to
    row.document_no = document_no.strip()


@needs(Permission.EDIT_PLANS)
def change_terms(session: Session, version_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Change a draft's terms by the names of ``rules.mutual_forms``; raises InvalidInput."""
    _rewrite(session, version_id, seen, lambda terms: with_values(terms, values))


@needs(Permission.EDIT_PLANS)
def add_part(session: Session, version_id: int, seen: int, kind: PartKind) -> None:
    """Add a benefit of a kind to a draft, to be filled in."""
    _rewrite(session, version_id, seen, lambda terms: with_part(terms, kind))


@needs(Permission.EDIT_PLANS)
def drop_part(session: Session, version_id: int, seen: int, number: int) -> None:
    """Take a benefit, counted from 0, out of a draft."""
    _rewrite(session, version_id, seen, lambda terms: without_part(terms, number))


@needs(Permission.EDIT_PLANS)
def add_example(session: Session, version_id: int, seen: int, example: Example) -> None:
    """Keep a worked example with a draft, which it has to agree with before it is published."""

    def added(terms: PlanTerms) -> PlanTerms:
        if any(one.name == example.name for one in terms.examples):
            raise Conflict(N_("There is an example of that name already."), field="name")
        return replace(terms, examples=(*terms.examples, example))

    _rewrite(session, version_id, seen, added)


@needs(Permission.EDIT_PLANS)
def drop_example(session: Session, version_id: int, seen: int, name: str) -> None:
    """Take a worked example out of a draft."""

    def without(terms: PlanTerms) -> PlanTerms:
        left = tuple(one for one in terms.examples if one.name != name)
        return replace(terms, examples=left)

    _rewrite(session, version_id, seen, without)


@needs(Permission.EDIT_PLANS)
def discard(session: Session, version_id: int, seen: int) -> None:
    """Give up a draft that nobody published; its terms can still be read."""
    row = load(session, PlanVersion, version_id, seen)
    if row.state != DRAFT:
        raise WrongState(N_("Only a draft can be discarded; a published version is ended."))
    moves.move(session, row, PLAN_VERSION, DISCARD)


@needs(Permission.PUBLISH_PLANS)
def publish(session: Session, version_id: int, seen: int) -> None:
    """Put a draft into force: all its examples agree, and it follows the version before."""
    row = load(session, PlanVersion, version_id, seen)
    moves.move(session, row, PLAN_VERSION, PUBLISH)
    check_proved(terms_from_plain(row.terms))
    check_follows(
        Span(row.number, row.valid_from, row.valid_to),
        [
            Span(one.number, one.valid_from, one.valid_to)
            for one in _versions(session, row.plan_id)
            if one.published_on and one.id != row.id
        ],
    )
    row.published_on = today_of(session)


@needs(Permission.PUBLISH_PLANS)
def end_version(session: Session, version_id: int, seen: int, valid_to: date) -> int:
    """Name the last day on which cover may begin; return how many claims stay open.

    They stay payable, as does what happens to people within their cover.
    """
    row = load(session, PlanVersion, version_id, seen)
    if valid_to < today_of(session):
        raise InvalidInput(N_("The last day may not lie in the past."), field="valid_to")
    check_span(row.valid_from, valid_to)
    others = _versions(session, row.plan_id)
    if any(one.published_on and one.valid_from > row.valid_from for one in others):
        raise WrongState(N_("Another version follows this one already."))
    later = count_later_covers(session, row.id, valid_to)
    if later:
        text = N_("The cover of {number} people begins after that day; choose a later one.")
        raise WrongState(text, number=later)
    moves.move(session, row, PLAN_VERSION, END)
    row.valid_to, row.ended_on = valid_to, today_of(session)
    return count_open_claims(session, row.id)
