"""Funds for tests: a pot with a budget, and what its ledger comes to."""

from __future__ import annotations

from datetime import date

from db import funds
from db.session import reading, writing
from rules.funds import Sums
from tests.ground.people import almighty

ALL_USES = (
    "living_aid",
    "medical_aid",
    "study_aid",
    "autumn_study",
    "temporary_relief",
    "warmth_campaign",
    "survivor_benefit",
    "study_benefit",
    "care_cash",
    "care_goods",
)


def pot(
    unit_id: int,
    fen: int,
    *,
    uses: tuple[str, ...] = ALL_USES,
    year: int = 2026,
    name: str = "本级工会帮扶资金",
    source: str = "own_union",
) -> int:
    """Open a fund with a budget; returns its id."""
    with writing(almighty(name="周平")) as session:
        fund_id = funds.open_fund(
            session, unit_id, {"name": name, "source": source, "year": year, "uses": uses}
        )
        if fen:
            funds.enter_budget(session, fund_id, fen, date(year, 1, 1), "会议纪要1号")
    return fund_id


def sums_of(fund_id: int) -> Sums:
    """Return what a fund's ledger comes to."""
    with reading(almighty()) as session:
        return funds.get_fund(session, fund_id).sums
