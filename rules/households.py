"""Households and their people: the fields, and the states of a requested change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from rules.access import Permission
from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value
from rules.language import N_
from rules.masks import mask_address, mask_bank_number, mask_hidden, mask_id_number, mask_mobile
from rules.members import check_member, complete_member
from rules.moves import ENTER, Machine, Step

PERSON = N_("Person")
HEALTH = N_("Health")
WORK = N_("Work and school")
MONEY = N_("Income and bank")
HOME = N_("Home")

HEAD = "self"
"""The relation of a household's head, of which there is exactly one."""

PERSON_FIELDS: Fields = (
    Field("name", N_("Name"), required=True, length=60, group=PERSON, listed=True),
    Field("id_type", N_("ID paper"), Kind.CHOICE, codes="id_type", group=PERSON),
    Field("id_no", N_("ID number"), Kind.ID_NUMBER, length=30, group=PERSON, sealed=True,
          mask=mask_id_number, listed=True,
          help=N_("18 digits; birth date and gender are filled in from it.")),
    Field("gender", N_("Gender"), Kind.CHOICE, codes="gender", group=PERSON, listed=True),
    Field("birth_on", N_("Birth date"), Kind.DATE, group=PERSON, listed=True),
    Field("nation", N_("Ethnicity"), Kind.CHOICE, codes="nation", group=PERSON),
    Field("political_status", N_("Political status"), Kind.CHOICE, codes="political_status",
          group=PERSON),
    Field("marital_status", N_("Marital status"), Kind.CHOICE, codes="marital_status",
          group=PERSON),
    Field("household_type", N_("Household registration"), Kind.CHOICE, codes="household_type",
          group=PERSON),
    Field("mobile", N_("Mobile"), Kind.MOBILE, length=11, group=PERSON, sealed=True,
          mask=mask_mobile),
    Field("model_worker", N_("Model worker"), Kind.CHOICE, codes="model_worker", group=PERSON),
    Field("health_status", N_("Health status"), Kind.CHOICE, codes="health_status", group=HEALTH,
          sealed=True, mask=mask_hidden),
    Field("disability_type", N_("Disability type"), Kind.CHOICE, codes="disability_type",
          group=HEALTH, sealed=True, mask=mask_hidden),
    Field("disability_grade", N_("Disability grade"), Kind.CHOICE, codes="disability_grade",
          group=HEALTH, sealed=True, mask=mask_hidden),
    Field("illness_note", N_("Illness or disability"), Kind.LONG_TEXT, group=HEALTH, sealed=True,
          mask=mask_hidden),
    Field("medical_insurance", N_("Medical insurance"), Kind.CHOICE, codes="medical_insurance",
          group=HEALTH),
    Field("person_status", N_("Work or study"), Kind.CHOICE, codes="person_status", group=WORK),
    Field("able_to_work", N_("Able to work"), Kind.YES_NO, group=WORK),
    Field("education", N_("Education"), Kind.CHOICE, codes="education", group=WORK),
    Field("employer", N_("Employer or school"), length=100, group=WORK),
    Field("employer_type", N_("Employer type"), Kind.CHOICE, codes="employer_type", group=WORK),
    Field("enrolled_on", N_("Enrolled at school"), Kind.MONTH, group=WORK),
    Field("school_years", N_("Length of schooling in years"), Kind.INTEGER, group=WORK),
    Field("contract_start_on", N_("Contract from"), Kind.DATE, group=WORK),
    Field("contract_end_on", N_("Contract to"), Kind.DATE, group=WORK),
    Field("monthly_income", N_("Monthly income"), Kind.MONEY, group=MONEY),
    Field("bank_name", N_("Bank"), length=60, group=MONEY),
    Field("bank_number", N_("Bank card"), Kind.BANK_NUMBER, length=30, group=MONEY, sealed=True,
          mask=mask_bank_number),
    Field("note", N_("Note"), Kind.LONG_TEXT, group=MONEY),
)

HOUSEHOLD_FIELDS: Fields = (
    Field("home_address", N_("Home address"), length=200, group=HOME, sealed=True,
          mask=mask_address),
    Field("building", N_("Estate and building"), length=60, group=HOME, sealed=True,
          mask=mask_address,
          help=N_("Such as the estate's name and the building's number; door rounds go by it.")),
    Field("postcode", N_("Postcode"), length=6, group=HOME),
    Field("other_phone", N_("Other phone"), length=20, group=HOME, sealed=True, mask=mask_mobile),
    Field("hukou_region", N_("Place of household registration"), length=100, group=HOME),
    Field("housing_type", N_("Housing type"), Kind.CHOICE, codes="housing_type", group=HOME),
    Field("floor_area", N_("Floor area in square metres"), Kind.INTEGER, group=HOME),
)

CHANGE = Machine(
    "household_change",
    "requested",
    {
        ("requested", "carry_out"): Step(
            "carried_out", Permission.REVIEW_HARDSHIP, N_("Carry out"), not_same_as=(ENTER,)
        ),
        ("requested", "refuse"): Step(
            "refused",
            Permission.REVIEW_HARDSHIP,
            N_("Refuse"),
            not_same_as=(ENTER,),
            needs_note=True,
        ),
        ("requested", "withdraw"): Step("withdrawn", Permission.EDIT_HARDSHIP, N_("Withdraw")),
    },
    {
        "requested": N_("Waiting for a decision"),
        "carried_out": N_("Carried out"),
        "refused": N_("Refused"),
        "withdrawn": N_("Withdrawn"),
    },
)
"""Adding, moving, splitting and merging: requested by one person, carried out by another."""

_POSTCODE = re.compile(r"\d{6}", re.ASCII)
LARGEST_FLOOR_AREA = 2000
LONGEST_SCHOOLING = 12


def household_number(year: int, number: int) -> str:
    """Return the number that a household is called by, such as H2026-00012."""
    return f"H{year}-{number:05}"


def complete_person(values: Mapping[str, Value]) -> dict[str, Value]:
    """Fill in what an ID number says: birth date and gender, where they are empty."""
    return complete_member(values)


def check_person(values: Mapping[str, Value], on: date) -> None:
    """Raise InvalidInput, naming the field, where two fields contradict each other."""
    check_member(values, on)
    if values.get("disability_grade") and not values.get("disability_type"):
        raise InvalidInput(N_("Say which disability the grade is for."), field="disability_type")
    years = values.get("school_years")
    if isinstance(years, int) and not 1 <= years <= LONGEST_SCHOOLING:
        raise InvalidInput(N_("A schooling takes 1 to 12 years."), field="school_years")
    income = values.get("monthly_income")
    if isinstance(income, int) and income < 0:
        raise InvalidInput(N_("An income cannot be below zero."), field="monthly_income")
    _check_days(values)


def _check_days(values: Mapping[str, Value]) -> None:
    start, end = values.get("contract_start_on"), values.get("contract_end_on")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        raise InvalidInput(N_("The contract ends before it begins."), field="contract_end_on")
    born = values.get("birth_on")
    if not isinstance(born, date):
        return
    for name in ("enrolled_on", "contract_start_on"):
        day = values.get(name)
        if isinstance(day, date) and day <= born:
            raise InvalidInput(N_("This date lies before the birth date."), field=name)


def check_household(values: Mapping[str, Value]) -> None:
    """Raise InvalidInput, naming the field, for a home that cannot be right."""
    postcode = values.get("postcode")
    if postcode and not _POSTCODE.fullmatch(str(postcode)):
        raise InvalidInput(N_("A postcode has six digits."), field="postcode")
    area = values.get("floor_area")
    if isinstance(area, int) and not 0 < area <= LARGEST_FLOOR_AREA:
        raise InvalidInput(N_("The floor area cannot be right."), field="floor_area")
