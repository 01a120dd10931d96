"""The people of a campaign in pages: who is on the list, how reached, marked by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from db.campaign_reach import reached_ids, ways_of
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.models.units import Unit
from db.scope import below
from db.trail import HIDDEN
from db.verbs import actor_of, load, needs, today_of
from rules import campaign_people as rules
from rules.access import Permission, check_allowed
from rules.campaign_people import EXCLUDED, LISTED
from rules.errors import InvalidInput, WrongState
from rules.language import N_

PAGE_SIZE = 50
_KERNEL = {"kernel": True}
"""Ids out of a scoped query, and what was done for those people wherever it was."""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """Somebody on a list; the name is hidden from who may not read it.

    ``ways`` are how the person was reached, ``reached_on`` since when; ``marked`` says that
    somebody marked it by hand.
    """

    id: int
    version: int
    name: str
    unit_name: str
    unit_id: int | None
    member_id: int | None
    person_id: int | None
    household_id: int | None
    source: str
    state: str
    reason: str
    ways: tuple[str, ...]
    reached_on: date | None
    marked: bool
    note: str


@dataclass(frozen=True, slots=True)
class TargetPage:
    rows: list[TargetRow]
    total: int


@needs(Permission.SEE_CAMPAIGNS)
def list_page(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> TargetPage:
    """Return a page of a campaign's people by name.

    ``chosen`` holds ``id``, the campaign; it may hold ``view`` (not_reached, reached,
    left_out), ``text``, a piece of the name, and ``below_id``, a unit and its subtree.
    """
    wanted = select_ids(session, chosen)
    total = session.scalar(wanted.with_only_columns(func.count(CampaignTarget.id)).order_by(None))
    ids = list(session.scalars(wanted.limit(size).offset((page - 1) * size)))
    return TargetPage(rows_of(session, ids), total or 0)


def select_ids(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, in its order."""
    campaign = load(session, Campaign, int(chosen["id"]))
    view = chosen.get("view") or rules.ALL
    state = EXCLUDED if view == rules.LEFT_OUT else LISTED
    states = (EXCLUDED, rules.TAKEN_OFF) if view == rules.LEFT_OUT else (state,)
    wanted = select(CampaignTarget.id).where(
        CampaignTarget.campaign_id == campaign.id, CampaignTarget.state.in_(states)
    )
    reached = CampaignTarget.id.in_(reached_ids([campaign.id]))
    if view in (rules.REACHED, rules.NOT_REACHED):
        wanted = wanted.where(reached if view == rules.REACHED else ~reached)
    if chosen.get("text"):
        # Within one campaign's list, which its index finds; a name is hidden from the search too.
        wanted = wanted.where(
            CampaignTarget.name.contains(str(chosen["text"]), autoescape=True), _readable(session)
        )
    if chosen.get("below_id"):
        wanted = wanted.where(CampaignTarget.unit_id.in_(below(int(chosen["below_id"]))))
    return wanted.order_by(CampaignTarget.sort_name, CampaignTarget.id)


def _readable(session: Session) -> ColumnElement[bool]:
    actor, of_archive = actor_of(session), CampaignTarget.household_id.is_not(None)
    return or_(
        and_(of_archive, literal(actor.can(Permission.SEE_HARDSHIP))),
        and_(~of_archive, literal(actor.can(Permission.SEE_MEMBERS))),
    )


def rows_of(session: Session, ids: Sequence[int]) -> list[TargetRow]:
    """Return rows for ids that came out of a scoped query, in their order."""
    if not ids:
        return []
    ways: dict[int, list[tuple[date, str]]] = {}
    for key, way, on in session.execute(
        ways_of(CampaignTarget.__table__.c.id.in_(ids)), execution_options=_KERNEL
    ):
        ways.setdefault(key, []).append((on, way))
    found = session.execute(
        select(CampaignTarget, Unit.name)
        .outerjoin(Unit, Unit.id == CampaignTarget.unit_id)
        .where(CampaignTarget.id.in_(ids)),
        execution_options=_KERNEL,
    )
    rows = {one.id: _row(session, one, name, ways.get(one.id, [])) for one, name in found}
    return [rows[key] for key in ids if key in rows]


def _row(
    session: Session, one: CampaignTarget, unit_name: str | None, ways: list[tuple[date, str]]
) -> TargetRow:
    right = Permission.SEE_MEMBERS if one.household_id is None else Permission.SEE_HARDSHIP
    readable = actor_of(session).can(right)
    return TargetRow(
        one.id,
        one.version,
        one.name if readable else HIDDEN,
        unit_name or "",
        one.unit_id,
        one.member_id,
        one.person_id,
        one.household_id,
        one.source,
        one.state,
        one.reason if readable else "",
        tuple(dict.fromkeys(way for _, way in sorted(ways))),
        min((on for on, _ in ways), default=None),
        one.reached_on is not None,
        one.reached_note if readable else "",
    )


@needs(Permission.PLAN_CAMPAIGNS)
def mark(session: Session, target_id: int, seen: int, on: date, note: str) -> None:
    """Mark by hand that somebody on a list was reached on a day, and say how."""
    target = _target(session, target_id, seen)
    if on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="on")
    target.reached_on, target.reached_note = on, rules.given_reason(note, "note")


@needs(Permission.PLAN_CAMPAIGNS)
def unmark(session: Session, target_id: int, seen: int, note: str) -> None:
    """Take a mark by hand back, and say why."""
    target = _target(session, target_id, seen)
    if target.reached_on is None:
        raise WrongState(N_("This person was not marked by hand."))
    target.reached_on, target.reached_note = None, rules.given_reason(note, "note")


def _target(session: Session, target_id: int, seen: int) -> CampaignTarget:
    target = load(session, CampaignTarget, target_id, seen)
    right = Permission.SEE_MEMBERS if target.household_id is None else Permission.SEE_HARDSHIP
    check_allowed(actor_of(session), right)
    rules.check_running(load(session, Campaign, target.campaign_id).state)
    if target.state != LISTED:
        raise WrongState(N_("This person is not on the list."))
    return target
