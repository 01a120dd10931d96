"""Letters of mutual aid: what a claimant can check line by line, what a unit gets, leaflets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db import letter_choices, letter_templates, letters, settings
from db.engine import Store
from db.letter_templates import TemplateRow
from db.letters import LetterValues
from db.models.mutual import MutualPlan, PlanVersion
from db.session import reading, writing
from documents.letters import built_in, fill, placeholders
from rules.access import Permission
from rules.errors import NotAllowed, NotFound, WrongState
from rules.letters import LETTER_KINDS, placeholder_labels, sealed_names
from rules.letters_mutual import CLAIM_LABELS, ENROLMENT_LABELS, LEAFLET_LABELS, UNIT_ENROLMENT
from tests.ground import claims as claiming
from tests.ground.claims import TODAY, Covered, cover, plan, step, taken
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

KINDS = (*CLAIM_LABELS, *ENROLMENT_LABELS, *LEAFLET_LABELS)


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


@pytest.fixture
def who(city: City) -> Covered:
    return cover(city.mill, plan(waiting_months=1, gap_days=30, hand_in_days=60))


def shipped(kind: str) -> TemplateRow:
    with reading(almighty()) as session:
        return next(one for one in letter_templates.list_usable(session) if one.kind == kind)


def seen(kind: str, record_id: int, actor: object = None) -> LetterValues:
    with reading(actor or almighty()) as session:  # type: ignore[arg-type]
        (found,) = letters.list_values(session, shipped(kind), [record_id])
    return found


def hand_in_of(who: Covered) -> int:
    with reading(almighty()) as session:
        template = shipped("enrolment_certificate")
        return letter_choices.list_choices(session, template)[0].id


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_is_drawn_asks_for_known_places_and_shows_no_full_number(kind: str) -> None:
    asked, record = placeholders(built_in(kind)), LETTER_KINDS[kind].record
    assert asked <= placeholder_labels(record).keys()
    assert not LETTER_KINDS[kind].reveals
    assert "note" not in asked
    assert "diagnosis" not in asked
    assert sealed_names(record) is not None


def test_a_statement_can_be_checked_line_by_line(who: Covered) -> None:
    claim_id = taken(who, invoices="NO12345678 1500\nNO12345679")
    with pytest.raises(WrongState):
        seen("claim_statement", claim_id)
    step(claim_id, "review", "approve")
    letter = seen("claim_statement", claim_id)
    said = letter.values
    assert (said["payable"], said["payable_capital"]) == ("3,500.00", "叁仟伍佰元整")
    assert (said["own_total"], said["paid_earlier"], said["cap_left"]) == (
        "5,000.00",
        "0.00",
        "6,500.00",
    )
    assert (said["own_in_fen"], said["total_fen"]) == ("5,000.00", "6,000.00")
    assert said["bank_number"] == "****0018"
    assert (said["days"], said["event"]) == ("2", "住院")
    assert [row["number"] for row in letter.rows["lines"]] == [
        str(number) for number in range(1, len(letter.rows["lines"]) + 1)
    ]
    told = "".join(row["text"] for row in letter.rows["lines"])
    assert "70%" in told
    assert "3,500.00" in told
    assert [row["invoice_no"] for row in letter.rows["invoices"]] == ["NO12345678", "NO12345679"]
    assert letter.values["from_on"] == "2026年1月1日"
    assert fill(built_in("claim_statement"), letter.filling)


def test_a_claim_gets_its_acceptance_and_is_told_what_is_missing_until_when(who: Covered) -> None:
    claim_id = taken(who, papers=("application",))
    letter = seen("claim_acceptance", claim_id)
    assert [row["state"] for row in letter.rows["papers"]] == ["2026年11月24日收到", "尚缺"]
    due = date(2026, 12, 20)
    step(claim_id, "ask_papers", actor=almighty(name="周平"), codes=("invoice",), due_on=due)
    letter = seen("claim_papers", claim_id)
    assert letter.values["papers_due_on"] == "2026年12月20日"
    assert [row["name"] for row in letter.rows["missing"]] == ["住院收费票据或分割单"]
    assert letter.values["papers_missing"] == "住院收费票据或分割单"


def test_a_refusal_names_ground_and_article(who: Covered) -> None:
    claim_id = taken(who)
    step(claim_id, "review")
    step(claim_id, "refuse", refusal="too_late", note="超过规定期限提交")
    said = seen("claim_refusal", claim_id).values
    assert (said["refusal"], said["refusal_article"]) == ("超过申请期限", "第十二条")
    assert said["refusal_note"] == "超过规定期限提交"
    with reading(almighty()) as session:
        (row,) = letter_choices.list_choices(session, shipped("claim_refusal"))
        assert letter_choices.list_choices(session, shipped("claim_statement")) == []
        fitting = letter_choices.list_fitting(
            session, [shipped(kind) for kind in CLAIM_LABELS], "claim", claim_id
        )
    assert (row.id, row.name) == (claim_id, "郑国安")
    assert [one.kind for one in fitting] == ["claim_refusal"]


def test_claims_of_other_parts_and_without_the_right_are_not_printed(
    city: City, who: Covered
) -> None:
    claim_id = taken(who)
    with pytest.raises(NotFound):
        seen("claim_acceptance", claim_id, almighty(unit=city.south))
    with pytest.raises(NotAllowed):
        seen("claim_acceptance", claim_id, everyone_but(Permission.SEE_CLAIMS))


def test_a_hand_in_gets_certificate_receipt_and_renewal_notice(city: City, who: Covered) -> None:
    hand_in_id = hand_in_of(who)
    claiming.paid(claiming.approved(who))
    letter = seen("enrolment_certificate", hand_in_id)
    assert letter.values["people"] == "1"
    (person,) = letter.rows["insured"]
    assert (person["name"], person["fee"], "*" in person["id_no"]) == ("郑国安", "95.00", True)
    (receipt,) = seen("enrolment_receipt", hand_in_id).rows["receipts"]
    assert (receipt["payer"], receipt["amount"]) == ("职工个人", "95.00")
    said = seen("enrolment_renewal", hand_in_id).values
    assert (said["next_from_on"], said["renew_by"]) == ("2027年1月1日", "2027年1月30日")
    assert (said["waiting"], said["claims"], said["claims_sum"]) == ("1个月", "1", "3,500.00")


def test_renewal_notices_are_offered_for_what_ends_soon_and_is_not_renewed(
    city: City, who: Covered
) -> None:
    with reading(almighty()) as session:
        rows = letter_choices.list_choices(session, shipped("enrolment_renewal"))
        other = letter_choices.list_choices(session, shipped("enrolment_certificate"))
    assert [row.id for row in rows] == [row.id for row in other] == [hand_in_of(who)]
    cover(
        city.mill,
        (who.plan, who.version),
        who.member,
        from_on=date(2025, 1, 1),
        to_on=date(2025, 12, 31),
    )
    with reading(almighty()) as session:
        rows = letter_choices.list_choices(session, shipped("enrolment_renewal"))
    assert len(rows) == 1
    assert LETTER_KINDS["enrolment_renewal"].record == UNIT_ENROLMENT


def test_leaflets_name_the_plans_that_cover_the_unit_and_their_papers(
    city: City, who: Covered
) -> None:
    other = plan(papers={"accident": ("accident_report",)})
    letter = seen("mutual_papers", city.mill)
    assert {row["event"] for row in letter.rows["checklist"]} == {"住院", "门诊特殊病慢性病"}
    assert letter.rows["checklist"][0]["papers"].startswith("1. 申请表")
    assert letter.rows["checklist"][0]["limit"] == "60天内申请、接到通知后30天内补齐材料"
    assert [row["cap"] for row in seen("mutual_leaflet", city.mill).rows["plans"]] == ["10,000.00"]
    offered = seen("mutual_leaflet", city.dock).rows["plans"]
    assert len(offered) == 2
    assert other


def test_leaflets_tell_the_terms_that_cover_the_people_and_not_the_offices_note(
    city: City, who: Covered
) -> None:
    with writing(almighty()) as session:
        row = session.get_one(MutualPlan, who.plan)
        row.note = "标准待定，仅供内部参考"
        version = session.get_one(PlanVersion, who.version)
        version.state, version.valid_to = "ended", TODAY - timedelta(days=1)
        settings.change(session, "office_phone", "0914-1234567", 0)
    letter = seen("mutual_leaflet", city.mill)
    (told,) = letter.rows["plans"]
    assert told["told"] == "住院、门诊特殊病慢性病：目录内个人自付的 70%。\n期内最高 10,000.00 元。"
    assert (told["limit"], letter.values["office_phone"]) == ("60天内申请", "0914-1234567")
    assert "标准待定" not in str(letter.rows)


def test_a_renewal_notice_says_what_the_next_period_gives_and_changes(who: Covered) -> None:
    with writing(almighty()) as session:
        row = session.get_one(PlanVersion, who.version)
        row.valid_to = date(2026, 12, 31)
        dearer = {**row.terms, "share": "120", "payers": {"worker": "100", "union": "20"}}
        begins = date(2027, 1, 1)
        later = PlanVersion(
            plan_id=who.plan, number=2, state="published", valid_from=begins,
            published_on=TODAY, terms=dearer,
        )  # fmt: skip
        session.add(later)
    said = seen("enrolment_renewal", hand_in_of(who)).values
    assert (said["next_fee"], said["next_payers"]) == ("120.00", "职工个人 100.00、本级工会 20.00")
    assert said["next_changes"] == "每份互助金：¥ 95.00 → ¥ 120.00"
    assert said["next_told"].startswith("住院、门诊")
