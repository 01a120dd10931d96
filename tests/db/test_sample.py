"""The sample office: big enough to look around in, and kept like any other office."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest
from sqlalchemy import func, select

from db import (
    accounts,
    ledger,
    lookalike_pairs,
    member_lists,
    members,
    memberships,
    pay_runs,
    pay_soundness,
    quality_lists,
    roles,
    sign_ins,
    summaries,
    trail,
    transfers,
)
from db.engine import Store
from db.models.aid import AidGrant, Entitlement, Fund
from db.models.members import Member
from db.models.pay_runs import CallBack, PayRun
from db.models.people import LifeEvent, Membership
from db.models.units import Unit
from db.sample import DEMO_PASSWORD, SAMPLE_ACCOUNTS, Made, make_sample
from db.sample_aid import decided_after
from db.sample_people import People, Person
from db.sample_units import Planter
from db.search import grams
from db.session import reading, writing
from rules.access import CONSOLE
from rules.errors import WrongState
from rules.identity import check_usci
from rules.passwords import check_password
from rules.quality import faults_of
from rules.units import check_below
from tests.ground.people import almighty
from tests.ground.tree import version_of


def test_the_sample_has_the_wanted_size(made: Made) -> None:
    assert made.units == 30
    assert 600 < made.members <= 600 + 18
    with reading(almighty()) as session:
        kinds = Counter(session.scalars(select(Unit.kind)).all())
        events = session.scalar(select(func.count()).select_from(LifeEvent))
    assert events is not None
    assert events > 10
    assert kinds["federation"] == 1
    assert kinds["county_federation"] == 3
    assert kinds["grassroots_union"] > 15


def test_trail_and_counts_are_those_of_any_other_office(made: Made) -> None:
    with reading(CONSOLE) as session:
        assert summaries.stored(session) == summaries.from_rows(session)
        assert trail.first_broken_link(session) is None


def test_every_member_has_one_open_period_that_agrees_with_the_record(made: Made) -> None:
    with reading(CONSOLE) as session:
        opened = session.execute(
            select(Membership.member_id, Membership.unit_id, Membership.status).where(
                Membership.to_on.is_(None)
            )
        ).all()
        stands = session.execute(
            select(Member.id, Member.unit_id, Member.status).where(
                Member.status.not_in(("applied", "refused"))
            )
        ).all()
    assert sorted(opened) == sorted(stands)


def test_people_are_found_by_name_and_by_number(made: Made) -> None:
    with reading(almighty()) as session:
        person = session.scalars(
            select(Member).where(Member.id_no.is_not(None)).order_by(Member.id).limit(1)
        ).one()
        for text in (person.name[:2], str(person.id_no), str(person.member_no)):
            rows = member_lists.list_page(session, {"text": text}).rows
            assert person.id in [row.id for row in rows]
        assert len(grams(person.name)) > 3


def test_a_member_of_the_sample_can_be_changed_like_any_other(made: Made) -> None:
    with reading(almighty()) as session:
        key = session.scalars(
            select(Member.id).where(Member.status == "member").order_by(Member.id).offset(50)
        ).first()
        while quality_lists.list_faults_of(session, key or 0):
            key = (key or 0) + 1
    assert key is not None
    with writing(almighty()) as session:
        members.change(session, key, version_of(key), {"job": "电工"})


def test_something_waits_for_a_decision_and_something_to_be_repaired(made: Made) -> None:
    with reading(almighty()) as session:
        assert memberships.list_applications(session).total > 3
        assert transfers.list_page(session).total > 2
        cleanness = quality_lists.get_cleanness(session)
        assert cleanness.share is not None
        assert 0.7 < cleanness.share < 0.97
        assert lookalike_pairs.list_pairs(session).total >= 1


def test_there_is_an_account_for_every_role_with_the_password_of_the_sample(made: Made) -> None:
    with reading(CONSOLE) as session:
        shipped = {row.code for row in roles.list_roles(session)}
        logins = {row.login for row in accounts.list_accounts(session).rows}
    assert {account.role for account in SAMPLE_ACCOUNTS} == shipped
    assert {account.login for account in SAMPLE_ACCOUNTS} == logins
    assert sign_ins.sign_in("clerk", DEMO_PASSWORD).ok
    for account in SAMPLE_ACCOUNTS:
        check_password(DEMO_PASSWORD, account.login)


def test_a_county_sees_its_part_of_the_sample_only(made: Made) -> None:
    with reading(CONSOLE) as session:
        county = session.scalars(
            select(Unit.id).where(Unit.kind == "county_federation").order_by(Unit.id)
        ).first()
    with reading(almighty(unit=county)) as session:
        own = quality_lists.get_cleanness(session).records
    assert 0 < own < made.members


def test_a_sample_is_made_in_an_empty_office_only(made: Made) -> None:
    with pytest.raises(WrongState):
        make_sample(members=10)


def test_a_sample_may_have_units_and_no_people(office: Store) -> None:
    assert make_sample(members=0, units=12) == Made(units=12, members=0)


def test_small_samples_can_be_made(office: Store) -> None:
    assert make_sample(members=5, units=6).units == 6


def _drawn(seed: int, units: int = 40) -> tuple[list[dict[str, object]], list[Person]]:
    dice, today = Random(seed), date(2026, 11, 24)
    planted = Planter(dice, today, 1).tree(units)
    return planted, list(People(dice, today, planted).draw(3000))


def test_the_same_seed_gives_the_same_office_and_another_one_another() -> None:
    assert _drawn(3) == _drawn(3)
    assert _drawn(3) != _drawn(4)


def test_unit_names_and_codes_are_valid_and_unique() -> None:
    planted, _ = _drawn(5, units=1200)
    assert len({row["name"] for row in planted}) == len(planted) == 1200
    assert len({check_usci(str(row["usci"])) for row in planted}) == 1200
    kinds = {row["id"]: str(row["kind"]) for row in planted}
    for row in planted:
        parent = row["parent_id"]
        check_below(str(row["kind"]), kinds[parent] if parent else None)


def test_id_numbers_are_valid_but_for_the_planted_faults_and_nobody_shares_one() -> None:
    _, people = _drawn(5)
    numbers = [str(one.values["id_no"]) for one in people if one.values["id_no"]]
    faults = Counter(code for one in people for code in faults_of(one.values))
    assert len(set(numbers)) == len(numbers) > 2900
    assert faults["id_no_invalid"] < 20
    assert 150 < sum(bool(faults_of(one.values)) for one in people) < 600


def test_surnames_are_as_frequent_as_in_real_life() -> None:
    _, people = _drawn(6)
    first = Counter(str(one.values["name"])[0] for one in people)
    assert {name for name, _ in first.most_common(3)} == {"王", "李", "张"}
    assert 0.06 < first["王"] / len(people) < 0.11


def test_the_sample_has_funds_aid_in_every_state_and_benefits_that_balance(made: Made) -> None:
    with reading(CONSOLE) as session:
        states = Counter(session.scalars(select(AidGrant.state)).all())
        benefits = Counter(session.scalars(select(Entitlement.state)).all())
        years = Counter(session.scalars(select(Fund.year)).all())
        assert ledger.differing_funds(session) == []
        assert all(fund.balance_fen >= 0 for fund in session.scalars(select(Fund)))
    assert min(years.values()) == 7
    assert states["granted"] > 10
    assert {"awaiting", "denied"} <= set(states)
    assert benefits["standing"] >= 3


@pytest.mark.parametrize(
    ("asked", "decided"),
    [(date(2025, 3, 1), date(2025, 3, 3)), (date(2025, 12, 31), date(2025, 12, 31))],
)
def test_aid_is_decided_in_the_year_of_its_fund(asked: date, decided: date) -> None:
    assert decided_after(asked) == decided


def test_the_samples_pay_runs_balance_and_one_is_still_open(made: Made) -> None:
    with reading(CONSOLE) as session:
        assert list(pay_soundness.count_faults(session)) == []
        counts = pay_runs.count_by_state(session)
        assert counts["run_closed"][0] >= 10
        assert set(counts) & {"run_sent", "run_locked"}
        assert session.scalar(select(func.count(CallBack.id)))
        assert session.scalar(select(PayRun.id).where(PayRun.follows_id.is_not(None)).limit(1))
