"""A year's campaigns made at once: from the template, or from the year before.

Making a year twice makes nothing twice: what is there, or was dropped, is named and left alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import campaign_choices, campaigns, settings
from db.codes import code_lists
from db.models.aid import Fund
from db.models.campaigns import Campaign, CampaignStep
from db.models.units import Unit
from db.seeding import SHIPPED
from db.verbs import actor_of, hold, load, needs
from rules import campaign_years as rules
from rules import campaigns as states
from rules.access import Permission
from rules.campaign_years import NEW, NO_DATES, THERE, WAS_DROPPED, Theme
from rules.errors import InvalidInput, WrongState
from rules.funds import check_year
from rules.language import N_


@dataclass(frozen=True, slots=True)
class Draft:
    """One campaign that a new year would have, and its fate: made, there already, no dates."""

    theme: str
    name: str
    from_on: date | None
    to_on: date | None
    steps: int
    fate: str
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """How many campaigns were made for how many units, and how many were there already."""

    made: int
    units: int
    there: int


@lru_cache(maxsize=1)
def themes() -> tuple[Theme, ...]:
    """Return the shipped template of the theme months."""
    return rules.read_themes(tomllib.loads((SHIPPED / "themes.toml").read_text(encoding="utf-8")))


@needs(Permission.PLAN_CAMPAIGNS)
def preview(session: Session, unit_id: int, year: int, source: str) -> list[Draft]:
    """Return what a unit's year would get from the template or the year before."""
    check_year(year)
    unit = load(session, Unit, unit_id)
    known = list(
        session.scalars(select(Campaign).where(Campaign.unit_id == unit.id, Campaign.year == year))
    )
    if source == rules.TEMPLATE:
        return _of_template(session, year, known)
    return _of_last_year(session, unit.id, year, known)


def _of_template(session: Session, year: int, known: Sequence[Campaign]) -> list[Draft]:
    language = settings.get(session, "language")
    drafts = [
        Draft(
            theme.code,
            theme.names[language],
            *theme.days_in(year),
            len(theme.steps),
            _fate(row for row in known if row.theme == theme.code),
        )
        for theme in themes()
    ]
    offered = [code for code in code_lists(session).get("campaign_theme", ()) if not code.retired]
    bare = rules.without_dates((code.code for code in offered), themes())
    labels = {code.code: code.label for code in offered}
    drafts += [
        Draft(code, labels[code], None, None, 0, NO_DATES) for code in bare if code != states.OTHER
    ]
    return drafts


def _fate(same: Iterable[Campaign]) -> str:
    found = [row.state for row in same]
    if not found:
        return NEW
    return WAS_DROPPED if all(state == states.DROPPED for state in found) else THERE


def _of_last_year(
    session: Session, unit_id: int, year: int, known: Sequence[Campaign]
) -> list[Draft]:
    origins = list(_origins(session, unit_id, year - 1))
    steps = _steps_of(session, [origin.id for origin in origins])
    return [
        Draft(
            origin.theme,
            origin.name,
            rules.moved(origin.from_on, 1),
            rules.moved(origin.to_on, 1),
            len(steps.get(origin.id, ())),
            _fate(row for row in known if _is_from(row, origin)),
            origin.id,
        )
        for origin in origins
    ]


def _is_from(row: Campaign, origin: Campaign) -> bool:
    if row.cloned_from_id is not None:
        return row.cloned_from_id == origin.id
    return (row.theme, row.name) == (origin.theme, origin.name)


def _origins(session: Session, unit_id: int, year: int) -> Iterable[Campaign]:
    return session.scalars(
        select(Campaign)
        .where(Campaign.unit_id == unit_id, Campaign.year == year, Campaign.state != states.DROPPED)
        .order_by(Campaign.from_on, Campaign.id)
    )


def _steps_of(session: Session, ids: Sequence[int]) -> dict[int, list[CampaignStep]]:
    rows = session.scalars(
        select(CampaignStep)
        .where(CampaignStep.campaign_id.in_(ids), CampaignStep.removed.is_(False))
        .order_by(CampaignStep.id)
    )
    found: dict[int, list[CampaignStep]] = {}
    for row in rows:
        found.setdefault(row.campaign_id, []).append(row)
    return found


@needs(Permission.PLAN_CAMPAIGNS)
def make_year(
    session: Session, unit_id: int, year: int, source: str, with_below: bool = False
) -> Made:
    """Make a unit's year; ``with_below`` also that of each union directly below it.

    Raises InvalidInput where there is nothing to make it from.
    """
    unit = load(session, Unit, unit_id)
    if unit.closed_on is not None:
        raise WrongState(N_("This unit is closed."))
    units = [unit.id, *(_below(session, unit.id) if with_below else ())]
    total, used = Made(0, 0, 0), 0
    for one in units:
        hold(session, Unit, one)  # nobody makes the same year meanwhile
        drafts = preview(session, one, year, source)
        used += len(drafts)
        new = [draft for draft in drafts if draft.fate == NEW]
        for draft in new:
            _make(session, one, year, draft)
        there = sum(draft.fate in (THERE, WAS_DROPPED) for draft in drafts)
        total = Made(total.made + len(new), total.units + bool(new), total.there + there)
    if not used:
        raise InvalidInput(
            N_("There were no campaigns in {year}. Make the year from the template."), year=year - 1
        )
    return total


def _below(session: Session, unit_id: int) -> list[int]:
    wanted = select(Unit.id).where(
        Unit.parent_id == unit_id, Unit.closed_on.is_(None), Unit.kind.in_(rules.ABOVE_THE_BASE)
    )
    return list(session.scalars(wanted.order_by(Unit.id)))


def _make(session: Session, unit_id: int, year: int, draft: Draft) -> None:
    if draft.source_id is None:
        _make_new(session, unit_id, year, draft)
    else:
        _make_again(session, load(session, Campaign, draft.source_id), year, draft)


def _make_new(session: Session, unit_id: int, year: int, draft: Draft) -> None:
    theme = next(one for one in themes() if one.code == draft.theme)
    language, actor = settings.get(session, "language"), actor_of(session)
    campaign = _begun(session, unit_id, year, draft)
    campaign.aim, campaign.target_rule = theme.aims[language], {}
    campaign.owner, campaign.account_id = actor.name, actor.account_id
    campaigns.enter(session, campaign)
    session.add_all(
        CampaignStep(
            unit_id=unit_id,
            campaign_id=campaign.id,
            name=step.names[language],
            anchor=step.anchor,
            offset_days=step.offset,
            workdays=step.workdays,
        )
        for step in theme.steps
    )


def _make_again(session: Session, origin: Campaign, year: int, draft: Draft) -> None:
    """Take last year's plan over; nothing of it is done, and its money is the new year's."""
    campaign = _begun(session, origin.unit_id or 0, year, draft)
    campaign.cloned_from_id = origin.id
    for name in ("aim", "owner", "planned_people", "budget_fen"):
        setattr(campaign, name, getattr(origin, name))
    campaign.target_rule = dict(origin.target_rule or {})
    campaign.account_id = _still_there(session, origin.account_id)
    campaign.fund_id = _same_fund(session, origin.fund_id, year)
    campaigns.enter(session, campaign)
    for step in _steps_of(session, [origin.id]).get(origin.id, ()):
        copied = {
            name: getattr(step, name)
            for name in ("unit_id", "name", "anchor", "offset_days", "workdays", "owner")
        }
        account_id = _still_there(session, step.account_id)
        session.add(CampaignStep(campaign_id=campaign.id, account_id=account_id, **copied))


def _begun(session: Session, unit_id: int, year: int, draft: Draft) -> Campaign:
    if draft.from_on is None or draft.to_on is None:
        raise TypeError(draft)
    return Campaign(
        unit_id=unit_id,
        theme=draft.theme,
        name=draft.name,
        year=year,
        from_on=draft.from_on,
        to_on=draft.to_on,
        part_of_id=campaign_choices.nearest_above(session, unit_id, draft.theme, year),
    )


def _still_there(session: Session, account_id: int | None) -> int | None:
    return account_id if campaign_choices.owner_name(session, account_id) else None


def _same_fund(session: Session, fund_id: int | None, year: int) -> int | None:
    """Return the open fund of the year that has the old one's unit and name, if there is one."""
    if fund_id is None:
        return None
    old = select(Fund.unit_id, Fund.name).where(Fund.id == fund_id).subquery()
    wanted = select(Fund.id).join(old, (old.c.unit_id == Fund.unit_id) & (old.c.name == Fund.name))
    # The fund may be a superior union's, whose funds a campaign may name.
    return session.scalar(
        wanted.where(Fund.year == year, Fund.closed_on.is_(None)),
        execution_options={"kernel": True},
    )
