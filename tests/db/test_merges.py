"""Two records made one, and two again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from db import households as family_homes
from db import (
    lookalike_pairs,
    member_lists,
    members,
    memberships,
    merged_records,
    merges,
    quality_lists,
    summaries,
    transfers,
)
from db.engine import Store
from db.models.care import CareGift, Visit
from db.models.households import HouseholdPerson
from db.models.people import Attachment, JoinApplication, LifeEvent, Membership, Transfer
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import CONSOLE, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant, row_of, version_of, worker

pytestmark = pytest.mark.usefixtures("office")

MODELS = (
    Membership,
    JoinApplication,
    Transfer,
    LifeEvent,
    Attachment,
    HouseholdPerson,
    Visit,
    CareGift,
)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _hang_things_on(member_id: int, unit_id: int) -> None:
    with writing(CONSOLE) as session:
        session.add(
            Visit(
                unit_id=unit_id,
                member_id=member_id,
                name="郑洁",
                occasion="festival",
                state="planned",
                planned_on=date(2026, 12, 1),
                visitors="周平",
            )
        )
        session.add(
            CareGift(
                unit_id=unit_id,
                member_id=member_id,
                name="郑洁",
                occasion="festival",
                kind="care_goods",
                fen=5000,
                on=date(2026, 11, 1),
            )
        )
        session.add(
            LifeEvent(unit_id=unit_id, member_id=member_id, kind="wedding", on=date(2020, 5, 1))
        )
        session.add(
            Attachment(
                unit_id=unit_id,
                record_type="member",
                record_id=member_id,
                kind="photo",
                name="证件照.jpg",
                media_type="image/jpeg",
                size=10,
                sha256="0" * 64,
                added_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )


def _two(city: City) -> tuple[int, int]:
    """Return two records of one person in two counties, with something on each."""
    kept = enrol(city.mill, "郑洁", 2, mobile="13812345678", joined_on=date(2015, 5, 1))
    gone = enrol(city.dock, "郑杰", 4, email="zheng@example.cn", joined_on=date(2019, 5, 1))
    _hang_things_on(kept, city.mill)
    _hang_things_on(gone, city.dock)
    return kept, gone


def _merge(kept: int, gone: int, *from_gone: str, standing_from_gone: bool = False) -> int:
    with writing(almighty()) as session:
        return merges.merge(
            session,
            (kept, version_of(kept)),
            (gone, version_of(gone)),
            from_gone,
            standing_from_gone,
        )


def _undo(merge_id: int, kept: int) -> None:
    with writing(almighty()) as session:
        row = next(row for row in merges.list_merges_of(session, kept) if row.id == merge_id)
        merges.undo(session, row.id, row.version)


def _totals() -> dict[str, int]:
    with reading(CONSOLE) as session:
        return {
            model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
            for model in MODELS
        }


def _belongings(member_id: int) -> dict[str, int]:
    with reading(CONSOLE) as session:
        return merged_records.count_belongings(session, member_id)


def _found(text: str) -> list[int]:
    with reading(almighty()) as session:
        return [row.id for row in member_lists.list_page(session, {"text": text}).rows]


def _present(*unit_ids: int) -> list[int]:
    with reading(CONSOLE) as session:
        stored = summaries.stored(session)
        assert stored == summaries.from_rows(session)
    return [
        sum(n for slot, (n, _) in stored.items() if slot.name == "members" and slot.unit_id == unit)
        for unit in unit_ids
    ]


def test_everything_is_moved_and_nothing_is_lost(city: City) -> None:
    kept, gone = _two(city)
    before, sums = _totals(), {k: v + _belongings(gone)[k] for k, v in _belongings(kept).items()}
    assert min(_belongings(gone)[name] for name in ("membership", "life_event", "attachment")) == 1
    _merge(kept, gone)
    assert _totals() == before
    assert _belongings(kept) == sums
    assert set(_belongings(gone).values()) == {0}
    assert _present(city.mill, city.dock) == [1, 0]


def test_each_field_is_the_one_that_was_chosen(city: City) -> None:
    kept, gone = _two(city)
    with reading(almighty()) as session:
        comparison = merges.get_comparison(session, kept, gone)
    assert set(comparison.different) == {"name", "id_no", "mobile", "email", "joined_on"}
    assert comparison.first.values["mobile"] == "138****5678"
    _merge(kept, gone, "name", "email", "id_no")
    row = row_of(kept)
    assert (row.name, row.email, row.mobile) == ("郑杰", "zheng@example.cn", "13812345678")
    assert row.id_no == worker("郑杰", 4)["id_no"]
    assert row.joined_on == date(2015, 5, 1)


def test_the_record_that_went_leads_to_the_one_that_was_kept(city: City) -> None:
    kept, gone = _two(city)
    _merge(kept, gone, "name")
    with reading(almighty()) as session:
        assert members.get_member(session, gone).id == kept
    assert _found("郑杰") == [kept]
    assert _found("郑洁") == []


def test_the_id_number_of_the_record_that_went_is_free_for_the_kept_one(city: City) -> None:
    kept, gone = _two(city)
    number = str(worker("郑杰", 4)["id_no"])
    _merge(kept, gone, "id_no")
    assert _found(number) == [kept]


def test_a_person_has_one_open_period_afterwards(city: City) -> None:
    kept, gone = _two(city)
    _merge(kept, gone)
    with reading(almighty()) as session:
        periods = memberships.list_periods(session, kept)
    assert [(row.unit_name, row.to_on) for row in periods] == [
        ("南浦港务公司工会", date(2026, 11, 24)),
        ("北岭纺织厂工会", None),
    ]


def test_the_standing_may_come_from_the_record_that_goes(city: City) -> None:
    kept, gone = _two(city)
    _merge(kept, gone, standing_from_gone=True)
    assert row_of(kept).unit_id == city.dock
    assert _present(city.mill, city.dock) == [0, 1]
    with reading(CONSOLE) as session:
        assert set(session.scalars(select(LifeEvent.unit_id))) == {city.dock}
        open_units = session.scalars(select(Membership.unit_id).where(Membership.to_on.is_(None)))
        assert open_units.all() == [city.dock]


@pytest.mark.parametrize("standing_from_gone", [False, True])
def test_a_merge_taken_back_leaves_both_as_they_were(city: City, standing_from_gone: bool) -> None:
    kept, gone = _two(city)

    def state() -> list[object]:
        with reading(almighty()) as session:
            files = [members.get_member(session, key) for key in (kept, gone)]
            periods = [memberships.list_periods(session, key) for key in (kept, gone)]
            faults = [quality_lists.list_faults_of(session, key) for key in (kept, gone)]
            events = session.execute(
                select(LifeEvent.member_id, LifeEvent.unit_id).order_by(LifeEvent.id)
            ).all()
        standing = [(file.values, file.unit_id, file.status) for file in files]
        belongings = [_belongings(kept), _belongings(gone)]
        return [standing, periods, faults, events, belongings, _found("郑洁"), _found("郑杰")]

    before = state()
    merge_id = _merge(kept, gone, "name", "id_no", "email", standing_from_gone=standing_from_gone)
    assert state() != before
    _undo(merge_id, kept)
    assert state() == before
    assert _present(city.mill, city.dock) == [1, 1]


def test_a_merge_is_not_taken_back_twice_or_after_a_change(city: City) -> None:
    kept, gone = _two(city)
    first = _merge(kept, gone)
    _undo(first, kept)
    with pytest.raises(WrongState):
        _undo(first, kept)
    second = _merge(kept, gone)
    with writing(almighty()) as session:
        members.change(session, kept, version_of(kept), {"job": "车工"})
    with pytest.raises(Conflict):
        _undo(second, kept)
    with reading(almighty()) as session:
        assert [row.may_undo for row in merges.list_merges_of(session, kept)] == [False, False]


def test_a_chain_of_merges_leads_to_the_last_record(city: City) -> None:
    kept, gone = _two(city)
    last = enrol(city.school, "郑洁", 6)
    _merge(kept, gone)
    _merge(last, kept)
    with reading(almighty()) as session:
        assert members.get_member(session, gone).id == last
        assert members.get_member(session, kept).id == last


def test_the_pair_is_settled_and_on_the_trail(city: City) -> None:
    kept, gone = _two(city)
    _merge(kept, gone, "email")
    with reading(almighty()) as session:
        assert lookalike_pairs.list_pairs(session, "").rows == []
        settled = lookalike_pairs.list_pairs(session, "same").rows
        assert [(row.first.id, row.second.id) for row in settled] == [(kept, gone)]
        rows = session.execute(
            select(TrailRow.record_type, TrailRow.record_id).where(TrailRow.verb == "merges.merge")
        ).all()
    assert {("member", kept), ("member", gone)} <= {(row[0], row[1]) for row in rows}
    assert {"merge", "membership", "life_event", "attachment"} <= {row[0] for row in rows}


def test_sealed_values_do_not_reach_the_trail_or_lie_open_in_the_merge(city: City) -> None:
    kept, gone = _two(city)
    _merge(kept, gone, "id_no")
    with reading(CONSOLE) as session:
        details = " ".join(session.scalars(select(TrailRow.details)))
        raw = session.connection().exec_driver_sql("SELECT before FROM merge").scalar_one()
    assert "13812345678" not in details
    assert b"13812345678" not in bytes(raw)


def test_nothing_may_wait_while_two_records_are_merged(city: City) -> None:
    kept, gone = _two(city)
    with writing(almighty()) as session:
        transfers.propose(session, gone, version_of(gone), city.school, date(2026, 11, 24))
    with pytest.raises(WrongState, match="waiting"):
        _merge(kept, gone)
    with writing(almighty()) as session:
        applicant = members.register(session, city.mill, worker("郑洁", 8))
    with pytest.raises(WrongState, match="waiting"):
        _merge(kept, applicant)


def test_values_that_contradict_each_other_are_refused_by_field(city: City) -> None:
    kept, gone = _two(city)
    with writing(almighty()) as session:
        members.change(
            session, gone, version_of(gone), {"id_no": None, "birth_on": date(1985, 3, 9)}
        )
    with pytest.raises(InvalidInput) as refused:
        _merge(kept, gone, "birth_on")
    assert refused.value.field == "birth_on"
    assert row_of(gone).merged_into_id is None


def test_only_two_live_records_of_the_own_part_are_merged_with_permission(city: City) -> None:
    kept, gone = _two(city)
    seen = (kept, version_of(kept)), (gone, version_of(gone))
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        merges.merge(session, seen[0], seen[0])
    with writing(almighty(unit=city.north)) as session, pytest.raises(NotFound):
        merges.merge(session, *seen)
    with writing(everyone_but(Permission.MERGE_MEMBERS)) as session, pytest.raises(NotAllowed):
        merges.merge(session, *seen)
    with writing(almighty()) as session, pytest.raises(Conflict):
        merges.merge(session, (kept, seen[0][1] + 5), seen[1])
    _merge(kept, gone)
    with writing(almighty()) as session, pytest.raises(WrongState):
        merges.merge(session, (kept, row_of(kept).version), (gone, row_of(gone).version))


def test_the_link_of_a_households_person_goes_to_the_kept_member_and_back(city: City) -> None:
    kept, gone = _two(city)
    with writing(almighty()) as session:
        family_homes.found(session, city.dock, {}, member_id=gone)
    assert _belongings(gone)["household_person"] == 1
    merge_id = _merge(kept, gone)
    assert (_belongings(kept)["household_person"], _belongings(kept)["visit"]) == (1, 2)
    _undo(merge_id, kept)
    assert (_belongings(gone)["household_person"], _belongings(gone)["care_gift"]) == (1, 1)


def test_members_who_are_both_linked_to_people_of_households_are_not_merged(city: City) -> None:
    kept, gone = _two(city)
    with writing(almighty()) as session:
        for unit_id, member_id in ((city.mill, kept), (city.dock, gone)):
            family_homes.found(session, unit_id, {}, member_id=member_id)
    with pytest.raises(WrongState):
        _merge(kept, gone)
