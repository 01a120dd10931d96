"""Whom a campaign is for: its rule, people put on and left out by hand, the list frozen.

Names that come out of the hardship archive are told to those who may see the archive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import campaign_matches, campaign_rows, moves
from db.campaign_by_hand import hold_campaign
from db.campaign_finding import Person
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.models.units import Unit
from db.trail import HIDDEN
from db.unit_names import name_of
from db.verbs import actor_of, load, needs
from rules import campaign_people as rules
from rules import campaign_targets as target_rules
from rules.access import Permission, check_allowed
from rules.campaign_people import BY_RULE, LISTED
from rules.campaign_targets import TargetRule
from rules.errors import OfficeError, WrongState
from rules.explanation import Line
from rules.fields import Value
from rules.language import N_

FIRST = 20
"""So many of those whom a rule matches are shown before it is kept."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a rule matches today: how many, of how many, and the first of them by name.

    ``listed`` is how long the list would be with those put on and left out by hand.
    """

    lines: tuple[Line, ...]
    count: int
    everybody: int
    listed: int
    first: list[Person]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule that is tried out would match; ``refusal`` says why it cannot be."""

    preview: Preview | None = None
    refusal: OfficeError | None = None


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A campaign's rule as it is kept: its values for a form, and itself in words."""

    rule: TargetRule | None
    lines: tuple[Line, ...]
    unit_name: str


@needs(Permission.SEE_CAMPAIGNS)
def get_rule(session: Session, campaign_id: int) -> RuleFile:
    """Return the rule that a campaign keeps, and what it says."""
    campaign = load(session, Campaign, campaign_id)
    rule = target_rules.from_plain(campaign.target_rule)
    if rule is None:
        return RuleFile(None, (), "")
    unit_name = _unit_name(session, rule)
    return RuleFile(rule, target_rules.explain(rule, unit_name), unit_name)


def _unit_name(session: Session, rule: TargetRule) -> str:
    unit_id = rule.wanted.get("unit_id")
    return name_of(session, int(str(unit_id))) if unit_id else ""


@needs(Permission.SEE_CAMPAIGNS)
def get_preview(
    session: Session, campaign_id: int, values: Mapping[str, Value] | None = None
) -> Preview | None:
    """Return whom a rule matches: the kept one, or one that is tried out in a form.

    None where there is no rule. Raises InvalidInput naming the field, NotAllowed for trying
    the archive out without the right to see it.
    """
    campaign = load(session, Campaign, campaign_id)
    if values is None:
        rule = target_rules.from_plain(campaign.target_rule)
    else:
        rule = target_rules.target_rule(values)
        _check_may_ask(session, rule)
    if rule is None:
        return None
    return _preview(session, campaign, rule)


@needs(Permission.PLAN_CAMPAIGNS)
def get_trial(session: Session, campaign_id: int, values: Mapping[str, Value]) -> Trial:
    """Return what a rule would match that is tried out in a form, or why it cannot be."""
    try:
        return Trial(get_preview(session, campaign_id, values))
    except OfficeError as refusal:
        return Trial(refusal=refusal)


def _check_may_ask(session: Session, rule: TargetRule) -> None:
    check_allowed(actor_of(session), Permission.PLAN_CAMPAIGNS)
    check_allowed(actor_of(session), Permission.SEE_MEMBERS)
    if rule.uses_archive:
        check_allowed(actor_of(session), Permission.SEE_HARDSHIP)


def _preview(session: Session, campaign: Campaign, rule: TargetRule) -> Preview:
    matches = campaign_matches.select_matches(campaign, rule).subquery()
    count = session.scalar(select(func.count()).select_from(matches)) or 0
    fresh = select(func.count()).select_from(matches)
    fresh = fresh.where(campaign_matches.not_on_list(campaign.id, matches))
    by_hand = select(func.count(CampaignTarget.id)).where(
        CampaignTarget.campaign_id == campaign.id, CampaignTarget.state == LISTED
    )
    return Preview(
        target_rules.explain(rule, _unit_name(session, rule)),
        count,
        session.scalar(campaign_matches.everybody(campaign, rule)) or 0,
        (session.scalar(fresh) or 0) + (session.scalar(by_hand) or 0),
        _first(session, matches, rule),
    )


def _first(session: Session, matches: Any, rule: TargetRule) -> list[Person]:
    rows = session.execute(
        select(matches, Unit.name.label("unit_name"))
        .outerjoin(Unit, Unit.id == matches.c.unit_id)
        .order_by(matches.c.sort_name)
        .limit(FIRST)
    )
    people = [_person(row) for row in rows]
    if may_read(session, rule.uses_archive):
        return people
    hidden = Person("", None, None, None, HIDDEN, "", None)
    return [replace(hidden, unit_id=one.unit_id, unit_name=one.unit_name) for one in people]


def may_read(session: Session, of_archive: bool) -> bool:
    """Say whether the actor reads names of a list, and those found in the archive."""
    right = Permission.SEE_HARDSHIP if of_archive else Permission.SEE_MEMBERS
    return actor_of(session).can(right)


def _person(row: Any) -> Person:
    return Person(
        f"m{row.member_id}" if row.member_id else f"p{row.person_id}",
        row.member_id,
        row.person_id,
        row.household_id,
        row.name,
        row.sort_name,
        row.unit_id,
        getattr(row, "unit_name", "") or "",
        row.birth_on,
    )


@needs(Permission.PLAN_CAMPAIGNS)
def set_rule(
    session: Session,
    campaign_id: int,
    seen: int,
    values: Mapping[str, Value],
    despite: bool = False,
) -> int:
    """Keep a rule with a campaign that is not approved yet; returns how many it matches.

    ``despite`` says that it is meant so though it matches nobody or everybody, which raises
    InvalidInput with the count otherwise.
    """
    campaign = hold_campaign(session, campaign_id, seen)
    rules.check_planned(campaign.state)
    rule = target_rules.target_rule(values)
    _check_may_ask(session, rule)
    found = _preview(session, campaign, rule)
    target_rules.check_reach(found.count, found.everybody, despite)
    campaign.target_rule = target_rules.to_plain(rule)
    moves.enter_as_well(session, campaign)
    return found.count


@needs(Permission.PLAN_CAMPAIGNS)
def drop_rule(session: Session, campaign_id: int, seen: int) -> None:
    """Take the rule away, so that the list holds only who is put on by hand."""
    campaign = hold_campaign(session, campaign_id, seen)
    rules.check_planned(campaign.state)
    campaign.target_rule = {}
    moves.enter_as_well(session, campaign)


@needs(Permission.APPROVE_CAMPAIGNS)
def freeze(session: Session, campaign: Campaign) -> int:
    """Write the list of a campaign that is being approved; returns how many are on it.

    Raises WrongState where there is a rule and the list would be empty.
    """
    rule = target_rules.from_plain(campaign.target_rule)
    campaign_rows.freeze(session, campaign)
    if rule is not None:
        matches = campaign_matches.select_matches(campaign, rule).subquery()
        fresh = select(matches).where(campaign_matches.not_on_list(campaign.id, matches))
        people = [_person(row) for row in session.execute(fresh.order_by(matches.c.sort_name))]
        campaign_rows.insert(session, campaign, people, BY_RULE, frozen=True)
    listed = session.scalar(
        select(func.count(CampaignTarget.id)).where(
            CampaignTarget.campaign_id == campaign.id, CampaignTarget.state == LISTED
        )
    )
    if rule is not None and not listed:
        raise WrongState(
            N_("The target rule matches nobody today. Change it or take it away before approving.")
        )
    return listed or 0


@needs(Permission.APPROVE_CAMPAIGNS)
def thaw(session: Session, campaign: Campaign) -> None:
    """Take the list of a campaign back that returns to planning; marks by hand stay."""
    campaign_rows.thaw(session, campaign)
