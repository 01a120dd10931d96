"""What printed reports of campaigns say, from the same figures as the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import campaign_closing, campaign_reports, campaign_steps
from db.campaign_reach import UnitReach
from db.campaign_reports import BY_THEME, BY_UNIT, YearRow
from db.letter_campaigns import head_of
from db.letter_subjects import Rows, Subject
from db.models.aid import Fund
from db.models.campaigns import Campaign
from db.unit_names import name_of, names_of
from db.verbs import actor_of
from rules.campaign_reports import Outcome, show_share
from rules.codes import CodeLists, label_of
from rules.indicator import share_of
from rules.money import show_money


def campaign_report_subjects(
    session: Session, ids: Sequence[int], lists: CodeLists
) -> dict[int, Subject]:
    """Return campaigns with what each planned, reached and spent."""
    rows = session.scalars(select(Campaign).where(Campaign.id.in_(ids))).all()
    names = names_of(session, (row.unit_id for row in rows))
    return {row.id: _subject(session, row, names.get(row.unit_id, ""), lists) for row in rows}


def _subject(session: Session, row: Campaign, unit_name: str, lists: CodeLists) -> Subject:
    report = campaign_reports.get_report(session, row.id)
    steps = campaign_steps.list_of(session, row.id)
    closing = campaign_closing.get_closing(session, row.id)
    return Subject(
        row.name,
        row.state,
        row.unit_id,
        (),
        {
            **head_of(row, unit_name, lists),
            "aim": row.aim,
            "fund": _fund(session, row.fund_id),
            "steps_done": str(sum(step.done_on is not None for step in steps)),
            "steps_all": str(len(steps)),
            "left_open": "；".join(one.shown(lists) for one in closing.left.lines),
            "left_open_because": "；".join(one.note for one in closing.notes),
            "results": row.results,
            "summary": row.summary,
            **_figures(report.now, report.before),
        },
        {"units": [_unit(one) for one in report.units]},
    )


def _fund(session: Session, fund_id: int | None) -> str:
    wanted = select(Fund.name).where(Fund.id == (fund_id or 0))
    # The campaign is in scope; its fund may be a superior union's and is only named.
    return session.scalar(wanted.execution_options(kernel=True)) or ""


def _figures(now: Outcome, before: Outcome | None) -> dict[str, str]:
    """Return the figures in words; what there was not last year stays empty."""
    found = {
        "planned": f"{now.planned:,}",
        "listed": f"{now.listed:,}",
        "reached": f"{now.reached:,}",
        "coverage": show_share(now.coverage),
        "budget": show_money(now.budget),
        "spent": show_money(now.spent),
        "used": show_share(now.used),
        "each": "—" if now.each is None else show_money(now.each),
        "before_planned": "",
        "before_reached": "",
        "before_coverage": "",
        "before_spent": "",
    }
    if before is not None:
        found |= {
            "before_planned": f"{before.planned:,}",
            "before_reached": f"{before.reached:,}",
            "before_coverage": show_share(before.coverage),
            "before_spent": show_money(before.spent),
        }
    return found


def _unit(one: UnitReach) -> dict[str, str]:
    return {
        "name": one.name,
        "listed": f"{one.listed:,}",
        "reached": f"{one.reached:,}",
        "coverage": show_share(share_of(one.reached, one.listed)),
        "members": f"{one.members:,}",
        "benefit": show_share(share_of(one.reached, one.members)),
    }


def campaign_year_subjects(
    session: Session, ids: Sequence[int], lists: CodeLists
) -> dict[int, Subject]:
    """Return years of campaigns of the actor's part of the tree, by their number."""
    return {year: _year(session, year, lists) for year in ids}


def _year(session: Session, year: int, lists: CodeLists) -> Subject:
    themes = campaign_reports.get_year(session, year, BY_THEME)
    units = campaign_reports.get_year(session, year, BY_UNIT)
    before = themes.before if themes.before.campaigns else None
    unit_id = actor_of(session).unit_id
    return Subject(
        str(year),
        "",
        unit_id,
        (),
        {
            "unit_name": name_of(session, unit_id),
            "year": str(year),
            "campaigns": str(themes.now.campaigns),
            "before_campaigns": str(before.campaigns) if before else "",
            **_figures(themes.now, before),
        },
        {"themes": _rows(themes.rows, lists), "units": _rows(units.rows, lists)},
    )


def _rows(rows: Iterable[YearRow], lists: CodeLists) -> Rows:
    return [
        {
            "name": row.label or label_of(lists, "campaign_theme", row.key),
            "campaigns": str(row.now.campaigns),
            "planned": f"{row.now.planned:,}",
            "reached": f"{row.now.reached:,}",
            "coverage": show_share(row.now.coverage),
            "budget": show_money(row.now.budget),
            "spent": show_money(row.now.spent),
            "before_reached": f"{row.before.reached:,}",
            "before_spent": show_money(row.before.spent),
        }
        for row in rows
    ]
