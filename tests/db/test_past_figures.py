"""What was told of a past period is told again, whatever happened since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from db import (
    hardship_steps,
    import_undo,
    imports,
    indicators,
    members,
    memberships,
    recounting,
    summaries,
    totals,
    units,
)
from db.engine import Store
from db.hardship_steps import Given
from db.import_rows import Incoming
from db.session import reading, writing
from rules.access import CONSOLE
from rules.periods import period_of
from tests.ground import hardship_life as life
from tests.ground.databases import Clock
from tests.ground.people import almighty
from tests.ground.tree import City, enrol, plant, version_of

pytestmark = pytest.mark.usefixtures("office")

YEAR = period_of("2026")


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    life.know_line()
    return plant()


def told(code: str, period: str = "2026", unit_id: int | None = None) -> int | None:
    with reading(almighty()) as session:
        return indicators.figure(session, code, period_of(period), unit_id).value


def all_told(codes: Iterable[str], period: str, unit_id: int | None = None) -> list[int | None]:
    return [told(code, period, unit_id) for code in codes]


def totals_agree() -> bool:
    with reading(CONSOLE) as session:
        same = summaries.stored(session) == summaries.from_rows(session)
        return same and totals.count_wrong(session) == 0


def test_a_unit_that_moves_or_closes_takes_its_figures_along_and_leaves_the_whole_alone(
    city: City,
) -> None:
    member_id = enrol(city.mill, "王芳", 2, joined_on=date(2025, 5, 1))
    people = ("members", "women", "joined", "units")
    before = [all_told(people, code) for code in ("2025", "2025Q2", "S2026")]
    assert all_told(people, "2025Q2", city.north)[:3] == [1, 1, 1]
    with writing(almighty()) as session:
        seen = units.get_unit(session, city.mill).version
        units.move_unit(session, city.mill, seen, city.south)
    assert totals_agree()
    assert all_told(people, "2025Q2", city.south)[:3] == [1, 1, 1]
    assert all_told(people, "2025Q2", city.north)[:3] == [0, 0, 0]
    with writing(almighty()) as session:
        memberships.end_membership(
            session, member_id, version_of(member_id), "left", date(2026, 11, 3)
        )
        seen = units.get_unit(session, city.mill).version
        units.close_unit(session, city.mill, seen, date(2026, 11, 4), "企业注销")
    assert [all_told(people, code) for code in ("2025", "2025Q2", "S2026")] == before
    assert all_told(("members", "left"), "2026-11") == [0, 1]
    assert all_told(("members", "left"), "2026-10") == [1, 0]
    with reading(almighty()) as session:
        closed = indicators.grouped(session, "left", "unit", YEAR, city.south)
    assert ("北岭纺织厂工会", 1) in [(one.label, one.value) for one in closed]
    assert totals_agree()


def test_a_corrected_gender_is_told_of_every_period_of_the_member(city: City) -> None:
    member_id = enrol(city.mill, "王芳", 2, joined_on=date(2025, 5, 1))
    assert all_told(("women", "migrants"), "2025") == [1, 0]
    with writing(almighty()) as session:
        changed = {"is_migrant_worker": True, "new_form_kind": None}
        members.change(session, member_id, version_of(member_id), changed)
        memberships.end_membership(
            session, member_id, version_of(member_id) + 1, "retained", date(2026, 3, 1)
        )
    assert all_told(("members", "women", "migrants"), "2025") == [1, 1, 1]
    assert all_told(("members", "migrants", "left", "joined"), "2026-03") == [1, 1, 0, 0]
    assert totals_agree()


def test_who_comes_back_after_leaving_has_joined_again_and_who_was_retained_has_not(
    city: City, clock: Clock
) -> None:
    for order, status in ((2, "left"), (4, "retained")):
        member_id = enrol(city.mill, f"王芳{order}", order, joined_on=date(2025, 5, 1))
        with writing(almighty()) as session:
            seen = version_of(member_id)
            memberships.end_membership(session, member_id, seen, status, date(2026, 3, 1))
        with writing(almighty()) as session:
            memberships.resume_membership(session, member_id, version_of(member_id), "回来了")
    assert (told("joined", "2026-11"), told("members", "2026-11")) == (1, 2)
    assert (told("left", "2026-03"), told("members", "2026-03")) == (1, 1)


def test_an_import_that_was_taken_back_is_told_of_no_period(city: City) -> None:
    rows = [(2, ["王芳", date(2025, 5, 1)])]
    incoming = Incoming(lambda: rows, {"name": 0, "joined_on": 1}, city.mill, "名册.xlsx", "0" * 64)
    with writing(almighty()) as session:
        batch = imports.take_in(session, imports.MEMBERS, incoming, None)
    assert all_told(("members", "joined"), "2025") == [1, 1]
    with writing(almighty()) as session:
        import_undo.undo(session, batch.id, batch.version)
    assert all_told(("members", "joined"), "2025") == [0, 0]
    assert totals_agree()


def test_a_family_that_falls_back_was_out_of_hardship_in_between(city: City, clock: Clock) -> None:
    hands = life.Hands()
    file_id = life.file_in_force(city.mill, hands=hands)
    clock.set(datetime(2027, 2, 10, 4, tzinfo=UTC))
    proposal = Given(code="causes_gone", exit_kind="exited")
    life.take(hands.clerk, file_id, "propose_exit", "好转", proposal)
    life.take(hands.chair, file_id, "exited", "同意", Given(confirmed=True))
    clock.set(datetime(2027, 5, 10, 4, tzinfo=UTC))
    life.take(hands.clerk, file_id, "relapse", "又生病")
    months = ("2026-10", "2026-11", "2027-01", "2027-02", "2027-05")
    assert [told("files", month) for month in months] == [0, 1, 1, 0, 0]
    with reading(almighty()) as session:
        assert indicators.figure(session, "files_new", YEAR).value == 1
        ended = indicators.grouped(session, "files_ended", "how", period_of("2027"))
        by_cause = indicators.grouped(session, "files", "category", YEAR)
    assert [(one.code, one.value) for one in ended] == [("exited", 1)]
    assert [(one.code, one.value) for one in by_cause] == [("deep", 1)]
    assert totals_agree()


def test_a_file_handed_over_stays_in_the_past_of_the_unit_that_had_it(
    city: City, clock: Clock
) -> None:
    file_id = life.file_in_force(city.mill)
    clock.set(datetime(2027, 3, 10, 4, tzinfo=UTC))
    life.take(almighty(), file_id, "transfer", given=Given(to_unit_id=city.dock))
    with writing(almighty(unit=city.south)) as session:
        hardship_steps.take(session, file_id, life.version_of(file_id), "accept")
    at = ("2026-12", "2027-03")
    assert [told("files", month, city.north) for month in at] == [1, 0]
    assert [told("files", month, city.south) for month in at] == [0, 1]
    assert told("files_new", "2026", city.north) == 1
    assert told("not_visited", "2027-03") == 1
    assert told("visit_coverage", "2026-12") == 10_000
    assert totals_agree()


def test_an_office_of_an_earlier_version_is_counted_anew_when_it_opens(
    city: City, office: Store
) -> None:
    enrol(city.mill, "王芳", 2, joined_on=date(2025, 5, 1))
    life.file_in_force(city.mill)
    before = [all_told(("members", "women", "files", "units"), code) for code in ("2025", "2026")]
    with office.engine.execution_options(write=True).begin() as connection:
        for table in ("summary", "rolled_summary", "file_spell"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("UPDATE membership SET traits = ''"))
        connection.execute(text("UPDATE area_version SET version = version + 1"))
    assert all_told(("members", "files"), "2026") == [0, 0]
    with writing(CONSOLE) as session:
        assert recounting.renew(session)
    after = [all_told(("members", "women", "files", "units"), code) for code in ("2025", "2026")]
    assert after == before
    assert before[1] == [1, 1, 1, before[1][3]]
    with writing(CONSOLE) as session:
        assert not recounting.renew(session), "the second time there is nothing to do"
    assert totals_agree()


def test_other_rules_of_counting_are_noticed(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(CONSOLE) as session:
        recounting.renew(session)
    monkeypatch.setattr(recounting, "fingerprint", lambda: "otherwise")
    with writing(CONSOLE) as session:
        assert recounting.renew(session)
        assert not recounting.renew(session)


def test_what_changes_about_an_earlier_year_is_told_of_every_year_since(city: City) -> None:
    member_id = enrol(city.mill, "王芳", 2, joined_on=date(2019, 5, 1))
    people, years = ("members", "migrants"), ("2019", "2024", "2026")
    assert [all_told(people, year) for year in years] == [[1, 0]] * 3
    with writing(almighty()) as session:
        members.change(session, member_id, version_of(member_id), {"is_migrant_worker": True})
    assert [all_told(people, year) for year in years] == [[1, 1]] * 3
    assert all_told(people, "2018", city.north) == [0, 0]
    enrol(city.dock, "王红", 4, joined_on=date(2020, 5, 1))
    assert [all_told(people, year) for year in years] == [[1, 1], [2, 1], [2, 1]]
