"""What is asked for when a household is entered or changes: the entry fields of each step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rules.fields import Field, Fields, Kind, by_name
from rules.households import HOUSEHOLD_FIELDS, PERSON, PERSON_FIELDS
from rules.language import N_
from rules.members import MEMBER_FIELDS

PEOPLE, LEAVING = "household_people", "household_leaving"
"""The names under which a form's choices of people and of reasons to leave go."""

UNIT = Field("unit_id", N_("Looked after by the unit"), Kind.UNION, required=True, group=PERSON)
FROM_REGISTRY = Field(
    "member_id",
    N_("Person of the registry"),
    Kind.PERSON,
    group=PERSON,
    help=N_("By name, pinyin or ID number. What the registry knows is copied."),
)
RELATION = Field(
    "relation",
    N_("Relation to the head"),
    Kind.CHOICE,
    codes="relation",
    required=True,
    group=PERSON,
)
SINCE = Field("on", N_("In the household since"), Kind.DATE, required=True, group=PERSON)
REASON = Field(
    "reason",
    N_("Why the registry's record is not used"),
    length=200,
    group=PERSON,
    help=N_("Only where the registry knows this ID number."),
)
WHY = Field("note", N_("Why"), Kind.LONG_TEXT, required=True)
NOTE = Field("note", N_("Why"), Kind.LONG_TEXT)
_ON = Field("on", N_("From which day"), Kind.DATE, required=True)
_NEW_HEAD = Field(
    "new_head_id",
    N_("New head, if the head leaves"),
    Kind.CHOICE,
    codes=PEOPLE,
)

_ALWAYS_ASKED = {"note", "mobile", "bank_name", "bank_number"}
COPIED = frozenset(by_name(PERSON_FIELDS)) & frozenset(by_name(MEMBER_FIELDS)) - _ALWAYS_ASKED
"""What the registry brings along and a linked person is not asked for again; numbers that it
may lack are asked for, and empty ones leave the registry's."""

END_FIELDS: Fields = (
    Field("person_id", N_("Who leaves"), Kind.CHOICE, codes=PEOPLE, required=True),
    Field("reason", N_("Reason"), Kind.CHOICE, codes=LEAVING, required=True),
    Field("on", N_("On which day"), Kind.DATE, required=True),
    _NEW_HEAD,
)
MOVE_FIELDS: Fields = (
    Field("person_id", N_("Who moves"), Kind.CHOICE, codes=PEOPLE, required=True),
    Field("to_household_id", N_("To the household"), Kind.PERSON, required=True),
    Field(
        "relation",
        N_("Relation to the head there"),
        Kind.CHOICE,
        codes="relation",
        required=True,
    ),
    _ON,
    _NEW_HEAD,
)
SPLIT_FIELDS: Fields = (
    Field("people", N_("Who founds the new household"), Kind.CHOICES, codes=PEOPLE, required=True),
    Field("head_id", N_("Its head"), Kind.CHOICE, codes=PEOPLE, required=True),
    *(field for field in HOUSEHOLD_FIELDS if field.name in ("home_address", "building")),
    _ON,
    _NEW_HEAD,
)
MERGE_FIELDS: Fields = (
    Field("gone_id", N_("Household that goes over into this one"), Kind.PERSON, required=True),
    Field(
        "relation",
        N_("Its head's relation to the head here"),
        Kind.CHOICE,
        codes="relation",
        required=True,
    ),
    Field(
        "twins",
        N_("People of the same name in both are one person"),
        Kind.YES_NO,
        help=N_("Where one of the two records lacks the ID number."),
    ),
    _ON,
)
PAYEE_FIELDS: Fields = (
    Field(
        "payee_id",
        N_("Payee"),
        Kind.PERSON,
        help=N_("Empty: the head receives the money."),
    ),
    Field("alternate_payee_id", N_("Alternate payee"), Kind.PERSON),
    Field("clear", N_("Name nobody: the head receives the money"), Kind.YES_NO),
)
KIN_FIELDS: Fields = (
    Field("relation", N_("How we are related"), Kind.CHOICE, codes="kin_relation", required=True),
)


def person_fields(fields: Iterable[Field], linked: bool) -> Fields:
    """Return the fields to ask of a person: of a linked one only what the registry lacks."""
    return tuple(field for field in fields if not linked or field.name not in COPIED)


def relation_fields(people: Mapping[int, str]) -> Fields:
    """Return one choice of the relation for each person, given by id and name."""
    return tuple(
        Field(f"person_{key}", name, Kind.CHOICE, codes="relation", required=True, extra=True)
        for key, name in people.items()
    )


LINK_FIELDS: Fields = (
    Field("member_id", N_("Person of the registry"), Kind.PERSON, required=True),
)
DIED_FIELDS: Fields = (Field("on", N_("Day of death"), Kind.DATE, required=True),)
