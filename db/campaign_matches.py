"""Whom a target rule matches, as one statement.

For verbs of ``db`` that hold the lock and have loaded the campaign.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, func, null, or_, select
from sqlalchemy.orm import aliased

from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.models.hardship import HardshipFile
from db.models.households import HouseholdMembership, HouseholdPerson
from db.models.members import Member
from db.models.units import Unit
from db.scope import below
from rules import campaign_targets as rules
from rules.campaign_people import EXCLUDED, LISTED
from rules.campaign_targets import MEMBERS, TargetRule
from rules.fields import by_name
from rules.hardship import DECIDED
from rules.households import HEAD
from rules.members import MEMBER_FIELDS, PRESENT

_FIELDS = by_name(MEMBER_FIELDS)
CHILD = "child"
NO_ID = cast(null(), BigInteger)


def select_matches(campaign: Campaign, rule: TargetRule) -> Select[Any]:
    """Select who meets a rule: member, person and household, unit, name, sort name, birth date.

    Everybody stands there once. Merged records and those of people who left do not count.
    """
    build = _members if rule.base == MEMBERS else _families
    return build(campaign, rule)


def _members(campaign: Campaign, rule: TargetRule) -> Select[Any]:
    wanted: Mapping[str, Any] = rule.wanted
    home: Any = HouseholdMembership.household_id if rule.of_filed else NO_ID
    columns: tuple[Any, ...] = (
        Member.id.label("member_id"),
        NO_ID.label("person_id"),
        home.label("household_id"),
        Member.unit_id.label("unit_id"),
        Member.name.label("name"),
        Member.sort_name.label("sort_name"),
        Member.birth_on.label("birth_on"),
    )
    query = select(*columns).where(
        Member.live(), Member.status.in_([str(status) for status in PRESENT])
    )
    query = query.where(*_within(Member.unit_id, campaign, wanted), *_of_person(Member, rule))
    query = query.where(*_born(Member, campaign, rule))
    for name in ("is_migrant_worker", "is_new_form_worker"):
        if name in wanted:
            flag = getattr(Member, name)
            query = query.where(flag.is_(True) if wanted[name] else flag.is_not(True))
    if "work_status" in wanted:
        query = query.where(Member.work_status.in_(wanted["work_status"]))
    if rule.of_filed:
        query = query.join(HouseholdPerson, HouseholdPerson.member_id == Member.id)
        query = _at_home(query, rule)
    elif wanted.get("is_filed") is False:
        linked: Select[Any] = select(HouseholdPerson.id)
        filed = _at_home(linked.where(HouseholdPerson.member_id == Member.id))
        query = query.where(~filed.correlate(Member).exists())
    return query


def _families(campaign: Campaign, rule: TargetRule) -> Select[Any]:
    wanted: Mapping[str, Any] = rule.wanted
    columns: tuple[Any, ...] = (
        HouseholdPerson.member_id.label("member_id"),
        HouseholdPerson.id.label("person_id"),
        HouseholdMembership.household_id.label("household_id"),
        HardshipFile.unit_id.label("unit_id"),
        HouseholdPerson.name.label("name"),
        HouseholdPerson.name.label("sort_name"),
        HouseholdPerson.birth_on.label("birth_on"),
    )
    query = select(*columns).where(
        HouseholdPerson.merged_into_id.is_(None), HouseholdPerson.deceased_on.is_(None)
    )
    query = _at_home(query, rule)
    query = query.where(
        *_within(HardshipFile.unit_id, campaign, wanted), *_of_person(HouseholdPerson, rule)
    )
    query = query.where(*_born(HouseholdPerson, campaign, rule))
    if "relation" in wanted:
        query = query.where(HouseholdMembership.relation.in_(wanted["relation"]))
    if "person_status" in wanted:
        query = query.where(HouseholdPerson.person_status.in_(wanted["person_status"]))
    if "enrolled_from" in wanted:
        query = query.where(HouseholdPerson.enrolled_on >= wanted["enrolled_from"])
    if "no_child_at_home" in wanted:
        alone = _without_children()
        query = query.where(alone if wanted["no_child_at_home"] else ~alone)
    return query


def _at_home(query: Select[Any], rule: TargetRule | None = None) -> Select[Any]:
    """Keep who lives in a family whose file is in force and meets the rule's conditions."""
    query = query.join(
        HouseholdMembership,
        and_(
            HouseholdMembership.person_id == HouseholdPerson.id,
            HouseholdMembership.to_on.is_(None),
        ),
    ).join(
        HardshipFile,
        and_(
            HardshipFile.household_id == HouseholdMembership.household_id,
            HardshipFile.is_open.is_(True),
            HardshipFile.state.in_(sorted(DECIDED)),
        ),
    )
    wanted: Mapping[str, Any] = rule.wanted if rule is not None else {}
    for name in ("category", "primary_cause"):
        if name in wanted:
            query = query.where(getattr(HardshipFile, name).in_(wanted[name]))
    for name in ("is_single_parent", "is_zero_employment"):
        if name in wanted:
            flag = getattr(HardshipFile, name)
            query = query.where(flag.is_(True) if wanted[name] else flag.is_not(True))
    return query


def _without_children() -> ColumnElement[bool]:
    """The person has no child at home: a head's or spouse's child, or the head is the child."""
    other = aliased(HouseholdMembership)
    parents = HouseholdMembership.relation.in_((HEAD, "spouse"))
    near = and_(parents, other.relation == CHILD) | and_(
        HouseholdMembership.relation == "parent", other.relation == HEAD
    )
    return (
        ~select(other.id)
        .where(
            other.household_id == HouseholdMembership.household_id,
            other.to_on.is_(None),
            other.lives_together.is_(True),
            near,
        )
        .correlate(HouseholdMembership)
        .exists()
    )


def _within(
    column: Any, campaign: Campaign, wanted: Mapping[str, Any]
) -> list[ColumnElement[bool]]:
    found = [column.in_(below(campaign.unit_id or 0))]
    if "unit_id" in wanted:
        found.append(column.in_(below(int(str(wanted["unit_id"])))))
    if "unit_kind" in wanted:
        kinds = select(Unit.id).where(Unit.kind.in_(wanted["unit_kind"]))
        found.append(column.in_(kinds))
    return found


def _of_person(model: Any, rule: TargetRule) -> list[ColumnElement[bool]]:
    wanted: Mapping[str, Any] = rule.wanted
    names = ("gender", "political_status", "education", "marital_status")
    found = [getattr(model, name).in_(wanted[name]) for name in names if name in wanted]
    if "model_worker" in wanted:
        honoured = and_(model.model_worker.is_not(None), model.model_worker.not_in(("", "none")))
        found.append(honoured if wanted["model_worker"] else ~func.coalesce(honoured, False))
    return found


def _born(model: Any, campaign: Campaign, rule: TargetRule) -> list[ColumnElement[bool]]:
    first, last = rules.born_between(rule, campaign.from_on)
    bounds = [] if first is None else [model.birth_on >= first]
    return bounds + ([] if last is None else [model.birth_on <= last])


def everybody(campaign: Campaign, rule: TargetRule) -> Select[Any]:
    """Select how many a rule of the same base without any condition would match."""
    whole = select_matches(campaign, TargetRule(rule.base)).subquery()
    return select(func.count()).select_from(whole)


def not_on_list(campaign_id: int, matches: Any) -> ColumnElement[bool]:
    """The condition that a match stands neither on a campaign's list nor among those left out."""
    known = CampaignTarget.__table__.c  # of one campaign that was loaded, whatever the unit
    same = or_(known.member_id == matches.c.member_id, known.person_id == matches.c.person_id)
    return (
        ~select(known.id)
        .where(known.campaign_id == campaign_id, known.state.in_((LISTED, EXCLUDED)), same)
        .exists()
    )
