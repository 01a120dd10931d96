"""The rules of aid as rows: what is seeded, what holds where and when, and how it is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import aid_rule_changes, aid_rules, seeding
from db.aid_rules import SetRow
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Permission
from rules.aid_rule_forms import NewHeading, fields_of, values_of
from rules.aid_rules import parameters_of
from rules.categories import Category
from rules.dated_sets import SetKind
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from rules.means_sets import RuleSet
from tests.ground.people import almighty, everyone_but
from tests.rules.households import shipped

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)
NEXT_YEAR = date(2027, 1, 1)
OURS = NewHeading("OURS2027", "本市2027", NEXT_YEAR)


def row_of(code: str, kind: SetKind = SetKind.MEANS_TEST) -> SetRow:
    with reading(almighty()) as session:
        return next(
            row for row in aid_rules.list_sets(session, kind) if row.rules.heading.code == code
        )


def copy(
    code: str = "NAT2020",
    heading: NewHeading = OURS,
    kind: SetKind = SetKind.MEANS_TEST,
    **values: Value,
) -> int:
    typed = {name.replace("__", "."): value for name, value in values.items()}
    with writing(almighty()) as session:
        return aid_rule_changes.copy_set(session, row_of(code, kind).id, heading, typed)


def use(code: str, seen: int | None = None, kind: SetKind = SetKind.MEANS_TEST) -> None:
    row = row_of(code, kind)
    with writing(almighty(name="陈静")) as session:
        aid_rule_changes.take_into_use(session, row.id, seen or row.version)


def test_a_new_office_has_every_shipped_set_as_it_was_written() -> None:
    for kind, sets in shipped().sets.items():
        with reading(almighty()) as session:
            rows = aid_rules.list_sets(session, kind)
        assert {row.rules.heading.code: row.rules for row in rows} == {
            one.heading.code: one for one in sets
        }


def test_seeding_again_neither_doubles_nor_overwrites_a_set() -> None:
    row = row_of("NAT2020")
    with writing(almighty()) as session:
        aid_rule_changes.end_set(session, row.id, row.version, date(2026, 12, 31))
    seeding.seed()
    assert row_of("NAT2020").rules.heading.valid_to == date(2026, 12, 31)
    with reading(almighty()) as session:
        assert len(aid_rules.list_sets(session, SetKind.MEANS_TEST)) == 4


def test_of_each_kind_the_set_in_use_holds() -> None:
    with reading(almighty()) as session:
        assert aid_rules.means_test_on(session, "city", TODAY).heading.code == "NAT2020"
        assert aid_rules.caps_on(session, "county", TODAY).heading.code == "NAT-A"
        found = aid_rules.care_on(session, "", TODAY)
        assert found is not None
        assert found.heading.code == "COMMON2025"


def test_before_any_rules_there_are_none_and_the_clerk_is_told() -> None:
    long_ago = date(2001, 1, 1)
    with reading(almighty()) as session:
        assert aid_rules.care_on(session, "city", long_ago) is None
        for find in (aid_rules.means_test_on, aid_rules.caps_on, aid_rules.line_on):
            with pytest.raises(NotFound, match="2001-01-01"):
                find(session, "city", long_ago)


def test_a_copy_decides_once_it_is_in_use_and_from_its_first_day_on() -> None:
    copy(rungs__1__limits__0__factor="1.5")
    use_day = (date(2026, 12, 31), NEXT_YEAR)

    def holding() -> list[str]:
        with reading(almighty()) as session:
            return [aid_rules.means_test_on(session, "city", on).heading.code for on in use_day]

    assert holding() == ["NAT2020", "NAT2020"]
    use("OURS2027")
    assert holding() == ["NAT2020", "OURS2027"]
    found = row_of("OURS2027").rules
    assert isinstance(found, RuleSet)
    assert [float(rung.limits[0].factor) for rung in found.rungs] == [1, 1.5]


def test_a_regional_set_leaves_the_other_regions_alone() -> None:
    copy(heading=NewHeading("CITY", "市区", date(2026, 1, 1), region="city"))
    use("CITY")
    with reading(almighty()) as session:
        assert aid_rules.means_test_on(session, "city", TODAY).heading.code == "CITY"
        assert aid_rules.means_test_on(session, "county", TODAY).heading.code == "NAT2020"


@pytest.mark.parametrize("kind", list(SetKind))
def test_a_copy_with_the_values_of_its_pattern_has_the_same_rules(kind: SetKind) -> None:
    for one in shipped().sets[kind]:
        heading = NewHeading(f"C-{one.heading.code}"[:40], "副本", NEXT_YEAR)
        values = values_of(one, fields_of(one, {}))
        with writing(almighty()) as session:
            pattern = row_of(one.heading.code, kind)
            aid_rule_changes.copy_set(session, pattern.id, heading, values)
        copied: Any = row_of(heading.code, kind).rules
        assert parameters_of(copied) == parameters_of(one)


def test_an_emptied_limit_drops_its_category_and_an_emptied_share_the_accident_test() -> None:
    copy(rungs__1__limits__0__factor=None, accident__share=None)
    found = row_of("OURS2027").rules
    assert isinstance(found, RuleSet)
    assert [rung.category for rung in found.rungs] == [Category.DEEP]
    assert found.accident is None


def test_changed_ceilings_are_kept_in_fen() -> None:
    copy("NAT-A", kind=SetKind.AID_CAPS, rules__4__ceiling=350_000, rules__0__line_factor="10")
    found: Any = row_of("OURS2027", SetKind.AID_CAPS).rules
    assert found.rules[4].ceiling == 350_000
    assert found.rules[0].line_factor == 10


@pytest.mark.parametrize(
    ("heading", "values", "field"),
    [
        (NewHeading("with space", "本市", NEXT_YEAR), {}, "code"),
        (NewHeading("OURS", "  ", NEXT_YEAR), {}, "label"),
        (NewHeading("OURS", "本市", NEXT_YEAR, date(2026, 12, 31)), {}, "valid_to"),
        (OURS, {"window_months": 0}, "window_months"),
        (OURS, {"rungs.0.limits.0.factor": "-1"}, "factor"),
        (OURS, {"rungs.0.limits.0.factor": None, "rungs.1.limits.0.factor": None}, "rungs"),
    ],
)
def test_a_copy_that_makes_no_sense_is_refused(
    heading: NewHeading, values: dict[str, Value], field: str
) -> None:
    pattern = row_of("NAT2020").id
    with writing(almighty()) as session, pytest.raises(InvalidInput) as refused:
        aid_rule_changes.copy_set(session, pattern, heading, values)
    assert refused.value.field == field


def test_a_code_is_taken_once_within_a_kind() -> None:
    copy()
    with pytest.raises(Conflict):
        copy()
    copy("NAT-A", kind=SetKind.AID_CAPS)


def test_only_a_set_that_is_not_in_use_can_be_changed() -> None:
    set_id = copy()
    with writing(almighty()) as session:
        named = NewHeading("OURS2027", "本市（修订）", NEXT_YEAR, doc_no="云工发〔2026〕9号")
        aid_rule_changes.change_set(session, set_id, 1, named, {"near_factor": "2.5"})
    changed = row_of("OURS2027").rules
    assert isinstance(changed, RuleSet)
    assert (changed.heading.label, changed.heading.doc_no) == ("本市（修订）", "云工发〔2026〕9号")
    assert float(changed.near_factor) == 2.5
    use("OURS2027")
    row = row_of("OURS2027")
    with writing(almighty()) as session, pytest.raises(WrongState):
        aid_rule_changes.change_set(session, row.id, row.version, OURS, {})


def test_a_set_that_has_not_begun_can_be_put_aside_and_one_in_force_only_ended() -> None:
    copy()
    use("OURS2027")
    with pytest.raises(WrongState):
        use("OURS2027")
    row = row_of("OURS2027")
    with writing(almighty()) as session:
        aid_rule_changes.put_aside(session, row.id, row.version)
    assert not row_of("OURS2027").rules.heading.in_use
    old = row_of("NAT2020")
    with writing(almighty()) as session, pytest.raises(WrongState):
        aid_rule_changes.put_aside(session, old.id, old.version)
    with writing(almighty()) as session:
        aid_rule_changes.end_set(session, old.id, old.version, TODAY)
    with reading(almighty()) as session:
        assert aid_rules.means_test_on(session, "city", TODAY).heading.code == "NAT2020"
        with pytest.raises(NotFound):
            aid_rules.means_test_on(session, "city", NEXT_YEAR)


def test_a_set_that_is_not_in_use_cannot_be_ended_and_none_before_it_began() -> None:
    pattern, old = row_of("ANHUI2019"), row_of("NAT2020")
    with writing(almighty()) as session:
        with pytest.raises(WrongState):
            aid_rule_changes.end_set(session, pattern.id, pattern.version, TODAY)
        with pytest.raises(InvalidInput):
            aid_rule_changes.end_set(session, old.id, old.version, date(2019, 1, 1))


def test_two_sets_of_a_region_never_begin_on_the_same_day() -> None:
    copy()
    use("OURS2027")
    copy(heading=NewHeading("SECOND", "另一套", NEXT_YEAR))
    with pytest.raises(Conflict, match="OURS2027"):
        use("SECOND")


def test_a_stale_form_is_refused_and_names_who_changed_the_set() -> None:
    copy()
    use("OURS2027")
    row = row_of("OURS2027")
    with writing(almighty()) as session, pytest.raises(Conflict, match="陈静"):
        aid_rule_changes.put_aside(session, row.id, row.version - 1)


def test_a_set_taken_into_use_is_told_on_the_trail() -> None:
    set_id = copy()
    use("OURS2027")
    with reading(almighty()) as session:
        rows = session.scalars(
            select(TrailRow)
            .where(TrailRow.record_type == "aid_rule_set", TrailRow.record_id == set_id)
            .order_by(TrailRow.id)
        ).all()
    assert [row.actor for row in rows] == ["李敏", "陈静"]
    assert "in_use" in rows[-1].details


def add_line(region: str, on: date, fen: int, wage: int | None = None) -> int:
    with writing(almighty()) as session:
        return aid_rule_changes.add_line(session, region, on, fen, wage)


def test_the_latest_line_of_a_region_holds() -> None:
    add_line("city", date(2025, 7, 1), 70_000, 216_000)
    add_line("city", date(2026, 7, 1), 72_000)
    add_line("county", date(2025, 7, 1), 60_000)
    with reading(almighty()) as session:
        assert aid_rules.line_on(session, "city", date(2026, 6, 30)).monthly_fen == 70_000
        assert aid_rules.line_on(session, "city", TODAY).monthly_fen == 72_000
        assert aid_rules.line_on(session, "county", TODAY).monthly_fen == 60_000
        assert [line.monthly_fen for line in aid_rules.list_lines(session)] == [
            72_000,
            70_000,
            60_000,
        ]
        with pytest.raises(NotFound):
            aid_rules.line_on(session, "city", date(2025, 6, 30))


def test_a_region_has_one_line_a_day_and_it_can_be_corrected() -> None:
    line_id = add_line("city", date(2026, 7, 1), 72_000)
    with pytest.raises(Conflict):
        add_line("city", date(2026, 7, 1), 73_000)
    with writing(almighty()) as session:
        aid_rule_changes.correct_line(session, line_id, 1, 73_000, 220_000, "云民发〔2026〕3号")
    with reading(almighty()) as session:
        found = aid_rules.line_on(session, "city", TODAY)
    assert (found.monthly_fen, found.minimum_wage_fen) == (73_000, 220_000)
    with writing(almighty()) as session, pytest.raises(Conflict):
        aid_rule_changes.correct_line(session, line_id, 1, 74_000)


@pytest.mark.parametrize(("fen", "wage"), [(0, None), (-1, None), (72_000, 0), (10**9, None)])
def test_a_line_without_a_sensible_amount_is_refused(fen: int, wage: int | None) -> None:
    with pytest.raises(InvalidInput):
        add_line("city", date(2026, 7, 1), fen, wage)


@pytest.mark.parametrize(
    "change",
    [
        lambda session, row: aid_rule_changes.copy_set(session, row.id, OURS, {}),
        lambda session, row: aid_rule_changes.change_set(session, row.id, row.version, OURS, {}),
        lambda session, row: aid_rule_changes.take_into_use(session, row.id, row.version),
        lambda session, row: aid_rule_changes.put_aside(session, row.id, row.version),
        lambda session, row: aid_rule_changes.end_set(session, row.id, row.version, TODAY),
        lambda session, _row: aid_rule_changes.add_line(session, "city", TODAY, 70_000),
        lambda session, _row: aid_rule_changes.correct_line(session, 1, 1, 70_000),
    ],
)
def test_rules_are_changed_by_who_manages_settings_only(
    change: Callable[[Session, SetRow], object],
) -> None:
    row = row_of("ANHUI2019")
    with writing(everyone_but(Permission.MANAGE_SETTINGS)) as session, pytest.raises(NotAllowed):
        change(session, row)
    with reading(everyone_but(Permission.MANAGE_SETTINGS)) as session:
        assert row in aid_rules.list_sets(session, row.kind)


def test_a_set_that_does_not_exist_is_not_found() -> None:
    with writing(almighty()) as session, pytest.raises(NotFound):
        aid_rule_changes.take_into_use(session, 999, 1)


def test_a_reader_is_told_the_name_of_a_set_and_not_its_code() -> None:
    with reading(almighty()) as session:
        assert aid_rules.name_of(session, SetKind.AID_CAPS, "NAT-A") == "全国通用标准"
        assert aid_rules.name_of(session, SetKind.AID_CAPS, "OLD-7") == "OLD-7"
