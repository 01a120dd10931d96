"""Campaigns: planned, approved by somebody else, run, closed and reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from db import campaign_choices, campaign_closing, campaign_money, campaign_targets, moves
from db.models.aid import Fund
from db.models.campaigns import Campaign
from db.models.units import Unit
from db.moves import MoveRow
from db.numbers import next_number
from db.verbs import load, needs, today_of
from rules import campaigns as rules
from rules.access import Permission
from rules.campaign_forms import CAMPAIGN_FIELDS, OUTCOME_FIELDS, checked
from rules.errors import WrongState
from rules.fields import Value
from rules.language import N_
from rules.money import Fen

RECORD = Campaign.__tablename__


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """One campaign as its page shows it; ``values`` are those of its form.

    ``part_of`` and ``cloned_from`` name the campaign above it and the one it was made from;
    their ids are None where they lie outside the actor's part of the tree.
    """

    id: int
    version: int
    campaign_no: str
    theme: str
    name: str
    year: int
    from_on: date
    to_on: date
    state: str
    unit_id: int
    unit_name: str
    values: dict[str, Value]
    owner: str
    account_id: int | None
    fund_id: int | None
    fund_name: str
    budget_fen: Fen
    planned_people: int
    target_rule: dict[str, Any]
    part_of: str
    part_of_id: int | None
    cloned_from: str
    cloned_from_id: int | None
    approved_on: date | None
    closed_on: date | None
    results: str
    summary: str

    @property
    def is_planned(self) -> bool:
        return self.state == rules.PLANNED

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN


@needs(Permission.SEE_CAMPAIGNS)
def get_campaign(session: Session, campaign_id: int) -> CampaignFile:
    """Return one campaign of the actor's part of the tree; raises NotFound."""
    row = load(session, Campaign, campaign_id)
    above, origin, holder = aliased(Campaign), aliased(Campaign), aliased(Unit)
    names = session.execute(
        select(Unit.name, Fund.name, above.name, holder.name, origin.name, origin.year)
        .select_from(Campaign)
        .join(Unit, Unit.id == Campaign.unit_id)
        .outerjoin(Fund, Fund.id == Campaign.fund_id)
        .outerjoin(above, above.id == Campaign.part_of_id)
        .outerjoin(holder, holder.id == above.unit_id)
        .outerjoin(origin, origin.id == Campaign.cloned_from_id)
        .where(Campaign.id == row.id)
        # The campaign is in scope; funds and campaigns of the unions above are only named.
        .execution_options(kernel=True)
    ).one()
    tied = {row.part_of_id, row.cloned_from_id} - {None}
    near = set(session.scalars(select(Campaign.id).where(Campaign.id.in_(tied)))) if tied else ()
    return CampaignFile(
        row.id,
        row.version,
        row.campaign_no,
        row.theme,
        row.name,
        row.year,
        row.from_on,
        row.to_on,
        row.state,
        row.unit_id or 0,
        names[0],
        {field.name: getattr(row, field.name) for field in CAMPAIGN_FIELDS},
        row.owner,
        row.account_id,
        row.fund_id,
        names[1] or "",
        row.budget_fen,
        row.planned_people,
        dict(row.target_rule or {}),
        _told(names[2], names[3]),
        row.part_of_id if row.part_of_id in near else None,
        _told(names[4], names[5]),
        row.cloned_from_id if row.cloned_from_id in near else None,
        row.approved_on,
        row.closed_on,
        row.results,
        row.summary,
    )


def _told(name: str | None, which: object) -> str:
    """Tell a campaign from others of its name: by its unit, or by its year."""
    return f"{name} · {which}" if name else ""


@needs(Permission.SEE_CAMPAIGNS)
def list_moves(session: Session, campaign_id: int) -> list[MoveRow]:
    """Return who did what when with a campaign, oldest first."""
    return moves.list_moves(session, RECORD, load(session, Campaign, campaign_id).id)


@needs(Permission.PLAN_CAMPAIGNS)
def create(session: Session, unit_id: int, values: Mapping[str, Value]) -> int:
    """Plan a campaign of a unit; returns its id."""
    unit = load(session, Unit, unit_id)
    if unit.closed_on is not None:
        raise WrongState(N_("This unit is closed."))
    campaign = Campaign(unit_id=unit.id, target_rule={})
    fill(session, campaign, values)
    enter(session, campaign)
    return campaign.id


def enter(session: Session, campaign: Campaign) -> None:
    """Number a new campaign and begin its life; for the verbs that make one."""
    number = next_number(session, RECORD, campaign.year)
    campaign.campaign_no = f"ZT{campaign.year}-{number:04}"
    moves.begin(session, campaign, rules.CAMPAIGN)


def fill(session: Session, campaign: Campaign, values: Mapping[str, Value]) -> None:
    """Write a plan's content once it has been checked."""
    found = checked(CAMPAIGN_FIELDS, values)
    year, from_on, to_on = found["year"], found["from_on"], found["to_on"]
    if isinstance(year, int) and isinstance(from_on, date) and isinstance(to_on, date):
        rules.check_dates(year, from_on, to_on)
    campaign_choices.check(session, campaign, found)
    found["owner"] = found["owner"] or campaign_choices.owner_name(session, found["account_id"])
    for name, value in found.items():
        setattr(campaign, name, value)


@needs(Permission.PLAN_CAMPAIGNS)
def change(session: Session, campaign_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Change a plan that is not approved yet; whoever does has entered it as well."""
    campaign = load(session, Campaign, campaign_id, seen)
    if campaign.state != rules.PLANNED:
        raise WrongState(N_("The plan was approved as it stands. It has to be returned first."))
    fill(session, campaign, values)
    moves.enter_as_well(session, campaign)


@needs(Permission.APPROVE_CAMPAIGNS)
def approve(session: Session, campaign_id: int, seen: int, note: str = "") -> None:
    """Approve a plan that another person entered: from here its list of people stands."""
    campaign = load(session, Campaign, campaign_id, seen)
    today = today_of(session)
    rules.check_approvable(
        campaign.owner, campaign.to_on, campaign.budget_fen, campaign.fund_id is not None, today
    )
    campaign_choices.check_budget(session, campaign)
    moves.move(session, campaign, rules.CAMPAIGN, "approve", note)
    campaign.approved_on = today
    campaign_targets.freeze(session, campaign)


@needs(Permission.APPROVE_CAMPAIGNS)
def send_back(session: Session, campaign_id: int, seen: int, note: str) -> None:
    """Return an approved campaign to planning, for a reason."""
    campaign = load(session, Campaign, campaign_id, seen)
    moves.move(session, campaign, rules.CAMPAIGN, "return", note)
    campaign.approved_on = None
    campaign_targets.thaw(session, campaign)


@needs(Permission.PLAN_CAMPAIGNS)
def start(session: Session, campaign_id: int, seen: int, note: str = "") -> None:
    """Start an approved campaign on its first day or later."""
    campaign = load(session, Campaign, campaign_id, seen)
    rules.check_startable(campaign.from_on, today_of(session))
    moves.move(session, campaign, rules.CAMPAIGN, "start", note)


@needs(Permission.PLAN_CAMPAIGNS)
def tell(session: Session, campaign_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Write down what came of a campaign that runs or is closed: results and summary."""
    campaign = load(session, Campaign, campaign_id, seen)
    if campaign.state not in rules.TOLD:
        raise WrongState(N_("Results are written while a campaign runs and until it is reported."))
    for name, value in checked(OUTCOME_FIELDS, values).items():
        setattr(campaign, name, value)


@needs(Permission.APPROVE_CAMPAIGNS)
def close(session: Session, campaign_id: int, seen: int, note: str = "") -> None:
    """Close a running campaign of which no money is on its way any more.

    Raises InvalidInput where something of it is open and no note says why.
    """
    campaign = load(session, Campaign, campaign_id, seen)
    campaign_money.check_settled(session, campaign)
    campaign_closing.check_closing(session, campaign, note)
    moves.move(session, campaign, rules.CAMPAIGN, "close", note)
    campaign.closed_on = today_of(session)


@needs(Permission.APPROVE_CAMPAIGNS)
def reopen(session: Session, campaign_id: int, seen: int, note: str) -> None:
    """Open a closed campaign again that is not reported yet, for a reason."""
    campaign = load(session, Campaign, campaign_id, seen)
    moves.move(session, campaign, rules.CAMPAIGN, "reopen", note)
    campaign.closed_on = None


@needs(Permission.PLAN_CAMPAIGNS)
def report(session: Session, campaign_id: int, seen: int, note: str = "") -> None:
    """Hand in the report of a closed campaign, whose results and summary are written.

    Raises InvalidInput where something of it is open and no note says why.
    """
    campaign = load(session, Campaign, campaign_id, seen)
    rules.check_told(campaign.results, campaign.summary)
    campaign_closing.check_closing(session, campaign, note)
    moves.move(session, campaign, rules.CAMPAIGN, "report", note)


@needs(Permission.SEE_CAMPAIGNS)
def drop(session: Session, campaign_id: int, seen: int, note: str) -> None:
    """Drop a plan, for a reason; an approved one by who approves.

    Raises WrongState once money was spent: it would be missing from the year's report.
    """
    campaign = load(session, Campaign, campaign_id, seen)
    campaign_money.check_settled(session, campaign)
    campaign_money.check_unspent(session, campaign)
    moves.move(session, campaign, rules.CAMPAIGN, "drop", note)
