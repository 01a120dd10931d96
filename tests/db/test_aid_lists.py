"""Lists of grants and benefits, and both taken away: what waits, what is unpaid, whose it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from db import aid_exports, aid_grants, aid_lists, benefit_lists, entitlements
from db.aid_exports import BENEFITS, ENTRIES, GRANTS
from db.engine import Store
from db.models.trail import TrailRow
from db.session import reading, writing
from rules import aid as rules
from rules.access import Actor, Permission
from rules.errors import NotAllowed, NotFound
from tests.ground.aid import (
    Family,
    benefit,
    family,
    grant_row,
    granted,
    paid,
    propose,
    standing,
    subsistence,
)
from tests.ground.money import pot
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")


@pytest.fixture
def city(office: Store) -> City:
    subsistence(100_000)
    return plant()


@pytest.fixture
def fund(city: City) -> int:
    return pot(city.federation, 10_000_000)


@pytest.fixture
def home(city: City) -> Family:
    return family(city.mill)


def _grants(actor: Actor | None = None, **chosen: Any) -> list[int]:
    with reading(actor or almighty()) as session:
        found = aid_lists.list_page(session, chosen)
        assert found.total == len(found.rows)
        return [row.id for row in found.rows]


def _benefits(actor: Actor | None = None, **chosen: Any) -> list[int]:
    with reading(actor or almighty()) as session:
        found = benefit_lists.list_page(session, chosen)
        assert found.total == len(found.rows)
        return [row.id for row in found.rows]


def test_grants_are_listed_by_state_kind_year_source_and_unit(
    city: City, fund: int, home: Family
) -> None:
    other = family(city.dock)
    own = pot(city.federation, 10_000_000, name="财政帮扶资金", source="central_finance")
    waiting = propose(home, fund)
    given = granted(other, own)
    assert _grants() == [given, waiting]
    assert _grants(state=rules.WAITING) == [waiting]
    assert _grants(unpaid=True) == [given]
    assert _grants(fund_source="central_finance") == [given]
    assert _grants(below_id=city.north) == [waiting]
    assert (_grants(year=2026), _grants(year=2025)) == ([given, waiting], [])
    assert (_grants(kind="living_aid"), _grants(kind="study_aid")) == ([given, waiting], [])
    assert _grants(almighty(unit=city.north)) == [waiting]
    assert _grants(almighty(unit=city.south)) == [given]


def test_a_grant_is_unpaid_until_its_money_has_arrived(city: City, fund: int, home: Family) -> None:
    key = granted(home, fund)
    paid(home, fund, ("aid_grant", key), on=None, fen=300_000, kind="living_aid")
    with reading(almighty()) as session:
        (row,) = aid_lists.list_page(session, {"unpaid": True}).rows
    assert (row.in_run, row.paid_on, row.entered_by) == (True, None, "周平")
    key = granted(family(city.mill), fund)
    paid(home, fund, ("aid_grant", key), fen=300_000, kind="living_aid")
    assert key not in _grants(unpaid=True)
    with reading(almighty()) as session:
        row = aid_lists.list_page(session, {}).rows[0]
    assert (row.id, row.paid_on) == (key, date(2026, 11, 24))


def test_grants_are_cut_by_the_database_and_those_waiting_begin_with_the_oldest(
    city: City, fund: int
) -> None:
    keys = [propose(family(city.mill), fund) for _ in range(3)]
    with reading(almighty()) as session:
        second = aid_lists.list_page(session, {"state": rules.WAITING}, page=2, size=2)
    assert ([row.id for row in second.rows], second.total) == (keys[2:], 3)
    assert _grants(state=rules.WAITING) == keys


def test_a_grant_tells_its_need_only_to_those_who_work_on_aid(fund: int, home: Family) -> None:
    key = propose(home, fund)
    with reading(almighty()) as session:
        told = aid_lists.get_grant(session, key)
    assert (told.need, told.reason) == ("2026年生活困难", "收入低于低保标准")
    watching = almighty().permissions - {Permission.GRANT_AID, Permission.APPROVE_AID}
    with reading(actor_with(*watching)) as session:
        hidden = aid_lists.get_grant(session, key)
    assert "生活困难" not in hidden.need
    assert (hidden.shown, hidden.decided) == ((), ())


def test_benefits_are_listed_those_to_decide_on_first(city: City, fund: int, home: Family) -> None:
    old = standing(home, fund, by_door=False)
    other = family(city.dock)
    with writing(almighty(name="周平")) as session:
        asked = entitlements.ask(session, other.household, benefit(other, fund))
    newest = standing(family(city.school), fund)
    assert _benefits() == [asked, newest, old]
    assert _benefits(state=rules.ASKED) == [asked]
    assert _benefits(by_door=False) == [old]
    assert _benefits(below_id=city.north) == [newest, old]
    assert _benefits(almighty(unit=city.south)) == [asked]
    with reading(almighty()) as session:
        page = benefit_lists.list_page(session, {}, page=2, size=2)
        row = benefit_lists.get_benefit(session, old)
    assert ([one.id for one in page.rows], page.total) == ([old], 3)
    # The child is sixteen in June 2026 and is paid for until eighteen.
    assert (row.last_on, row.is_over) == (date(2028, 6, 1), False)


def test_lists_need_their_right_and_hide_what_lies_elsewhere(
    city: City, fund: int, home: Family
) -> None:
    key, benefit_id = granted(home, fund), standing(home, fund)
    blind, south = everyone_but(Permission.SEE_HARDSHIP), almighty(unit=city.south)
    asked: tuple[tuple[Callable[..., Any], Any], ...] = (
        (aid_lists.list_page, {}), (benefit_lists.list_page, {}),
        (aid_lists.list_of_household, home.household),
        (benefit_lists.list_of_household, home.household),
        (aid_lists.get_grant, key), (benefit_lists.get_benefit, benefit_id),
    )  # fmt: skip
    for read, one in asked:
        with reading(blind) as session, pytest.raises(NotAllowed):
            read(session, one)
        if one != {}:
            with reading(south) as session, pytest.raises(NotFound):
                read(session, one)


def _exported(what: str, actor: Actor, chosen: dict[str, Any]) -> list[dict[str, Any]]:
    with writing(actor) as session:
        permit = aid_exports.record(session, what, chosen, "csv")
    with reading(actor) as session:
        export = aid_exports.list_rows(session, permit)
        rows = [dict(zip(export.headings, row, strict=True)) for row in export.rows]
    assert len(rows) == permit.rows
    return rows


def test_aid_benefits_and_a_ledger_leave_as_listed_without_what_is_sealed(
    city: City, fund: int, home: Family
) -> None:
    key = granted(home, fund)
    granted(family(city.dock), fund)
    standing(home, fund)
    north = almighty(unit=city.north)
    (grant,) = _exported(GRANTS, north, {})
    assert (grant["编号"], grant["金额"]) == (grant_row(key).grant_no, "3,000.00")
    assert grant["经办人"] == "周平"
    (benefit_told,) = _exported(BENEFITS, north, {})
    assert (benefit_told["开始月份"], benefit_told["结束月份"]) == ("2026-09", "2028-06")
    entries = _exported(ENTRIES, almighty(), {"fund_id": fund})
    assert len(entries) == 3
    assert "生活困难" not in str([grant, benefit_told, entries])
    with reading(almighty()) as session:
        rows = session.scalars(select(TrailRow.record_type).where(TrailRow.action == "exported"))
        assert list(rows) == ["aid_grant", "entitlement", "fund_entry"]


def test_exports_need_their_rights_their_scope_and_their_own_permit(
    city: City, fund: int, home: Family
) -> None:
    for what, chosen, right in (
        (GRANTS, {}, Permission.SEE_HARDSHIP),
        (BENEFITS, {}, Permission.SEE_HARDSHIP),
        (ENTRIES, {"fund_id": fund}, Permission.SEE_FUNDS),
    ):
        for missing in (right, Permission.EXPORT_MEMBERS):
            with writing(everyone_but(missing)) as session, pytest.raises(NotAllowed):
                aid_exports.record(session, what, chosen)
        with writing(almighty()) as session:
            permit = aid_exports.record(session, what, chosen)
        with reading(almighty(name="别人")) as session, pytest.raises(NotAllowed):
            aid_exports.list_rows(session, permit)
    with writing(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        aid_exports.record(session, ENTRIES, {"fund_id": fund})


def test_a_grants_need_is_read_in_full_for_a_reason_by_those_who_see_files(
    fund: int, home: Family
) -> None:
    key = propose(home, fund)
    with writing(everyone_but(Permission.SEE_HARDSHIP)) as session, pytest.raises(NotAllowed):
        aid_grants.reveal(session, key, "need", "核对材料")
    with writing(almighty()) as session:
        assert aid_grants.reveal(session, key, "need", "核对材料") == "2026年生活困难"
