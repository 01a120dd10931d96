"""How the parts of figures are called, and which of them are told together."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.codes import code_lists
from db.models.aid import Fund
from db.models.mutual import MutualPlan
from rules.codes import label_of
from rules.indicator_words import WORDS
from rules.language import N_, _
from rules.mutual_groups import band_name

PLANS, FUNDS, SOURCES_OF_FUNDS, BANDS = "mutual_plan", "fund", "source_of_fund", "band"
_KERNEL = {"kernel": True}
"""Names of pots and plans alone, of which no person is known."""
UNKNOWN = N_("Not filled in")

Naming = Callable[[str], str]


def recoding(session: Session, codes: str) -> Mapping[str, str]:
    """Return which codes are told as another: pots by their source."""
    if codes != SOURCES_OF_FUNDS:
        return {}
    rows = session.execute(select(Fund.id, Fund.source), execution_options=_KERNEL)
    return {str(row.id): row.source for row in rows}


def naming(session: Session, codes: str) -> Naming:
    """Return how codes are worded in the reader's language."""
    if codes in WORDS:
        words = WORDS[codes]
        return lambda code: _(words.get(code, code or UNKNOWN))
    if codes == BANDS:
        return lambda code: band_name(int(code))
    if codes in (PLANS, FUNDS):
        names = _names(session, codes)
        return lambda code: names.get(code, code) or _(UNKNOWN)
    lists = code_lists(session)
    name = "fund_source" if codes == SOURCES_OF_FUNDS else codes
    return lambda code: label_of(lists, name, code) or _(UNKNOWN)


def _names(session: Session, codes: str) -> dict[str, str]:
    if codes == PLANS:
        plans = session.execute(select(MutualPlan.id, MutualPlan.name))
        return {str(row.id): row.name for row in plans}
    funds = session.execute(select(Fund.id, Fund.name, Fund.year), execution_options=_KERNEL)
    return {str(row.id): f"{row.name} {row.year}" for row in funds}
