"""The account of mutual aid: counted by unit, for a month or a year, the same again later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from db import (
    checks,
    letter_choices,
    letter_templates,
    letters,
    mutual_exports,
    mutual_figures,
    mutual_plans,
    mutual_targets,
)
from db.engine import Store
from db.letter_templates import TemplateRow
from db.letters import LetterValues
from db.models.trail import TrailRow
from db.mutual_figures import Account
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.language import use_language
from rules.money import show_money
from rules.mutual_account import show_rate
from rules.mutual_groups import REST, Group
from rules.mutual_targets import Target
from rules.periods import Period, month_or_year
from tests.ground.account import claim, cover, insured, receive
from tests.ground.databases import Clock
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

YEAR, MARCH = month_or_year(2026), month_or_year(2026, 3)
WANTED: dict[str, Any] = {"people": 4, "fees_fen": 20_000, "renewal_percent": 90, "note": ""}


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    """A county with a year's covers, fees and claims; the mill's worker renewed."""
    city = plant()
    insured(city.mill)
    member_id = enrol(city.school, "赵明", 3)
    earlier = cover(city.school, member_id, begin=date(2025, 1, 1), end=date(2025, 12, 31))
    renewed = cover(city.school, member_id, begin=date(2026, 1, 1), previous_id=earlier)
    other, other_cover = insured(city.dock, "李秀英", 2)
    receive(city.mill, 9_500, date(2026, 1, 5))
    receive(city.school, 9_500, date(2026, 3, 5))
    receive(city.mill, 8_000, date(2025, 3, 5))
    receive(city.dock, 10_000, date(2026, 4, 1))
    paid = {"paid_on": date(2026, 3, 30), "paid_fen": 15_200}
    claim(city.school, member_id, renewed, **paid)
    claim(city.mill, member_id, renewed, state="refused", handed_in_on=date(2026, 2, 1))
    claim(city.dock, other, other_cover, state="draft")
    return city


def _account(period: Period = YEAR, actor: Actor | None = None, unit: int | None = None) -> Account:
    with reading(actor or almighty()) as session:
        return mutual_figures.get_account(session, period, unit)


def test_a_year_is_told_for_the_whole_and_for_each_unit_directly_below(city: City) -> None:
    found = _account()
    assert [one.name for one in found.units] == ["北岭县总工会", "南浦县总工会"]
    north = found.units[0]
    assert (north.year.people, north.year.due_fen, north.year.fees_fen) == (2, 19_000, 19_000)
    assert (north.year.renewals_due, north.year.renewed) == (1, 1)
    assert (north.year.claims, north.year.approved, north.year.refused) == (2, 1, 1)
    assert (north.year.paid_fen, north.year.loss_ratio) == (15_200, 8_000)
    assert (north.before.people, north.before.fees_fen) == (1, 8_000)
    assert found.units[1].year.claims == 0, "a draft is no claim yet"
    assert (found.total.year.people, found.total.year.fees_fen) == (3, 29_000)


def test_a_month_stands_beside_the_year_up_to_its_end_and_the_month_of_the_year_before(
    city: City,
) -> None:
    north = _account(MARCH).units[0]
    assert (north.period.came_in_fen, north.year.came_in_fen, north.before.came_in_fen) == (
        9_500,
        19_000,
        8_000,
    )
    assert (north.period.fees_fen, north.year.fees_fen) == (0, 19_000)
    assert north.year_before.came_in_fen == 8_000
    assert _account(month_or_year(2026, 2)).units[0].year_before.came_in_fen == 0
    assert (north.period.claims, north.year.claims) == (1, 2)


def test_the_account_of_one_plan_holds_what_is_of_it_alone_and_no_targets(city: City) -> None:
    member_id = enrol(city.dock, "周涛", 4)
    cover_id = cover(city.dock, member_id, fee_fen=3_600, plan="WEIHAI")
    receive(city.dock, 3_600, date(2026, 5, 6), plan="WEIHAI")
    for _ in range(5):
        paid = {"paid_on": date(2026, 6, 1), "paid_fen": 900}
        claim(city.dock, member_id, cover_id, cause="tumour", **paid)
    with writing(almighty()) as session:
        mutual_targets.set_target(session, city.south, 2026, 0, WANTED)
    with reading(almighty()) as session:
        plan = next(one for one in mutual_plans.list_plans(session) if one.code == "WEIHAI")
        found = mutual_figures.get_account(session, YEAR, None, plan.id)
        south = found.units[1]
        assert (found.plan_name, found.total.year.people) == (plan.name, 1)
        assert found.total.target is None
        assert (south.year.fees_fen, south.year.paid_fen, south.target) == (3_600, 4_500, None)
        assert (found.units[0].year.people, found.months[-1].fees_fen) == (0, 3_600)
        assert [(one.code, one.n) for one in found.causes] == [("tumour", 5)]
        assert _account().units[1].year.fees_fen == 13_600
        with pytest.raises(NotFound):
            mutual_figures.get_account(session, YEAR, None, 987_654)
    with writing(almighty()) as session:
        mutual_exports.record(session, YEAR, None, plan_id=plan.id)
        listed = mutual_exports.list_rows(session, YEAR, None, "fees", plan.id)
        rows = list(listed.rows)
    assert {len(row) for row in rows} == {len(listed.headings)} == {16}
    assert rows[0][:4] == (plan.name, "1", "南浦县总工会", "1")


def test_a_county_sees_its_own_units_and_a_unit_is_opened_by_those_above_it_only(
    city: City,
) -> None:
    county = almighty(unit=city.north)
    found = _account(actor=county)
    assert [one.unit_id for one in found.units] == [city.school, city.mill]
    assert (found.unit_name, found.parent_id) == ("北岭县总工会", None)
    inside = _account(actor=county, unit=city.mill)
    assert ([one.unit_id for one in inside.units], inside.parent_id) == ([city.mill], city.north)
    for hidden in (city.south, city.dock, city.federation):
        with pytest.raises(NotFound):
            _account(actor=county, unit=hidden)


def test_leaders_see_figures_and_whoever_sees_neither_claims_nor_figures_is_refused(
    city: City,
) -> None:
    with reading(actor_with(Permission.USE_OFFICE, Permission.SEE_FIGURES)) as session:
        assert mutual_figures.get_account(session, YEAR).total.year.people == 3
        assert mutual_figures.list_years(session) == [2027, 2026, 2025]
    with reading(actor_with(Permission.USE_OFFICE, Permission.GIVE_OPINIONS)) as session:
        for read in (mutual_figures.list_years, lambda one: mutual_figures.get_account(one, YEAR)):
            with pytest.raises(NotAllowed):
                read(session)


def test_claims_are_grouped_by_what_five_of_them_share(city: City) -> None:
    member_id, cover_id = insured(city.mill, "钱进", 7)
    for order in range(5):
        claim(city.mill, member_id, cover_id, payable_fen=60_000 + order, cause="tumour")
    found = _account()
    together = "the total would give the few of the other groups away"
    assert found.bands == (Group(REST, 6, 340_010),), together
    assert found.causes == (Group(REST, 7, 380_010),), together
    assert found.hospitals == (Group("云溪市第一人民医院", 7, 380_010),)
    assert _account(month_or_year(2026, 1)).causes == ()
    assert _account(actor=almighty(unit=city.south)).hospitals == ()


def test_a_past_year_says_the_same_again_after_later_work(city: City) -> None:
    before = _account(month_or_year(2025))
    receive(city.mill, 5_000, date(2026, 5, 5))
    cover(city.dock, insured(city.dock, "孙丽", 9)[0], begin=date(2026, 7, 1))
    with reading(almighty()) as session:
        assert not list(checks._summary_faults(session))
    assert _account(month_or_year(2025)) == before
    assert _account().total.year.fees_fen == 34_000


def test_the_account_is_read_once_until_something_changes(city: City, office: Store) -> None:
    sent: list[str] = []
    _account()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(office.engine, "before_cursor_execute", note)
    try:
        _account()
        again = len(sent)
        receive(city.mill, 100, date(2026, 5, 5))
        sent.clear()
        assert _account().total.year.fees_fen == 29_100
        assert again <= 4 < len(sent) <= 12
    finally:
        event.remove(office.engine, "before_cursor_execute", note)


def test_a_blank_office_has_an_account_of_nothing(office: Store) -> None:
    found = _account()
    assert (found.units, found.bands, found.total.year.loss_ratio) == ((), (), None)


class TestTargets:
    def _set(self, unit: int, seen: int = 0, year: int = 2026, **more: Any) -> None:
        with writing(almighty()) as session:
            mutual_targets.set_target(session, unit, year, seen, WANTED | more)

    def test_what_is_reached_is_told_against_the_target(self, city: City) -> None:
        self._set(city.north)
        north, south = _account().units
        assert (north.people_reached, north.fees_reached) == (5_000, 9_500)
        assert (south.target, south.people_reached) == (None, None)
        assert _account().total.target == Target(4, 20_000), "that of those below, together"
        self._set(city.federation, people=6)
        assert _account().total.target == Target(6, 20_000, 90)
        assert _account(month_or_year(2025)).total.target is None

    def test_a_target_is_changed_by_whoever_saw_it_last(self, city: City) -> None:
        self._set(city.north)
        for seen in (0, 7):
            with pytest.raises(Conflict):
                self._set(city.north, seen)
        self._set(city.north, 1, people=8)
        with reading(almighty()) as session:
            rows = mutual_targets.list_page(session, 2026).rows
        assert [(row.unit_id, row.version) for row in rows] == [
            (city.federation, 0),
            (city.north, 2),
            (city.south, 0),
        ]
        assert (rows[1].values["people"], rows[2].values["people"]) == (8, None)
        with pytest.raises(InvalidInput):
            self._set(city.north, 2, renewal_percent=101)
        with pytest.raises(InvalidInput):
            self._set(city.north, year=1999)

    def test_last_years_targets_are_copied_where_there_is_none_yet(self, city: City) -> None:
        self._set(city.north, year=2025, people=3)
        self._set(city.south, year=2025, people=5)
        self._set(city.south)
        with writing(almighty()) as session:
            assert mutual_targets.copy_last_year(session, 2026) == 1
        with reading(almighty()) as session:
            rows = mutual_targets.list_page(session, 2026).rows
        assert [row.values["people"] for row in rows] == [None, 3, 4]
        with pytest.raises(WrongState, match="nothing to copy"), writing(almighty()) as session:
            mutual_targets.copy_last_year(session, 2026)

    def test_a_county_sets_the_targets_of_its_units_and_not_its_own(self, city: City) -> None:
        self._set(city.north, year=2025)
        county = almighty(unit=city.north)
        with pytest.raises(NotAllowed, match="union above"), writing(county) as session:
            mutual_targets.set_target(session, city.north, 2026, 0, WANTED)
        with pytest.raises(NotFound), writing(county) as session:
            mutual_targets.set_target(session, city.dock, 2026, 0, WANTED)
        with pytest.raises(WrongState), writing(county) as session:
            mutual_targets.copy_last_year(session, 2026)
        with writing(county) as session:
            mutual_targets.set_target(session, city.mill, 2026, 0, WANTED)

    def test_targets_are_set_by_those_with_the_right_only(self, city: City) -> None:
        with writing(everyone_but(Permission.SET_TARGETS)) as session:
            for verb in (
                lambda: mutual_targets.set_target(session, city.north, 2026, 0, WANTED),
                lambda: mutual_targets.copy_last_year(session, 2026),
                lambda: mutual_targets.list_page(session, 2026),
            ):
                with pytest.raises(NotAllowed):
                    verb()


class TestOnPaper:
    def _letter(self, code: int, actor: Actor | None = None) -> LetterValues:
        with writing(actor or almighty()) as session:
            template = TemplateRow(None, 0, "", "mutual_circular", "", may_reveal=False)
            return letters.print_values(session, template, [code], ())[0]

    def test_the_circular_says_what_the_screen_shows_and_is_on_the_trail(self, city: City) -> None:
        letter = self._letter(202603)
        total = _account(MARCH).total.year
        assert letter.values["fees"] == show_money(total.fees_fen)
        assert letter.values["loss_ratio"] == show_rate(total.loss_ratio)
        assert letter.values["millions"] == "无"
        assert [(row["place"], row["unit"], row["fees"]) for row in letter.rows["lines"]] == [
            ("1", "北岭县总工会", "190.00"),
            ("2", "南浦县总工会", "100.00"),
        ]
        assert "95.00" in letter.values["in_month"]
        assert self._letter(202600).values["in_month"] == ""
        with reading(almighty()) as session:
            told = session.query(TrailRow).filter_by(action="printed").first()
        assert told is not None
        assert (told.record_type, told.record_id) == ("mutual_account", 202603)

    def test_an_english_reader_gets_the_circular_in_english(self, city: City) -> None:
        use_language("en")
        try:
            with reading(almighty()) as session:
                usable = letter_templates.list_usable(session)
                template = next(one for one in usable if one.kind == "mutual_circular")
                letter = letters.list_values(session, template, [202603])[0]
        finally:
            use_language("zh_CN")
        assert (template.language, letter.values["millions"]) == ("en", "none")
        assert letter.values["best"] == "北岭县总工会, 南浦县总工会"
        assert letter.values["in_month"].startswith("In the month 0 people")

    def test_a_county_prints_its_own_and_needs_the_right(self, city: City) -> None:
        letter = self._letter(202600, almighty(unit=city.south))
        assert (letter.values["unit_name"], letter.values["people"]) == ("南浦县总工会", "1")
        with pytest.raises(NotAllowed):
            self._letter(202600, everyone_but(Permission.SEE_CLAIMS))
        with pytest.raises(InvalidInput):
            self._letter(7)

    def test_months_to_print_are_offered_the_latest_first(self, city: City) -> None:
        template = TemplateRow(None, 0, "", "mutual_circular", "", may_reveal=False)
        with reading(almighty()) as session:
            rows = letter_choices.list_choices(session, template)
            assert [row.id for row in rows][:3] == [202600, 202611, 202610]
            assert [
                row.id for row in letter_choices.list_choices(session, template, "2025-03")
            ] == [202503]

    def test_an_export_holds_the_ranking_and_the_whole_and_is_on_the_trail(
        self, city: City
    ) -> None:
        with writing(almighty()) as session:
            mutual_exports.record(session, YEAR, None)
            found = mutual_exports.list_rows(session, YEAR, None, "fees")
            rows = list(found.rows)
        assert [row[:3] for row in rows] == [
            ("1", "北岭县总工会", "2"),
            ("2", "南浦县总工会", "1"),
            ("", "云溪市总工会", "3"),
        ]
        assert {len(row) for row in rows} == {len(found.headings)}
        with reading(almighty()) as session:
            assert session.query(TrailRow).filter_by(action="exported").count() == 1
        with writing(everyone_but(Permission.EXPORT_MEMBERS)) as session:
            with pytest.raises(NotAllowed):
                mutual_exports.record(session, YEAR, None)
            with pytest.raises(NotAllowed):
                mutual_exports.list_rows(session, YEAR, None, "fees")
