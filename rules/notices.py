"""Public notices and objections: their fields, their steps, and how a period is counted.

A notice runs from the day of publishing to the end of its period, the first day excluded.
What it says of an applicant is narrow: masked name, unit, category, kind of aid, amount.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.access import Permission
from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value
from rules.language import N_, Words
from rules.moves import ENTER, Machine, Step
from rules.settings import between
from rules.workdays import Calendar

NUMBER_MARK = "公示"
"""How the number of a notice begins, in every language."""

WORKDAY, CALENDAR_DAY = "workday", "calendar_day"
ANSWER_WORKDAYS = 5
"""So many workdays the union has to answer an objection."""

PREPARED, PUBLISHED, ENDED, CLOSED, WITHDRAWN = (
    "prepared",
    "published",
    "ended",
    "closed",
    "withdrawn",
)
OVER = (ENDED, CLOSED)
OPEN, DISMISSED, UPHELD = "open", "dismissed", "upheld"
OPEN_TO_OBJECTIONS = ("on_notice", "noticed", "reviewed")
"""States of a file in which somebody may still object: from publishing to the approval."""

_NOTICE, _WHERE = N_("Notice"), N_("Where and to whom to object")

NOTICE_FIELDS: Fields = (
    Field("title", N_("Title"), required=True, length=100, group=_NOTICE),
    Field("basis", N_("Basis"), required=True, length=200, group=_NOTICE,
          help=N_("The rule or the meeting that the notice stands on.")),
    Field("days", N_("Length of the period"), Kind.INTEGER, required=True, group=_NOTICE,
          check=between(3, 60), help=N_("The day of publishing does not count.")),
    Field("day_unit", N_("Counted in"), Kind.CHOICE, codes="notice_day_unit", required=True,
          group=_NOTICE),
    Field("boards", N_("Boards"), length=200, group=_WHERE,
          help=N_("Where it hangs, such as the factory gate and the county's board.")),
    Field("phone", N_("Phone for objections"), required=True, length=40, group=_WHERE),
    Field("mailbox", N_("Mailbox for objections"), length=100, group=_WHERE),
)  # fmt: skip

PROPOSAL_FIELDS: Fields = (
    Field("aid_kind", N_("Kind of aid"), Kind.CHOICE, codes="aid_kind"),
    Field("amount_fen", N_("Amount"), Kind.MONEY,
          help=N_("Left empty, the notice names no amount.")),
)  # fmt: skip

OBJECTION_FIELDS: Fields = (
    Field("received_on", N_("Objection received on"), Kind.DATE, required=True),
    Field("channel", N_("Came by"), Kind.CHOICE, codes="objection_channel", required=True),
    Field("raised_by", N_("Who objects"), length=100, sealed=True,
          help=N_("Left empty, the objection is anonymous. It is kept sealed.")),
    Field("text", N_("What is objected"), Kind.LONG_TEXT, required=True, length=2000, sealed=True,
          help=N_("Kept sealed: only who may reveal reads it, with a reason.")),
)  # fmt: skip

_PUBLISH = Permission.PUBLISH_NOTICES
_NOT_OWN = (ENTER, "submit")

PUBLIC_NOTICE = Machine(
    "public_notice",
    PREPARED,
    {
        (PREPARED, "publish"): Step(PUBLISHED, _PUBLISH, N_("Publish")),
        (PREPARED, "withdraw"): Step(WITHDRAWN, _PUBLISH, N_("Withdraw"), needs_note=True),
        (PUBLISHED, "end"): Step(ENDED, _PUBLISH, N_("End the notice")),
        (PUBLISHED, "withdraw"): Step(WITHDRAWN, _PUBLISH, N_("Withdraw"), needs_note=True),
        (ENDED, "close"): Step(CLOSED, _PUBLISH, N_("Taken down, close")),
    },
    {
        PREPARED: N_("Prepared"),
        PUBLISHED: N_("Published"),
        ENDED: N_("Ended"),
        CLOSED: N_("Taken down and closed"),
        WITHDRAWN: N_("Notice withdrawn"),
    },
)

OBJECTION = Machine(
    "objection",
    OPEN,
    {
        (OPEN, "dismiss"): Step(
            DISMISSED, _PUBLISH, N_("Dismiss"), not_same_as=_NOT_OWN, needs_note=True
        ),
        (OPEN, "uphold"): Step(
            UPHELD, _PUBLISH, N_("Uphold"), not_same_as=_NOT_OWN, needs_note=True
        ),
    },
    {
        OPEN: N_("Open objection"),
        DISMISSED: N_("Objection dismissed"),
        UPHELD: N_("Objection upheld"),
    },
)
"""The earlier steps that count are those of the file: its enterer does not judge."""


def check_values(fields: Fields, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values of all fields, texts trimmed; raises InvalidInput naming what is wrong."""
    checked: dict[str, Value] = {}
    for field in fields:
        value = values.get(field.name)
        value = value.strip() or None if isinstance(value, str) else value
        if value is None and field.required:
            raise InvalidInput(
                N_("{label} is missing."), field=field.name, label=Words(field.label)
            )
        if isinstance(value, str) and len(value) > field.length:
            raise InvalidInput(
                N_("Write at most {limit} characters."), field=field.name, limit=field.length
            )
        if value is not None and field.check is not None:
            try:
                value = field.check(value)
            except InvalidInput as error:
                error.field = field.name
                raise
        checked[field.name] = value
    return checked


@dataclass(frozen=True, slots=True)
class Term:
    """Where a period ends; ``covered`` says that every year of it has a workday table."""

    ends_on: date
    covered: bool


def term(calendar: Calendar, start: date, days: int, unit: str) -> Term:
    """Count a period of workdays or calendar days; an end on a day off moves on.

    A year without a table counts by weekdays alone, which ``covered`` tells.
    """
    count = calendar.add_workdays if unit == WORKDAY else calendar.add_days
    ends_on = count(start, days)
    years = range(start.year, ends_on.year + 1)
    return Term(ends_on, all(calendar.covers(date(year, 1, 1)) for year in years))


def answer_due(calendar: Calendar, received_on: date) -> date:
    """Return the last day to answer an objection."""
    return calendar.add_workdays(received_on, ANSWER_WORKDAYS)


def is_shown(state: str, starts_on: date, ends_on: date, on: date) -> bool:
    """Say whether the public may read the notice on this day: not before, not after."""
    return state == PUBLISHED and starts_on <= on <= ends_on


def first_free_day(ends_on: date) -> date:
    """Return the first day on which the notice can be ended."""
    return ends_on + timedelta(days=1)
