"""The sample's funds of two years, with budgets and income entered on their days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import funds
from db.models.accounts import Account
from db.models.aid import Fund
from db.session import reading, writing
from db.verbs import today_of
from rules.access import CONSOLE, Actor
from rules.fields import Value

AsAccount = Callable[[str], Actor]

POTS: tuple[tuple[str, str, str, tuple[str, ...], int, int], ...] = (
    (
        "clerk",
        "中央财政专项帮扶资金",
        "central",
        ("living_aid", "medical_aid", "study_aid"),
        0,
        160,
    ),
    (
        "clerk",
        "本级工会帮扶资金",
        "own_union",
        (
            "living_aid",
            "temporary_relief",
            "training_aid",
            "disaster_aid",
            "other",
            "care_cash",
            "care_goods",
        ),
        40,
        0,
    ),
    ("clerk", "送温暖资金", "warmth", ("warmth_campaign", "care_cash", "care_goods"), 20, 10),
    (
        "clerk",
        "圆梦助学捐赠资金",
        "donation",
        ("study_aid", "autumn_study", "study_benefit"),
        0,
        60,
    ),
    ("clerk", "职工遗属抚恤资金", "employer", ("survivor_benefit",), 30, 30),
    (
        "county",
        "县级帮扶资金",
        "upper_union",
        ("living_aid", "temporary_relief", "warmth_campaign", "care_cash"),
        5,
        15,
    ),
)
"""Whose pot, its name, source and uses; budget and income of a year in 10,000 yuan."""

PAYERS = {
    "central": "省财政厅",
    "warmth": "省总工会",
    "donation": "云溪市慈善总会",
    "employer": "云溪矿业集团有限公司",
    "upper_union": "云溪市总工会",
}
CLOSED_POT = "送温暖资金"
"""Last year's pot of this name is carried over and closed."""


@contextmanager
def written_on(actor: Actor, day: date) -> Iterator[Session]:
    """Write as somebody on a past day, at nine in the morning or a little later."""
    with writing(actor) as session:
        session.info["verb"] = "sample_aid.make_aid"
        moment = datetime.combine(day, time(1, 30), UTC)
        session.info["now"] = min(moment, session.info["now"])
        yield session


def open_funds(as_account: AsAccount) -> None:
    """Open the funds of last year and this one, with their budgets and what came in."""
    with reading(CONSOLE) as session:
        today = today_of(session)
        rows = session.execute(select(Account.login, Account.unit_id))
        units = {row.login: row.unit_id for row in rows}
    manager = as_account("chair")
    for year in (today.year - 1, today.year):
        for login, name, source, uses, budget, income in POTS:
            values: dict[str, Value] = {"name": name, "source": source, "year": year, "uses": uses}
            opened = min(date(year, 1, 8), today)
            with written_on(manager, opened) as session:
                fund_id = funds.open_fund(session, int(units[login] or 0), values)
                if budget:
                    document = f"云工发〔{year}〕3号"
                    funds.enter_budget(session, fund_id, budget * 1_000_000, opened, document)
            if income:
                _receive(manager, fund_id, source, income * 500_000, year, today)


def _receive(manager: Actor, fund_id: int, source: str, fen: int, year: int, today: date) -> None:
    """Enter a year's income in two parts, the second with the application it answers."""
    parts = (
        (date(year, 1, 20), f"{year}年第一批", ""),
        (date(year, 5, 12), f"{year}年第二批", f"申请文号：云工请〔{year}〕7号，{year}-04-02"),
    )
    for number, (on, batch, note) in enumerate(parts, start=1):
        day = min(on, today)
        with written_on(manager, day) as session:
            document = f"拨〔{year}〕{number:02}号"
            payer = PAYERS.get(source, "省总工会")
            funds.enter_income(session, fund_id, fen, day, payer, document, note or batch)


def close_old_pot(chair: Actor, today: date) -> None:
    """Carry last year's pot of the campaign over and close it; a little stays behind."""
    with written_on(chair, min(date(today.year, 1, 15), today)) as session:
        named = select(Fund).where(Fund.name == CLOSED_POT, Fund.year == today.year - 1)
        old = session.scalars(named).one()
        (target, *_rest) = funds.list_targets(session, old.id)
        left = old.balance_fen - 100_000
        funds.carry_over(session, old.id, old.version, target.id, left, "上年结转")
        funds.close_fund(session, old.id, old.version)
