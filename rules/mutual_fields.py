"""The terms of a mutual-aid plan as fields of a form and of a page to read.

A field's name is the way to its parameter in the plain form, such as ``payers.worker``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value
from rules.language import N_
from rules.mutual_parts import EVENTS
from rules.settings import between

GENDERS, EVENT_DAYS, COMBINES, PLANS = (
    "mutual_gender",
    "mutual_event_day",
    "mutual_combine",
    "mutual_plans",
)
"""The names under which a form's own choices go; ``PLANS`` are the office's plans by code."""

TERM_LABELS: Mapping[str, Mapping[str, str]] = {
    GENDERS: {"female": N_("Women only")},
    EVENT_DAYS: {"begin": N_("the first day"), "end": N_("the last day")},
    COMBINES: {"sum": N_("they add up"), "largest": N_("only the largest counts")},
}

_FEE, _JOIN, _TIME = N_("Fee and shares"), N_("Who may join"), N_("When cover begins and ends")
_CLAIMS, _LIMITS = N_("How a claim is made"), N_("Floor and ceilings")
_LOOK, PAPERS, REFUSALS = N_("Second look"), N_("Papers"), N_("Articles for refusals")

_DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])")
"""No month lacks one of these days."""


def check_day_of_year(value: Value) -> Value:
    """Return month and day such as 01-01; raises InvalidInput."""
    if not _DAY_OF_YEAR.fullmatch(str(value)):
        raise InvalidInput(N_("Enter month and day such as 01-01."), field="fixed_start")
    return value


def _number(name: str, label: str, group: str, most: int, help: str = "", least: int = 0) -> Field:  # noqa: A002 - as a Field calls it
    bounds: Callable[[Value], Value] = between(least, most)
    return Field(name, label, Kind.INTEGER, check=bounds, help=help, group=group)


JOINING_FIELDS: Fields = (
    Field("share", N_("Fee of one share"), Kind.MONEY, required=True, group=_FEE),
    Field("payers.worker", N_("of it the worker"), Kind.MONEY, group=_FEE),
    Field("payers.union", N_("of it the unit's union"), Kind.MONEY, group=_FEE),
    Field("payers.employer", N_("of it the employer"), Kind.MONEY, group=_FEE),
    Field("payers.upper", N_("of it the superior union"), Kind.MONEY, group=_FEE),
    _number("max_shares", N_("Shares of one person at most"), _FEE, 99, least=1),
    Field("equal_shares", N_("The same shares for a whole unit"), Kind.YES_NO, group=_FEE),
    Field(
        "per_share",
        N_("Sums and ceilings are for one share"),
        Kind.YES_NO,
        help=N_("Yes: whoever has three shares gets three times the sum."),
        group=_FEE,
    ),
    _number("age_from", N_("Age from"), _JOIN, 120),
    _number("age_to", N_("Age to"), _JOIN, 120),
    Field("gender", N_("Open to"), Kind.CHOICE, codes=GENDERS, help=N_("Empty: all."), group=_JOIN),
    Field("retired_may_join", N_("Retired people may join"), Kind.YES_NO, group=_JOIN),
    _number("group_percent", N_("Share of the staff that must join, %"), _JOIN, 100),
    _number(
        "group_all_below",
        N_("All must join in units below"),
        _JOIN,
        100_000,
        N_("Number of staff, such as 30: in smaller units everybody joins. 0: no such rule."),
    ),
    Field(
        "needs_plans",
        N_("Only with one of these plans"),
        Kind.CHOICES,
        codes=PLANS,
        help=N_("Empty: the plan stands alone."),
        group=_JOIN,
    ),
    Field("window_from", N_("Units hand in from"), Kind.DATE, group=_TIME),
    Field("window_to", N_("Units hand in until"), Kind.DATE, group=_TIME),
    _number("late_days", N_("Late joiners within days"), _TIME, 366, N_("0: none.")),
    _number("months", N_("Cover lasts months"), _TIME, 120, least=1),
    Field(
        "fixed_start",
        N_("Cover begins every year on"),
        length=5,
        check=check_day_of_year,
        help=N_("Month and day such as 01-01. Empty: on the day the unit chooses."),
        group=_TIME,
    ),
    _number("waiting_months", N_("Waiting period, months"), _TIME, 24),
    _number("waiting_days", N_("Waiting period, days"), _TIME, 730),
    _number(
        "gap_days",
        N_("Renewal within days"),
        _TIME,
        366,
        N_("Whoever renews so soon after the last cover waits no more."),
    ),
)

CLAIM_FIELDS: Fields = (
    Field(
        "event_day",
        N_("Of an event must be covered"),
        Kind.CHOICE,
        codes=EVENT_DAYS,
        required=True,
        group=_CLAIMS,
    ),
    _number("report_days", N_("Report within days"), _CLAIMS, 3660, N_("0: no limit.")),
    _number("hand_in_days", N_("Hand in within days"), _CLAIMS, 3660, N_("0: no limit.")),
    _number("last_days", N_("Claims lapse after days"), _CLAIMS, 3660, N_("0: never.")),
    _number(
        "papers_days",
        N_("Missing papers within days"),
        _CLAIMS,
        366,
        N_("So many days are given for papers that were asked for. Empty: 30."),
        least=1,
    ),
    Field("exclusions", N_("Not granted for"), Kind.CHOICES, codes="claim_refusal", group=_CLAIMS),
    Field(
        "combine",
        N_("Several benefits for one event"),
        Kind.CHOICE,
        codes=COMBINES,
        required=True,
        group=_LIMITS,
    ),
    Field("floor", N_("At least for one event"), Kind.MONEY, group=_LIMITS),
    Field(
        "floor_may_exceed",
        N_("The floor may exceed the own part"),
        Kind.YES_NO,
        group=_LIMITS,
    ),
    Field("cap_event", N_("At most for one event"), Kind.MONEY, group=_LIMITS),
    Field("cap_period", N_("At most in the period"), Kind.MONEY, group=_LIMITS),
    Field("death_top_up", N_("Topped up at death to"), Kind.MONEY, group=_LIMITS),
    Field(
        "second_look_over",
        N_("Second look above"),
        Kind.MONEY,
        help=N_("Empty: no claim is looked at twice for its amount."),
        group=_LOOK,
    ),
    _number("second_look_percent", N_("Second look at a share of all, %"), _LOOK, 100),
    _number(
        "second_look_deviation_percent",
        N_("Second look where it deviates by more than, %"),
        _LOOK,
        1000,
    ),
)

EVENT_LABELS: Mapping[str, str] = {
    "stay": N_("Papers for a hospital stay"),
    "clinic": N_("Papers for outpatient care"),
    "accident": N_("Papers for an accident"),
    "diagnosis": N_("Papers for a diagnosis"),
    "death": N_("Papers for a death"),
}

PAPER_FIELDS: Fields = tuple(
    Field(f"papers.{event}", EVENT_LABELS[event], Kind.CHOICES, codes="claim_paper", group=PAPERS)
    for event in EVENTS
)
