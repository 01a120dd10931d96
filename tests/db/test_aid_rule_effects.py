"""What a change of the rules would do to open files, before anybody confirms it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from db import aid_rule_changes, aid_rule_effects
from db.aid_rule_effects import PAGE, Effect
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.aid_rule_forms import NewHeading
from rules.dated_sets import SetKind
from rules.errors import NotAllowed
from tests.db.test_aid_rules import NEXT_YEAR, OURS, add_line, copy, row_of, use
from tests.ground.assessed import assessed, earning
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, plant
from tests.rules.households import family

pytestmark = pytest.mark.usefixtures("office")

LINE = 106_200


@pytest.fixture
def city() -> City:
    city = plant()
    assessed(city.mill, "王明", earning(1000, LINE))
    assessed(city.mill, "李芳", earning(1800, LINE))
    assessed(city.dock, "赵强", earning(2000, LINE), region="county")
    assessed(city.dock, "孙丽", earning(3000, LINE))
    assessed(city.dock, "已退档", earning(1800, LINE), is_open=False)
    return city


def effect_of_use(code: str, actor: Actor | None = None, offset: int = 0) -> Effect:
    with reading(actor or almighty()) as session:
        return aid_rule_effects.get_effect_of_use(session, row_of(code).id, offset)


def _stricter(region: str = "") -> None:
    heading = NewHeading("OURS2027", "本市2027", NEXT_YEAR, region=region)
    copy(heading=heading, rungs__1__limits__0__factor="1.5")


def test_files_that_would_change_are_named_with_both_categories(city: City) -> None:
    _stricter()
    effect = effect_of_use("OURS2027")
    assert (effect.checked, effect.changed, effect.unclear) == (4, 2, 0)
    assert effect.kinds == (("relative", None, 2),)
    assert [(row.name, row.old, row.new) for row in effect.rows] == [
        ("李芳", "relative", None),
        ("赵强", "relative", None),
    ]
    assert (effect.rows[0].old_net, effect.rows[0].new_net) == (180_000, 180_000)


def test_a_confirmed_override_stands_whatever_the_rules_say(city: City) -> None:
    override: dict[str, Any] = {
        "override_category": "deep",
        "confirmed_at": datetime(2026, 5, 1, tzinfo=UTC),
    }
    assessed(city.mill, "周洁", earning(1800, LINE), **override)
    _stricter()
    effect = effect_of_use("OURS2027")
    assert (effect.checked, effect.changed, effect.decided) == (5, 2, 1)


def test_a_regional_set_touches_its_region_only(city: City) -> None:
    _stricter("county")
    effect = effect_of_use("OURS2027")
    assert (effect.checked, [row.name for row in effect.rows]) == (1, ["赵强"])


def test_a_set_that_another_one_overrides_changes_nothing(city: City) -> None:
    copy(heading=NewHeading("CITY", "市区", NEXT_YEAR, region="city"))
    use("CITY")
    _stricter()
    assert effect_of_use("OURS2027").checked == 1


def test_ceilings_change_no_category(city: City) -> None:
    row = row_of("NAT-B", SetKind.AID_CAPS)
    with reading(almighty()) as session:
        assert aid_rule_effects.get_effect_of_use(session, row.id).checked == 0
        assert aid_rule_effects.get_effect_of_end(session, row.id, NEXT_YEAR).checked == 0


def test_the_end_of_the_only_set_leaves_every_file_unclear(city: City) -> None:
    row = row_of("NAT2020")
    with reading(almighty()) as session:
        effect = aid_rule_effects.get_effect_of_end(session, row.id, date(2026, 12, 31))
    assert (effect.checked, effect.changed, effect.unclear) == (4, 0, 4)


def test_the_end_of_a_set_brings_back_the_one_around_it(city: City) -> None:
    heading = NewHeading("CITY", "市区", date(2026, 1, 1), region="city")
    copy(heading=heading, rungs__1__limits__0__factor="3")
    use("CITY")
    row = row_of("CITY")
    with reading(almighty()) as session:
        effect = aid_rule_effects.get_effect_of_end(session, row.id, date(2026, 12, 31))
    assert (effect.checked, effect.changed) == (3, 0)


def test_a_higher_line_takes_families_in(city: City) -> None:
    with reading(almighty()) as session:
        effect = aid_rule_effects.get_effect_of_line(session, "city", NEXT_YEAR, 190_000)
        county = aid_rule_effects.get_effect_of_line(session, "county", NEXT_YEAR, 190_000)
    assert effect.checked == 3
    assert sorted((row.name, row.old, row.new) for row in effect.rows) == [
        ("孙丽", None, "relative"),
        ("李芳", "relative", "deep"),
    ]
    assert (county.checked, county.changed) == (1, 0)


def test_a_line_that_a_later_one_replaces_changes_nothing(city: City) -> None:
    add_line("city", date(2026, 7, 1), 110_000)
    with reading(almighty()) as session:
        effect = aid_rule_effects.get_effect_of_line(session, "city", date(2026, 1, 1), 190_000)
    assert effect.checked == 0


def test_a_missing_minimum_wage_makes_a_file_unclear_and_a_new_one_settles_it(city: City) -> None:
    idle = earning(1000, LINE, people=family(2, status="unemployed"), minimum_wage=0)
    assessed(city.mill, "周洁", idle)
    with reading(almighty()) as session:
        effect = aid_rule_effects.get_effect_of_line(session, "city", NEXT_YEAR, LINE, 200_000)
    assert [(row.name, row.old, row.new) for row in effect.rows] == [("周洁", "deep", "relative")]


def test_many_files_come_in_pages(city: City) -> None:
    for number in range(PAGE + 3):
        assessed(city.mill, f"职工{number:03d}", earning(1900, LINE))
    _stricter()
    first, second = effect_of_use("OURS2027"), effect_of_use("OURS2027", offset=PAGE)
    assert first.changed == second.changed == PAGE + 5
    assert (len(first.rows), len(second.rows)) == (PAGE, 5)
    assert not {row.file_id for row in first.rows} & {row.file_id for row in second.rows}


def test_names_are_for_those_who_may_see_hardship_files(city: City) -> None:
    _stricter()
    rows = effect_of_use("OURS2027", actor_with(Permission.MANAGE_SETTINGS)).rows
    assert [row.name for row in rows] == ["", ""]
    assert all(row.archive_no for row in rows)


def test_files_outside_the_scope_stay_out_of_sight(city: City) -> None:
    _stricter()
    effect = effect_of_use("OURS2027", almighty(unit=city.north))
    assert [row.name for row in effect.rows] == ["李芳"]


@pytest.mark.parametrize(
    "ask",
    [
        aid_rule_effects.get_effect_of_use,
        lambda session, key: aid_rule_effects.get_effect_of_end(session, key, NEXT_YEAR),
        lambda session, _key: aid_rule_effects.get_effect_of_line(session, "city", NEXT_YEAR, 1),
    ],
)
def test_effects_are_for_who_manages_settings(ask: Callable[[Session, int], Effect]) -> None:
    key = row_of("NAT2020").id
    with reading(everyone_but(Permission.MANAGE_SETTINGS)) as session, pytest.raises(NotAllowed):
        ask(session, key)


def test_looking_at_an_effect_changes_nothing(city: City) -> None:
    set_id = copy(heading=OURS, rungs__1__limits__0__factor="1.5")
    effect_of_use("OURS2027")
    assert not row_of("OURS2027").rules.heading.in_use
    with writing(almighty()) as session:
        aid_rule_changes.take_into_use(session, set_id, 1)
