"""The register of assessors: entered, linked to an account, suspended, dismissed, scored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from db import accounts, assessors, opinion_cases, opinions
from db.assessors import AssessorRow
from db.engine import Store
from db.passwords import prepare
from db.session import reading, writing
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground import claims
from tests.ground.assessors import CONTRACT, assessor, in_review, send
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")
PASSWORD = "four plain long words"


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


def _get(assessor_id: int) -> AssessorRow:
    with reading(almighty()) as session:
        return assessors.get_assessor(session, assessor_id)


def _take(assessor_id: int, action: str, note: str = "") -> None:
    seen = _get(assessor_id).version
    with writing(almighty()) as session:
        assessors.take(session, assessor_id, seen, action, note)


def test_an_assessor_is_entered_with_the_contract_and_changed_by_who_saw_it_last(
    city: City,
) -> None:
    with writing(almighty()) as session:
        assessor_id = assessors.register(session, CONTRACT)
    with writing(almighty()) as session:
        assessors.change(session, assessor_id, 1, CONTRACT | {"fee_fen": 30_000})
    row = _get(assessor_id)
    assert (row.name, row.values["fee_fen"], row.state, row.usable) == (
        "钱文博",
        30_000,
        "active",
        True,
    )
    with pytest.raises(Conflict), writing(almighty()) as session:
        assessors.change(session, assessor_id, 1, CONTRACT)
    with pytest.raises(InvalidInput, match="before it begins"), writing(almighty()) as session:
        assessors.register(session, CONTRACT | {"valid_to": date(2025, 1, 1)})
    with pytest.raises(NotFound):
        _get(assessor_id + 1)


def test_the_account_of_an_assessor_has_no_other_role_and_is_nobody_elses(city: City) -> None:
    with writing(almighty()) as session:
        accounts.create(session, "zhou.ping", "周平", None, ["clerk"], prepare(PASSWORD))
        accounts.create(session, "expert", "钱文博", None, ["assessor"], prepare(PASSWORD))
        first = assessors.register(session, CONTRACT)
        second = assessors.register(session, CONTRACT | {"name": "孙立"})
    for login in ("zhou.ping", "nobody"):
        with pytest.raises(InvalidInput, match="nothing else"), writing(almighty()) as session:
            assessors.link_account(session, first, 1, login)
    with writing(almighty()) as session:
        assessors.link_account(session, first, 1, "Expert")
    assert _get(first).login == "expert"
    with pytest.raises(Conflict, match="钱文博"), writing(almighty()) as session:
        assessors.link_account(session, second, 1, "expert")
    with reading(almighty()) as session:
        assert [one.id for one in assessors.list_choices(session)] == [first]
    with writing(almighty()) as session:
        assessors.link_account(session, first, 2, " ")
    assert _get(first).login == ""


def test_the_rights_of_an_assessor_never_meet_those_to_see_claims_or_members(city: City) -> None:
    for other in ("clerk", "reviewer", "supervisor", "unit_contact", "approver"):
        with pytest.raises(InvalidInput, match="must not meet"), writing(almighty()) as session:
            accounts.create(
                session, "expert", "钱文博", None, ["assessor", other], prepare(PASSWORD)
            )


@pytest.mark.parametrize("action", ["suspend", "dismiss"])
def test_whoever_is_suspended_or_dismissed_sees_nothing_and_what_waits_is_taken_back(
    city: City, action: str
) -> None:
    assessor_id, expert = assessor()
    claim_id = in_review(city.mill)
    opinion_id = send(claim_id, assessor_id)
    with pytest.raises(InvalidInput, match="reason"):
        _take(assessor_id, action)
    _take(assessor_id, action, "意见屡次逾期")
    with writing(expert) as session:
        for verb in _own_verbs(session, opinion_id):
            with pytest.raises(NotAllowed, match="contract"):
                verb()
        assert opinion_cases.count_due(session) == 0
    with reading(almighty()) as session:
        (row,) = opinions.list_of_claim(session, claim_id)
        steps = assessors.list_moves(session, assessor_id)
    assert (row.withdrawn, row.note, steps[-1].note) == (True, "意见屡次逾期", "意见屡次逾期")
    with pytest.raises(WrongState, match="Choose another"):
        send(claim_id, assessor_id)
    if action == "suspend":
        _take(assessor_id, "resume")
        send(claim_id, assessor_id)
    else:
        with pytest.raises(WrongState):
            _take(assessor_id, "resume")


def _own_verbs(session: Any, opinion_id: int) -> tuple[Callable[[], Any], ...]:
    return (
        lambda: opinion_cases.get_contract(session),
        lambda: opinion_cases.list_page(session),
        lambda: opinion_cases.get_case(session, opinion_id),
        lambda: opinion_cases.read_diagnosis(session, opinion_id),
        lambda: opinion_cases.answer(session, opinion_id, 1, {"verdict": "refuse"}),
    )


def test_an_assessor_whose_contract_ended_sees_nothing_and_is_asked_nothing(
    city: City, clock: Clock
) -> None:
    assessor_id, expert = assessor()
    claim_id = in_review(city.mill)
    opinion_id = send(claim_id, assessor_id)
    clock.set(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))  # New Year where the office is
    with writing(expert) as session:
        for verb in _own_verbs(session, opinion_id):
            with pytest.raises(NotAllowed, match="contract"):
                verb()
    assert not _get(assessor_id).usable
    with writing(almighty()) as session:
        assert assessors.list_choices(session) == []
        opinions.withdraw(session, opinion_id, 1, "聘期已满")
    with pytest.raises(WrongState, match="2026-12-31"):
        send(claim_id, assessor_id)


def test_the_score_card_counts_time_agreement_and_appeals(city: City, clock: Clock) -> None:
    assessor_id, expert = assessor()
    refused, late, overdue = (
        in_review(city.mill),
        in_review(city.school, "李秀英"),
        in_review(city.dock, "孙丽"),
    )
    answer = {"verdict": "refuse", "reasons": "超出互助责任。"}
    sent = [send(one, assessor_id) for one in (refused, late, overdue)]
    with writing(expert) as session:
        opinion_cases.answer(session, sent[0], 1, answer)
    claims.step(refused, "refuse", refusal="too_late")
    clock.advance(hours=49)
    with writing(expert) as session:
        opinion_cases.answer(session, sent[1], 1, answer)
    claims.step(late, "approve")
    card = _get(assessor_id).card
    assert (card.asked, card.in_time, card.late, card.overdue) == (3, 1, 1, 1)
    assert (card.on_time_rate, card.agreement_rate, card.fee_fen) == (3_333, 5_000, 20_000)
    assert card.appealed == 0
    with reading(almighty(unit=city.south)) as session:
        assert assessors.list_page(session).rows[0].card.asked == 1, "what its own units asked"


def test_the_register_is_kept_and_seen_by_those_with_the_right_only(city: City) -> None:
    assessor_id, _expert = assessor()
    with writing(everyone_but(Permission.MANAGE_ASSESSORS)) as session:
        for verb in (
            lambda: assessors.register(session, CONTRACT),
            lambda: assessors.change(session, assessor_id, 2, CONTRACT),
            lambda: assessors.take(session, assessor_id, 2, "dismiss", "逾期"),
            lambda: assessors.link_account(session, assessor_id, 2, ""),
        ):
            with pytest.raises(NotAllowed):
                verb()
    with reading(everyone_but(Permission.SEE_CLAIMS)) as session:
        for read in (
            lambda: assessors.list_page(session),
            lambda: assessors.get_assessor(session, assessor_id),
            lambda: assessors.list_moves(session, assessor_id),
        ):
            with pytest.raises(NotAllowed):
                read()
    with reading(everyone_but(Permission.DECIDE_CLAIMS)) as session, pytest.raises(NotAllowed):
        assessors.list_choices(session)
