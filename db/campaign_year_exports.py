"""A year's campaigns to take away; the export is on the trail first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import campaign_lists, codes, exports
from db.bulk import portions
from db.campaign_lists import CampaignRow
from db.exports import Cell, Export, Permit
from db.models.campaigns import Campaign
from db.verbs import actor_of, needs
from rules.access import Permission, check_allowed
from rules.campaigns import CAMPAIGN
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.money import show_money

AT_ONCE = 500
_HEADINGS = (
    N_("Number"),
    N_("Campaign"),
    N_("Theme"),
    N_("Unit"),
    N_("Owner"),
    N_("From"),
    N_("To"),
    N_("State"),
    N_("Steps done"),
    N_("Steps"),
    N_("People planned"),
    N_("People reached"),
    N_("Budget (yuan)"),
    N_("Spent (yuan)"),
)


@needs(Permission.EXPORT_MEMBERS)
def record(session: Session, chosen: Mapping[str, Any], form: str = "xlsx") -> Permit:
    """Put an export on the trail before it leaves; returns the permit to read the rows."""
    check_allowed(actor_of(session), Permission.SEE_CAMPAIGNS)
    query = campaign_lists.select_ids(session, chosen).order_by(None).subquery()
    total = session.scalar(select(func.count()).select_from(query)) or 0
    return exports.permit_of(session, Campaign.__tablename__, chosen, form, total)


@needs(Permission.EXPORT_MEMBERS)
def list_rows(session: Session, permit: Permit) -> Export:
    """Return what the permit is for; raises NotAllowed for anybody else's permit."""
    exports.check_own(session, permit)
    return Export(tuple(map(_, _HEADINGS)), _rows(session, permit))


def _rows(session: Session, permit: Permit) -> Iterator[tuple[Cell, ...]]:
    lists = codes.code_lists(session)
    ids = list(session.scalars(campaign_lists.select_ids(session, permit.chosen)))
    for some in portions(ids, AT_ONCE):
        for row in campaign_lists.rows_of(session, some):
            yield _cells(row, lists)


def _cells(row: CampaignRow, lists: CodeLists) -> tuple[Cell, ...]:
    return (
        row.campaign_no,
        row.name,
        label_of(lists, "campaign_theme", row.theme),
        row.unit_name,
        row.owner,
        row.from_on.isoformat(),
        row.to_on.isoformat(),
        _(CAMPAIGN.state_labels[row.state]),
        str(row.steps_done),
        str(row.steps),
        str(row.planned_people),
        str(row.reached),
        show_money(row.budget_fen),
        show_money(row.spent_fen),
    )
