"""Aid: its kinds and forms, the steps of a grant and of a standing benefit, and what overlaps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rules.access import Permission
from rules.cap_sets import AidKind, CapSet
from rules.fields import Field, Fields, Kind
from rules.language import N_
from rules.moves import ENTER, Machine, Step

GRANT_KINDS = (
    AidKind.LIVING_AID,
    AidKind.MEDICAL_AID,
    AidKind.STUDY_AID,
    AidKind.TEMPORARY_RELIEF,
    AidKind.WARMTH_CAMPAIGN,
    AidKind.AUTUMN_STUDY,
    AidKind.TRAINING_AID,
    AidKind.DISASTER_AID,
    AidKind.OTHER,
)
"""What is granted once; benefits stand for months, gifts go their own way."""

BENEFIT_KINDS = (AidKind.SURVIVOR_BENEFIT, AidKind.STUDY_BENEFIT)
"""What is paid month by month."""

NEEDS_FILE = frozenset(
    (AidKind.LIVING_AID, AidKind.MEDICAL_AID, AidKind.STUDY_AID, AidKind.TRAINING_AID)
)
"""File before aid: these are granted to households with a file in force only."""

_ALIKE = (
    frozenset((AidKind.STUDY_AID, AidKind.AUTUMN_STUDY, AidKind.STUDY_BENEFIT)),
    frozenset((AidKind.MEDICAL_AID, AidKind.TEMPORARY_RELIEF, AidKind.DISASTER_AID)),
    frozenset((AidKind.LIVING_AID, AidKind.TEMPORARY_RELIEF)),
    frozenset((AidKind.LIVING_AID, AidKind.SURVIVOR_BENEFIT)),
)


def overlap(one: str, other: str) -> bool:
    """Say whether two different kinds of aid may meet the same need."""
    return one != other and any({one, other} <= alike for alike in _ALIKE)


def same_words(one: str, other: str) -> bool:
    """Say whether two needs are written alike, whatever the spaces and the letters' size."""
    first, second = ("".join(text.lower().split()) for text in (one, other))
    return bool(first) and first == second


MY_EXCLUSIONS, MY_STAGES, MY_KINDS, MY_FUNDS, MY_PEOPLE = (
    "asked_exclusions",
    "asked_stages",
    "aid_kinds",
    "aid_funds",
    "aid_people",
)
"""The names under which a form's own choices go."""

OWN_PART = Field(
    "own_part",
    N_("Own part of the medical cost this year"),
    Kind.MONEY,
    required=True,
    help=N_("What the family bore itself after all insurance, from the settlement sheets."),
)
MUTUAL_AID = Field(
    "mutual_aid",
    N_("Paid of it by mutual aid"),
    Kind.MONEY,
    help=N_("Second reimbursements by the union's mutual aid; empty for none."),
)
STAGE = Field("stage", N_("School stage"), Kind.CHOICE, codes=MY_STAGES, required=True)
LOCAL_HUKOU = Field(
    "local_hukou", N_("Household registration is local"), Kind.YES_NO, required=True
)
EXCLUSIONS = Field(
    "exclusions",
    N_("What rules it out"),
    Kind.CHOICES,
    codes=MY_EXCLUSIONS,
    help=N_("Choose what applies; nothing chosen means that nothing does."),
)
SITUATION_FIELDS: Fields = (OWN_PART, MUTUAL_AID, STAGE, LOCAL_HUKOU, EXCLUSIONS)


def asked(caps: CapSet, kind: AidKind) -> Fields:
    """Return what the ceilings in force have to know about a case of this kind."""
    rules = [rule for rule in caps.rules if rule.kind is kind]
    wanted = {
        OWN_PART.name: any(rule.bands for rule in rules),
        MUTUAL_AID.name: any(rule.after_mutual_aid for rule in rules),
        STAGE.name: any(rule.stages for rule in rules),
        LOCAL_HUKOU.name: caps.local_hukou_only,
        EXCLUSIONS.name: bool(caps.exclusions.get(kind)),
    }
    return tuple(field for field in SITUATION_FIELDS if wanted[field.name])


GRANT_FIELDS: Fields = (
    Field("kind", N_("Kind of aid"), Kind.CHOICE, codes=MY_KINDS, required=True),
    Field("person_id", N_("For whom"), Kind.CHOICE, codes=MY_PEOPLE, required=True),
    Field(
        "need",
        N_("Which need"),
        length=60,
        required=True,
        help=N_(
            "Such as the hospital stay and its month, or the school year: one need is helped once."
        ),
    ),
    Field("fen", N_("Amount"), Kind.MONEY, required=True),
    Field("fund_id", N_("From which fund"), Kind.CHOICE, codes=MY_FUNDS, required=True),
    Field("reason", N_("Reason"), Kind.LONG_TEXT, required=True),
)
BENEFIT_FIELDS: Fields = (
    Field("kind", N_("Kind of benefit"), Kind.CHOICE, codes=MY_KINDS, required=True),
    Field("person_id", N_("For whom"), Kind.CHOICE, codes=MY_PEOPLE, required=True),
    Field("monthly_fen", N_("Amount a month"), Kind.MONEY, required=True),
    Field("from_on", N_("First month"), Kind.MONTH, required=True),
    Field(
        "to_on",
        N_("Last month"),
        Kind.MONTH,
        help=N_("Leave empty where it stands until an age or until it is ended."),
    ),
    Field(
        "until_age",
        N_("Until the age of"),
        Kind.INTEGER,
        help=N_("The month of that birthday is the last one."),
    ),
    Field(
        "basis",
        N_("Basis"),
        length=200,
        required=True,
        help=N_("The decision or rule that it rests on."),
    ),
    Field("fund_id", N_("From which fund"), Kind.CHOICE, codes=MY_FUNDS, required=True),
    Field("by_door", N_("Carried to the home"), Kind.YES_NO, required=True),
)

_PROPOSE, _DECIDE = Permission.GRANT_AID, Permission.APPROVE_AID
WAITING, GRANTED, SENT_BACK = "awaiting", "granted", "sent_back"
CHANGEABLE = frozenset(("entered", SENT_BACK))
"""States in which a proposal may be changed."""

GRANT = Machine(
    "aid_grant",
    "entered",
    {
        ("entered", "submit"): Step(WAITING, _PROPOSE, N_("Submit for a decision")),
        ("entered", ENTER): Step("entered", _PROPOSE, N_("Change")),
        ("sent_back", ENTER): Step("entered", _PROPOSE, N_("Change")),
        (WAITING, "grant"): Step(GRANTED, _DECIDE, N_("Grant"), not_same_as=(ENTER,)),
        (WAITING, "deny"): Step(
            "denied", _DECIDE, N_("Refuse"), not_same_as=(ENTER,), needs_note=True
        ),
        (WAITING, "send_back"): Step(
            "sent_back",
            _DECIDE,
            N_("Return for correction"),
            not_same_as=(ENTER,),
            needs_note=True,
        ),
        ("entered", "drop"): Step("dropped", _PROPOSE, N_("Withdraw")),
        ("sent_back", "drop"): Step("dropped", _PROPOSE, N_("Withdraw")),
        (WAITING, "drop"): Step("dropped", _PROPOSE, N_("Withdraw")),
        (GRANTED, "revoke"): Step("revoked", _DECIDE, N_("Cancel the grant"), needs_note=True),
    },
    {
        "entered": N_("Entered"),
        WAITING: N_("Waiting for a decision"),
        GRANTED: N_("Granted"),
        "denied": N_("Refused"),
        "sent_back": N_("Returned for correction"),
        "dropped": N_("Withdrawn"),
        "revoked": N_("Cancelled"),
    },
)
"""Who changes a proposal enters it anew, so that nobody decides on what they wrote."""

ASKED, STANDING, PAUSED, OVER = "asked", "standing", "paused", "stopped"

BENEFIT = Machine(
    "entitlement",
    ASKED,
    {
        (ASKED, "allow"): Step(STANDING, _DECIDE, N_("Approve"), not_same_as=(ENTER,)),
        (ASKED, "turn_down"): Step(
            "turned_down", _DECIDE, N_("Refuse"), not_same_as=(ENTER,), needs_note=True
        ),
        (ASKED, "call_off"): Step("called_off", _PROPOSE, N_("Withdraw")),
        (STANDING, "pause"): Step(PAUSED, _PROPOSE, N_("Pause"), needs_note=True),
        (PAUSED, "resume"): Step(STANDING, _PROPOSE, N_("Resume"), needs_note=True),
        (STANDING, "end"): Step(OVER, _PROPOSE, N_("End"), needs_note=True),
        (PAUSED, "end"): Step(OVER, _PROPOSE, N_("End"), needs_note=True),
    },
    {
        ASKED: N_("Waiting for a decision"),
        STANDING: N_("Standing"),
        PAUSED: N_("Paused"),
        OVER: N_("Ended"),
        "turned_down": N_("Refused"),
        "called_off": N_("Withdrawn"),
    },
)
"""Pausing and ending stop money and so need no second person; each keeps its reason."""

MONTHS_BACK = 12
"""How many months before the present one a benefit may still be owed."""


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def months_on(month: date, count: int) -> date:
    """Return the month that lies ``count`` months later, or earlier."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def month_name(month: date) -> str:
    """Write a month as pay runs do."""
    return f"{month:%Y-%m}"


def last_month(
    to_on: date | None, until_age: int | None, birth_on: date | None, deceased_on: date | None
) -> date | None:
    """Return the last month of a benefit: set, by age or by death, whichever comes first.

    The month of the birthday and the month of death are still paid. None: no end is known.
    """
    ends = [month for month in (to_on,) if month is not None]
    if until_age is not None and birth_on is not None:
        ends.append(date(birth_on.year + until_age, birth_on.month, 1))
    if deceased_on is not None:
        ends.append(month_of(deceased_on))
    return min(ends, default=None)


def months_between(first: date, last: date) -> list[date]:
    """Return the months from the first to the last, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [months_on(first, number) for number in range(count)]


def due_months(due_from: date, end: date | None, month: date) -> list[date]:
    """Return the months of a benefit that are due up to ``month``, paid ones included."""
    first = max(due_from, months_on(month, -MONTHS_BACK))
    return months_between(first, month if end is None else min(end, month))


STATE_LABELS: Mapping[str, str] = {**GRANT.state_labels, **BENEFIT.state_labels}
