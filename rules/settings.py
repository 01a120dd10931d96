"""What an office may set for itself, described like any other field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from zoneinfo import ZoneInfo, available_timezones

from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value
from rules.language import LANGUAGES, N_
from rules.moves import ENTER, RELAXABLE

LANGUAGE_CODES = "languages"
"""The name under which a form's choices of languages go."""

LONGEST_NAME = 100

Pair = tuple[str, str]


def between(least: int, most: int) -> Callable[[Value], Value]:
    """Return the check of a number that must lie within these bounds, both included."""

    def check(value: Value) -> Value:
        if not isinstance(value, int) or not least <= value <= most:
            raise InvalidInput(N_("Enter a number from {least} to {most}."), least=least, most=most)
        return value

    return check


def check_time_zone(value: Value) -> Value:
    """Return the name of a time zone, as the world's list writes it."""
    name = str(value)
    if name not in available_timezones():
        raise InvalidInput(N_("Enter a time zone such as Asia/Shanghai."))
    return ZoneInfo(name).key


def check_name(value: Value) -> Value:
    """Return the office's name without surrounding spaces."""
    name = str(value or "").strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidInput(N_("Enter the office's name, 100 characters at most."))
    return name


def check_language(value: Value) -> Value:
    """Return the code of a language that the office speaks."""
    if value not in LANGUAGES:
        raise InvalidInput(N_("Choose a language."))
    return value


_OFFICE, _SIGN_IN, _MEMBERS = N_("The office"), N_("Sign-in"), N_("Members")

OFFICE_FIELDS: Fields = (
    Field(
        "office_name",
        N_("Name of the union"),
        required=True,
        length=LONGEST_NAME,
        check=check_name,
        group=_OFFICE,
    ),
    Field(
        "office_phone",
        N_("Phone of the counter"),
        length=60,
        help=N_("Letters and leaflets name it for questions."),
        group=_OFFICE,
    ),
    Field(
        "office_address",
        N_("Address of the counter"),
        length=120,
        help=N_("Where papers are handed in, with the hours if you like."),
        group=_OFFICE,
    ),
    Field(
        "language",
        N_("Language"),
        Kind.CHOICE,
        codes=LANGUAGE_CODES,
        required=True,
        check=check_language,
        help=N_("For people who have not chosen one and whose browser asks for none of ours."),
        group=_OFFICE,
    ),
    Field(
        "time_zone",
        N_("Time zone"),
        required=True,
        length=60,
        check=check_time_zone,
        help=N_("Decides which day it is, and the times shown."),
        group=_OFFICE,
    ),
    Field(
        "session_idle_minutes",
        N_("Signed out after minutes without a click"),
        Kind.INTEGER,
        required=True,
        check=between(5, 480),
        group=_SIGN_IN,
    ),
    Field(
        "session_hours",
        N_("Signed out after hours in any case"),
        Kind.INTEGER,
        required=True,
        check=between(1, 24),
        group=_SIGN_IN,
    ),
    Field(
        "deemed_left_months",
        N_("Deemed left after months without dues and activity"),
        Kind.INTEGER,
        required=True,
        check=between(1, 60),
        help=N_("The charter says six months; the office only proposes, a person decides."),
        group=_MEMBERS,
    ),
)
"""Settings of one value each; their names are the keys under which they are kept."""

RETENTION_FIELDS: Fields = (
    Field(
        "retention_years",
        N_("Keep personal data for years after the membership ended"),
        Kind.INTEGER,
        required=True,
        check=between(1, 100),
        help=N_("Afterwards the file can be emptied; who it was and when stays."),
    ),
)

FREEZE_FIELDS: Fields = (
    Field(
        "freeze_until",
        N_("Nothing is decided until"),
        Kind.DATE,
        help=N_("For an audit or a handover: entering goes on, decisions wait. Empty: no freeze."),
    ),
)

CONSENT_FIELDS: Fields = (
    Field(
        "notice_needs_consent",
        N_("A notice names only families whose consent to it is signed and in force"),
        Kind.YES_NO,
        required=True,
        help=N_("No: the rules that hold here ask for the notice whether they consent or not."),
    ),
)

_SIGNING = N_("Signatures on pay runs")

PAYMENT_FIELDS: Fields = (
    Field(
        "run_two_from",
        N_("Two people sign a run from"),
        Kind.MONEY,
        required=True,
        check=between(1, 10**12),
        help=N_("Amounts in yuan. Below it one signature is enough."),
        group=_SIGNING,
    ),
    Field(
        "run_three_from",
        N_("Three people sign a run from"),
        Kind.MONEY,
        required=True,
        check=between(1, 10**12),
        group=_SIGNING,
    ),
    Field(
        "line_two_from",
        N_("Two people sign when one payee gets from"),
        Kind.MONEY,
        required=True,
        check=between(1, 10**12),
        group=_SIGNING,
    ),
    Field(
        "line_three_from",
        N_("Three people sign when one payee gets from"),
        Kind.MONEY,
        required=True,
        check=between(1, 10**12),
        group=_SIGNING,
    ),
    Field(
        "call_back_percent",
        N_("Percent of the paid that are called afterwards"),
        Kind.INTEGER,
        required=True,
        check=between(0, 100),
        help=N_("Drawn by lot, three at least. 0: nobody is called."),
        group=N_("Calls after payment"),
    ),
)
"""Who signs what, and how many are asked whether the money came."""

_DUTIES: Mapping[Pair, str] = {
    (ENTER, "approved"): N_("Who entered an application may also approve it"),
    (ENTER, "accepted"): N_("Who proposed a transfer may also accept it"),
    (ENTER, "reviewed"): N_("Who entered a hardship file may also review it"),
    ("review", "in_force"): N_("Who reviewed a hardship file may also approve it"),
    (ENTER, "granted"): N_("Who proposed aid may also grant it"),
    (ENTER, "standing"): N_("Who asked for a monthly benefit may also approve it"),
    (ENTER, "enrolment_confirmed"): N_("Who entered a unit's hand-in may also confirm it"),
}
DUTY_FIELDS: Fields = tuple(
    Field("_".join(pair), _DUTIES[pair], Kind.YES_NO, required=True) for pair in RELAXABLE
)


def duty_values(relaxed: Iterable[Pair]) -> dict[str, Value]:
    """Return what the form of duties shows for the pairs that one person may do both."""
    allowed = frozenset(relaxed)
    return {"_".join(pair): pair in allowed for pair in RELAXABLE}


def relaxed_pairs(values: Mapping[str, Value]) -> tuple[Pair, ...]:
    """Return the pairs that the form of duties allows to one person."""
    return tuple(pair for pair in RELAXABLE if values.get("_".join(pair)))
