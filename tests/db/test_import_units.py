"""Rosters of units: a whole tree in one file, in any order."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from db import import_undo, imports, summaries, trail, unit_lists, units
from db.import_rows import Incoming, Preview
from db.imports import BatchRow
from db.models.units import Unit, UnitBelow
from db.session import reading, writing
from rules.access import CONSOLE, Actor, Permission
from rules.errors import InvalidInput, NotAllowed, OfficeError, WrongState
from rules.identity import usci_check
from rules.imports import Counts
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office")

USCI = "811100000000000001"[:17] + usci_check("811100000000000001"[:17])
ROOT = {"name": "云溪市总工会", "kind": "市总工会"}
COUNTY = {"name": "北岭县总工会", "kind": "县（区）总工会", "parent_id": "云溪市总工会"}
MILL = {"name": "北岭纺织厂工会", "kind": "基层工会", "parent_id": "北岭县总工会", "usci": USCI}


def roster(*rows: Mapping[str, object], unit: int | None = None) -> Incoming:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [
        (number, [row.get(column) for column in columns])
        for number, row in enumerate(rows, start=2)
    ]
    places = {column: place for place, column in enumerate(columns)}
    return Incoming(lambda: cells, places, unit, "单位.xlsx", "0" * 64)


def take_in(incoming: Incoming, actor: Actor | None = None) -> BatchRow:
    with writing(actor or almighty()) as session:
        return imports.take_in(session, imports.UNITS, incoming)


def preview(incoming: Incoming, actor: Actor | None = None) -> Preview:
    with reading(actor or almighty()) as session:
        return imports.get_preview(session, imports.UNITS, incoming)


def reason(result: Preview) -> str:
    return str(result.refused[0].errors[0])


def the_tree() -> dict[str, str]:
    """Return each open unit with the way down to it."""
    with reading(CONSOLE) as session:
        names = {
            row.id: row.name
            for row in session.execute(select(Unit.id, Unit.name).where(Unit.closed_on.is_(None)))
        }
        places = session.execute(
            select(UnitBelow.unit_id, UnitBelow.ancestor_id).order_by(UnitBelow.depth.desc())
        ).all()
        return {
            name: "/".join(names[above] for unit, above in places if unit == key and above in names)
            for key, name in names.items()
        }


def test_a_whole_tree_comes_in_whatever_the_order_of_its_rows() -> None:
    assert take_in(roster(MILL, COUNTY, ROOT)).counts == Counts(new=3)
    assert the_tree() == {
        "云溪市总工会": "云溪市总工会",
        "北岭县总工会": "云溪市总工会/北岭县总工会",
        "北岭纺织厂工会": "云溪市总工会/北岭县总工会/北岭纺织厂工会",
    }
    with reading(CONSOLE) as session:
        assert trail.first_broken_link(session) is None
        assert [row.name for row in unit_lists.find_units(session, "bljzgh")] == []
        assert [row.name for row in unit_lists.find_units(session, "fangzhi")] == ["北岭纺织厂工会"]


def test_the_same_tree_again_changes_nothing() -> None:
    take_in(roster(ROOT, COUNTY, MILL))
    assert take_in(roster(ROOT, COUNTY, MILL)).counts == Counts(unchanged=3)


def test_a_changed_cell_changes_the_unit_and_a_code_finds_it_under_a_new_name() -> None:
    take_in(roster(ROOT, COUNTY, MILL))
    renamed = {**MILL, "name": "北岭纺织集团工会", "chair_name": "陈静"}
    result = preview(roster(renamed))
    assert result.counts == Counts(changed=1)
    assert dict(result.changed[0].after) == {"name": "北岭纺织集团工会", "chair_name": "陈静"}
    take_in(roster(renamed))
    with reading(CONSOLE) as session:
        assert [row.name for row in unit_lists.find_units(session, "纺织集团")] == [
            "北岭纺织集团工会"
        ]


@pytest.mark.parametrize(
    ("row", "advice"),
    [
        ({"name": "甲厂工会", "kind": "基层工会"}, "Choose the superior union"),
        ({**MILL, "name": "甲厂工会", "usci": "", "parent_id": "无此县"}, "no unit"),
        ({**COUNTY, "name": "乙县总工会", "parent_id": "北岭纺织厂工会"}, "cannot stand below"),
        ({**MILL, "parent_id": "云溪市总工会"}, "another superior union"),
        ({"name": "甲厂工会", "kind": "", "parent_id": "北岭县总工会"}, "missing"),
        ({**MILL, "usci": "123"}, "social credit code"),
        ({**COUNTY, "kind": "基层工会"}, "own page"),
        (
            {**MILL, "worker_count": 10, "women_count": 20},
            "more women than workers",
        ),
    ],
)
def test_a_row_with_a_fault_is_refused_alone(row: dict[str, object], advice: str) -> None:
    take_in(roster(ROOT, COUNTY, MILL))
    result = preview(roster(ROOT, row))
    assert result.counts == Counts(unchanged=1, refused=1)
    assert advice in reason(result)


def test_units_below_a_refused_one_are_refused_with_it() -> None:
    result = preview(roster(ROOT, {**COUNTY, "term_start_on": "??"}, MILL))
    assert result.counts == Counts(new=1, refused=2)
    assert "row 3 was refused" in str(result.refused[1].errors[0])


def test_units_that_stand_below_each_other_in_a_circle_are_refused() -> None:
    first = {"name": "甲工会", "kind": "基层工会", "parent_id": "乙工会"}
    second = {"name": "乙工会", "kind": "县（区）总工会", "parent_id": "甲工会"}
    result = preview(roster(ROOT, first, second))
    assert result.counts == Counts(new=1, refused=2)
    assert "below itself" in reason(result)


def test_the_second_row_for_one_unit_is_refused() -> None:
    result = preview(roster(ROOT, COUNTY, MILL, {**MILL, "name": "另名"}))
    assert result.counts == Counts(new=3, refused=1)
    assert "Row 4 is the same unit" in reason(result)


def test_namesakes_below_different_superiors_are_different_units() -> None:
    south = {**COUNTY, "name": "南浦县总工会"}
    school = {"name": "第一中学工会", "kind": "基层工会"}
    first, second = ({**school, "parent_id": parent} for parent in ("北岭县总工会", "南浦县总工会"))
    take_in(roster(ROOT, COUNTY, south, first, second))
    assert take_in(roster(first, second)).counts == Counts(unchanged=2)
    result = preview(roster(school))
    assert "Several units" in reason(result)


def test_a_county_adds_units_below_itself_only() -> None:
    city: City = plant()
    north = almighty(unit=city.north)
    new = {"name": "北岭医院工会", "kind": "基层工会"}
    assert take_in(roster(new, unit=city.north), north).counts == Counts(new=1)
    result = preview(roster({**new, "name": "港区工会", "parent_id": "南浦县总工会"}), north)
    assert "no unit" in reason(result)


def test_a_file_without_kinds_is_refused_as_a_whole() -> None:
    with pytest.raises(InvalidInput, match="No column holds"):
        preview(roster({"name": "甲工会"}))


def test_importing_units_needs_its_permission() -> None:
    with pytest.raises(NotAllowed):
        take_in(roster(ROOT), everyone_but(Permission.IMPORT_UNITS))


def test_an_untouched_tree_is_taken_back_and_may_come_in_again() -> None:
    take_in(roster(ROOT, {**COUNTY, "chair_name": "周平"}))
    batch = take_in(roster({**COUNTY, "chair_name": "陈静"}, MILL))
    with writing(almighty()) as session:
        import_undo.undo(session, batch.id, batch.version)
    assert set(the_tree()) == {"云溪市总工会", "北岭县总工会"}
    with reading(almighty()) as session:
        county = unit_lists.find_units(session, "北岭县")[0].id
        assert units.get_unit(session, county).values["chair_name"] == "周平"
        assert summaries.stored(session) == summaries.from_rows(session)
    assert take_in(roster(MILL)).counts == Counts(new=1)


def test_a_unit_that_has_members_by_now_is_not_taken_back() -> None:
    batch = take_in(roster(ROOT, COUNTY, MILL))
    with reading(almighty()) as session:
        mill = unit_lists.find_units(session, "纺织")[0].id
    enrol(mill, "张伟")
    with pytest.raises(WrongState, match="北岭纺织厂工会"), writing(almighty()) as session:
        import_undo.undo(session, batch.id, batch.version)


def test_thousands_of_units_keep_their_places() -> None:
    many: list[dict[str, object]] = [
        {"name": f"第{n}工会", "kind": "基层工会", "parent_id": "北岭县总工会"} for n in range(1200)
    ]
    assert take_in(roster(*many, COUNTY, ROOT)).counts == Counts(new=1202)
    with reading(CONSOLE) as session:
        depths = session.execute(select(UnitBelow.depth, UnitBelow.unit_id)).all()
        assert [sum(row.depth == depth for row in depths) for depth in (0, 1, 2)] == [
            1202,
            1201,
            1200,
        ]
    with pytest.raises(OfficeError), writing(CONSOLE) as session:
        imports.get_batch(session, 999)
