"""The account of mutual aid to take away, and for the circular: the same figures as rows."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from db import mutual_figures, trail
from db.exports import Cell, Export
from db.verbs import actor_of, needs
from rules.access import Permission
from rules.language import N_, _
from rules.money import show_money
from rules.mutual_account import Ranked, ranking, show_rate
from rules.periods import Period

RECORD = "mutual_account"

_HEADINGS = (
    N_("Rank"),
    N_("Unit"),
    N_("People covered"),
    N_("People to be covered"),
    N_("People against the target"),
    N_("Fees due"),
    N_("Fees received"),
    N_("Fees that came in"),
    N_("Fees to be received"),
    N_("Fees against the target"),
    N_("Claims accepted"),
    N_("Claims approved"),
    N_("Claims refused"),
    N_("Benefits paid"),
    N_("Loss ratio"),
    N_("Renewal rate"),
    N_("People covered in the year before"),
    N_("Fees received in the year before"),
    N_("Benefits paid in the year before"),
)
_AIMED = frozenset(
    (
        N_("People to be covered"),
        N_("People against the target"),
        N_("Fees to be received"),
        N_("Fees against the target"),
    )
)
"""The columns that say something only where all plans are counted together."""


@needs(Permission.EXPORT_MEMBERS)
def record(
    session: Session,
    period: Period,
    unit_id: int | None,
    form: str = "xlsx",
    plan_id: int | None = None,
) -> None:
    """Put an export of the account on the trail before it leaves."""
    account = mutual_figures.get_account(session, period, unit_id, plan_id)
    chosen = {"period": period.code, "unit": account.unit_name}
    if plan_id:
        chosen["plan"] = account.plan_name
    trail.note(
        session,
        "exported",
        RECORD,
        None,
        form,
        actor_of(session).unit_id,
        rows=len(account.units),
        chosen=chosen,
    )


@needs(Permission.EXPORT_MEMBERS)
def list_rows(
    session: Session, period: Period, unit_id: int | None, order: str, plan_id: int | None = None
) -> Export:
    """Return the account as a list: the units at their places, by the year up to the period's
    end, and the whole. That of one plan names the plan and has no columns of targets."""
    account = mutual_figures.get_account(session, period, unit_id, plan_id)
    ranked = [*ranking(account.units, order), Ranked(None, account.total)]
    listed = [n for n, name in enumerate(_HEADINGS) if not plan_id or name not in _AIMED]
    plan = (account.plan_name,) if plan_id else ()
    headings = [_(_HEADINGS[n]) for n in listed]
    rows = (tuple(_cells(one)) for one in ranked)
    return Export(
        (*([_("Mutual-aid plan")] if plan else []), *headings),
        ((*plan, *(cells[n] for n in listed)) for cells in rows),
    )


def _cells(ranked: Ranked) -> Iterable[Cell]:
    unit = ranked.unit
    sums, before, target = unit.year, unit.year_before, unit.target
    return (
        str(ranked.place or ""),
        unit.name,
        str(sums.people),
        str(target.people) if target else "",
        _rate(unit.people_reached),
        show_money(sums.due_fen),
        show_money(sums.fees_fen),
        show_money(sums.came_in_fen),
        show_money(target.fees_fen) if target else "",
        _rate(unit.fees_reached),
        str(sums.claims),
        str(sums.approved),
        str(sums.refused),
        show_money(sums.paid_fen),
        _rate(sums.loss_ratio),
        _rate(sums.renewal_rate),
        str(before.people),
        show_money(before.fees_fen),
        show_money(before.paid_fen),
    )


def _rate(found: int | None) -> str:
    return "" if found is None else show_rate(found)
