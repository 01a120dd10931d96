"""What is asked for about hand-ins: opening one, its people, their leaving, fees received."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value, by_name
from rules.funds import check_positive
from rules.language import N_
from rules.members import MEMBER_FIELDS
from rules.mutual_enrolment import CHANGE_FIELDS

PLANS = "open_plans"
"""The name under which the plans that take hand-ins go."""

FROM_ON = Field(
    "from_on",
    N_("Cover begins on"),
    Kind.DATE,
    required=True,
    help=N_("Where the plan fixes a day of the year, that day."),
)
OPENING_FIELDS: Fields = (
    Field("unit_id", N_("Unit"), Kind.UNION, required=True),
    Field("plan_id", N_("Mutual-aid plan"), Kind.CHOICE, codes=PLANS, required=True),
    FROM_ON,
    *CHANGE_FIELDS,
)
LATE_FIELDS: Fields = (FROM_ON,)


def check_shares(value: Value) -> Value:
    """Return a number of shares."""
    if not isinstance(value, int) or not 1 <= value <= 99:
        raise InvalidInput(N_("Enter a number from {least} to {most}."), least=1, most=99)
    return value


SHARES = Field(
    "shares",
    N_("Shares each"),
    Kind.INTEGER,
    required=True,
    check=check_shares,
    aliases=("份数", "参加份数", "参保份数", "互助份数"),
)
LEAVING_FIELDS: Fields = (
    Field("on", N_("Last day of cover"), Kind.DATE, required=True),
    Field("reason", N_("Reason"), Kind.CHOICE, codes="cover_end", required=True),
)
RECEIPT_FIELDS: Fields = (
    Field("fen", N_("Amount"), Kind.MONEY, required=True, check=check_positive),
    Field("received_on", N_("Received on"), Kind.DATE, required=True),
    Field("payer", N_("Part of the fee"), Kind.CHOICE, codes="fee_payer", required=True),
    Field(
        "document_no",
        N_("Document number"),
        required=True,
        length=60,
        help=N_("The number on the bank's slip or on the receipt."),
    ),
    Field("payer_name", N_("Paid by"), length=100),
    Field("note", N_("Note"), length=200),
)

_OF_MEMBERS = by_name(MEMBER_FIELDS)
ROSTER_FIELDS: Fields = (
    _OF_MEMBERS["name"],
    _OF_MEMBERS["id_no"],
    Field("shares", SHARES.label, Kind.INTEGER, check=check_shares, aliases=SHARES.aliases),
)
"""What a list of joiners may say of each; the rest stands in the registry."""

_SPACES = re.compile(r"[\s,，、;；]+")
_ID_NUMBER = re.compile(r"[0-9]{14,17}[0-9Xx]")
_SHARES = re.compile(r"[0-9]{1,2}")
PASTED_COLUMNS = {"name": 0, "id_no": 1, "shares": 2}


def pasted_rows(text: str) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Read a pasted list, a person a line, as (line, name, ID number, shares)."""
    for number, written in enumerate(text.splitlines(), start=1):
        words = [word for word in _SPACES.split(written.strip()) if word]
        if not words:
            continue
        cells: list[object] = [None, None, None]
        for word in words:
            if _ID_NUMBER.fullmatch(word):
                cells[1] = word
            elif _SHARES.fullmatch(word):
                # A number in front of the name counts the lines.
                cells[2] = word if cells[0] or cells[1] else None
            else:
                cells[0] = f"{cells[0] or ''}{word}"
        yield number, tuple(cells)
