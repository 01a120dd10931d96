"""What the forms of pay runs ask: drafting, results by hand, the round, the evening, calls."""

from __future__ import annotations

from rules.fields import Field, Fields, Kind
from rules.language import N_

WAYS, FAILURES, PAYS = "pay_ways", "pay_failure", "pay_purposes"
"""The names under which a form's choices of ways, reasons and of what is paid go."""

RUN_FIELDS: Fields = (
    Field(
        "pays",
        N_("What is paid"),
        Kind.CHOICE,
        codes=PAYS,
        required=True,
        help=N_("Aid, or the approved claims of one mutual-aid plan."),
    ),
    Field("way", N_("How it is paid"), Kind.CHOICE, codes=WAYS, required=True),
    Field(
        "month_on",
        N_("Month"),
        Kind.MONTH,
        required=True,
        help=N_("Everything due up to this month and in no run yet is taken in."),
    ),
    Field(
        "unit_id",
        N_("Unit"),
        Kind.UNION,
        required=True,
        help=N_("Who belongs to this unit, or to a unit below it."),
    ),
    Field("title", N_("Title"), length=100, help=N_("Such as: benefits of November.")),
)
FOLLOW_UP_FIELDS: Fields = (RUN_FIELDS[1],)

PAID_FIELDS: Fields = (
    Field("on", N_("Value date"), Kind.DATE, required=True),
    Field("bank_reference", N_("Reference of the bank"), length=60),
)
UNPAID_FIELDS: Fields = (
    Field("code", N_("Reason"), Kind.CHOICE, codes=FAILURES, required=True),
    Field("remark", N_("Remark"), length=200),
)
PROXY_FIELDS: Fields = (
    Field("proxy_name", N_("Proxy"), length=60, required=True),
    Field(
        "proxy_reason",
        N_("Why a proxy"),
        length=100,
        required=True,
        help=N_("Who it is to the payee, and why the payee did not come."),
    ),
)
BACK_FIELDS: Fields = (
    Field("on", N_("Came back on"), Kind.DATE, required=True),
    Field("reason", N_("Reason"), length=200, required=True),
)
FILE_FIELDS: Fields = (
    Field(
        "on",
        N_("Value date"),
        Kind.DATE,
        required=True,
        help=N_("For rows that do not say it themselves."),
    ),
)
LEAVE_OPEN = Field(
    "leave_open", N_("The missing lines stay open"), Kind.YES_NO, help=N_("Until a later file.")
)
EVENING_FIELDS: Fields = (
    Field("counted_fen", N_("Cash counted out"), Kind.MONEY, required=True),
    Field("returned_fen", N_("Cash brought back"), Kind.MONEY, required=True),
)
CALL_FIELDS: Fields = (
    Field("reached", N_("Reached"), Kind.YES_NO, required=True),
    Field("received", N_("Received"), Kind.YES_NO),
    Field("said_fen", N_("Amount said"), Kind.MONEY),
    Field("remark", N_("Remark"), length=200),
)
