"""Aid is granted within the ceiling in force, by another person than its author, from a fund."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from db import aid_grants, aid_outlooks
from db.engine import Store
from db.models.aid_rules import AidRuleSet
from db.models.households import Kinship
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from tests.ground.aid import (
    TODAY,
    Family,
    family,
    grant_row,
    granted,
    paid,
    proposal,
    propose,
    subsistence,
)
from tests.ground.databases import Clock
from tests.ground.money import pot, sums_of
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    city = plant()
    subsistence(106_200)
    return city


@pytest.fixture
def home(city: City) -> Family:
    return family(city.mill)


def _left(home: Family, kind: str, person_id: int = 0, **situation: Value) -> int | None:
    with reading(almighty()) as session:
        who = person_id or home.head
        return aid_outlooks.get_outlook(session, home.household, kind, who, situation).left


@pytest.mark.parametrize(("category", "expected"), [("deep", 1_274_400), ("relative", 849_600)])
def test_living_aid_reaches_so_many_subsistence_lines(
    city: City, category: str, expected: int
) -> None:
    assert _left(family(city.mill, category), "living_aid") == expected


@pytest.mark.parametrize(
    ("own", "expected"),
    [(500_000, 450_000), (1_000_000, 900_000), (2_000_000, 1_600_000), (4_000_000, 2_000_000)],
)
def test_medical_aid_follows_the_bands_of_the_set_in_use(
    home: Family, own: int, expected: int
) -> None:
    _put_in_use("SHANGHAI2019")
    assert _left(home, "medical_aid", own_part=own, local_hukou=True) == expected


def _put_in_use(code: str) -> None:
    with writing(almighty()) as session:
        for row in session.scalars(select(AidRuleSet).where(AidRuleSet.kind == "aid_caps")):
            if row.in_use != (row.code == code):
                row.in_use = row.code == code


def test_the_form_asks_only_what_the_ceiling_has_to_know(home: Family) -> None:
    def asked(kind: str) -> list[str]:
        with reading(almighty()) as session:
            return [field.name for field in aid_outlooks.list_asked(session, home.household, kind)]

    assert asked("living_aid") == []
    assert asked("medical_aid") == ["own_part"]
    assert asked("study_aid") == ["stage"]
    assert asked("temporary_relief") == ["exclusions"]
    _put_in_use("SHANGHAI2019")
    assert asked("medical_aid") == ["own_part", "local_hukou"]


def test_what_the_ceiling_has_to_know_must_be_told(home: Family) -> None:
    with reading(almighty()) as session:
        found = aid_outlooks.get_outlook(session, home.household, "medical_aid", home.head, {})
    assert found.refusal is not None
    assert (found.refusal.field, found.left) == ("own_part", None)


def test_a_grant_reserves_its_money_and_keeps_how_it_was_reckoned(home: Family) -> None:
    fund_id = pot(home.unit, 1_000_000)
    grant_id = granted(home, fund_id)
    row = grant_row(grant_id)
    assert (row.state, row.decided_on, row.cap_rule) == ("granted", TODAY, "NAT-A")
    assert row.cap_fen == 1_274_400
    assert "12,744.00" in row.lines
    assert sums_of(fund_id).committed == 300_000


def test_sealed_texts_stay_off_the_trail(home: Family) -> None:
    grant_id = propose(home, pot(home.unit, 1_000_000))
    with reading(almighty()) as session:
        wanted = select(TrailRow.details).where(
            TrailRow.record_type == "aid_grant", TrailRow.record_id == grant_id
        )
        told = " ".join(session.scalars(wanted))
    assert "收入低于低保标准" not in told
    assert "living_aid" in told


def test_what_was_granted_this_year_uses_up_the_ceiling(home: Family, clock: Clock) -> None:
    fund_id = pot(home.unit, 5_000_000)
    granted(home, fund_id, fen=1_000_000)
    assert _left(home, "living_aid") == 274_400
    with pytest.raises(InvalidInput, match=r"2,744\.00.*3,000\.00"):
        propose(home, fund_id, need="冬季取暖")
    clock.set(datetime(2027, 1, 4, 4, 0, tzinfo=UTC))
    assert _left(home, "living_aid") == 1_274_400


def test_a_ceiling_for_each_person_is_used_up_by_that_person(home: Family) -> None:
    fund_id = pot(home.unit, 5_000_000)
    stage: dict[str, Any] = {"stage": "compulsory"}
    more: dict[str, Any] = {"kind": "study_aid", "need": "2026学年", "fen": 300_000}
    granted(home, fund_id, stage, person_id=home.child, **more)
    assert _left(home, "study_aid", home.child, stage="compulsory") == 0
    assert _left(home, "study_aid", home.head, stage="compulsory") == 300_000


def test_two_proposals_do_not_use_the_same_ceiling(home: Family) -> None:
    fund_id = pot(home.unit, 5_000_000)
    first, second = (propose(home, fund_id, fen=900_000, need=need) for need in ("a", "b"))
    with writing(almighty()) as session:
        aid_grants.grant(session, first, grant_row(first).version)
    with pytest.raises(InvalidInput, match=r"3,744\.00"), writing(almighty()) as session:
        aid_grants.grant(session, second, grant_row(second).version)
    assert grant_row(second).state == "awaiting"
    assert sums_of(fund_id).committed == 900_000


def test_a_ceiling_lowered_meanwhile_is_the_one_that_decides(home: Family) -> None:
    fund_id = pot(home.unit, 5_000_000)
    grant_id = propose(home, fund_id, fen=1_200_000)
    subsistence(80_000, since=TODAY)
    with pytest.raises(InvalidInput, match=r"9,600\.00.*12,000"), writing(almighty()) as session:
        aid_grants.grant(session, grant_id, grant_row(grant_id).version)
    with writing(almighty()) as session:
        aid_grants.send_back(session, grant_id, grant_row(grant_id).version, "请减少金额")
    with writing(almighty()) as session:
        seen = grant_row(grant_id).version
        values = proposal(home, fund_id, fen=960_000)
        aid_grants.change(session, grant_id, seen, values, {})
    with writing(almighty()) as session:
        aid_grants.grant(session, grant_id, grant_row(grant_id).version)
    assert (grant_row(grant_id).state, grant_row(grant_id).fen) == ("granted", 960_000)


def test_file_before_aid_but_for_relief_warmth_and_autumn_study(city: City) -> None:
    home, fund_id = family(city.mill, None), pot(city.mill, 5_000_000)
    needing: dict[str, dict[str, Any]] = {
        "living_aid": {},
        "medical_aid": {"own_part": 100},
        "study_aid": {"stage": "college"},
        "training_aid": {},
    }
    for kind, situation in needing.items():
        with pytest.raises(WrongState, match="File before aid"):
            propose(home, fund_id, situation, kind=kind)
    propose(home, fund_id, kind="temporary_relief")
    propose(home, fund_id, kind="warmth_campaign")
    propose(home, fund_id, {"stage": "college"}, kind="autumn_study", fen=400_000)
    with pytest.raises(InvalidInput, match=r"4,000\.00"):
        propose(home, fund_id, {"stage": "college"}, kind="autumn_study", fen=400_100)


def test_an_exclusion_leaves_nothing_to_grant(home: Family) -> None:
    assert _left(home, "temporary_relief", exclusions=("gambling",)) == 0


def test_an_amount_for_which_a_higher_level_must_agree_needs_its_number(home: Family) -> None:
    _put_in_use("NAT-B")
    fund_id = pot(home.unit, 9_000_000)
    situation: dict[str, Any] = {"own_part": 6_000_000}
    grant_id = propose(home, fund_id, situation, kind="medical_aid", fen=2_500_000)
    with pytest.raises(InvalidInput) as refusal, writing(almighty()) as session:
        aid_grants.grant(session, grant_id, grant_row(grant_id).version)
    assert refusal.value.field == "meeting_no"
    with writing(almighty()) as session:
        seen = grant_row(grant_id).version
        aid_grants.grant(session, grant_id, seen, meeting_no="省总〔2026〕7号")
    assert grant_row(grant_id).meeting_no == "省总〔2026〕7号"


def test_nobody_grants_what_they_entered_or_changed(home: Family) -> None:
    author, fund_id = almighty(name="周平"), pot(home.unit, 1_000_000)
    grant_id = propose(home, fund_id, actor=author)
    with pytest.raises(NotAllowed, match="somebody else"), writing(author) as session:
        aid_grants.grant(session, grant_id, grant_row(grant_id).version)
    other = almighty(name="陈静")
    with writing(other) as session:
        aid_grants.send_back(session, grant_id, grant_row(grant_id).version, "补充材料")
    with writing(other) as session:
        seen = grant_row(grant_id).version
        aid_grants.change(session, grant_id, seen, proposal(home, fund_id), {})
    with pytest.raises(NotAllowed, match="somebody else"), writing(other) as session:
        aid_grants.grant(session, grant_id, grant_row(grant_id).version)


def test_a_relative_does_not_decide(home: Family) -> None:
    grant_id, relative = propose(home, pot(home.unit, 1_000_000)), almighty(name="郑强")
    with writing(almighty()) as session:
        session.add(
            Kinship(
                account_id=relative.account_id,
                account_name="郑强",
                household_id=home.household,
                relation="son",
                declared_on=TODAY,
            )
        )
    seen = grant_row(grant_id).version
    decisions: tuple[Callable[[Any], None], ...] = (
        lambda session: aid_grants.grant(session, grant_id, seen),
        lambda session: aid_grants.refuse(session, grant_id, seen, "other", "理由"),
        lambda session: aid_grants.send_back(session, grant_id, seen, "理由"),
    )
    for decide in decisions:
        with pytest.raises(NotAllowed, match="relative"), writing(relative) as session:
            decide(session)


def test_a_refusal_has_a_code_and_words(home: Family) -> None:
    grant_id = propose(home, pot(home.unit, 1_000_000))
    seen = grant_row(grant_id).version
    for code, note in (("", "理由"), ("same_need", " ")):
        with pytest.raises(InvalidInput), writing(almighty()) as session:
            aid_grants.refuse(session, grant_id, seen, code, note)
    with writing(almighty()) as session:
        aid_grants.refuse(session, grant_id, seen, "same_need", "已获医疗互助")
    row = grant_row(grant_id)
    assert (row.state, row.refusal_code) == ("denied", "same_need")
    with pytest.raises(WrongState), writing(almighty()) as session:
        aid_grants.grant(session, grant_id, row.version)


def test_a_cancelled_grant_frees_its_money_unless_it_stands_in_a_run(home: Family) -> None:
    fund_id = pot(home.unit, 1_000_000)
    first, second = (granted(home, fund_id, need=need) for need in ("a", "b"))
    paid(home, fund_id, ("aid_grant", second), on=None, kind="living_aid")
    with writing(almighty()) as session:
        aid_grants.revoke(session, first, grant_row(first).version, "情况变化")
    assert (grant_row(first).state, sums_of(fund_id).committed) == ("revoked", 300_000)
    with pytest.raises(WrongState, match="pay run"), writing(almighty()) as session:
        aid_grants.revoke(session, second, grant_row(second).version, "情况变化")


def test_a_grant_the_fund_cannot_bear_is_refused_with_figures(home: Family) -> None:
    fund_id = pot(home.unit, 200_000)
    grant_id = propose(home, fund_id)
    with pytest.raises(InvalidInput, match=r"2,000\.00.*3,000"), writing(almighty()) as session:
        aid_grants.grant(session, grant_id, grant_row(grant_id).version)


def test_the_fund_must_be_open_for_this_kind_at_the_unit_or_above(city: City, home: Family) -> None:
    for fund_id in (
        pot(city.south, 1_000_000),
        pot(home.unit, 1_000_000, uses=("medical_aid",), name="医疗救助资金"),
        pot(home.unit, 1_000_000, year=2025),
    ):
        with pytest.raises(InvalidInput):
            propose(home, fund_id)
    propose(home, pot(city.federation, 1_000_000, name="市级资金"))


def test_money_of_a_union_above_is_decided_on_there(city: City, home: Family) -> None:
    fund_id = pot(city.federation, 1_000_000)
    grant_id = propose(home, fund_id, actor=almighty(unit=city.north))
    with pytest.raises(NotAllowed, match="above"), writing(almighty(unit=city.north)) as session:
        aid_grants.grant(session, grant_id, grant_row(grant_id).version)
    with writing(almighty()) as session:
        aid_grants.grant(session, grant_id, grant_row(grant_id).version)
    assert sums_of(fund_id).committed == 300_000


@pytest.mark.parametrize(
    "wrong", [{"need": " "}, {"reason": ""}, {"fen": 0}, {"kind": "survivor_benefit"}]
)
def test_a_proposal_without_need_reason_amount_or_kind_is_refused(
    home: Family, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput):
        propose(home, pot(home.unit, 1_000_000), **wrong)


def test_aid_is_for_a_living_person_of_the_household(city: City, home: Family) -> None:
    stranger = family(city.mill)
    with pytest.raises(InvalidInput) as refusal:
        propose(home, pot(home.unit, 1_000_000), person_id=stranger.head)
    assert refusal.value.field == "person_id"


def test_a_proposal_is_withdrawn_by_who_may_propose(home: Family) -> None:
    grant_id = propose(home, pot(home.unit, 1_000_000))
    seen = grant_row(grant_id).version
    with pytest.raises(WrongState), writing(almighty()) as session:
        aid_grants.take(session, grant_id, seen, "grant")
    with writing(almighty()) as session:
        aid_grants.take(session, grant_id, seen, "drop")
    assert grant_row(grant_id).state == "dropped"


def test_aid_outside_the_scope_is_not_there_and_stale_forms_are_refused(
    city: City, home: Family
) -> None:
    fund_id = pot(home.unit, 1_000_000)
    grant_id = propose(home, fund_id)
    seen = grant_row(grant_id).version
    south = almighty(unit=city.south)
    with pytest.raises(NotFound), writing(south) as session:
        aid_grants.grant(session, grant_id, seen)
    with pytest.raises(NotFound), writing(south) as session:
        aid_grants.propose(session, home.household, proposal(home, fund_id), {})
    with pytest.raises(Conflict), writing(almighty()) as session:
        aid_grants.grant(session, grant_id, seen - 1)


def test_proposing_and_deciding_need_their_rights(home: Family) -> None:
    fund_id = pot(home.unit, 1_000_000)
    grant_id = propose(home, fund_id)
    seen = grant_row(grant_id).version
    values = proposal(home, fund_id)
    with writing(everyone_but(Permission.GRANT_AID)) as session:
        for verb in (
            lambda: aid_grants.propose(session, home.household, values, {}),
            lambda: aid_grants.change(session, grant_id, seen, values, {}),
            lambda: aid_grants.take(session, grant_id, seen, "drop"),
            lambda: aid_outlooks.list_asked(session, home.household, "living_aid"),
            lambda: aid_outlooks.get_outlook(session, home.household, "living_aid", home.head, {}),
        ):
            with pytest.raises(NotAllowed):
                verb()
    with writing(everyone_but(Permission.APPROVE_AID)) as session:
        for verb in (
            lambda: aid_grants.grant(session, grant_id, seen),
            lambda: aid_grants.refuse(session, grant_id, seen, "other", "理由"),
            lambda: aid_grants.send_back(session, grant_id, seen, "理由"),
            lambda: aid_grants.revoke(session, grant_id, seen, "理由"),
        ):
            with pytest.raises(NotAllowed):
                verb()


def test_each_step_is_remembered(home: Family) -> None:
    grant_id = granted(home, pot(home.unit, 1_000_000))
    with reading(almighty()) as session:
        steps = [(row.action, row.actor) for row in aid_grants.list_moves(session, grant_id)]
    assert steps == [("enter", "周平"), ("submit", "周平"), ("grant", "陈静")]
    assert grant_row(grant_id).applied_on == date(2026, 11, 24)


def test_need_and_reason_are_read_by_others_for_a_reason_that_is_kept(home: Family) -> None:
    grant_id = propose(home, pot(home.unit, 1_000_000))
    for field, reason in (("reason", " "), ("lines", "审计抽查需要")):
        with pytest.raises(InvalidInput), writing(almighty()) as session:
            aid_grants.reveal(session, grant_id, field, reason)
    with pytest.raises(NotAllowed), writing(everyone_but(Permission.REVEAL_SEALED)) as session:
        aid_grants.reveal(session, grant_id, "reason", "审计抽查需要")
    with writing(almighty()) as session:
        told = aid_grants.reveal(session, grant_id, "reason", "审计抽查需要")
    assert told == "收入低于低保标准"
    with reading(almighty()) as session:
        wanted = select(TrailRow.details).where(TrailRow.action == "revealed")
        assert "审计抽查需要" in str(session.scalar(wanted))
