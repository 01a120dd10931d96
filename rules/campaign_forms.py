"""What is asked for about a campaign: its plan, its outcome, its steps."""

from __future__ import annotations

from collections.abc import Mapping

from rules.campaign_steps import END, START
from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value
from rules.funds import check_year
from rules.language import N_, Words
from rules.money import MOST_FEN
from rules.settings import between

OWNERS, FUNDS, PARENTS, ANCHORS, SIDES = (
    "campaign_owners",
    "campaign_funds",
    "campaign_parents",
    "campaign_anchors",
    "campaign_sides",
)
"""The names under which a form's own choices go: accounts, funds, campaigns of the unions above."""
BEFORE, AFTER = "before", "after"
SIDE_LABELS = {BEFORE: N_("before"), AFTER: N_("after")}
MOST_OFFSET = 366

_WHAT, _WHO, _MEANS = N_("What and when"), N_("Who answers for it"), N_("People and money")


def check_budget(value: Value) -> Value:
    """Return a budget of nothing or more, in fen."""
    if not isinstance(value, int) or value < 0:
        raise InvalidInput(N_("Enter an amount of zero or more."))
    if value > MOST_FEN:
        raise InvalidInput(N_("This amount is too large."))
    return value


CAMPAIGN_FIELDS: Fields = (
    Field("theme", N_("Theme"), Kind.CHOICE, codes="campaign_theme", required=True, group=_WHAT),
    Field("name", N_("Name of the campaign"), required=True, length=100, group=_WHAT),
    Field("year", N_("Year of the plan"), Kind.INTEGER, required=True, check=check_year,
          group=_WHAT),
    Field("from_on", N_("First day"), Kind.DATE, required=True, group=_WHAT),
    Field("to_on", N_("Last day"), Kind.DATE, required=True, group=_WHAT),
    Field("aim", N_("Aim"), Kind.LONG_TEXT, length=2000, group=_WHAT,
          help=N_("What shall be different when it is over.")),
    Field("part_of_id", N_("Part of"), Kind.CHOICE, codes=PARENTS, group=_WHAT,
          help=N_("The campaign of a superior union that this one hangs below.")),
    Field("owner", N_("Owner"), length=60, group=_WHO,
          help=N_("Who answers for it, as it is printed.")),
    Field("account_id", N_("On whose desk"), Kind.CHOICE, codes=OWNERS, group=_WHO,
          help=N_("The account on whose desk its work appears.")),
    Field("planned_people", N_("People to be reached"), Kind.INTEGER,
          check=between(0, 10_000_000), group=_MEANS),
    Field("fund_id", N_("Fund"), Kind.CHOICE, codes=FUNDS, group=_MEANS),
    Field("budget_fen", N_("Budget"), Kind.MONEY, check=check_budget, group=_MEANS),
)  # fmt: skip
NEW_CAMPAIGN_FIELDS: Fields = (
    Field("unit_id", N_("Unit"), Kind.UNION, required=True),
    *CAMPAIGN_FIELDS,
)
OUTCOME_FIELDS: Fields = (
    Field("results", N_("Results"), Kind.LONG_TEXT, length=4000),
    Field("summary", N_("Summary"), Kind.LONG_TEXT, length=4000),
)
STEP_FIELDS: Fields = (
    Field("name", N_("Work to be done"), required=True, length=100),
    Field("days", N_("Days"), Kind.INTEGER, required=True, check=between(0, MOST_OFFSET)),
    Field("side", N_("Before or after"), Kind.PICK, codes=SIDES, required=True),
    Field("anchor", N_("Counted from"), Kind.PICK, codes=ANCHORS, required=True),
    Field("workdays", N_("Count workdays only"), Kind.YES_NO),
    Field("owner", N_("Who does it"), length=60),
    Field("account_id", N_("On whose desk"), Kind.CHOICE, codes=OWNERS),
)
DONE_FIELDS: Fields = (
    Field("done_on", N_("Done on"), Kind.DATE, required=True),
    Field("note", N_("Note"), length=200),
)
HAND_ON_FIELDS: Fields = (
    Field("unit_id", N_("To which unit"), Kind.UNION, required=True),
    Field("note", N_("Reason"), required=True, length=200),
)
NUMBERS = frozenset(("year", "planned_people", "budget_fen"))
RECORDS = frozenset(("part_of_id", "account_id", "fund_id"))


def checked(fields: Fields, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values of all fields ready for the table; raises InvalidInput naming one."""
    return {field.name: _checked(field, values.get(field.name)) for field in fields}


def _checked(field: Field, value: Value) -> Value:
    value = value.strip() or None if isinstance(value, str) else value
    if value is None:
        if field.required:
            raise InvalidInput(
                N_("{label} is missing."), field=field.name, label=Words(field.label)
            )
        return _empty(field)
    if isinstance(value, str) and len(value) > field.length:
        raise InvalidInput(
            N_("Write at most {limit} characters."), field=field.name, limit=field.length
        )
    if field.check is not None:
        try:
            value = field.check(value)
        except InvalidInput as error:
            error.field = field.name
            raise
    return int(str(value)) if field.name in RECORDS else value


def _empty(field: Field) -> Value:
    if field.name in RECORDS or field.kind is Kind.DATE:
        return None
    if field.kind is Kind.YES_NO:
        return False
    return 0 if field.name in NUMBERS else ""


def offset_of(days: int, side: str) -> int:
    """Return a step's offset in days: negative before its day, positive after it."""
    return -days if side == BEFORE else days


def told_offset(offset: int, anchor: str) -> dict[str, Value]:
    """Return an offset as the form of a step asks for it."""
    return {
        "days": abs(offset),
        "side": AFTER if offset > 0 or (offset == 0 and anchor == END) else BEFORE,
        "anchor": anchor if anchor in (START, END) else START,
    }
