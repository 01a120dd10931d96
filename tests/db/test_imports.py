"""Rosters taken in: preview, import, again, undo; whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from db import import_undo, imports, member_lists, members, quality, summaries, trail, units
from db.engine import Store
from db.import_rows import CHUNK_ROWS, Incoming, Preview
from db.imports import BatchRow
from db.models.members import Member
from db.models.people import ImportRow, Membership, NameGram
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import CONSOLE, Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, OfficeError, WrongState
from rules.imports import Counts
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, id_number, plant

pytestmark = pytest.mark.usefixtures("office")

ZHANG = {"name": "张伟", "id_no": id_number(date(1990, 3, 7), 11), "mobile": "13800138000"}
LI = {"name": "李敏", "id_no": id_number(date(1985, 10, 1), 22), "member_no": "M2"}
WANG = {"name": "王芳", "id_no": id_number(date(1979, 1, 5), 34), "joined_on": "2010-05-01"}


@pytest.fixture
def city() -> City:
    return plant()


def roster(
    *people: Mapping[str, object], unit: int | None = None, name: str = "名册.xlsx"
) -> Incoming:
    """Return people as the rows of a file, the first in row 2."""
    columns = list(dict.fromkeys(key for person in people for key in person))
    rows = [
        (number, [person.get(column) for column in columns])
        for number, person in enumerate(people, start=2)
    ]
    places = {column: place for place, column in enumerate(columns)}
    return Incoming(lambda: rows, places or {"name": 0}, unit, name, "0" * 64)


def preview(actor: Actor, incoming: Incoming) -> Preview:
    with reading(actor) as session:
        return imports.get_preview(session, imports.MEMBERS, incoming)


def take_in(actor: Actor, incoming: Incoming, expected: Counts | None = None) -> BatchRow:
    with writing(actor) as session:
        return imports.take_in(session, imports.MEMBERS, incoming, expected)


def take_back(actor: Actor, batch: BatchRow) -> None:
    with writing(actor) as session:
        import_undo.undo(session, batch.id, batch.version)


def found(actor: Actor, text: str) -> Sequence[member_lists.MemberRow]:
    with reading(actor) as session:
        return member_lists.list_page(session, {"text": text}).rows


def reasons(result: Preview) -> list[tuple[int, str]]:
    return [(row.number, str(row.errors[0])) for row in result.refused]


def everything_agrees() -> None:
    """Counts equal the rows they count, and the trail is unbroken."""
    with reading(CONSOLE) as session:
        assert summaries.stored(session) == summaries.from_rows(session)
        assert trail.first_broken_link(session) is None


def test_a_preview_tells_everything_and_changes_nothing(city: City) -> None:
    result = preview(
        almighty(), roster(ZHANG, LI, {"name": "赵四", "id_no": "123"}, unit=city.mill)
    )
    assert result.counts == Counts(new=2, refused=1)
    assert result.new[0].after["id_no"] == "110" + "*" * 11 + str(ZHANG["id_no"])[-4:]
    assert reasons(result) == [(4, "An ID number has 17 digits and a last digit or X.")]
    assert not found(almighty(), "张伟")


def test_an_import_makes_whole_members_that_are_found_by_everything(city: City) -> None:
    clerk = almighty()
    batch = take_in(clerk, roster(ZHANG, LI, WANG, unit=city.mill), Counts(new=3))
    assert batch.counts == Counts(new=3)
    for term in ("张", "zhangwei", "zw", str(ZHANG["id_no"]), "13800138000", "8000"):
        assert [row.name for row in found(clerk, term)] == ["张伟"], term
    with reading(clerk) as session:
        wang = found(clerk, "王芳")[0]
        assert wang.gender == "female"
        assert wang.birth_on == date(1979, 1, 5)
        period = session.scalar(select(Membership).where(Membership.member_id == wang.id))
        assert period is not None
        assert (period.unit_id, period.from_on, period.to_on) == (city.mill, date(2010, 5, 1), None)
        assert period.change_type == "join"
        assert "mobile_missing" in {
            row["code"] for row in quality.stored_problems(session, [wang.id])
        }
    everything_agrees()


def test_a_name_with_a_backslash_is_stored_and_found_as_it_is(city: City) -> None:
    odd = {"name": r"张\N", "member_no": r"A\t1"}
    take_in(almighty(), roster(odd, unit=city.mill))
    assert [(row.name, row.member_no) for row in found(almighty(), r"张\n")] == [(r"张\N", r"A\t1")]


def test_a_member_from_a_roster_can_be_opened_changed_and_revealed(city: City) -> None:
    clerk = almighty()
    take_in(clerk, roster(ZHANG, unit=city.mill))
    person = found(clerk, "张伟")[0]
    with writing(clerk) as session:
        file = members.get_member(session, person.id)
        members.change(session, person.id, file.version, {"job": "钳工"})
        assert members.reveal(session, person.id, "id_no", "核对证件") == ZHANG["id_no"]
    everything_agrees()


def test_the_same_file_again_changes_nothing(city: City) -> None:
    clerk, file = almighty(), roster(ZHANG, LI, WANG, unit=city.mill)
    take_in(clerk, file)
    assert take_in(clerk, file).counts == Counts(unchanged=3)


def test_people_without_any_number_are_the_same_people_the_second_time(city: City) -> None:
    clerk = almighty()
    file = roster({"name": "孙丽"}, {"name": "周强", "birth_on": "1980-01-01"}, unit=city.mill)
    take_in(clerk, file)
    assert take_in(clerk, file).counts == Counts(unchanged=2)


def test_a_changed_cell_changes_that_field_and_an_empty_cell_nothing(city: City) -> None:
    clerk = almighty()
    take_in(clerk, roster(ZHANG, unit=city.mill))
    change = roster({**ZHANG, "mobile": "", "job": "钳工", "name": "张维"}, unit=city.mill)
    result = preview(clerk, change)
    assert result.counts == Counts(changed=1)
    assert dict(result.changed[0].before) == {"job": None, "name": "张伟"}
    assert dict(result.changed[0].after) == {"job": "钳工", "name": "张维"}
    take_in(clerk, change, result.counts)
    assert not found(clerk, "张伟")
    person = found(clerk, "zhangwei")[0]
    assert person.name == "张维"
    assert found(clerk, "13800138000")[0].id == person.id
    everything_agrees()


def test_a_row_with_an_id_number_completes_the_record_that_lacked_it(city: City) -> None:
    clerk = almighty()
    take_in(clerk, roster({"name": "张伟", "mobile": "13800138000"}, unit=city.mill))
    result = take_in(clerk, roster(ZHANG, unit=city.mill))
    assert result.counts == Counts(changed=1)
    assert len(found(clerk, str(ZHANG["id_no"]))) == 1
    everything_agrees()


def test_an_id_number_is_not_given_to_a_mere_namesake(city: City) -> None:
    clerk = almighty()
    take_in(clerk, roster({"name": "张伟", "mobile": "13911111111"}, unit=city.mill))
    assert take_in(clerk, roster(ZHANG, unit=city.mill)).counts == Counts(new=1)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"name": "", "id_no": ZHANG["id_no"]}, "is missing"),
        ({"name": "赵四", "id_no": 110101199003077758}, "stored as a number"),
        ({"name": "赵四", "id_no": "110101900307775"}, "15-digit"),
        ({"name": "赵四", "id_no": "110101199003077750"}, "last digit"),
        ({"name": "赵四", "id_no": ZHANG["id_no"], "birth_on": "1991-01-01"}, "birth date differs"),
        ({"name": "赵四", "id_no": ZHANG["id_no"], "gender": "女"}, "gender differs"),
        ({"name": "赵四", "birth_on": "2020-01-01", "joined_on": "2021-01-01"}, "14th birthday"),
        ({"name": "赵四", "mobile": "12345"}, "eleven digits"),
        ({"name": "赵四", "education": "神童"}, "not in the list"),
        ({"name": "赵四", "unit_id": "没有的工会"}, "no unit"),
        ({"name": "赵\x00四"}, "cannot be stored"),
    ],
)
def test_a_row_with_a_fault_is_refused_alone(
    city: City, row: dict[str, object], reason: str
) -> None:
    result = preview(almighty(), roster(LI, row, unit=city.federation))
    assert result.counts == Counts(new=1, refused=1)
    assert reason in reasons(result)[0][1]
    # The calls that an error came through would keep all rows of its chunk in memory.
    assert [e.__traceback__ or e.__context__ for e in result.refused[0].errors] == [None]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({**ZHANG, "name": "张三"}, "Row 2 is the same person"),
        ({"name": "赵四", "member_no": "M1"}, "Row 2 has this member number"),
    ],
)
def test_the_second_of_two_rows_for_one_person_is_refused(
    city: City, second: dict[str, object], reason: str
) -> None:
    result = preview(almighty(), roster({**ZHANG, "member_no": "M1"}, second, unit=city.mill))
    assert result.counts == Counts(new=1, refused=1)
    assert reason in reasons(result)[0][1]


def test_a_person_of_another_unit_is_sent_to_transfer(city: City) -> None:
    take_in(almighty(), roster(ZHANG, unit=city.dock))
    result = preview(almighty(), roster(ZHANG, unit=city.mill))
    assert "Transfer the member" in reasons(result)[0][1]


def test_somebody_elses_member_number_is_refused(city: City) -> None:
    take_in(almighty(), roster(LI, unit=city.mill))
    result = preview(almighty(), roster({**ZHANG, "member_no": "M2"}, unit=city.mill))
    assert "somebody else" in reasons(result)[0][1]


def test_units_are_found_by_name_by_path_and_by_code(city: City) -> None:
    file = roster(
        {**ZHANG, "unit_id": "北岭纺织厂 工会"},
        {**LI, "unit_id": "北岭县总工会/北岭第一中学工会"},
    )
    take_in(almighty(), file)
    assert found(almighty(), "张伟")[0].unit_id == city.mill
    assert found(almighty(), "李敏")[0].unit_id == city.school


def test_a_clerk_of_one_county_imports_nobody_into_another(city: City) -> None:
    north = almighty(unit=city.north)
    result = preview(
        north, roster({**ZHANG, "unit_id": "南浦港务公司工会"}, {**LI, "unit_id": "北岭纺织厂工会"})
    )
    assert result.counts == Counts(new=1, refused=1)
    with pytest.raises(NotFound):
        preview(north, roster(ZHANG, unit=city.dock))


def test_whom_another_county_has_is_not_told_but_not_doubled_either(city: City) -> None:
    take_in(almighty(), roster(ZHANG, unit=city.dock))
    result = preview(almighty(unit=city.north), roster(ZHANG, unit=city.mill))
    assert result.counts == Counts(refused=1)
    assert "南浦" not in reasons(result)[0][1]


def test_a_file_without_names_or_units_is_refused_as_a_whole(city: City) -> None:
    with pytest.raises(InvalidInput, match="No column holds"):
        preview(almighty(), roster({"mobile": "13800138000"}, unit=city.mill))
    with pytest.raises(InvalidInput, match="Choose the unit"):
        preview(almighty(), roster(ZHANG))
    with pytest.raises(InvalidInput, match="not one row"):
        take_in(almighty(), roster(unit=city.mill))


def test_a_closed_unit_takes_nobody_in(city: City) -> None:
    with writing(almighty()) as session:
        file = units.get_unit(session, city.dock)
        units.close_unit(session, city.dock, file.version, date(2026, 11, 1), "企业关闭")
    with pytest.raises(WrongState, match="closed"):
        preview(almighty(), roster(ZHANG, unit=city.dock))
    result = preview(almighty(), roster({**ZHANG, "unit_id": "南浦港务公司工会"}))
    assert "is closed" in reasons(result)[0][1]


def test_an_import_that_fails_at_the_end_leaves_nothing_behind(city: City) -> None:
    clerk = almighty()
    with pytest.raises(Conflict, match="since the preview"):
        take_in(clerk, roster(ZHANG, LI, unit=city.mill), Counts(new=1))
    with reading(clerk) as session:
        assert imports.list_batches(session).total == 0
        assert session.scalar(select(Member.id).limit(1)) is None
        assert session.scalar(select(NameGram.member_id).limit(1)) is None
    everything_agrees()


@pytest.mark.parametrize("act", [imports.get_preview, imports.take_in])
def test_importing_needs_its_permission(city: City, act: Any) -> None:
    with (
        pytest.raises(NotAllowed),
        writing(everyone_but(Permission.IMPORT_MEMBERS)) as session,
    ):
        act(session, imports.MEMBERS, roster(ZHANG, unit=city.mill))


def test_each_new_and_changed_member_is_on_the_trail_without_sealed_values(city: City) -> None:
    clerk = almighty()
    take_in(clerk, roster(ZHANG, unit=city.mill))
    take_in(clerk, roster({**ZHANG, "mobile": "13900139000"}, unit=city.mill))
    with reading(clerk) as session:
        rows = session.scalars(
            select(TrailRow).where(TrailRow.record_type == "member").order_by(TrailRow.id)
        ).all()
        assert [(row.action, row.label, row.unit_id) for row in rows] == [
            ("created", "张伟", city.mill),
            ("changed", "张伟", city.mill),
        ]
        assert all(row.verb == "imports.take_in" for row in rows)
        told = "".join(row.details for row in rows)
        for secret in (str(ZHANG["id_no"]), "13800138000", "13900139000"):
            assert secret not in told
        kept = session.scalars(select(ImportRow.before)).all()
        assert any("13800138000" in (text or "") for text in kept), "undo needs it, sealed"


def test_a_batch_remembers_what_became_of_the_file(city: City) -> None:
    north = almighty(unit=city.north)
    batch = take_in(north, roster(ZHANG, {"name": ""}, unit=city.mill, name="名册.csv"))
    with reading(north) as session:
        page = imports.list_batches(session)
        assert (page.total, page.rows[0].file_name) == (1, "名册.csv")
        assert imports.get_batch(session, batch.id).counts == Counts(new=1, refused=1)
    with reading(almighty(unit=city.south)) as session:
        assert imports.list_batches(session).total == 0
        with pytest.raises(NotFound):
            imports.get_batch(session, batch.id)


def test_an_untouched_import_is_taken_back_whole(city: City) -> None:
    clerk = almighty()
    take_in(clerk, roster(LI, unit=city.mill))
    batch = take_in(clerk, roster(ZHANG, {**LI, "job": "钳工", "name": "李民"}, unit=city.mill))
    assert batch.counts == Counts(new=1, changed=1)
    take_back(clerk, batch)
    assert not found(clerk, "张伟")
    assert not found(clerk, str(ZHANG["id_no"]))
    li = found(clerk, "李敏")[0]
    with reading(clerk) as session:
        assert members.get_member(session, li.id).values["job"] is None
        assert imports.get_batch(session, batch.id).undone_at is not None
        period = session.scalar(select(Membership).where(Membership.member_id != li.id))
        assert period is not None
        assert period.to_on is not None
    everything_agrees()
    assert take_in(clerk, roster(ZHANG, unit=city.mill)).counts == Counts(new=1)


def test_an_import_whose_people_were_touched_is_not_taken_back(city: City) -> None:
    clerk = almighty()
    batch = take_in(clerk, roster(ZHANG, LI, unit=city.mill))
    person = found(clerk, "张伟")[0]
    with writing(clerk) as session:
        members.change(session, person.id, 1, {"job": "钳工"})
    with pytest.raises(WrongState, match="张伟"):
        take_back(clerk, batch)
    assert len(found(clerk, "李敏")) == 1


def test_an_import_is_taken_back_once_and_only_by_who_may(city: City) -> None:
    clerk = almighty()
    batch = take_in(clerk, roster(ZHANG, unit=city.mill))
    with pytest.raises(NotAllowed):
        take_back(actor_with(Permission.USE_OFFICE), batch)
    with pytest.raises(NotFound):
        take_back(almighty(unit=city.south), batch)
    take_back(clerk, batch)
    with pytest.raises(OfficeError):
        take_back(clerk, batch)


def test_an_import_is_not_taken_back_from_a_unit_that_went_to_another_county(city: City) -> None:
    clerk = almighty(unit=city.north)
    batch = take_in(clerk, roster({**ZHANG, "unit_id": "北岭纺织厂工会"}, unit=city.north))
    with writing(almighty()) as session:
        units.move_unit(session, city.mill, 1, city.south)
    with pytest.raises(NotFound):
        take_back(clerk, batch)
    assert len(found(almighty(), "张伟")) == 1


def test_what_a_sources_headings_mean_is_remembered(city: City) -> None:
    clerk = almighty()
    with writing(clerk) as session:
        imports.remember_columns(session, "member", " 纺织厂 ", {"人员": "name"})
    with writing(clerk) as session:
        imports.remember_columns(session, "member", "纺织厂", {"人员": "name", "电话": "mobile"})
        imports.remember_columns(session, "member", "  ", {"人员": "name"})
    with reading(clerk) as session:
        assert imports.get_columns(session, "member", "纺织厂") == {
            "人员": "name",
            "电话": "mobile",
        }
        assert imports.get_columns(session, "unit", "纺织厂") == {}


def test_a_roster_longer_than_a_chunk_keeps_its_row_numbers(city: City, office: Store) -> None:
    people = [
        {
            "name": f"会员{'甲乙丙丁'[n % 4]}",
            "id_no": id_number(date(1980, 1, 1 + n // 900), n % 900),
        }
        for n in range(CHUNK_ROWS + 498)
    ]
    people[700]["id_no"] = people[3]["id_no"]
    told: list[int] = []
    with writing(almighty()) as session:
        batch = imports.take_in(
            session, imports.MEMBERS, roster(*people, unit=city.mill), progress=told.append
        )
    assert batch.counts == Counts(new=CHUNK_ROWS + 497, refused=1)
    assert told == [CHUNK_ROWS, CHUNK_ROWS + 498]
    everything_agrees()


def test_a_later_row_never_takes_a_person_of_the_same_file_for_an_old_member(city: City) -> None:
    fillers = [{"name": f"钱{n}", "member_no": f"F{n}"} for n in range(CHUNK_ROWS)]
    first = {"name": "张伟", "id_no": ZHANG["id_no"], "mobile": "13800138000"}
    last = {"name": "张伟", "mobile": "13800138000"}
    file = roster(first, *fillers, last, unit=city.mill)
    counts = preview(almighty(), file).counts
    assert take_in(almighty(), file, counts).counts == Counts(new=CHUNK_ROWS + 2)


def test_two_rows_that_lead_to_one_record_are_one_change_and_one_refusal(city: City) -> None:
    take_in(almighty(), roster({**ZHANG, "member_no": "M1"}, unit=city.mill))
    by_id = {"name": "张伟", "id_no": ZHANG["id_no"], "job": "钳工"}
    by_number = {"name": "张伟", "member_no": "M1", "job": "焊工"}
    result = preview(almighty(), roster(by_id, by_number, unit=city.mill))
    assert result.counts == Counts(changed=1, refused=1)
    assert "Row 2 is the same person" in reasons(result)[0][1]
