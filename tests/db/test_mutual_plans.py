"""Mutual-aid plans: what a new office has, which version holds, and how versions come and go."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db import desk, moves, mutual_plans, mutual_versions, seeding
from db.models.claims import Claim
from db.models.mutual import Enrolment, UnitEnrolment
from db.models.trail import TrailRow
from db.mutual_plans import PlanRow, VersionRow
from db.mutual_uses import get_use
from db.session import reading, writing
from db.verbs import today_of
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.mutual_benefits import compute
from rules.mutual_facts import ClaimFacts, Example
from rules.mutual_parts import PartKind
from tests.ground.money import pot
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office")

FIRST = date(2026, 1, 1)


def plan_of(code: str) -> PlanRow:
    with reading(almighty()) as session:
        return next(row for row in mutual_plans.list_plans(session) if row.code == code)


def latest(code: str) -> VersionRow:
    return plan_of(code).versions[0]


def today() -> date:
    with reading(almighty()) as session:
        return today_of(session)


def do(verb: Callable[..., Any], *args: Any, actor: Any = None) -> Any:
    with writing(actor or almighty(name="张敏")) as session:
        return verb(session, *args)


def publish(code: str) -> VersionRow:
    row = latest(code)
    do(mutual_versions.publish, row.id, row.version)
    return latest(code)


def test_a_new_office_has_every_shipped_plan_as_a_draft_and_none_in_force() -> None:
    shipped = {plan.code: plan for plan in mutual_plans.shipped_plans()}
    with reading(almighty()) as session:
        rows = {row.code: row for row in mutual_plans.list_plans(session)}
    assert rows.keys() == shipped.keys()
    for code, row in rows.items():
        kept = [one.terms for one in reversed(row.versions)]
        assert kept == [one.terms for one in shipped[code].versions]
        assert all(one.is_draft for one in row.versions)
        assert row.current is None


def test_seeding_again_neither_doubles_nor_overwrites_a_plan() -> None:
    row = plan_of("SHANGLUO")
    do(mutual_versions.change_plan, row.id, row.version, "本市互助", "hospital")
    number = len(mutual_plans.shipped_plans())
    seeding.seed()
    assert plan_of("SHANGLUO").name == "本市互助"
    with reading(almighty()) as session:
        assert len(mutual_plans.list_plans(session)) == number


def test_a_plan_is_drawn_up_proved_published_and_holds_from_its_first_day() -> None:
    pattern = latest("SHANGLUO")
    plan_id = do(mutual_versions.create_plan, "ours", "本市医疗互助", "hospital", FIRST, pattern.id)
    row = latest("OURS")
    assert row.terms == pattern.terms
    do(mutual_versions.change_terms, row.id, row.version, {"parts.0.percent": "80", "floor": None})
    row = latest("OURS")
    assert compute(row.terms, ClaimFacts(own_in_fen=1_000_00)).payable_fen == 800_00
    with pytest.raises(WrongState, match="C9"):
        do(mutual_versions.publish, row.id, row.version)
    for one in row.terms.examples:
        do(mutual_versions.drop_example, row.id, latest("OURS").version, one.name)
    with pytest.raises(WrongState, match="at least one"):
        do(mutual_versions.publish, row.id, latest("OURS").version)
    example = Example("自付1000元", ClaimFacts(own_in_fen=1_000_00), 800_00)
    do(mutual_versions.add_example, row.id, latest("OURS").version, example)
    with pytest.raises(Conflict):
        do(mutual_versions.add_example, row.id, latest("OURS").version, example)
    published = publish("OURS")
    with reading(almighty()) as session:
        assert mutual_plans.version_on(session, plan_id, FIRST - timedelta(days=1)) is None
        held = mutual_plans.version_on(session, plan_id, FIRST)
        assert held is not None
        assert held.id == published.id
        assert mutual_plans.terms_of(session, published.id).examples == (example,)
        steps = [one.action for one in moves.list_moves(session, "mutual_plan_version", row.id)]
        trail = session.scalars(
            select(TrailRow)
            .where(TrailRow.record_type == "mutual_plan_version")
            .order_by(TrailRow.id)
        ).all()
    assert published.published_on == today()
    assert steps[0] == "enter"
    assert steps[-1] == "publish"
    last = json.loads(trail[-1].details)
    assert (trail[-1].verb, last["after"]["state"]) == ("mutual_versions.publish", "published")


def test_who_drew_up_or_changed_a_draft_does_not_publish_it() -> None:
    drafter, changer = almighty(name="王芳"), almighty(name="赵强")
    pattern = latest("SHANGLUO").id
    do(mutual_versions.create_plan, "OURS", "互助", "hospital", FIRST, pattern, actor=drafter)
    row = latest("OURS")
    do(mutual_versions.change_terms, row.id, row.version, {"late_days": 5}, actor=changer)
    for actor, waits in ((drafter, 0), (changer, 0), (almighty(), 1)):
        with reading(actor) as session:
            waiting = [one for one in desk.list_waiting(session) if one.page == "mutual_plans"]
        assert sum(one.count for one in waiting) == waits
    for actor in (drafter, changer):
        with pytest.raises(NotAllowed):
            do(mutual_versions.publish, row.id, latest("OURS").version, actor=actor)
    publish("OURS")


def test_a_published_version_is_not_changed_only_ended() -> None:
    row = publish("SHANGLUO")
    for verb, more in (
        (mutual_versions.change_terms, ({"floor": 1},)),
        (mutual_versions.change_heading, (FIRST,)),
        (mutual_versions.add_part, (PartKind.LINEAR,)),
        (mutual_versions.drop_part, (0,)),
        (mutual_versions.drop_example, ("x",)),
        (mutual_versions.publish, ()),
        (mutual_versions.discard, ()),
    ):
        with pytest.raises(WrongState):
            do(verb, row.id, row.version, *more)
    assert latest("SHANGLUO").terms == row.terms


def test_versions_follow_each_other_without_gap_or_overlap() -> None:
    first, plan = publish("SHANGLUO"), plan_of("SHANGLUO")
    second = do(mutual_versions.draft_version, plan.id, plan.version)
    with pytest.raises(WrongState, match="draft already"):
        do(mutual_versions.draft_version, plan.id, plan.version)
    with pytest.raises(WrongState, match="no last day"):
        do(mutual_versions.publish, second, latest("SHANGLUO").version)
    end = today() + timedelta(days=30)
    assert do(mutual_versions.end_version, first.id, first.version, end) == 0
    for begin in (end, end + timedelta(days=2)):
        do(mutual_versions.change_heading, second, latest("SHANGLUO").version, begin)
        with pytest.raises(WrongState, match="has to begin"):
            do(mutual_versions.publish, second, latest("SHANGLUO").version)
    begin = end + timedelta(days=1)
    do(
        mutual_versions.change_heading,
        second,
        latest("SHANGLUO").version,
        begin,
        None,
        "〔2026〕9号",
    )
    publish("SHANGLUO")
    with reading(almighty()) as session:
        for on, expected in ((end, first.id), (begin, second)):
            held = mutual_plans.version_on(session, plan.id, on)
            assert held is not None
            assert held.id == expected


def test_a_discarded_draft_stays_to_be_read_and_its_number_is_not_given_again() -> None:
    first, plan = publish("SHANGLUO"), plan_of("SHANGLUO")
    second = do(mutual_versions.draft_version, plan.id, plan.version)
    drafted = latest("SHANGLUO")
    do(mutual_versions.discard, second, drafted.version)
    plan = plan_of("SHANGLUO")
    assert plan.versions == (first,)
    assert [(one.number, one.state) for one in plan.drawn_up] == [
        (2, "discarded"),
        (1, "published"),
    ]
    with reading(almighty()) as session:
        assert mutual_plans.version_on(session, plan.id, drafted.valid_from) == first
        assert mutual_plans.terms_of(session, second) == drafted.terms
        last = session.scalars(select(TrailRow).order_by(TrailRow.id.desc()).limit(1)).one()
        assert last.verb == "mutual_versions.discard"
    for verb, more in ((mutual_versions.publish, ()), (mutual_versions.change_terms, ({},))):
        with pytest.raises(WrongState):
            do(verb, second, drafted.version + 1, *more)
    do(mutual_versions.draft_version, plan.id, plan.version)
    assert latest("SHANGLUO").number == 3


def test_a_plan_leaves_the_catalogue_with_its_only_draft_and_can_be_brought_back() -> None:
    row = latest("TAIZHOU-WOMEN")
    do(mutual_versions.discard, row.id, row.version)
    seeding.seed()
    with reading(almighty()) as session:
        assert row.plan_id not in {one.id for one in mutual_plans.list_plans(session)}
        (gone,) = mutual_plans.list_discarded(session)
        assert gone.on(row.valid_from) is None
    with pytest.raises(Conflict, match="next version"):
        do(mutual_versions.create_plan, "TAIZHOU-WOMEN", "女工互助", "women", FIRST)
    do(mutual_versions.draft_version, gone.id, gone.version)
    back = latest("TAIZHOU-WOMEN")
    assert (back.number, back.terms, back.valid_from) == (2, row.terms, row.valid_from)


def add_use(row: VersionRow, city: City) -> None:
    """Let 30 people's cover begin in thirty days, and one claim wait."""
    begins, member_id = today() + timedelta(days=30), enrol(city.mill, "王芳")
    ends = begins + timedelta(days=364)
    with writing(almighty()) as session:
        hand_in = UnitEnrolment(
            number="HZ1", plan_id=row.plan_id, plan_version_id=row.id, unit_id=city.mill,
            from_on=begins, to_on=ends, state="confirmed", headcount=30, people=30,
            confirmed_on=today(),
        )  # fmt: skip
        session.add(hand_in)
        session.flush()
        cover = Enrolment(
            unit_enrolment_id=hand_in.id, plan_id=row.plan_id, plan_version_id=row.id,
            unit_id=city.mill, member_id=member_id, from_on=begins, to_on=ends,
            covered_from_on=begins, shares=1, fee_fen=95_00,
        )  # fmt: skip
        session.add(cover)
        session.flush()
        for number, state in enumerate(("accepted", "refused")):
            claim = Claim(
                claim_no=f"LP{number}", state=state, member_id=member_id, name="王芳",
                enrolment_id=cover.id, plan_id=row.plan_id, plan_version_id=row.id,
                unit_id=city.mill, event="stay", event_on=begins, handed_in_on=begins,
            )  # fmt: skip
            session.add(claim)


def test_an_earlier_version_published_later_has_to_end_where_the_next_begins() -> None:
    second, first = plan_of("WEIHAI").versions
    do(mutual_versions.publish, second.id, second.version)
    begin, end = date(2010, 1, 1), date(2010, 12, 31)

    def seen() -> int:
        return plan_of("WEIHAI").versions[1].version

    do(mutual_versions.change_heading, first.id, seen(), begin, end - timedelta(days=1))
    with pytest.raises(WrongState, match="has to end on 2010-12-31"):
        do(mutual_versions.publish, first.id, seen())
    do(mutual_versions.change_heading, first.id, seen(), begin, end)
    do(mutual_versions.publish, first.id, seen())
    with reading(almighty()) as session:
        held = mutual_plans.version_on(session, first.plan_id, end)
    assert held is not None
    assert held.id == first.id
    with pytest.raises(WrongState, match="follows this one"):
        do(mutual_versions.end_version, first.id, seen(), date(2099, 1, 1))


def test_ending_a_version_looks_forward_and_leaves_open_claims_payable() -> None:
    row, city = publish("SHANGLUO"), plant()
    add_use(row, city)
    with pytest.raises(InvalidInput, match="past"):
        do(mutual_versions.end_version, row.id, row.version, today() - timedelta(days=1))
    with pytest.raises(WrongState, match="30 people"):
        do(mutual_versions.end_version, row.id, row.version, today())
    assert do(mutual_versions.end_version, row.id, row.version, today() + timedelta(days=99)) == 1
    ended = latest("SHANGLUO")
    assert (ended.state, ended.ended_on) == ("ended", today())
    with pytest.raises(WrongState):
        do(mutual_versions.end_version, row.id, ended.version, today() + timedelta(days=100))
    with reading(almighty()) as session:
        use = get_use(session, row.id)
        assert (use.covered, use.covers, use.open_claims) == (0, 30, 1)
        assert mutual_plans.terms_of(session, row.id) == row.terms


def test_a_plan_names_the_pot_that_its_claims_are_paid_from() -> None:
    city, row = plant(), plan_of("SHANGLUO")
    fund_id = pot(city.federation, 100_00)
    do(mutual_versions.choose_fund, row.id, row.version, fund_id)
    assert plan_of("SHANGLUO").fund_id == fund_id
    with pytest.raises(NotFound):
        do(mutual_versions.choose_fund, row.id, row.version + 1, 987_654)
    outside = almighty(unit=city.south)
    with pytest.raises(NotFound):
        do(mutual_versions.choose_fund, row.id, row.version + 1, fund_id, actor=outside)
    do(mutual_versions.choose_fund, row.id, row.version + 1, None)
    assert plan_of("SHANGLUO").fund_id is None


CHANGES: list[Any] = [
    (mutual_versions.create_plan, Permission.EDIT_PLANS, ("OURS", "互助", "hospital", FIRST)),
    (mutual_versions.change_plan, Permission.EDIT_PLANS, (1, 1, "互助", "hospital")),
    (mutual_versions.choose_fund, Permission.PUBLISH_PLANS, (1, 1, None)),
    (mutual_versions.draft_version, Permission.EDIT_PLANS, (1, 1)),
    (mutual_versions.change_heading, Permission.EDIT_PLANS, (1, 1, FIRST)),
    (mutual_versions.change_terms, Permission.EDIT_PLANS, (1, 1, {})),
    (mutual_versions.add_part, Permission.EDIT_PLANS, (1, 1, PartKind.LINEAR)),
    (mutual_versions.drop_part, Permission.EDIT_PLANS, (1, 1, 0)),
    (
        mutual_versions.add_example,
        Permission.EDIT_PLANS,
        (1, 1, Example("x", ClaimFacts(), 0)),
    ),
    (mutual_versions.drop_example, Permission.EDIT_PLANS, (1, 1, "x")),
    (mutual_versions.discard, Permission.EDIT_PLANS, (1, 1)),
    (mutual_versions.publish, Permission.PUBLISH_PLANS, (1, 1)),
    (mutual_versions.end_version, Permission.PUBLISH_PLANS, (1, 1, date(2030, 1, 1))),
]


def test_every_change_needs_its_right_a_record_that_exists_and_the_version_that_was_seen() -> None:
    row, plan = latest("SHANGLUO"), plan_of("SHANGLUO")
    for verb, permission, given in CHANGES:
        with pytest.raises(NotAllowed):
            do(verb, *given, actor=everyone_but(permission))
        if verb is mutual_versions.create_plan:
            continue
        with pytest.raises(NotFound):
            do(verb, 987_654, *given[1:])
        of_plan = (
            mutual_versions.change_plan,
            mutual_versions.choose_fund,
            mutual_versions.draft_version,
        )
        seen = plan if verb in of_plan else row
        with pytest.raises(Conflict):
            do(verb, seen.id, seen.version + 1, *given[2:])
    assert latest("SHANGLUO") == row


def test_what_a_plan_is_called_is_checked() -> None:
    make = mutual_versions.create_plan
    for code, name, kind, field in (
        ("商洛", "互助", "hospital", "code"),
        ("OURS", " ", "hospital", "name"),
        ("OURS", "互助", "holiday", "kind"),
    ):
        with pytest.raises(InvalidInput) as refused:
            do(make, code, name, kind, FIRST)
        assert refused.value.field == field
    with pytest.raises(Conflict):
        do(make, "shangluo", "互助", "hospital", FIRST)
    do(make, "OURS", "互助", "accident", FIRST)
    row = latest("OURS")
    with pytest.raises(InvalidInput, match="at least one benefit"):
        do(mutual_versions.drop_part, row.id, row.version, 0)
    do(mutual_versions.add_part, row.id, row.version, PartKind.PER_DIEM)
    row = latest("OURS")
    do(mutual_versions.drop_part, row.id, row.version, 0)
    assert [one.kind for one in latest("OURS").terms.parts] == [PartKind.PER_DIEM]
