"""What waits for the actor around public notices, re-verification and supervision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import notice_ready, reverification_lists, reverifications, supervision
from db.models.hardship import HardshipFile
from db.models.notices import Objection, PublicNotice
from db.models.trail import Move
from db.verbs import actor_of, today_of
from rules.access import Permission
from rules.language import N_
from rules.moves import ENTER, SUBMIT
from rules.notices import ENDED, OPEN, PUBLISHED
from rules.supervision import ANSWERED
from rules.supervision import OPEN as ASKED


def _objections(session: Session) -> Select[Any]:
    """Count open objections to files that somebody else entered."""
    own = select(Move.id).where(
        Move.record_type == HardshipFile.__tablename__,
        Move.record_id == Objection.file_id,
        Move.action.in_((ENTER, SUBMIT)),
        Move.account_id == actor_of(session).account_id,
    )
    return select(func.count(Objection.id)).where(Objection.state == OPEN, ~own.exists())


def _to_end(session: Session) -> Select[Any]:
    return select(func.count(PublicNotice.id)).where(
        PublicNotice.state == PUBLISHED, PublicNotice.ends_on < today_of(session)
    )


def _to_take_down(_session: Session) -> Select[Any]:
    return select(func.count(PublicNotice.id)).where(PublicNotice.state == ENDED)


def _overdue_answers(session: Session) -> int:
    return supervision.count_in(session, ASKED, overdue=True)


def _to_judge(session: Session) -> int:
    return supervision.count_in(session, ANSWERED)


def _asked_of(permission: Permission) -> Callable[[Session], Select[Any]]:
    def count(_session: Session) -> Select[Any]:
        return supervision.counted_of(permission)

    return count


Counting = Callable[[Session], int | Select[Any]]
"""Counts what waits, or tells how: the desk asks such queries in one statement."""

Kind = tuple[Permission, str, Counting, str, dict[str, str]]
"""The right, what waits, its count, and the page and its arguments where it is done."""

KINDS: tuple[Kind, ...] = (
    (
        Permission.PUBLISH_NOTICES,
        N_("Files waiting for a notice"),
        notice_ready.count_ready,
        "notices",
        {"show": "ready"},
    ),
    (Permission.PUBLISH_NOTICES, N_("Notices to end"), _to_end, "notices", {}),
    (
        Permission.PUBLISH_NOTICES,
        N_("Notices to take down and close"),
        _to_take_down,
        "notices",
        {"state": ENDED},
    ),
    (
        Permission.PUBLISH_NOTICES,
        N_("Objections to answer"),
        _objections,
        "notices",
        {"show": "objections"},
    ),
    (
        Permission.REVIEW_HARDSHIP,
        N_("Yearly reviews due"),
        reverifications.count_due,
        "reverifications",
        {},
    ),
    (
        Permission.REVIEW_HARDSHIP,
        N_("Spot checks to do"),
        reverifications.count_open,
        "reverifications",
        {"show": "drawn"},
    ),
    (
        Permission.APPROVE_HARDSHIP,
        N_("Categories to adopt"),
        reverification_lists.count_to_adopt,
        "reverifications",
        {"show": "adopt"},
    ),
    (
        Permission.REVIEW_HARDSHIP,
        N_("Supervision asks about files and notices"),
        _asked_of(Permission.REVIEW_HARDSHIP),
        "supervision",
        {},
    ),
    (
        Permission.APPROVE_AID,
        N_("Supervision asks about grants"),
        _asked_of(Permission.APPROVE_AID),
        "supervision",
        {},
    ),
    (
        Permission.PREPARE_RUNS,
        N_("Supervision asks about pay runs"),
        _asked_of(Permission.PREPARE_RUNS),
        "supervision",
        {},
    ),
    (
        Permission.DECIDE_CLAIMS,
        N_("Supervision asks about claims"),
        _asked_of(Permission.DECIDE_CLAIMS),
        "supervision",
        {},
    ),
    (
        Permission.SUPERVISE,
        N_("Answers to judge"),
        _to_judge,
        "supervision",
        {"show": ANSWERED},
    ),
    (
        Permission.SUPERVISE,
        N_("Answers overdue"),
        _overdue_answers,
        "supervision",
        {"show": "overdue"},
    ),
)
