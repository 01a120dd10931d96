"""Households, visits, gifts and pairings leave as their lists show them, and on the trail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from db import care_exports, care_gifts, pairings, visit_questions, visits
from db.care_exports import GIFTS, HOUSEHOLDS, PAIRINGS, VISITS
from db.care_gifts import Present
from db.models.trail import TrailRow
from db.session import reading, writing
from db.visits import Account, Purpose
from rules.access import Actor, Permission
from rules.errors import NotAllowed
from tests.ground.care import open_file, settle_household
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)
SECRET = "儿子患白血病"


@pytest.fixture
def city() -> City:
    """Two counties with a household each, that was visited, given something and paired."""
    planted = plant()
    for unit_id, name in ((planted.mill, "周海"), (planted.dock, "安平")):
        home = settle_household(unit_id, name)
        open_file(home, risk_level="high", visited_on=date(2026, 9, 1))
        with writing(almighty()) as session:
            pairings.pair(session, home, f"{name}的结对人", date(2026, 9, 1), "副主席")
            visits.plan(session, TODAY, "王芳", Purpose("birthday"), household_id=home)
            account = Account(TODAY, "徐婷", SECRET)
            made = visits.write_down_unplanned(session, account, Purpose(), household_id=home)
            visit_questions.ask(session, made, "何时发放", owner="王芳", due_on=TODAY)
            rice = Present("care_goods", 200_00, TODAY, "大米", note="困难")
            care_gifts.give(session, Purpose("hardship"), rice, visit_id=made)
    return planted


def _rows(what: str, actor: Actor, chosen: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    with writing(actor) as session:
        permit = care_exports.record(session, what, chosen or {}, "csv")
    with reading(actor) as session:
        export = care_exports.list_rows(session, permit)
        rows = [dict(zip(export.headings, row, strict=True)) for row in export.rows]
    assert len(rows) == permit.rows
    return rows


def test_each_list_leaves_with_what_it_shows_and_only_of_the_own_part(city: City) -> None:
    north = almighty(unit=city.north)
    (home,) = _rows(HOUSEHOLDS, north)
    assert (home["户主"], home["单位"], home["困难职工档案"]) == (
        "周海",
        "北岭纺织厂工会",
        "在档",
    )
    (planned,) = _rows(VISITS, north, {"view": "planned"})
    assert (planned["姓名"], planned["计划日期"]) == ("周海", "2026-11-24")
    (made,) = _rows(VISITS, north, {"view": "made"})
    assert (made["走访日期"], made["未答复的问题"]) == ("2026-11-24", "1")
    (gift,) = _rows(GIFTS, north)
    assert (gift["慰问内容"], gift["金额"], gift["备注"]) == ("大米", "200.00", "困难")
    (pairing,) = _rows(PAIRINGS, north)
    assert (pairing["帮扶干部"], pairing["逾期未联系"]) == ("周海的结对人", "否")
    whole = [row for what in (HOUSEHOLDS, GIFTS, PAIRINGS) for row in _rows(what, almighty())]
    assert len(whole) == 6
    assert SECRET not in str([home, planned, made, gift, pairing, whole])


def test_an_export_is_on_the_trail_with_its_filters_and_without_numbers(city: City) -> None:
    assert _rows(HOUSEHOLDS, almighty(), {"text": "110101197503080012", "below_id": None}) == []
    with reading(almighty()) as session:
        row = session.scalars(select(TrailRow).where(TrailRow.action == "exported")).one()
    assert (row.record_type, row.label) == ("household", "csv")
    assert "110101197503080012" not in row.details
    assert set(json.loads(row.details)["after"]["chosen"]) == {"text"}


@pytest.mark.parametrize("what", [HOUSEHOLDS, VISITS, GIFTS, PAIRINGS])
def test_an_export_needs_its_rights_and_its_own_permit(city: City, what: str) -> None:
    for right in (Permission.EXPORT_MEMBERS, Permission.SEE_HARDSHIP):
        with writing(everyone_but(right)) as session, pytest.raises(NotAllowed):
            care_exports.record(session, what, {"view": "made"})
    with writing(almighty()) as session:
        permit = care_exports.record(session, what, {"view": "made"})
    with reading(almighty(name="别人")) as session, pytest.raises(NotAllowed):
        care_exports.list_rows(session, permit)


def test_all_households_leave_only_for_who_may_browse_them(city: City) -> None:
    actor = everyone_but(Permission.BROWSE_MEMBERS)
    with writing(actor) as session, pytest.raises(NotAllowed):
        care_exports.record(session, HOUSEHOLDS, {})
    found = _rows(HOUSEHOLDS, actor, {"text": "H2026-70001"})
    assert [row["户主"] for row in found] == ["周海"]
