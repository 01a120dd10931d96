"""Two records of one person on a campaign's list: one entry stays, the other rests in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.models.campaign_people import CampaignTarget
from db.models.households import HouseholdPerson
from db.scope import hand_over
from db.verbs import open_to_all
from rules.campaign_people import LISTED, MERGED

_KERNEL = {"kernel": True}
"""Whatever the campaign and its unit: the verbs of merging have loaded the people."""


@open_to_all("called by the verbs of merging, which have loaded the people")
def join_entries(
    session: Session, member_ids: Sequence[int], person_ids: Sequence[int] = ()
) -> list[int]:
    """Leave one entry on each campaign's list of people who are one; returns the others' ids.

    The record that is kept comes first among the ids, and its entry stays.
    """
    linked = select(HouseholdPerson.id).where(HouseholdPerson.member_id.in_(member_ids))
    rows = session.scalars(
        select(CampaignTarget)
        .where(
            CampaignTarget.state == LISTED,
            or_(
                CampaignTarget.member_id.in_(member_ids),
                CampaignTarget.person_id.in_(person_ids),
                CampaignTarget.person_id.in_(linked),
            ),
        )
        .order_by(CampaignTarget.id),
        execution_options=_KERNEL,
    ).all()
    kept: dict[int, CampaignTarget] = {}
    gone: list[CampaignTarget] = []
    for row in sorted(rows, key=partial(_is_other, member_ids[:1], person_ids[:1])):
        first = kept.setdefault(row.campaign_id, row)
        if first is not row:
            gone.append(row)
            _rest(session, row, first)
    session.flush()  # the place on the list becomes free
    return [row.id for row in gone]


def _is_other(members: Sequence[int], people: Sequence[int], row: CampaignTarget) -> bool:
    return row.member_id not in members and row.person_id not in people


def _rest(session: Session, row: CampaignTarget, first: CampaignTarget) -> None:
    hand_over(session, row)
    row.state = MERGED
    if first.reached_on is None and row.reached_on is not None:
        hand_over(session, first)
        first.reached_on, first.reached_note = row.reached_on, row.reached_note


@open_to_all("called by the verb that takes a merge back, which has loaded both members")
def part_entries(session: Session, ids: Collection[int]) -> None:
    """Put entries on their lists again that rested in others while two records were one."""
    session.flush()  # each entry names its own person again
    rows: Any = session.scalars(
        select(CampaignTarget).where(CampaignTarget.id.in_(ids), CampaignTarget.state == MERGED),
        execution_options=_KERNEL,
    )
    for row in rows:
        hand_over(session, row)
        row.state = LISTED
