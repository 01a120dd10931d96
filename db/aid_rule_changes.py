"""Changing the rules of aid: sets are copied, taken into use and ended, lines are added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.aid_rules import set_row, stored
from db.models.aid_rules import AidRuleSet, SubsistenceLine
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.aid_rule_forms import NewHeading, with_values
from rules.aid_rules import make_heading, parameters_of
from rules.dated_sets import Heading, check_span
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_
from rules.money import Fen

MOST_FEN = 10**8


@needs(Permission.MANAGE_SETTINGS)
def copy_set(
    session: Session, set_id: int, heading: NewHeading, values: Mapping[str, Value]
) -> int:
    """Keep a changed copy of a set, which decides nothing until it is taken into use.

    ``values`` are the parameters by the names of ``rules.aid_rule_forms``. Raises
    InvalidInput naming the wrong one, Conflict for a code that a set of this kind has.
    """
    pattern = set_row(load(session, AidRuleSet, set_id))
    taken = select(AidRuleSet.id).where(
        AidRuleSet.kind == pattern.kind, AidRuleSet.code == heading.code
    )
    if session.scalar(taken) is not None:
        raise Conflict(N_("A set of this kind has that code already."), field="code")
    new = with_values(pattern.rules, _checked(heading), values)
    row = stored(pattern.kind, new)
    session.add(row)
    session.flush()
    return row.id


def _checked(heading: NewHeading) -> Heading:
    return make_heading(
        heading.code,
        heading.label,
        heading.valid_from,
        heading.valid_to,
        heading.region,
        heading.doc_no,
        in_use=False,
    )


@needs(Permission.MANAGE_SETTINGS)
def change_set(
    session: Session, set_id: int, seen: int, heading: NewHeading, values: Mapping[str, Value]
) -> None:
    """Change a set that is not in use; its code stays."""
    row = load(session, AidRuleSet, set_id, seen)
    if row.in_use:
        raise WrongState(N_("A set in use is not changed: copy it, and end it by a day."))
    new = with_values(set_row(row).rules, _checked(heading), values)
    row.label, row.region = new.heading.label, new.heading.region
    row.valid_from, row.valid_to = new.heading.valid_from, new.heading.valid_to
    row.document_no = new.heading.doc_no
    row.parameters = parameters_of(new)


@needs(Permission.MANAGE_SETTINGS)
def take_into_use(session: Session, set_id: int, seen: int) -> None:
    """Let a set decide from its first day on."""
    row = load(session, AidRuleSet, set_id, seen)
    if row.in_use:
        raise WrongState(N_("This set is in use already."))
    same = select(AidRuleSet.code).where(
        AidRuleSet.kind == row.kind,
        AidRuleSet.region == row.region,
        AidRuleSet.valid_from == row.valid_from,
        AidRuleSet.in_use.is_(True),
    )
    other = session.scalar(same)
    if other is not None:
        raise Conflict(
            N_("The set {code} begins on the same day in the same region; choose another day."),
            code=other,
        )
    row.in_use = True


@needs(Permission.MANAGE_SETTINGS)
def put_aside(session: Session, set_id: int, seen: int) -> None:
    """Take a set out of use that has not begun yet."""
    row = load(session, AidRuleSet, set_id, seen)
    if not row.in_use or row.valid_from <= today_of(session):
        raise WrongState(N_("This set has begun; end it by a day instead."))
    row.in_use = False


@needs(Permission.MANAGE_SETTINGS)
def end_set(session: Session, set_id: int, seen: int, valid_to: date) -> None:
    """Name the last day of a set in use."""
    row = load(session, AidRuleSet, set_id, seen)
    if not row.in_use:
        raise WrongState(N_("This set is not in use."))
    check_span(row.valid_from, valid_to)
    row.valid_to = valid_to


@needs(Permission.MANAGE_SETTINGS)
def add_line(
    session: Session,
    region: str,
    valid_from: date,
    monthly_fen: Fen,
    minimum_wage_fen: Fen | None = None,
    document_no: str = "",
) -> int:
    """Add a region's subsistence line from a day on, with the minimum wage beside it."""
    _check_amounts(monthly_fen, minimum_wage_fen)
    same = select(SubsistenceLine.id).where(
        SubsistenceLine.region == region, SubsistenceLine.valid_from == valid_from
    )
    if session.scalar(same) is not None:
        raise Conflict(
            N_("This region has a line from that day on; correct that one."), field="valid_from"
        )
    row = SubsistenceLine(
        region=region,
        valid_from=valid_from,
        monthly_fen=monthly_fen,
        minimum_wage_fen=minimum_wage_fen,
        document_no=document_no.strip(),
    )
    session.add(row)
    session.flush()
    return row.id


@needs(Permission.MANAGE_SETTINGS)
def correct_line(
    session: Session,
    line_id: int,
    seen: int,
    monthly_fen: Fen,
    minimum_wage_fen: Fen | None = None,
    document_no: str = "",
) -> None:
    """Correct the amounts of a line; what was assessed with it keeps its figures."""
    _check_amounts(monthly_fen, minimum_wage_fen)
    row = load(session, SubsistenceLine, line_id, seen)
    row.monthly_fen, row.minimum_wage_fen = monthly_fen, minimum_wage_fen
    row.document_no = document_no.strip()


def _check_amounts(monthly_fen: Fen, minimum_wage_fen: Fen | None) -> None:
    for field, fen in (("monthly_fen", monthly_fen), ("minimum_wage_fen", minimum_wage_fen)):
        if fen is not None and not 0 < fen <= MOST_FEN:
            raise InvalidInput(N_("Enter the amount in yuan a month."), field=field)
