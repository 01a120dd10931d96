"""What of mutual-aid claims waits for the actor: reviews, second looks, papers, limits."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import claim_lists, second_looks
from db.desk_notices import Kind
from db.models.claims import Claim
from rules.access import Permission
from rules.language import N_


def _second_looks(session: Session) -> Select[Any]:
    return select(func.count(Claim.id)).where(second_looks.waiting_for(session))


KINDS: tuple[Kind, ...] = (
    (
        Permission.DECIDE_CLAIMS,
        N_("Claims to review"),
        claim_lists.select_to_review,
        "claims",
        {},
    ),
    (
        Permission.CHECK_DECISIONS,
        N_("Claims for a second look"),
        _second_looks,
        "claims",
        {"show": "second_look"},
    ),
    (
        Permission.TAKE_CLAIMS,
        N_("Papers of claims overdue"),
        claim_lists.select_overdue,
        "claims",
        {"show": "overdue"},
    ),
    (
        Permission.TAKE_CLAIMS,
        N_("Claims near the hand-in limit"),
        claim_lists.select_near_limit,
        "claims",
        {"show": "near_limit"},
    ),
)
"""Kinds of work of the desk."""
