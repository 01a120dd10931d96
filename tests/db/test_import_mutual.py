"""Old lists of mutual aid: enrolments that another person confirms, claims that have ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select

from db import (
    claim_due,
    claim_followups,
    claim_steps,
    claims,
    cover,
    enrolment_batches,
    import_undo,
    imports,
    mutual_soundness,
    summaries,
    trail,
)
from db.engine import Store
from db.import_rows import Incoming, Preview
from db.imports import BatchRow
from db.models.claims import Claim, ClaimInvoice
from db.models.mutual import Enrolment, UnitEnrolment
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import NotAllowed, WrongState
from rules.imports import CLAIMS, ENROLMENTS, Counts
from rules.mutual_parts import BenefitPart, PartKind
from tests.ground.enrolling import plant_plan, terms
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, id_number, plant

BEGIN, EVENT = date(2026, 1, 1), date(2026, 5, 4)
CLERK = almighty(name="周平")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def the_list(*rows: Mapping[str, object], unit: int | None = None) -> Incoming:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [
        (number, [row.get(column) for column in columns])
        for number, row in enumerate(rows, start=2)
    ]
    places = {column: place for place, column in enumerate(columns)}
    return Incoming(lambda: cells, places, unit, "2026年互助名单.xlsx", "0" * 64)


def preview(register: str, incoming: Incoming) -> Preview:
    with reading(CLERK) as session:
        return imports.get_preview(session, register, incoming)


def take_in(register: str, incoming: Incoming, actor: Actor = CLERK) -> BatchRow:
    expected = preview(register, incoming).counts
    with writing(actor) as session:
        return imports.take_in(session, register, incoming, expected)


def confirm(batch: BatchRow, actor: Actor | None = None) -> int:
    with writing(actor or almighty(name="陈静")) as session:
        return enrolment_batches.confirm(session, batch.id, lambda _done: None)


def reasons(found: Preview) -> list[str]:
    return [str(row.errors[0]) for row in found.refused]


def people(city: City, *names: str) -> list[dict[str, object]]:
    """Register people of the mill; returns how a list names them."""
    rows: list[dict[str, object]] = []
    for place, name in enumerate(names, start=1):
        number = id_number(date(1980, 3, place), place)
        enrol(city.mill, name, id_no=number)
        rows.append({"name": name, "id_no": number})
    return rows


def joining(*rows: Mapping[str, object], **more: object) -> list[dict[str, object]]:
    shared = {"plan": "STAY", "from_on": "2026-01-01", **more}
    return [{**row, **shared} for row in rows]


def everything_agrees() -> None:
    with reading(almighty()) as session:
        assert list(mutual_soundness.count_faults(session)) == []
        assert summaries.from_rows(session) == summaries.stored(session)
        assert trail.first_broken_link(session) is None
        assert claims.recompute_all(session) == []


def test_enrolments_count_once_somebody_else_confirms_them(city: City) -> None:
    plant_plan("STAY", terms(waiting_months=1))
    rows = joining(*people(city, "张伟", "李娜"), fee=95)
    batch = take_in(ENROLMENTS, the_list(*rows, unit=city.mill))
    assert batch.counts == Counts(new=2)
    with reading(almighty()) as session:
        (hand_in,) = session.scalars(select(UnitEnrolment))
        assert (hand_in.people, hand_in.due_fen, hand_in.unit_id) == (2, 190_00, city.mill)
        member = session.scalars(select(Enrolment.member_id)).first() or 0
        assert cover.cover_on(session, member, EVENT) == []
        assert enrolment_batches.count_waiting(session, batch.id) == 1
    with pytest.raises(NotAllowed):
        confirm(batch, CLERK)
    with pytest.raises(NotAllowed):
        confirm(batch, everyone_but(Permission.CONFIRM_ENROLMENTS))
    assert confirm(batch) == 1
    with reading(almighty()) as session:
        (found,) = cover.cover_on(session, member, EVENT)
        assert (found.from_on, found.covered_from_on) == (BEGIN, date(2026, 2, 1))
    with pytest.raises(WrongState):
        confirm(batch)
    everything_agrees()


def test_rows_of_enrolments_are_turned_away_with_their_reason(city: City) -> None:
    plant_plan("STAY", terms(age_to=60))
    zhang, li, wang, zhao, qian = people(city, "张伟", "李娜", "王芳", "赵磊", "钱进")
    taken = take_in(ENROLMENTS, the_list(*joining(qian), unit=city.north))
    assert taken.counts == Counts(new=1)
    nobody = {"name": "孙秀兰", "id_no": id_number(date(1990, 1, 1), 9)}
    found = preview(
        ENROLMENTS,
        the_list(
            *joining(zhang),
            *joining(zhang),
            *joining({**li, "name": "李那"}),
            *joining(wang, plan="没有的计划"),
            *joining(wang, fee=100),
            *joining(zhao, from_on="2026-02-01"),
            *joining(nobody),
            *joining({"name": "赵磊"}),
            *joining(qian),
            unit=city.mill,
        ),
    )
    assert found.counts == Counts(new=1, refused=8)
    beginnings = (
        "Row 2 is the same person",
        "This number belongs to",
        "There is no plan",
        "The plan asks for 95.00",
        "Cover under this plan begins",
        "The registry does not know",
        "Give the ID number",
        "covered already by",
    )
    for told, beginning in zip(reasons(found), beginnings, strict=True):
        assert told.startswith(beginning)


def test_nobody_is_covered_twice_on_a_day_by_two_rows_of_a_list(city: City) -> None:
    plant_plan("STAY", terms(fixed_start=""))
    (zhang,) = people(city, "张伟")
    first, second = ({**zhang, "unit_id": unit} for unit in ("北岭纺织厂工会", "北岭县总工会"))
    rows = (*joining(first), *joining(second, from_on="2026-06-01"))
    found = preview(ENROLMENTS, the_list(*rows, *joining(second, from_on="2027-01-01")))
    assert (found.counts, reasons(found)) == (
        Counts(new=2, refused=1),
        ["Row 2 is the same person already."],
    )


def test_an_import_of_enrolments_is_taken_back_until_it_is_confirmed(city: City) -> None:
    plant_plan("STAY")
    rows = joining(*people(city, "张伟", "李娜"))
    batch = take_in(ENROLMENTS, the_list(*rows, unit=city.mill))
    with writing(CLERK) as session:
        import_undo.undo(session, batch.id, batch.version)
    with reading(almighty()) as session:
        assert not session.scalars(select(Enrolment.id).where(Enrolment.live.is_(True))).all()
    again = take_in(ENROLMENTS, the_list(*rows, unit=city.mill))
    confirm(again)
    with pytest.raises(WrongState, match="confirmed meanwhile"), writing(CLERK) as session:
        import_undo.undo(session, again.id, again.version)
    everything_agrees()


@pytest.fixture
def covered(city: City) -> list[dict[str, object]]:
    """Three people of the mill who were covered in 2026, for 70 % of their own part."""
    part = BenefitPart(PartKind.LINEAR, ("stay",), percent=Fraction(70))
    plant_plan("STAY", terms(parts=(part,)))
    rows = people(city, "张伟", "李娜", "王芳")
    confirm(take_in(ENROLMENTS, the_list(*joining(*rows), unit=city.mill)))
    return rows


def ended(person: Mapping[str, object], **more: object) -> dict[str, object]:
    return {
        **person,
        "plan": "STAY",
        "event": "住院",
        "event_on": "2026-05-04",
        "ended_on": "2026-05-12",
        "hospital": "云溪市第一人民医院",
        "total_fen": 10_000,
        "pool_paid_fen": 7_000,
        "own_in_fen": 3_000,
        "invoice": "",
        "paid": None,
        "paid_on": None,
        "refusal": None,
        **more,
    }


def test_claims_of_an_old_list_are_kept_as_they_ended(covered: list[dict[str, object]]) -> None:
    zhang, li, wang = covered
    batch = take_in(
        CLAIMS,
        the_list(
            ended(zhang, paid=2_100, paid_on="2026-06-10", invoice="610000123"),
            ended(li, refusal="费用不在目录范围内", invoice="610000124"),
            ended(wang, paid=2_000, paid_on="2026-06-10"),
        ),
    )
    assert batch.counts == Counts(new=3)
    with reading(almighty()) as session:
        first, second, third = session.scalars(select(Claim).order_by(Claim.id))
        assert (first.state, first.payable_fen, first.paid_fen) == ("approved", 210_000, 210_000)
        assert (second.state, second.refusal, second.paid_on) == (
            "refused",
            "not_in_catalogue",
            None,
        )
        assert third.paid_fen == 200_000
        assert "2,000.00" in third.note
        assert claim_due.list_due_claims(session, date(2026, 11, 1)) == []
        live = session.scalars(select(ClaimInvoice.key).where(ClaimInvoice.live.is_(True))).all()
        assert live == ["610000123"]
    everything_agrees()
    with writing(CLERK) as session:
        import_undo.undo(session, batch.id, batch.version)
    with reading(almighty()) as session:
        assert set(session.scalars(select(Claim.state))) == {"withdrawn"}
        assert sum(session.scalars(select(Claim.paid_fen))) == 0
    everything_agrees()


def test_an_import_of_claims_stays_while_another_claim_follows_from_one_of_it(
    covered: list[dict[str, object]],
) -> None:
    zhang, li, _wang = covered
    paid, refused = {"paid": 2_100, "paid_on": "2026-06-10"}, {"refusal": "费用不在目录范围内"}
    batch = take_in(CLAIMS, the_list(ended(zhang, **paid), ended(li, **refused)))
    with writing(CLERK) as session:
        first, second = session.scalars(select(Claim).order_by(Claim.id))
        top_up = claim_followups.top_up(session, first.id, first.version, "漏报票据")
        appeal = claim_followups.appeal(session, second.id, second.version, "属于目录")
    with writing(CLERK) as session, pytest.raises(WrongState) as told:
        import_undo.undo(session, batch.id, batch.version)
    for key in (top_up, appeal):
        with writing(CLERK) as session:
            row = session.get_one(Claim, key)
            assert row.claim_no in str(told.value)
            claim_steps.take(session, key, row.version, "withdraw", "本人撤回")
    with writing(CLERK) as session:
        import_undo.undo(session, batch.id, batch.version)
    everything_agrees()


def test_a_paid_sum_that_is_not_the_lists_is_found(covered: list[dict[str, object]]) -> None:
    take_in(CLAIMS, the_list(ended(covered[0], paid=2_100, paid_on="2026-06-10")))
    everything_agrees()
    with writing(almighty()) as session:
        session.scalars(select(Claim)).one().paid_fen += 1
    with reading(almighty()) as session:
        ((sentence, number),) = mutual_soundness.count_faults(session)
    assert ("another sum than their lists" in sentence, number) == (True, 1)
    with writing(almighty()) as session:
        row = session.scalars(select(Claim)).one()
        row.paid_fen, row.paid_on = row.paid_fen - 1, None
    with reading(almighty()) as session:
        ((sentence, number),) = mutual_soundness.count_faults(session)
    assert ("do not stand" in sentence, number) == (True, 1)


def test_rows_of_claims_are_turned_away_with_their_reason(
    covered: list[dict[str, object]],
) -> None:
    zhang, li, wang = covered
    paid: dict[str, object] = {"paid": 2_100, "paid_on": "2026-06-10"}
    take_in(CLAIMS, the_list(ended(zhang, **paid, invoice="610000123")))
    found = preview(
        CLAIMS,
        the_list(
            ended(li, **paid, invoice="610 000 123"),
            ended(zhang, **paid),
            ended(li),
            ended(li, **paid, refusal="其他（须注明）"),
            ended(li, **paid, event_on="2025-05-04", ended_on="2025-05-12"),
            ended(li, **paid, total_fen=9_000),
            ended(wang, **paid, invoice="610000777"),
            ended(li, **paid, invoice="610000777"),
            ended(wang, **paid, event_on="2026-05-06"),
        ),
    )
    assert found.counts == Counts(new=1, refused=8)
    told = reasons(found)
    assert "610000123" in told[0]
    assert told[2].startswith("Say what was paid")
    assert told[3].startswith("A refused claim was not paid")
    assert "did not cover" in told[4]
    assert "1,000.00 yuan more" in told[5]
    assert told[6].startswith("Row 8 has this invoice")
    assert told[7].startswith("Row 8 is about the same days")


@pytest.mark.parametrize("register", [ENROLMENTS, CLAIMS])
def test_old_lists_need_their_permission(city: City, register: str) -> None:
    with (
        pytest.raises(NotAllowed),
        writing(everyone_but(Permission.IMPORT_MUTUAL)) as session,
    ):
        imports.take_in(session, register, the_list({"name": "张伟"}, unit=city.mill))


def test_nobody_enrols_people_from_outside_the_own_part(city: City) -> None:
    plant_plan("STAY")
    stranger = {"name": "周强", "id_no": id_number(date(1985, 5, 5), 5)}
    enrol(city.dock, "周强", id_no=stranger["id_no"])
    county = almighty(unit=city.north)
    incoming = the_list(*joining(stranger), unit=city.mill)
    with reading(county) as session:
        found = imports.get_preview(session, ENROLMENTS, incoming)
    assert found.counts == Counts(refused=1)
