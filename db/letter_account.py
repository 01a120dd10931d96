"""What the circular on mutual aid says: the account of a month or year, with its ranking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from db import mutual_figures
from db.letter_subjects import Rows, Subject
from db.mutual_figures import Account
from db.verbs import today_of
from rules.codes import CodeLists
from rules.language import _, listed
from rules.money import show_money
from rules.mutual_account import Ranked, account_period, ranking, show_rate
from rules.periods import MONTH, Period, month_or_year

BEST = 3
HALF, WHOLE = 5_000, 10_000
"""Rates of a half and of the whole."""

PEOPLE_REACHED, FEES = "people_reached", "fees"


def account_subjects(session: Session, ids: Sequence[int], _lists: CodeLists) -> dict[int, Subject]:
    """Return accounts of the actor's own unit by the codes of their periods."""
    found = {}
    for code in ids:
        account = mutual_figures.get_account(session, account_period(code))
        ranked = ranking(account.units, order_of(account))
        found[code] = Subject(
            account.period.shown,
            "",
            account.unit_id,
            (),
            {**_figures(account), **_words(account, ranked)},
            {"lines": _lines(ranked)},
        )
    return found


def order_of(account: Account) -> str:
    """Return what the circular ranks by: the targets, or the fees where none is set."""
    aimed = any(unit.people_reached is not None for unit in account.units)
    return PEOPLE_REACHED if aimed else FEES


def recent_periods(session: Session) -> list[Period]:
    """Return the months of this year and the last that are over or running, and their years."""
    today = today_of(session)
    months = [month_or_year(today.year, month) for month in range(today.month, -1, -1)]
    before = [month_or_year(today.year - 1, month) for month in range(12, -1, -1)]
    return [months.pop(), *months, before.pop(), *before]


def _figures(account: Account) -> dict[str, str]:
    total, sums, before = account.total, account.total.year, account.total.year_before
    target = total.target
    return {
        "unit_name": account.unit_name,
        "period": account.period.shown,
        "year": str(account.period.year),
        "people": f"{sums.people:,}",
        "people_target": f"{target.people:,}" if target else "",
        "people_reached": show_rate(total.people_reached),
        "people_before": f"{before.people:,}",
        "due": show_money(sums.due_fen),
        "fees": show_money(sums.fees_fen),
        "fees_target": show_money(target.fees_fen) if target else "",
        "fees_reached": show_rate(total.fees_reached),
        "fees_before": show_money(before.fees_fen),
        "claims": f"{sums.claims:,}",
        "approved": f"{sums.approved:,}",
        "refused": f"{sums.refused:,}",
        "paid": show_money(sums.paid_fen),
        "paid_before": show_money(before.paid_fen),
        "loss_ratio": show_rate(sums.loss_ratio),
        "renewal_rate": show_rate(sums.renewal_rate),
    }


def _words(account: Account, ranked: Sequence[Ranked]) -> dict[str, str]:
    units = account.units
    reached = [one.people_reached for one in units if one.people_reached is not None]
    return {
        "in_month": _in_month(account),
        "unit_count": str(len(units)),
        "reached_count": str(sum(rate >= WHOLE for rate in reached)),
        "best": _names(one for one in ranked if one.place is not None and one.place <= BEST),
        "behind": _names(
            one
            for one in ranked
            if one.unit.people_reached is not None and one.unit.people_reached < HALF
        ),
        "millions": _names(one for one in ranked if one.unit.is_million),
    }


def _in_month(account: Account) -> str:
    if account.period.kind != MONTH:
        return ""
    sums = account.total.period
    text = _(
        "In the month {people} people were covered, {fees} yuan of fees came in,"
        " {claims} claims were accepted and {paid} yuan paid out."
    )
    return text.format(
        people=f"{sums.people:,}",
        fees=show_money(sums.came_in_fen),
        claims=f"{sums.claims:,}",
        paid=show_money(sums.paid_fen),
    )


def _names(found: Iterable[Ranked]) -> str:
    names = [one.unit.name for one in found]
    return listed(names) or _("none")


def _lines(ranked: Sequence[Ranked]) -> Rows:
    return [
        {
            "place": str(one.place or "—"),
            "unit": one.unit.name,
            "people": f"{one.unit.year.people:,}",
            "people_reached": show_rate(one.unit.people_reached),
            "fees": show_money(one.unit.year.fees_fen),
            "fees_reached": show_rate(one.unit.fees_reached),
            "paid": show_money(one.unit.year.paid_fen),
            "loss_ratio": show_rate(one.unit.year.loss_ratio),
            "renewal_rate": show_rate(one.unit.year.renewal_rate),
            "claims": f"{one.unit.year.claims:,}",
        }
        for one in ranked
    ]
