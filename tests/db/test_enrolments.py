"""A unit hands its people in for a plan, another person confirms, and then they are covered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from db import (
    cover,
    enrolment_candidates,
    enrolment_people,
    enrolment_steps,
    enrolments,
    memberships,
    merges,
    summaries,
    trail,
    units,
)
from db.engine import Store
from db.enrolment_people import Joiner
from db.models.claims import Claim
from db.models.members import Member
from db.models.mutual import Enrolment
from db.models.trail import TrailRow
from db.session import reading, writing
from db.summaries import Slot
from rules import mutual_enrolment as rules
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, OfficeError, WrongState
from rules.fields import Value
from tests.ground import enrolling
from tests.ground.databases import Clock
from tests.ground.enrolling import NEXT_YEAR, YEAR_END, add, begin, join, plant_plan, terms
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, id_number, plant, version_of

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)
JULY = date(2027, 7, 1)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _covers(member_id: int, on: date, actor: Actor | None = None) -> list[cover.Cover]:
    with reading(actor or almighty()) as session:
        return cover.cover_on(session, member_id, on)


def _sums_hold() -> None:
    with reading(almighty()) as session:
        assert summaries.stored(session) == summaries.from_rows(session)
        assert trail.first_broken_link(session) is None


def test_nobody_is_covered_before_the_hand_in_is_confirmed(city: City) -> None:
    plan_id, member_id = plant_plan(), enrol(city.mill, "郑洁")
    hand_in_id = begin(city.mill, plan_id)
    assert add(hand_in_id, member_id).people == 1
    enrolling.hand_in(hand_in_id)
    assert _covers(member_id, JULY) == []
    enrolling.confirm(hand_in_id)
    (found,) = _covers(member_id, JULY)
    assert (found.plan_id, found.unit_name, found.shares) == (plan_id, "北岭纺织厂工会", 1)
    assert (found.from_on, found.to_on, found.waiting) == (NEXT_YEAR, YEAR_END, False)
    assert _covers(member_id, date(2026, 12, 31)) == _covers(member_id, date(2028, 1, 1)) == []
    record = enrolling.stored(hand_in_id)
    assert (record.people, record.due_fen, record.state) == (1, 95_00, rules.CONFIRMED)
    with reading(almighty()) as session:
        slot = Slot("enrolled", city.mill, str(plan_id), "new", "2027-01")
        assert summaries.stored(session)[slot] == (1, 95_00)
        told = session.query(TrailRow).filter_by(record_type="enrolment").order_by(TrailRow.id)
        assert [(row.action, row.record_version) for row in told] == [
            ("created", 1),
            ("changed", 2),
        ]
    _sums_hold()


def test_c11_who_is_new_waits_and_who_goes_on_does_not(city: City, clock: Clock) -> None:
    plan_id = plant_plan(plan_terms=terms(fixed_start="", waiting_months=1))
    old, new = enrol(city.mill, "郑洁", 1), enrol(city.mill, "周平", 2)
    join(city.mill, plan_id, old, from_on=date(2018, 9, 25))
    join(city.mill, plan_id, old, new, from_on=date(2019, 9, 25))
    for day, waits in ((date(2019, 10, 24), True), (date(2019, 10, 25), False)):
        assert [one.waiting for one in _covers(new, day)] == [waits]
    assert [one.waiting for one in _covers(old, date(2019, 9, 25))] == [False]
    assert _covers(old, date(2020, 9, 25)) == _covers(new, date(2020, 9, 25)) == []
    _sums_hold()


def test_c13_a_fourth_share_is_void_and_mixed_shares_are_refused(city: City) -> None:
    plan_id = plant_plan(plan_terms=terms(max_shares=3, equal_shares=True))
    one, other = enrol(city.mill, "郑洁", 1), enrol(city.mill, "周平", 2)
    hand_in_id = begin(city.mill, plan_id, headcount=2)
    added = add(hand_in_id, Joiner(one, 4), Joiner(other, 2))
    assert (added.people, [remark.name for remark in added.cut]) == (2, ["郑洁"])
    assert enrolling.stored(hand_in_id).due_fen == 5 * 95_00
    with pytest.raises(InvalidInput, match="same number of shares"):
        enrolling.hand_in(hand_in_id)


def test_each_person_who_cannot_join_is_named_with_the_reason(city: City) -> None:
    plan_id = plant_plan(plan_terms=terms(age_to=45))
    fits, elsewhere = enrol(city.mill, "郑洁", 1), enrol(city.school, "陈静", 3)
    old = enrol(city.mill, "周平", 2, id_no=id_number(date(1970, 3, 8), 2))
    gone = enrol(city.mill, "吴芳", 5)
    with writing(almighty()) as session:
        memberships.end_membership(session, gone, version_of(gone), "left", TODAY)
    added = add(begin(city.mill, plan_id), fits, fits, old, elsewhere, gone, 999_999)
    assert added.people == 1
    said = [(remark.name, remark.line.text.split(";")[0]) for remark in added.refused]
    assert said == [
        ("郑洁", "stands on the list twice"),
        ("周平", "{years} years old on the first day, the plan takes people up to {most} years"),
        ("陈静", "belongs to “{unit}” now"),
        ("吴芳", "left the union"),
        ("", "does not belong to the union now"),
    ]


def test_a_plan_that_builds_on_another_takes_only_people_of_that_one(city: City) -> None:
    hospital, women = plant_plan(), plant_plan("women", terms(needs_plans=("stay",)))
    inside, outside = enrol(city.mill, "郑洁", 1), enrol(city.mill, "周平", 2)
    join(city.mill, hospital, inside)
    added = add(begin(city.mill, women), inside, outside)
    assert (added.people, [remark.name for remark in added.refused]) == (1, ["周平"])
    assert added.refused[0].line.values["plans"] == ("stay互助保障计划",)


def test_nobody_stands_in_two_hand_ins_of_a_plan_across_all_units(city: City) -> None:
    plan_id, member_id = plant_plan(), enrol(city.mill, "郑洁")
    other_plan = plant_plan("accident")
    join(city.mill, plan_id, member_id)
    join(city.mill, other_plan, member_id)
    county = begin(city.north, plan_id)
    added = add(county, member_id)
    assert added.people == 0
    assert "北岭纺织厂工会" in str(added.refused[0].line.values["unit"])
    assert len(_covers(member_id, JULY)) == 2


def test_all_of_a_unit_and_of_those_below_it_join_at_once(city: City) -> None:
    plan_id = plant_plan()
    people = [enrol(city.mill, "郑洁", 1), enrol(city.school, "陈静", 2)]
    hand_in_id = begin(city.north, plan_id, headcount=2)
    for expected in (2, 0):
        with writing(almighty()) as session:
            seen = enrolling.version_of(hand_in_id)
            added = enrolment_people.add_all(session, hand_in_id, seen)
        assert (added.people, added.refused) == (expected, ())
    assert {row.member_id for row in enrolling.covers_of(hand_in_id)} == set(people)


def test_a_hand_in_outside_the_window_is_refused_with_the_days(city: City) -> None:
    plan_id = plant_plan(plan_terms=terms(window_to=date(2026, 11, 23)))
    hand_in_id = begin(city.mill, plan_id)
    add(hand_in_id, enrol(city.mill, "郑洁"))
    with pytest.raises(InvalidInput) as refused:
        enrolling.hand_in(hand_in_id)
    assert refused.value.values["last"] == "2026-11-23"


def test_late_joiners_come_in_a_hand_in_of_their_own_for_the_rest(city: City, clock: Clock) -> None:
    plan_id = plant_plan(plan_terms=terms(late_days=60, group_percent=60, waiting_days=10))
    first_id = join(city.mill, plan_id, enrol(city.mill, "郑洁", 1))
    clock.set(datetime(2027, 2, 10, 4, tzinfo=UTC))
    late = enrol(city.mill, "周平", 2)
    with writing(almighty(name="周平")) as session:
        late_id = enrolments.open_late(session, first_id, date(2027, 2, 11))
    add(late_id, late)
    enrolling.hand_in(late_id)
    enrolling.confirm(late_id)
    (found,) = _covers(late, date(2027, 2, 20))
    assert (found.from_on, found.to_on, found.waiting) == (date(2027, 2, 11), YEAR_END, True)
    with pytest.raises(WrongState), writing(almighty()) as session:
        enrolment_steps.undo(session, first_id, enrolling.version_of(first_id), "重复")
    clock.set(datetime(2027, 3, 3, 4, tzinfo=UTC))
    with writing(almighty(name="周平")) as session:
        too_late = enrolments.open_late(session, first_id, date(2027, 3, 3))
    add(too_late, enrol(city.mill, "吴芳", 3))
    with pytest.raises(InvalidInput, match="late joiners until"):
        enrolling.hand_in(too_late)


def test_cover_stays_with_the_unit_that_handed_it_in(city: City) -> None:
    plan_id, member_id = plant_plan(), enrol(city.mill, "郑洁")
    join(city.mill, plan_id, member_id)
    with writing(almighty()) as session:
        from db.models.members import Member

        session.get_one(Member, member_id).unit_id = city.dock
    (found,) = _covers(member_id, JULY, almighty(unit=city.south))
    assert found.unit_name == "北岭纺织厂工会"
    with pytest.raises(NotFound):
        _covers(member_id, JULY, almighty(unit=city.north))


def test_who_leaves_is_covered_to_that_day_and_the_fee_stays_due(city: City) -> None:
    plan_id, member_id = plant_plan(), enrol(city.mill, "郑洁")
    hand_in_id = join(city.mill, plan_id, member_id)
    (row,) = enrolling.covers_of(hand_in_id)
    with writing(almighty()) as session:
        enrolment_people.leave(session, row.id, row.version, JULY, "left_unit")
    assert len(_covers(member_id, JULY)) == 1
    assert _covers(member_id, date(2027, 7, 2)) == []
    assert enrolling.stored(hand_in_id).due_fen == 95_00
    with pytest.raises(WrongState), writing(almighty()) as session:
        enrolment_people.leave(session, row.id, row.version + 1, JULY, "left_unit")
    _sums_hold()


def test_an_entry_in_error_never_was_and_owes_nothing(city: City) -> None:
    plan_id, member_id = plant_plan(), enrol(city.mill, "郑洁")
    hand_in_id = join(city.mill, plan_id, member_id)
    (row,) = enrolling.covers_of(hand_in_id)
    with writing(almighty()) as session:
        enrolment_people.leave(session, row.id, row.version, NEXT_YEAR, "wrong_entry")
    assert _covers(member_id, NEXT_YEAR) == []
    record = enrolling.stored(hand_in_id)
    assert (record.people, record.due_fen) == (0, 0)
    _sums_hold()


def test_the_look_up_asks_two_questions_and_walks_the_index(city: City, office: Store) -> None:
    member_id = enrol(city.mill, "郑洁")
    join(city.mill, plant_plan(), member_id)
    asked: list[str] = []
    with reading(almighty()) as session:
        cover.cover_on(session, member_id, JULY)  # the plans are read once and kept
        event.listen(office.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        cover.cover_on(session, member_id, JULY)
        assert len(asked) == 2
        plan = _plan_of(session, member_id)
    assert "uq_enrolment_person" in plan, plan
    assert "ix_claim_member" in plan, plan


def _plan_of(session: Session, member_id: int) -> str:
    """Return how the database goes about the look-up, where a whole city is enrolled."""
    query = cover.COVERS.params(member_id=member_id, on=JULY, until=JULY)
    bind = session.connection()
    told = query.compile(bind, compile_kwargs={"literal_binds": True})
    if bind.dialect.name == "sqlite":
        rows = bind.exec_driver_sql(f"EXPLAIN QUERY PLAN {told}")
        return "\n".join(str(row) for row in rows)
    bind.exec_driver_sql("SET LOCAL enable_seqscan = off")  # nobody reads five rows by an index
    return "\n".join(row[0] for row in bind.exec_driver_sql(f"EXPLAIN {told}"))


def test_a_merge_takes_covers_along_unless_the_person_were_covered_twice(city: City) -> None:
    plan_id, first, second = plant_plan(), enrol(city.mill, "郑洁", 1), enrol(city.mill, "郑洁", 3)
    hand_in_id = join(city.mill, plan_id, first, second)
    kept, gone = (first, version_of(first)), (second, version_of(second))
    with pytest.raises(WrongState, match="same plan"), writing(almighty()) as session:
        merges.merge(session, kept, gone)
    row = enrolling.covers_of(hand_in_id)[0]
    with writing(almighty()) as session:
        enrolment_people.leave(session, row.id, row.version, NEXT_YEAR, "wrong_entry")
    with writing(almighty()) as session:
        merges.merge(session, kept, gone)
    assert [one.enrolment_id for one in _covers(second, JULY)] == [row.id + 1]
    assert _covers(first, JULY) == _covers(second, JULY)
    _sums_hold()


def test_a_confirmation_is_undone_and_a_hand_in_withdrawn(city: City) -> None:
    plan_id, member_id = plant_plan(), enrol(city.mill, "郑洁")
    hand_in_id = join(city.mill, plan_id, member_id)
    with writing(almighty()) as session:
        enrolment_steps.undo(session, hand_in_id, enrolling.version_of(hand_in_id), "名单有误")
    assert _covers(member_id, JULY) == []
    _sums_hold()
    with writing(almighty()) as session:
        enrolment_steps.withdraw(session, hand_in_id, enrolling.version_of(hand_in_id), "重新上报")
    _sums_hold()
    join(city.mill, plan_id, member_id)
    assert len(_covers(member_id, JULY)) == 1


def test_no_cover_is_taken_back_while_a_claim_rests_on_it(city: City) -> None:
    plan_id, member_id = plant_plan(), enrol(city.mill, "郑洁")
    hand_in_id = join(city.mill, plan_id, member_id)
    (row,) = enrolling.covers_of(hand_in_id)
    with writing(almighty()) as session:
        claim = Claim(
            unit_id=city.mill,
            claim_no="L2027-00001",
            state="in_review",
            member_id=member_id,
            name="郑洁",
            enrolment_id=row.id,
            plan_id=plan_id,
            plan_version_id=row.plan_version_id,
            event="stay",
            event_on=JULY,
            handed_in_on=JULY,
        )
        session.add(claim)
    seen = enrolling.version_of(hand_in_id)
    for last, reason in ((JULY, "wrong_entry"), (date(2027, 6, 30), "left_unit")):
        with pytest.raises(WrongState, match="L2027-00001"), writing(almighty()) as session:
            enrolment_people.leave(session, row.id, row.version, last, reason)
    with pytest.raises(WrongState, match="L2027-00001"), writing(almighty()) as session:
        enrolment_steps.undo(session, hand_in_id, seen, "名单有误")
    with writing(almighty()) as session:
        enrolment_people.leave(session, row.id, row.version, JULY, "left_unit")


def test_somebody_who_cannot_join_any_more_is_taken_off_before_confirming(city: City) -> None:
    plan_id = plant_plan()
    stays, goes = enrol(city.mill, "郑洁", 1), enrol(city.mill, "周平", 2)
    hand_in_id = begin(city.mill, plan_id)
    add(hand_in_id, stays, goes)
    enrolling.hand_in(hand_in_id)
    with writing(almighty()) as session:
        memberships.end_membership(session, goes, version_of(goes), "deceased", TODAY)
    with pytest.raises(InvalidInput, match="1 people on the list"):
        enrolling.confirm(hand_in_id)
    with writing(almighty()) as session:
        enrolment_steps.send_back(
            session, hand_in_id, enrolling.version_of(hand_in_id), "周平已去世"
        )
    with writing(almighty(name="周平")) as session:
        seen = enrolling.version_of(hand_in_id)
        assert enrolment_people.remove_unfit(session, hand_in_id, seen) == 1
    enrolling.hand_in(hand_in_id)
    enrolling.confirm(hand_in_id)
    assert enrolling.stored(hand_in_id).people == 1
    assert _covers(goes, JULY) == []


def test_who_handed_in_does_not_confirm(city: City) -> None:
    hand_in_id = begin(city.mill, plant_plan())
    add(hand_in_id, enrol(city.mill, "郑洁"))
    clerk = almighty(name="周平")
    with writing(clerk) as session:
        enrolment_steps.hand_in(session, hand_in_id, enrolling.version_of(hand_in_id))
    with pytest.raises(NotAllowed), writing(clerk) as session:
        enrolment_steps.confirm(session, hand_in_id, enrolling.version_of(hand_in_id))


def test_who_put_people_on_another_persons_hand_in_does_not_confirm_it(city: City) -> None:
    hand_in_id = begin(city.mill, plant_plan())
    both, rows = almighty(name="张敏"), [Joiner(enrol(city.mill, "郑洁"))]
    seen = enrolling.version_of(hand_in_id)
    with writing(both) as session:
        enrolment_people.add_people(session, hand_in_id, seen, rows)
    enrolling.hand_in(hand_in_id)
    with pytest.raises(NotAllowed), writing(both) as session:
        enrolment_steps.confirm(session, hand_in_id, enrolling.version_of(hand_in_id))
    enrolling.confirm(hand_in_id)


def test_a_unit_has_one_hand_in_for_a_plan_and_period(city: City) -> None:
    plan_id = plant_plan(valid_to=date(2027, 6, 30))
    begin(city.mill, plan_id)
    with pytest.raises(Conflict, match="M2026-00001"):
        begin(city.mill, plan_id)
    with pytest.raises(InvalidInput, match="No published version"):
        begin(city.mill, plan_id, date(2028, 1, 1))
    with pytest.raises(InvalidInput, match="begins on 01-01"):
        begin(city.mill, plan_id, date(2027, 2, 1))


def test_a_hand_in_is_opened_by_those_who_may_for_an_open_unit_of_theirs(city: City) -> None:
    plan_id = plant_plan()
    for actor, expected in (
        (everyone_but(Permission.ENROL_UNITS), NotAllowed),
        (almighty(unit=city.south), NotFound),
    ):
        with pytest.raises(expected):
            begin(city.mill, plan_id, actor=actor)
    with pytest.raises(InvalidInput):
        begin(city.mill, plan_id, headcount=0)
    with writing(almighty()) as session:
        units.close_unit(session, city.school, 1, TODAY, "撤并")
    with pytest.raises(WrongState):
        begin(city.school, plan_id)
    first_id = join(city.mill, plan_id, enrol(city.mill, "郑洁"))
    for actor, expected in (
        (everyone_but(Permission.ENROL_UNITS), NotAllowed),
        (almighty(unit=city.south), NotFound),
    ):
        with pytest.raises(expected), writing(actor) as session:
            enrolments.open_late(session, first_id, JULY)
    with pytest.raises(InvalidInput), writing(almighty()) as session:
        enrolments.open_late(session, first_id, date(2028, 1, 1))


def test_what_a_hand_in_says_of_the_unit_is_corrected_while_it_is_open(city: City) -> None:
    hand_in_id = begin(city.mill, plant_plan(), headcount=3)
    values: dict[str, Value] = {"headcount": 9, "contact_name": "周平", "note": "补报"}
    with writing(almighty()) as session:
        enrolments.change(session, hand_in_id, enrolling.version_of(hand_in_id), values)
    with reading(almighty()) as session:
        row = enrolments.get_hand_in(session, hand_in_id)
    assert (row.headcount, row.contact_name, row.note) == (9, "周平", "补报")


def test_what_is_on_its_way_is_not_changed(city: City) -> None:
    plan_id, member_id = plant_plan(), enrol(city.mill, "郑洁")
    hand_in_id = begin(city.mill, plan_id)
    add(hand_in_id, member_id)
    enrolling.hand_in(hand_in_id)
    with pytest.raises(WrongState):
        add(hand_in_id, member_id)
    with pytest.raises(WrongState), writing(almighty()) as session:
        enrolment_steps.hand_in(session, hand_in_id, enrolling.version_of(hand_in_id))


def test_enrolling_asks_for_its_rights_its_scope_and_the_version_seen(city: City) -> None:
    hand_in_id = begin(city.mill, plant_plan())
    add(hand_in_id, enrol(city.mill, "郑洁"))
    verbs = (
        (Permission.ENROL_UNITS, lambda s, v: enrolment_steps.hand_in(s, hand_in_id, v)),
        (Permission.ENROL_UNITS, lambda s, v: enrolment_steps.withdraw(s, hand_in_id, v, "重复")),
        (
            Permission.ENROL_UNITS,
            lambda s, v: enrolments.change(s, hand_in_id, v, {"headcount": 9}),
        ),
        (Permission.ENROL_UNITS, lambda s, v: enrolment_people.add_people(s, hand_in_id, v, [])),
        (Permission.ENROL_UNITS, lambda s, v: enrolment_people.add_all(s, hand_in_id, v)),
        (Permission.ENROL_UNITS, lambda s, v: enrolment_people.remove(s, hand_in_id, v, [1])),
        (Permission.CONFIRM_ENROLMENTS, lambda s, v: enrolment_steps.confirm(s, hand_in_id, v)),
        (
            Permission.CONFIRM_ENROLMENTS,
            lambda s, v: enrolment_steps.send_back(s, hand_in_id, v, "错"),
        ),
        (Permission.CONFIRM_ENROLMENTS, lambda s, v: enrolment_steps.undo(s, hand_in_id, v, "错")),
    )
    seen = enrolling.version_of(hand_in_id)
    for permission, verb in verbs:
        refusals: tuple[tuple[Actor, int, type[OfficeError]], ...] = (
            (everyone_but(permission), seen, NotAllowed),
            (almighty(unit=city.south), seen, NotFound),
            (almighty(), seen - 1, Conflict),
        )
        for actor, version, expected in refusals:
            with pytest.raises(expected), writing(actor) as session:
                verb(session, version)
    with reading(actor_with(Permission.USE_OFFICE)) as session, pytest.raises(NotAllowed):
        cover.cover_on(session, 1, JULY)
    assert Enrolment.__area__ == "enrolments"


def test_the_picker_leaves_out_who_stands_in_a_hand_in_of_the_plan_and_period(city: City) -> None:
    plan_id = plant_plan()
    here, there, free = (enrol(city.mill, f"郑{name}", n) for n, name in enumerate("洁芳平", 1))
    enrol(city.dock, "郑远", 7)
    with writing(almighty()) as session:
        session.get_one(Member, there).unit_id = city.dock
    join(city.dock, plan_id, there)
    with writing(almighty()) as session:
        session.get_one(Member, there).unit_id = city.mill
    hand_in_id = begin(city.mill, plan_id)
    add(hand_in_id, Joiner(here))
    other = begin(city.mill, plant_plan("accident"))
    county = almighty(unit=city.north)
    for key, text, rows, left_out in (
        (hand_in_id, "", [free], 2),
        (hand_in_id, "郑", [free], 2),
        (hand_in_id, id_number(date(1985, 3, 8), 2), [], 1),
        (other, "郑", [there, here, free], 0),
    ):
        with reading(county) as session:
            found = enrolment_candidates.list_candidates(session, key, text)
        assert (sorted(row.id for row in found.rows), found.left_out) == (sorted(rows), left_out)
    with reading(county) as session:
        page = enrolment_candidates.list_candidates(session, other, size=2)
        assert (len(page.rows), page.has_more) == (2, True)
    for actor, error in (
        (everyone_but(Permission.ENROL_UNITS), NotAllowed),
        (everyone_but(Permission.SEE_MEMBERS), NotAllowed),
        (everyone_but(Permission.BROWSE_MEMBERS), NotAllowed),
        (almighty(unit=city.south), NotFound),
    ):
        with pytest.raises(error), reading(actor) as session:
            enrolment_candidates.list_candidates(session, hand_in_id)
