"""What a campaign may be tied to: who owns it, which fund pays, which campaign it is part of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from db.models.accounts import Account, AccountRole, Role
from db.models.aid import Fund
from db.models.campaigns import Campaign
from db.models.units import Unit, UnitBelow
from db.verbs import actor_of, load, needs
from rules import campaigns as rules
from rules.access import Permission
from rules.errors import InvalidInput
from rules.fields import Value
from rules.language import N_
from rules.money import Fen, show_money

MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class FundChoice:
    """A fund at a unit or above it; ``balance_fen`` is None where it is not the actor's."""

    id: int
    name: str
    year: int
    unit_name: str
    balance_fen: Fen | None


@needs(Permission.PLAN_CAMPAIGNS)
def get_own_unit(session: Session) -> tuple[int, str] | None:
    """Return the actor's own unit as id and name; who has none works for the top of the tree."""
    own = actor_of(session).unit_id
    mine = Unit.parent_id.is_(None) if own is None else Unit.id == own
    found = session.execute(select(Unit.id, Unit.name).where(mine)).first()
    return (found.id, found.name) if found else None


@needs(Permission.PLAN_CAMPAIGNS)
def list_owners(session: Session) -> list[tuple[int, str]]:
    """Return the accounts in the actor's part of the tree that plan campaigns, by name."""
    roles = session.execute(select(Role.code, Role.permissions))
    planning = [code for code, held in roles if Permission.PLAN_CAMPAIGNS.value in held]
    holds = exists().where(
        AccountRole.account_id == Account.id,
        AccountRole.ended_at.is_(None),
        AccountRole.role_code.in_(planning),
    )
    found = session.execute(
        select(Account.id, Account.name)
        .where(Account.disabled.is_(False), holds)
        .order_by(Account.name, Account.id)
        .limit(MOST_CHOICES)
    )
    return [(row.id, row.name) for row in found]


@needs(Permission.PLAN_CAMPAIGNS)
def list_funds(session: Session, unit_id: int, year: int) -> list[FundChoice]:
    """Return the open funds of a year at a unit or above it."""
    unit = load(session, Unit, unit_id)
    found = session.execute(
        _funds_above(unit.id)
        .add_columns(Unit.name)
        .join(Unit, Unit.id == Fund.unit_id)
        .where(Fund.year == year, Fund.closed_on.is_(None))
        .order_by(Fund.name, Fund.id)
    ).all()
    own = set(session.scalars(select(Fund.id).where(Fund.id.in_([one.id for one, _ in found]))))
    return [
        FundChoice(
            fund.id, fund.name, fund.year, name, fund.balance_fen if fund.id in own else None
        )
        for fund, name in found
    ]


def _funds_above(unit_id: int) -> Select[Fund]:
    return (
        select(Fund)
        .join(UnitBelow, UnitBelow.ancestor_id == Fund.unit_id)
        .where(UnitBelow.unit_id == unit_id)
        # Funds of the unions above lie outside the scope; the unit itself is in it.
        .execution_options(kernel=True)
    )


@needs(Permission.PLAN_CAMPAIGNS)
def list_parents(session: Session, unit_id: int, year: int) -> list[tuple[int, str]]:
    """Return the year's campaigns of the unions above a unit, as id and name."""
    unit = load(session, Unit, unit_id)
    found = session.execute(
        _campaigns_above(unit.id)
        .add_columns(Unit.name)
        .join(Unit, Unit.id == Campaign.unit_id)
        .where(Campaign.year == year, Campaign.state != rules.DROPPED)
        .order_by(Campaign.from_on, Campaign.id)
        .limit(MOST_CHOICES)
    )
    return [(campaign.id, f"{campaign.name} · {name}") for campaign, name in found]


def _campaigns_above(unit_id: int) -> Select[Campaign]:
    return (
        select(Campaign)
        .join(UnitBelow, UnitBelow.ancestor_id == Campaign.unit_id)
        .where(UnitBelow.unit_id == unit_id, UnitBelow.ancestor_id != unit_id)
        # Campaigns of the unions above lie outside the scope; only their names are told.
        .execution_options(kernel=True)
    )


def is_above(session: Session, model: Any, record_id: int | None, unit_id: int) -> bool:
    """Say whether a fund or campaign belongs to a unit or to one above it."""
    wanted = (
        select(model.id)
        .join(UnitBelow, UnitBelow.ancestor_id == model.unit_id)
        .where(UnitBelow.unit_id == unit_id, model.id == record_id)
        # What the unions above have lies outside the scope; only whether it is theirs is asked.
        .execution_options(kernel=True)
    )
    return session.scalar(wanted) is not None


def nearest_above(session: Session, unit_id: int, theme: str, year: int) -> int | None:
    """Return the campaign of the closest union above with this theme and year, if any."""
    return session.scalar(
        _campaigns_above(unit_id)
        .with_only_columns(Campaign.id)
        .where(Campaign.theme == theme, Campaign.year == year, Campaign.state != rules.DROPPED)
        .order_by(UnitBelow.depth, Campaign.id)
        .limit(1)
    )


def check(session: Session, campaign: Campaign, values: Mapping[str, Value]) -> None:
    """Raise InvalidInput for a fund, an owner or a campaign above that cannot be chosen.

    What the campaign has already may stay as it is.
    """
    unit_id = campaign.unit_id or 0
    fund_id, above_id = values["fund_id"], values["part_of_id"]
    if fund_id and fund_id != campaign.fund_id:
        fund = session.scalar(_funds_above(unit_id).where(Fund.id == fund_id))
        if fund is None or fund.closed_on is not None or fund.year != values["year"]:
            raise InvalidInput(
                N_("Choose an open fund of that year, of the unit or of a union above it."),
                field="fund_id",
            )
    if above_id and above_id != campaign.part_of_id:
        above = session.scalar(_campaigns_above(unit_id).where(Campaign.id == above_id))
        if above is None or (above.theme, above.year) != (values["theme"], values["year"]):
            raise InvalidInput(
                N_("Choose a campaign of a superior union with the same theme and year."),
                field="part_of_id",
            )
    check_owner(session, values["account_id"], campaign.account_id)


def check_owner(session: Session, account_id: Value, present: int | None) -> None:
    """Raise InvalidInput for an account that is not in use, unless it is the present one."""
    if account_id and account_id != present and not owner_name(session, account_id):
        raise InvalidInput(N_("Choose an account that is in use."), field="account_id")


def owner_name(session: Session, account_id: Value) -> str:
    """Return the name of an account in use in the actor's part of the tree, "" without one."""
    wanted = select(Account.name).where(Account.id == account_id, Account.disabled.is_(False))
    return (session.scalar(wanted) or "") if account_id else ""


def check_budget(session: Session, campaign: Campaign) -> None:
    """Raise InvalidInput where a budget is more than its fund has left."""
    if not campaign.budget_fen or campaign.fund_id is None:
        return
    fund = session.scalar(
        select(Fund)
        .where(Fund.id == campaign.fund_id)
        # The fund may be a superior union's; whether it suffices is all that is told.
        .execution_options(kernel=True)
    )
    if fund is None or fund.closed_on is not None:
        raise InvalidInput(N_("This fund is closed. Choose another one."), field="fund_id")
    if campaign.budget_fen > fund.balance_fen:
        raise InvalidInput(
            N_(
                "The budget is {wanted} yuan and the fund has {free} yuan left. Lower the budget,"
                " or enter the money in the fund first."
            ),
            field="budget_fen",
            wanted=show_money(campaign.budget_fen),
            free=show_money(fund.balance_fen),
        )


@needs(Permission.SEE_CAMPAIGNS)
def get_balance(session: Session, fund_id: int) -> Fen | None:
    """Return what a fund has left; None where the actor does not see the fund."""
    if not actor_of(session).can(Permission.SEE_FUNDS):
        return None
    fund = session.scalar(select(Fund).where(Fund.id == fund_id))
    return fund.balance_fen if fund is not None else None


@needs(Permission.SEE_CAMPAIGNS)
def sum_others(session: Session, fund_id: int, campaign_id: int) -> Fen:
    """Return what other campaigns that are not over plan to spend of a fund."""
    total = session.scalar(
        select(func.coalesce(func.sum(Campaign.budget_fen), 0))
        .where(
            Campaign.fund_id == fund_id,
            Campaign.id != campaign_id,
            Campaign.state.in_(rules.OPEN),
        )
        # Of whichever unit: only the sum is told.
        .execution_options(kernel=True)
    )
    return int(total or 0)
