"""The sample's reports: the months before the last one are issued, the last one waits."""

from __future__ import annotations

from collections.abc import Callable

from db import reports
from db.sample_funds import written_on
from db.session import reading
from db.verbs import today_of
from rules.access import Actor
from rules.periods import MONTH, STATISTICAL_YEAR, Period, period_at

MONTHS = 3
DAYS_AFTER = 4
"""A report goes out so many days after its period."""


def make_reports(actor: Callable[[str], Actor]) -> None:
    """Issue the reports of some months and of the last statistical year that is over."""
    clerk = actor("clerk")
    with reading(clerk) as session:
        today = today_of(session)
    period = period_at(MONTH, today).previous
    earlier: list[Period] = [period_at(STATISTICAL_YEAR, today).previous]
    for _month in range(MONTHS):
        period = period.previous
        earlier.append(period)
    for one in sorted(earlier, key=lambda period: period.last_on):
        after = one.last_on.toordinal() + DAYS_AFTER
        with written_on(clerk, one.last_on.fromordinal(after)) as session:
            reports.issue(session, one)
