"""The sample office: a city federation with invented people, the same for the same seed.

It fills an empty office in bulk, with trail, counts, faults and search pieces like any other
write; what waits for a decision is entered with the office's own verbs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from db import (
    bulk,
    lookalike_search,
    sample_activities,
    sample_aid,
    sample_assessors,
    sample_boards,
    sample_campaigns,
    sample_care,
    sample_claims,
    sample_counter,
    sample_funds,
    sample_giving,
    sample_hardship,
    sample_household_stories,
    sample_households,
    sample_mutual,
    sample_notices,
    sample_pay,
    sample_reports,
    sample_rules,
    sample_watch,
    settings,
    summaries,
    trail,
    tree,
)
from db.models.accounts import Account, AccountRole, Role
from db.models.members import Member
from db.models.units import Unit, UnitBelow
from db.passwords import hash_password
from db.sample_names import CITY
from db.sample_people import People
from db.sample_stories import APPLICANTS, apply_to_join, decide_some, may_apply, propose_transfers
from db.sample_units import Planter, UnitRow
from db.sample_writer import write_people
from db.search import sort_key
from db.session import reading, writing
from db.units import search_text_of
from db.verbs import now_of, today_of
from rules.access import CONSOLE, Actor, Permission
from rules.errors import WrongState
from rules.language import N_

DEMO_PASSWORD = "yunxi-gonghui-2026"  # noqa: S105 - printed on the sample's sign-in page
"""The one password of all accounts of a sample office."""

PEOPLE_AT_ONCE = 20_000
"""So many members go into one transaction."""

CITY_HALL, COUNTY_HALL, WORKPLACE = "city", "county", "workplace"


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """One account of the sample: ``place`` is where in the tree it stands."""

    login: str
    name: str
    role: str
    place: str = CITY_HALL


SAMPLE_ACCOUNTS = (
    SampleAccount("admin", "陈静", "administrator"),
    SampleAccount("clerk", "王芳", "clerk"),
    SampleAccount("reviewer", "李建国", "reviewer"),
    SampleAccount("chair", "张敏", "approver"),
    SampleAccount("cashier", "刘洋", "cashier"),
    SampleAccount("leader", "周国强", "leader"),
    SampleAccount("supervisor", "吴玉梅", "supervisor"),
    SampleAccount("county", "赵磊", "clerk", COUNTY_HALL),
    SampleAccount("countychair", "孙秀兰", "approver", COUNTY_HALL),
    SampleAccount("contact", "徐婷", "unit_contact", WORKPLACE),
    SampleAccount("assessor", "钱文博", "assessor"),
    SampleAccount("reviewer2", "何秀英", "reviewer"),
)
"""One account for each role, two of a county to see a part of the tree with, and a second
reviewer: who refused a claim does not decide on the appeal."""


@dataclass(frozen=True, slots=True)
class Made:
    """How many units and members the sample got."""

    units: int
    members: int


def make_sample(
    members: int = 3000, units: int = 60, seed: int = 1, households: int | None = None
) -> Made:
    """Fill an empty office with a sample; raises WrongState where there are units already.

    Without ``households`` there is one for each nine members, 330 at most.
    """
    dice = Random(seed)  # noqa: S311 - invented people need no secrecy
    with writing(CONSOLE) as session:
        session.info["verb"] = "sample.make_sample"
        if session.scalar(select(Unit.id).limit(1)) is not None:
            raise WrongState(N_("A sample can only be made in an empty office."))
        today = today_of(session)
        planted = _plant_units(session, dice, today, max(units, 2))
        _open_accounts(session, planted)
        _name_office(session)
        sample_rules.enter_lines(session, today)
    people = People(dice, today, planted)
    drawn = people.draw(members)
    while chunk := list(islice(drawn, PEOPLE_AT_ONCE)):
        with writing(CONSOLE) as session:
            session.info["verb"] = "sample.make_sample"
            write_people(session, chunk)
    if members:
        _tell_stories(dice, people)
        with writing(CONSOLE) as session:
            lookalike_search.find_pairs(session)
        _tell_of_families(dice, members, households)
    with reading(CONSOLE) as session:
        people_made = session.scalar(select(func.count()).select_from(Member))
        return Made(len(planted), people_made or 0)


def _tell_of_families(dice: Random, members: int, households: int | None) -> None:
    """Found households, and let the office help them."""
    sample_households.make_households(dice, members, households)
    sample_hardship.make_files(dice)
    sample_funds.open_funds(_actor)
    _care_for_families(dice)
    _watch_over(dice)
    sample_aid.make_aid(dice, _actor)
    sample_pay.make_payments(dice, _actor)
    _change_households(dice)
    sample_mutual.make_mutual_aid(dice, _actor)
    sample_claims.make_claims(dice, _actor, members)
    sample_counter.make_counter(dice, _actor)
    sample_assessors.make_governance(_actor)
    sample_campaigns.make_campaigns(dice, _actor)
    sample_activities.make_activities(dice, _actor)
    sample_giving.make_giving(dice, _actor)
    sample_reports.make_reports(_actor)
    sample_boards.make_displays(_actor)


def _change_households(dice: Random) -> None:
    """Let the clerk ask for changes of households, and the reviewer carry one out."""
    with writing(_actor("clerk")) as session:
        sample_household_stories.ask_for_changes(session, dice)
    with writing(_actor("reviewer")) as session:
        sample_household_stories.decide_one(session)


def _plant_units(session: Session, dice: Random, today: date, count: int) -> list[UnitRow]:
    ids = bulk.new_ids(session, Unit.__table__, count)
    rows = Planter(dice, today, ids[0]).tree(count)
    for row in rows:
        row |= {"sort_name": sort_key(row["name"]), "search_text": search_text_of(row["name"])}
    session.execute(insert(Unit.__table__), rows, execution_options={"kernel": True})
    pairs = tree.closure((row["id"], row["parent_id"]) for row in rows)
    session.execute(insert(UnitBelow.__table__), pairs, execution_options={"kernel": True})
    for row in rows:
        values = {name: row.get(name) for name in Unit.COUNTED_COLUMNS}
        summaries.count_change(session, Unit, None, values)
    trail.record_many(session, map(_unit_entry, rows))
    summaries.touch_area(session, "units")
    return rows


def _unit_entry(row: UnitRow) -> trail.Entry:
    after = {name: value for name, value in row.items() if value is not None}
    told = {name: value for name, value in after.items() if trail.is_trailed(name)}
    details = trail.rendered({}, told)
    return trail.Entry("created", "unit", row["id"], 1, row["id"], row["name"], details=details)


def _open_accounts(session: Session, planted: Sequence[UnitRow]) -> None:
    places = {
        CITY_HALL: planted[0]["id"],
        COUNTY_HALL: planted[1]["id"],
        WORKPLACE: next(
            (row["id"] for row in planted if row["kind"] == "grassroots_union"), planted[-1]["id"]
        ),
    }
    password_hash = hash_password(DEMO_PASSWORD)  # once, since it takes its time on purpose
    for sample in SAMPLE_ACCOUNTS:
        account = Account(
            login=sample.login,
            name=sample.name,
            password_hash=password_hash,
            unit_id=places[sample.place],
            must_change_password=False,
            language="",
            disabled=False,
            created_at=now_of(session),
        )
        session.add(account)
        session.flush()
        session.add(
            AccountRole(account_id=account.id, role_code=sample.role, unit_id=account.unit_id)
        )


def _name_office(session: Session) -> None:
    told = {
        "office_name": f"{CITY}总工会",
        "office_phone": "12351",
        "office_address": f"{CITY}人民路1号职工服务大厅，工作日8:30—17:30",
    }
    for name, value in told.items():
        if not settings.get(session, name):
            settings.change(session, name, value, settings.get_version(session, name))


def _tell_stories(dice: Random, people: People) -> None:
    """Let workers apply and members move; some of it decided, most of it waiting."""
    applicants = [person for person in people.draw(APPLICANTS * 2) if may_apply(person)]
    with writing(_actor("clerk")) as session:
        apply_to_join(session, applicants[:APPLICANTS])
        propose_transfers(session, dice)
    with writing(_actor("chair")) as session:
        decide_some(session)


def _care_for_families(dice: Random) -> None:
    """Let plans be written and adopted, and families be visited and given to."""
    with writing(_actor("clerk")) as session:
        sample_care.write_plans(session, dice)
    with writing(_actor("chair")) as session:
        sample_care.adopt_plans(session)
    with writing(_actor("clerk")) as session:
        sample_care.follow_plans(session, dice)
        sample_care.visit_some(session, dice)


def _watch_over(dice: Random) -> None:
    """Let notices hang, objections come, spot checks be drawn, and the supervisor ask."""
    with writing(CONSOLE) as session:
        session.info["verb"] = "sample.make_sample"
        rows = session.execute(select(Account.id, Account.unit_id)).all()
        sample_notices.write_notices(session, dice, {row.id: row.unit_id for row in rows})
    steps: tuple[tuple[str, Callable[[Session], None]], ...] = (
        ("clerk", sample_notices.prepare_next),
        ("reviewer", partial(sample_watch.draw_and_check, dice=dice)),
        ("supervisor", sample_watch.ask),
        ("reviewer", sample_watch.answer_some),
        ("supervisor", sample_watch.accept_one),
    )
    for login, work in steps:
        with writing(_actor(login)) as session:
            work(session)


def _actor(login: str) -> Actor:
    """Return the actor behind one of the sample's accounts."""
    with reading(CONSOLE) as session:
        row: Any = session.execute(
            select(Account.id, Account.name, Account.unit_id, Role.permissions, Unit.parent_id)
            .join(AccountRole, AccountRole.account_id == Account.id)
            .join(Role, Role.code == AccountRole.role_code)
            .join(Unit, Unit.id == Account.unit_id)
            .where(Account.login == login)
        ).one()
    return Actor(
        account_id=row.id,
        name=row.name,
        unit_id=row.unit_id,
        everywhere=row.parent_id is None,
        permissions=frozenset(Permission(right) for right in row.permissions),
    )
