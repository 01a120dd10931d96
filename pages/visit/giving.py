"""Giving a gift at a visit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from components import care_gifts, choices
from components.identity import current_actor
from db import campaign_aid, care_entries
from db.session import reading
from db.visit_lists import VisitRow
from rules.campaign_giving import MY_CAMPAIGNS
from rules.care import GOODS, PERIOD_DAYS
from rules.codes import Code, CodeLists
from rules.fields import Value


def draw(row: VisitRow, lists: CodeLists, today: date, key: str) -> None:
    """Draw the button that gives, for the occasion of the visit."""
    values: dict[str, Value] = {
        "occasion": row.occasion if row.occasion in PERIOD_DAYS else None,
        "festival": row.festival or None,
        "kind": GOODS,
        "on": row.made_on or today,
        "campaign_id": str(row.campaign_id) if row.campaign_id else None,
    }
    with reading(current_actor()) as session:
        under_way = campaign_aid.list_choices(session, row.unit_id)
    lists = {**lists, MY_CAMPAIGNS: choices.of_records((c.id, c.name) for c in under_way)}
    enter = partial(care_entries.give, visit_id=row.id)
    warn, funds = partial(_warn, row.id), partial(_funds, row.unit_id)
    care_gifts.give(enter, lists, funds, warn, values, key=f"{key}-give")


def _funds(unit_id: int | None) -> tuple[Code, ...]:
    with reading(current_actor()) as session:
        return choices.of_records(care_entries.list_funds(session, unit_id))


def _warn(visit_id: int, typed: Mapping[str, Value]) -> list[str]:
    with reading(current_actor()) as session:
        return care_entries.list_warnings(session, typed, visit_id=visit_id)
