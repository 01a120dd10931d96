"""What of the campaigns waits for the actor: steps that press, plans to approve, ends to close."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import campaign_agenda
from db.desk_notices import Kind
from db.models.campaigns import Campaign
from db.models.trail import Move
from db.verbs import actor_of, today_of
from rules import campaigns as rules
from rules.access import Permission
from rules.language import N_
from rules.moves import ENTER

APPROVE_AHEAD = timedelta(days=60)
"""So long before its first day a plan asks for its approval."""


def _to_approve(session: Session) -> Select[Any]:
    own = select(Move.id).where(
        Move.record_type == Campaign.__tablename__,
        Move.record_id == Campaign.id,
        Move.action == ENTER,
        Move.account_id == actor_of(session).account_id,
    )
    return select(func.count(Campaign.id)).where(
        Campaign.state == rules.PLANNED,
        Campaign.from_on <= today_of(session) + APPROVE_AHEAD,
        ~own.exists(),
    )


def _to_start(session: Session) -> Select[Any]:
    return select(func.count(Campaign.id)).where(
        Campaign.state == rules.APPROVED, Campaign.from_on <= today_of(session)
    )


def _to_close(session: Session) -> Select[Any]:
    return select(func.count(Campaign.id)).where(
        Campaign.state == rules.RUNNING, Campaign.to_on < today_of(session)
    )


def _to_report(_session: Session) -> Select[Any]:
    return select(func.count(Campaign.id)).where(Campaign.state == rules.CLOSED)


KINDS: tuple[Kind, ...] = (
    (
        Permission.PLAN_CAMPAIGNS,
        N_("Steps of campaigns on your desk that press"),
        campaign_agenda.count_pressing,
        "campaigns",
        {"show": "steps", "mine": "yes", "year": "all"},
    ),
    (
        Permission.APPROVE_CAMPAIGNS,
        N_("Campaigns to approve"),
        _to_approve,
        "campaigns",
        {"show": "list", "state": rules.PLANNED, "year": "all"},
    ),
    (
        Permission.PLAN_CAMPAIGNS,
        N_("Approved campaigns whose first day has come"),
        _to_start,
        "campaigns",
        {"show": "list", "state": rules.APPROVED, "year": "all"},
    ),
    (
        Permission.APPROVE_CAMPAIGNS,
        N_("Campaigns whose last day is over"),
        _to_close,
        "campaigns",
        {"show": "list", "state": rules.RUNNING, "year": "all"},
    ),
    (
        Permission.PLAN_CAMPAIGNS,
        N_("Closed campaigns to be reported"),
        _to_report,
        "campaigns",
        {"show": "list", "state": rules.CLOSED, "year": "all"},
    ),
)
