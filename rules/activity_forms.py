"""What is asked for about activities: planning one, costs, feedback, outcome, lists of people."""

from __future__ import annotations

from rules.activities import (
    check_age,
    check_capacity,
    check_people,
    check_score,
    check_time,
)
from rules.fields import Field, Fields, Kind, by_name
from rules.funds import check_positive
from rules.language import N_
from rules.members import MEMBER_FIELDS

CAMPAIGNS, FUNDS = "activity_campaign", "activity_fund"
"""The names under which the campaigns and the funds to choose from go."""

_WHAT, _WHO, _MONEY = N_("What, where and when"), N_("Who may take part"), N_("Money and contact")

ACTIVITY_FIELDS: Fields = (
    Field("name", N_("Name of the activity"), required=True, length=100, group=_WHAT),
    Field(
        "kind",
        N_("Kind of activity"),
        Kind.CHOICE,
        codes="activity_kind",
        required=True,
        group=_WHAT,
        listed=True,
        filtered=True,
    ),
    Field("place", N_("Where it takes place"), required=True, length=100, group=_WHAT),
    Field("from_on", N_("First day"), Kind.DATE, required=True, group=_WHAT),
    Field(
        "to_on",
        N_("Last day"),
        Kind.DATE,
        group=_WHAT,
        help=N_("Leave it empty for an activity of one day."),
    ),
    Field("from_time", N_("Begins at"), length=5, check=check_time, group=_WHAT, help="09:00"),
    Field("to_time", N_("Ends at"), length=5, check=check_time, group=_WHAT, help="11:30"),
    Field("programme", N_("What it is about"), Kind.LONG_TEXT, group=_WHAT),
    Field(
        "capacity",
        N_("Places"),
        Kind.INTEGER,
        check=check_capacity,
        group=_WHO,
        help=N_("Who comes later stands on the waiting list. Empty: no limit."),
    ),
    Field("sign_up_until", N_("Sign-up until"), Kind.DATE, group=_WHO),
    Field(
        "gender",
        N_("Only women or only men"),
        Kind.CHOICE,
        codes="gender",
        length=10,
        group=_WHO,
    ),
    Field("age_from", N_("From age"), Kind.INTEGER, check=check_age, group=_WHO),
    Field("age_to", N_("Up to age"), Kind.INTEGER, check=check_age, group=_WHO),
    Field(
        "for_unit_id",
        N_("Only for people below"),
        Kind.UNION,
        group=_WHO,
        help=N_("A unit below the one that holds it; empty: all of its people."),
    ),
    Field(
        "targets_only",
        N_("Only people of the campaign's target list"),
        Kind.YES_NO,
        group=_WHO,
    ),
    Field("cost_fen", N_("Planned cost"), Kind.MONEY, check=check_positive, group=_MONEY),
    Field("contact_name", N_("Contact person"), length=60, group=_MONEY),
    Field("contact_phone", N_("Contact phone"), length=30, group=_MONEY),
)
"""What an activity's table holds of what a person enters."""

PLANNING_FIELDS: Fields = (
    Field("unit_id", N_("Held by"), Kind.UNION, required=True, group=_WHAT),
    Field("campaign_id", N_("Campaign"), Kind.CHOICE, codes=CAMPAIGNS, group=_WHAT),
)
FUND_FIELD = Field(
    "fund_id",
    N_("Fund"),
    Kind.CHOICE,
    codes=FUNDS,
    group=_MONEY,
    help=N_("The fund that pays; it must be meant for activities."),
)

COST_FIELDS: Fields = (
    Field(
        "what",
        N_("What for"),
        required=True,
        length=100,
        help=N_("Such as hall, teacher, prizes, bus."),
    ),
    Field("payee", N_("Paid to"), required=True, length=100),
    Field("fen", N_("Amount"), Kind.MONEY, required=True, check=check_positive),
    Field(
        "document_no",
        N_("Document number"),
        required=True,
        length=60,
        help=N_("The number of the invoice or receipt."),
    ),
    Field("fund_id", N_("Fund"), Kind.CHOICE, codes=FUNDS, required=True),
)
PAID_FIELDS: Fields = (Field("on", N_("Paid on"), Kind.DATE, required=True),)

FEEDBACK_FIELDS: Fields = (
    Field(
        "score",
        N_("Score from 1 to 5"),
        Kind.INTEGER,
        required=True,
        check=check_score,
        help=N_("5 is the best."),
    ),
    Field(
        "people",
        N_("How many people"),
        Kind.INTEGER,
        required=True,
        check=check_people,
        help=N_("Slips with the same score are entered together."),
    ),
    Field(
        "words",
        N_("In their words"),
        Kind.LONG_TEXT,
        help=N_("Write no names and nothing by which somebody is known."),
    ),
)
OUTCOME_FIELDS: Fields = (
    Field(
        "outcome",
        N_("Outcome"),
        Kind.LONG_TEXT,
        required=True,
        help=N_("What came of it: prizes, certificates, couples, findings, follow-up."),
    ),
)

_OF_MEMBERS = by_name(MEMBER_FIELDS)
ROSTER_FIELDS: Fields = (_OF_MEMBERS["name"], _OF_MEMBERS["id_no"])
"""What a list of people must say of each; the rest stands in the registry."""
