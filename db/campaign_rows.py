"""People put on a campaign's list in bulk: rows and trail of thousands at once.

For verbs of ``db``, which hold the lock, have loaded the campaign and found the people.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from db import bulk, summaries, trail
from db.campaign_finding import Person
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.search import sort_key
from rules.campaign_people import BY_RULE, LISTED, TAKEN_OFF

_KERNEL = {"kernel": True}
_COLUMNS = (
    "id", "version", "unit_id", "campaign_id", "member_id", "person_id", "household_id", "name",
    "sort_name", "source", "state", "reason", "frozen", "reached_on", "reached_note",
)  # fmt: skip


def insert(
    session: Session,
    campaign: Campaign,
    people: Sequence[Person],
    source: str,
    *,
    state: str = LISTED,
    reason: str = "",
    frozen: bool = False,
) -> int:
    """Put people on a campaign's list, or among those left out; returns how many."""
    ids = bulk.new_ids(session, CampaignTarget.__table__, len(people))
    shared: dict[str, Any] = {
        "version": 1,
        "campaign_id": campaign.id,
        "source": source,
        "state": state,
        "reason": reason,
        "frozen": frozen,
        "reached_on": None,
        "reached_note": "",
    }
    rows = [{**shared, "id": key, **_own(one)} for key, one in zip(ids, people, strict=True)]
    stored = (tuple(row[name] for name in _COLUMNS) for row in rows)
    bulk.insert_rows(session, CampaignTarget.__table__, _COLUMNS, stored)
    summaries.touch_area(session, CampaignTarget.__area__)
    trail.record_many(session, (_entry(row) for row in rows))
    trail.write_ahead(session)
    bulk.refresh_statistics(session, *([CampaignTarget.__table__] if len(rows) > 500 else ()))
    return len(rows)


def _own(one: Person) -> dict[str, Any]:
    return {
        "unit_id": one.unit_id,
        "member_id": one.member_id,
        "person_id": one.person_id,
        "household_id": one.household_id,
        "name": one.name,
        "sort_name": one.sort_name if one.person_id is None else sort_key(one.name),
    }


def _entry(row: dict[str, Any]) -> trail.Entry:
    told = {k: v for k, v in row.items() if trail.is_trailed(k) and v not in (None, "")}
    return trail.Entry(
        "created",
        CampaignTarget.__tablename__,
        row["id"],
        1,
        row["unit_id"],
        row["name"],
        details=trail.rendered({}, told),
    )


def freeze(session: Session, campaign: Campaign) -> None:
    """Mark everybody who is on a campaign's list by hand as of the approved list."""
    listed = (CampaignTarget.state == LISTED, CampaignTarget.frozen.is_(False))
    _change(session, campaign, listed, {"frozen": True})


def thaw(session: Session, campaign: Campaign) -> None:
    """Take an approved list back: who stood on it by the rule is found anew, the rest stays."""
    listed = (CampaignTarget.state == LISTED, CampaignTarget.frozen.is_(True))
    _change(
        session,
        campaign,
        (*listed, CampaignTarget.source == BY_RULE),
        {"frozen": False, "state": TAKEN_OFF},
    )
    _change(session, campaign, listed, {"frozen": False})


def _change(
    session: Session,
    campaign: Campaign,
    conditions: Sequence[ColumnElement[bool]],
    changes: dict[str, Any],
) -> None:
    where = (CampaignTarget.campaign_id == campaign.id, *conditions)
    seen = (
        getattr(CampaignTarget, name) for name in ("id", "version", "unit_id", "name", *changes)
    )
    # Whatever the unit: a campaign that was handed on has people of the one before.
    found = session.execute(select(*seen).where(*where), execution_options=_KERNEL)
    rows = [dict(row._mapping) for row in found]
    table = CampaignTarget.__table__
    values = {**changes, "version": table.c.version + 1}
    # Every row was seen, and is told below.
    session.execute(update(table).where(*where).values(values), execution_options=_KERNEL)
    summaries.touch_area(session, CampaignTarget.__area__)
    trail.record_many(
        session,
        (
            trail.Entry(
                "changed",
                CampaignTarget.__tablename__,
                row["id"],
                row["version"] + 1,
                row["unit_id"],
                row["name"],
                {name: row[name] for name in changes},
                changes,
            )
            for row in rows
        ),
    )
