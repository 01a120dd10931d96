"""Each step of a hardship file: what it asks for, who may take it, and who may not."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db import (
    attachments,
    hardship_files,
    hardship_money,
    hardship_review,
    hardship_steps,
    settings,
    transfers,
)
from db.engine import Store
from db.hardship_steps import NOTHING, Given
from db.models.hardship import Assessment, HomeSurvey, MoneyLine
from db.models.households import Household, HouseholdPerson, Kinship
from db.models.people import Attachment
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground import hardship_life as ground
from tests.ground.hardship_life import WAY, Family, Hands
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")


@pytest.fixture
def city(office: Store) -> City:
    ground.know_line()
    return plant()


@pytest.fixture
def hands() -> Hands:
    return Hands()


def _at(city: City, hands: Hands, steps: int) -> tuple[int, Family]:
    """Return a file that has taken so many steps of the usual way."""
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    ground.bring(file_id, family, hands, WAY[:steps])
    return file_id, family


def test_a_file_is_submitted_once_nothing_is_missing(city: City, hands: Hands) -> None:
    file_id, family = _at(city, hands, 0)
    with pytest.raises(InvalidInput, match="missing"):
        ground.take(hands.clerk, file_id, "submit")
    assert ground.state_of(file_id) == "draft"
    ground.fill(file_id, family, hands.clerk)
    ground.take(hands.clerk, file_id, "submit")
    row = ground.row_of(file_id)
    assert (row.state, row.is_open) == ("submitted", True)
    with reading(almighty()) as session:
        frozen = session.scalars(select(Assessment)).one()
    assert (frozen.id, frozen.occasion) == (row.assessment_id, "submission")
    assert (frozen.category, frozen.net_fen, frozen.people) == ("deep", 78_333, 3)


def test_a_step_and_its_actor_are_on_the_trail(city: City, hands: Hands) -> None:
    file_id, _family = _at(city, hands, 1)
    with reading(almighty()) as session:
        row = session.scalars(
            select(TrailRow)
            .where(TrailRow.record_type == "hardship_file", TrailRow.record_id == file_id)
            .order_by(TrailRow.id.desc())
        ).first()
    assert row is not None
    assert (row.actor, row.verb) == ("王芳", "hardship_steps.take")
    assert '"state":"submitted"' in row.details


def test_a_file_on_its_way_cannot_be_changed(city: City, hands: Hands) -> None:
    file_id, family = _at(city, hands, 1)
    seen = ground.version_of(file_id)
    with writing(hands.clerk) as session, pytest.raises(WrongState):
        hardship_files.change(session, file_id, seen, {"employer": "北岭纺织厂"})
    with writing(hands.clerk) as session, pytest.raises(WrongState):
        day = date(2026, 1, 1)
        hardship_money.add(
            session, file_id, "income", "wage", family.head, day, day, 100, "declared"
        )


def test_a_survey_step_needs_a_survey_with_a_photo_or_signature(city: City, hands: Hands) -> None:
    file_id, _family = _at(city, hands, 1)
    with pytest.raises(WrongState, match="survey first"):
        ground.take(hands.clerk, file_id, "survey")
    with writing(hands.clerk) as session:
        hardship_review.survey(session, file_id, ground.TODAY, "王芳", "徐婷", True, "属实")
    with pytest.raises(WrongState, match="photo"):
        ground.take(hands.clerk, file_id, "survey")
    with reading(almighty()) as session:
        survey_id = session.scalars(select(HomeSurvey.id)).one()
    with writing(hands.clerk) as session:
        paper = ground.attach(session, "home_survey", survey_id, "signature")
    ground.take(hands.clerk, file_id, "survey")
    with writing(hands.clerk) as session:
        attachments.retire(session, paper, 1)
    assert ground.state_of(file_id) == "surveyed"


def test_a_peer_review_goes_on_only_with_a_majority(city: City, hands: Hands) -> None:
    file_id, _family = _at(city, hands, 2)
    with pytest.raises(WrongState, match="peer review first"):
        ground.take(hands.clerk, file_id, "peer_review")
    ground.judge(file_id, hands.clerk, in_favour=4)
    with pytest.raises(WrongState, match="did not agree"):
        ground.take(hands.clerk, file_id, "peer_review")
    ground.judge(file_id, hands.clerk, in_favour=5)
    ground.take(hands.clerk, file_id, "peer_review")


def test_review_and_approval_wait_for_the_notice(city: City, hands: Hands) -> None:
    file_id, _family = _at(city, hands, 4)
    ground.take(hands.clerk, file_id, "end_notice")
    with pytest.raises(WrongState):
        ground.take(hands.reviewer, file_id, "review")
    ground.notice_over(file_id)
    ground.take(hands.reviewer, file_id, "review")
    ground.take(hands.chair, file_id, "approve")


def test_an_approval_sets_category_number_and_the_next_verification(
    city: City, hands: Hands
) -> None:
    first, second = _at(city, hands, 7)[0], ground.file_in_force(city.dock, "周海")
    row = ground.row_of(first)
    assert (row.category, row.approved_on) == ("deep", ground.TODAY)
    assert (row.archive_no, row.review_due_on) == ("北岭-2026-0001", date(2027, 11, 24))
    assert ground.row_of(second).archive_no == "南浦-2026-0001"


def test_a_number_that_was_typed_is_kept_and_given_to_nobody_else(city: City, hands: Hands) -> None:
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk, archive_no="北岭-2026-0001")
    ground.bring(file_id, family, hands)
    assert ground.row_of(file_id).archive_no == "北岭-2026-0001"
    assert ground.row_of(ground.file_in_force(city.mill, "周海")).archive_no == "北岭-2026-0002"


def test_without_a_category_nothing_is_approved(city: City, hands: Hands) -> None:
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    ground.fill(file_id, family, hands.clerk, income=30_000_000)
    ground.take(hands.clerk, file_id, "submit")
    ground.survey(file_id, hands.clerk)
    ground.take(hands.clerk, file_id, "survey")
    ground.judge(file_id, hands.clerk)
    ground.take(hands.clerk, file_id, "peer_review")
    ground.take(hands.clerk, file_id, "publish")
    ground.notice_over(file_id)
    ground.take(hands.clerk, file_id, "end_notice")
    ground.take(hands.reviewer, file_id, "review")
    with pytest.raises(WrongState, match="no category"):
        ground.take(hands.chair, file_id, "approve")


@pytest.mark.parametrize(
    ("steps", "action", "earlier"),
    [(5, "review", "clerk"), (6, "approve", "clerk"), (6, "approve", "reviewer")],
)
def test_nobody_decides_on_what_they_did_before(
    city: City, hands: Hands, steps: int, action: str, earlier: str
) -> None:
    file_id, _family = _at(city, hands, steps)
    with pytest.raises(NotAllowed, match="somebody else"):
        ground.take(getattr(hands, earlier), file_id, action)


def test_a_small_office_lets_two_people_do_it_where_it_says_so(city: City, hands: Hands) -> None:
    with writing(almighty()) as session:
        pairs = [("enter", "reviewed"), ("review", "in_force")]
        settings.relax_duties(session, pairs, 0)
    file_id, _family = _at(city, hands, 5)
    ground.take(hands.clerk, file_id, "review")
    with pytest.raises(NotAllowed):
        ground.take(hands.clerk, file_id, "approve")
    ground.take(hands.chair, file_id, "approve")


def test_a_relative_decides_nothing(city: City, hands: Hands) -> None:
    file_id, family = _at(city, hands, 5)
    with writing(almighty()) as session:
        account_id = hands.reviewer.account_id or 0
        kin = Kinship(account_id=account_id, account_name="李建国", household_id=family.id)
        kin.relation, kin.declared_on = "sibling", ground.TODAY
        session.add(kin)
    with pytest.raises(NotAllowed, match="relative"):
        ground.take(hands.reviewer, file_id, "review")
    ground.take(almighty(), file_id, "review")


def test_nothing_is_decided_in_a_frozen_office(city: City, hands: Hands) -> None:
    file_id, _family = _at(city, hands, 5)
    with writing(almighty()) as session:
        settings.change_several(session, 0, {"freeze_until": date(2026, 12, 31)})
    with pytest.raises(WrongState, match="frozen"):
        ground.take(hands.reviewer, file_id, "review")


def test_the_second_of_two_reviewers_is_told_who_was_first(city: City, hands: Hands) -> None:
    file_id, _family = _at(city, hands, 5)
    seen = ground.version_of(file_id)
    with writing(hands.reviewer) as session:
        hardship_steps.take(session, file_id, seen, "review")
    with writing(almighty(name="周平")) as session, pytest.raises(Conflict) as refused:
        hardship_steps.take(session, file_id, seen, "review")
    assert refused.value.values["who"] == "李建国"


def test_a_return_needs_a_reason_and_lets_the_file_be_mended(city: City, hands: Hands) -> None:
    file_id, _family = _at(city, hands, 5)
    with pytest.raises(InvalidInput):
        ground.take(hands.reviewer, file_id, "return")
    ground.take(hands.reviewer, file_id, "return", "缺少结算单原件")
    seen = ground.version_of(file_id)
    with writing(hands.clerk) as session:
        hardship_files.change(session, file_id, seen, {"case_contact": "王芳"})
    ground.take(hands.clerk, file_id, "submit")
    row = ground.row_of(file_id)
    with reading(almighty()) as session:
        frozen = session.scalars(select(Assessment.id).order_by(Assessment.id)).all()
    assert (row.state, row.assessment_id) == ("submitted", frozen[-1])
    assert len(frozen) == 2


def test_a_refusal_is_coded_and_remembers_who_was_near_the_threshold(
    city: City, hands: Hands
) -> None:
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    ground.fill(file_id, family, hands.clerk, income=9_900_000)
    ground.take(hands.clerk, file_id, "submit")
    with pytest.raises(InvalidInput) as refused:
        ground.take(hands.reviewer, file_id, "refuse", "超过标准", Given(code="nonsense"))
    assert refused.value.field == "code"
    ground.take(hands.reviewer, file_id, "refuse", "超过标准", Given(code="above_line"))
    row = ground.row_of(file_id)
    assert (row.state, row.refusal_code, row.near_threshold) == ("refused", "above_line", True)
    assert (row.is_open, row.ended_on) == (False, ground.TODAY)


def test_a_refused_file_is_reopened_as_a_draft_unless_the_family_has_another(
    city: City, hands: Hands
) -> None:
    file_id, family = _at(city, hands, 1)
    ground.take(hands.reviewer, file_id, "refuse", "材料不齐", Given(code="papers_missing"))
    other = ground.begin(family, hands.clerk)
    with pytest.raises(Conflict, match="one household"):
        ground.take(hands.clerk, file_id, "reopen", "补齐材料")
    ground.take(hands.clerk, other, "retract")
    ground.take(hands.clerk, file_id, "reopen", "补齐材料")
    row = ground.row_of(file_id)
    assert (row.state, row.is_open, row.refusal_code) == ("draft", True, None)
    assert (row.assessment_id, row.ended_on) == (None, None)


def test_the_family_withdraws_and_the_file_is_closed(city: City, hands: Hands) -> None:
    file_id, _family = _at(city, hands, 3)
    ground.take(hands.clerk, file_id, "retract", "家庭自愿撤回")
    assert not ground.row_of(file_id).is_open


def test_closing_is_proposed_with_kind_and_ground_and_decided_by_another(
    city: City, hands: Hands
) -> None:
    file_id, _family = _at(city, hands, 7)
    for given in (Given(), Given(code="solved"), Given(code="nonsense", exit_kind="relieved")):
        with pytest.raises(InvalidInput):
            ground.take(hands.clerk, file_id, "propose_exit", "已解困", given)
    proposal = Given(code="solved", exit_kind="relieved")
    ground.take(hands.chair, file_id, "propose_exit", "已解困", proposal)
    with pytest.raises(NotAllowed):
        ground.take(hands.chair, file_id, "relieved", "同意")
    with pytest.raises(WrongState, match="Something else"):
        ground.take(hands.reviewer, file_id, "cancelled", "同意")
    ground.take(hands.reviewer, file_id, "relieved", "同意")
    row = ground.row_of(file_id)
    assert (row.state, row.exit_reason, row.ended_on) == ("relieved", "solved", ground.TODAY)


def test_out_of_hardship_asks_for_six_months_above_the_line(city: City, hands: Hands) -> None:
    file_id, _family = _at(city, hands, 7)
    proposal = Given(code="causes_gone", exit_kind="exited")
    ground.take(hands.clerk, file_id, "propose_exit", "收入稳定", proposal)
    with pytest.raises(InvalidInput) as refused:
        ground.take(hands.chair, file_id, "exited", "同意")
    assert refused.value.field == "confirmed"
    ground.take(hands.chair, file_id, "exited", "同意", Given(confirmed=True))


def test_a_kept_file_forgets_the_proposal(city: City, hands: Hands) -> None:
    file_id, _family = _at(city, hands, 7)
    proposal = Given(code="solved", exit_kind="relieved")
    ground.take(hands.clerk, file_id, "propose_exit", "已解困", proposal)
    ground.take(hands.chair, file_id, "keep", "仍有困难")
    row = ground.row_of(file_id)
    assert (row.state, row.exit_kind, row.exit_reason) == ("in_force", None, None)


def test_a_family_that_falls_back_begins_again_and_is_marked(city: City, hands: Hands) -> None:
    file_id, _family = _at(city, hands, 7)
    proposal = Given(code="solved", exit_kind="relieved")
    ground.take(hands.clerk, file_id, "propose_exit", "已解困", proposal)
    ground.take(hands.chair, file_id, "relieved", "同意")
    ground.take(hands.clerk, file_id, "relapse", "再次患病")
    row = ground.row_of(file_id)
    assert (row.state, row.is_relapse, row.is_open) == ("draft", True, True)
    assert (row.category, row.archive_no) == (None, "北岭-2026-0001")


def test_a_handed_over_file_goes_with_the_household_and_everything_of_it(
    city: City, hands: Hands
) -> None:
    file_id, family = _at(city, hands, 7)
    ground.take(hands.clerk, file_id, "transfer", "随单位调动", Given(to_unit_id=city.dock))
    south = almighty(unit=city.south, name="孙秀兰")
    with reading(south) as session:
        file = hardship_files.get_file(session, file_id)
    assert (file.incoming, file.outgoing, file.to_unit_name) == (True, False, "南浦港务公司工会")
    ground_seen = file.version
    with writing(south) as session:
        hardship_steps.take(session, file_id, ground_seen, "accept")
    with reading(almighty(unit=city.north)) as session, pytest.raises(NotFound):
        hardship_files.get_file(session, file_id)
    with reading(almighty()) as session:
        for model, condition in (
            (Household, Household.id == family.id),
            (HouseholdPerson, HouseholdPerson.id.in_(family.people)),
            (MoneyLine, MoneyLine.file_id == file_id),
            (Assessment, Assessment.file_id == file_id),
            (HomeSurvey, HomeSurvey.file_id == file_id),
            (Attachment, Attachment.id > 0),
        ):
            units = set(session.scalars(select(model.unit_id).where(condition)))
            assert units == {city.dock}, model
    row = ground.row_of(file_id)
    assert (row.state, row.unit_id, row.to_unit_id) == ("in_force", city.dock, None)


def test_each_side_of_a_hand_over_takes_its_own_steps(city: City, hands: Hands) -> None:
    file_id, _family = _at(city, hands, 7)
    given = Given(to_unit_id=city.dock)
    ground.take(hands.clerk, file_id, "transfer", given=given)
    with pytest.raises(NotAllowed):
        ground.take(hands.clerk, file_id, "accept")
    seen = ground.version_of(file_id)
    for unit, action in ((city.north, "accept"), (city.north, "decline"), (city.south, "recall")):
        with writing(almighty(unit=unit)) as session, pytest.raises(NotFound):
            hardship_steps.take(session, file_id, seen, action, "不属于我方")
    with writing(almighty(unit=city.south)) as session:
        hardship_steps.take(session, file_id, seen, "decline", "不在我单位")
    ground.take(hands.clerk, file_id, "transfer", given=given)
    ground.take(hands.clerk, file_id, "recall")
    row = ground.row_of(file_id)
    assert (row.state, row.unit_id, row.to_unit_id) == ("in_force", city.mill, None)


@pytest.mark.parametrize("place", ["own", "nowhere", "none"])
def test_a_file_is_handed_over_to_another_open_unit(city: City, hands: Hands, place: str) -> None:
    file_id, _family = _at(city, hands, 7)
    unit = {"own": city.mill, "nowhere": 987_654, "none": None}[place]
    with pytest.raises(InvalidInput):
        ground.take(hands.clerk, file_id, "transfer", given=Given(to_unit_id=unit))


def test_the_receiving_unit_is_found_in_the_whole_tree(city: City) -> None:
    with reading(almighty(unit=city.north)) as session:
        found = hardship_steps.find_receiving_units(session, "港务")
        assert found == transfers.find_receiving_units(session, "港务")
    assert [unit.id for unit in found] == [city.dock]


@pytest.mark.parametrize(
    ("steps", "action", "right"),
    [
        (0, "submit", Permission.EDIT_HARDSHIP),
        (3, "publish", Permission.PUBLISH_NOTICES),
        (5, "review", Permission.REVIEW_HARDSHIP),
        (5, "refuse", Permission.REVIEW_HARDSHIP),
        (6, "approve", Permission.APPROVE_HARDSHIP),
        (7, "propose_exit", Permission.EDIT_HARDSHIP),
        (0, "retract", Permission.SEE_HARDSHIP),
    ],
)
def test_each_step_needs_its_right(
    city: City, hands: Hands, steps: int, action: str, right: Permission
) -> None:
    file_id, family = _at(city, hands, steps)
    if action == "submit":
        ground.fill(file_id, family, hands.clerk)
    given = Given(code="above_line" if action == "refuse" else "solved", exit_kind="relieved")
    with pytest.raises(NotAllowed):
        ground.take(everyone_but(right), file_id, action, "说明", given)


@pytest.mark.parametrize(
    ("steps", "action"),
    [(0, "approve"), (1, "submit"), (3, "review"), (7, "submit"), (7, "exited"), (7, "reopen")],
)
def test_a_step_out_of_its_state_is_refused(
    city: City, hands: Hands, steps: int, action: str
) -> None:
    file_id, _family = _at(city, hands, steps)
    with pytest.raises(WrongState):
        ground.take(hands.chair, file_id, action, "说明", NOTHING)


def test_a_file_of_another_county_does_not_exist(city: City, hands: Hands) -> None:
    file_id, _family = _at(city, hands, 5)
    outside: Actor = actor_with(*Permission, unit=city.south)
    with writing(outside) as session, pytest.raises(NotFound):
        hardship_steps.take(session, file_id, 6, "review")
    with reading(outside) as session, pytest.raises(NotFound):
        hardship_steps.list_moves(session, file_id)
