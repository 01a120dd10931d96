"""What is wrong with one member's record: missing, invalid or contradicting itself.

The findings depend on the record alone and not on the day, so that they can be stored with
it and stay true until it is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from rules import identity
from rules.errors import InvalidInput
from rules.fields import Value
from rules.identity import CitizenId
from rules.language import N_
from rules.members import YOUNGEST_WORKER, is_before_age

Values = Mapping[str, Value]


class FaultKind(StrEnum):
    MISSING = "missing"
    INVALID = "invalid"
    CONTRADICTING = "contradicting"


KIND_LABELS: Mapping[FaultKind, str] = {
    FaultKind.MISSING: N_("Missing"),
    FaultKind.INVALID: N_("Invalid"),
    FaultKind.CONTRADICTING: N_("Contradicting"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to repair: ``code`` is stored, ``field`` is where the repair begins."""

    code: str
    kind: FaultKind
    field: str
    text: str


_ALL = (
    Fault("id_no_invalid", FaultKind.INVALID, "id_no", N_("The ID number is not valid.")),
    Fault("name_odd", FaultKind.INVALID, "name", N_("The name holds digits or signs.")),
    Fault("mobile_invalid", FaultKind.INVALID, "mobile", N_("The mobile number is not valid.")),
    Fault(
        "bank_number_invalid", FaultKind.INVALID, "bank_number", N_("The bank number is not valid.")
    ),
    Fault(
        "birth_on_differs",
        FaultKind.CONTRADICTING,
        "birth_on",
        N_("Birth date and ID number contradict each other."),
    ),
    Fault(
        "gender_differs",
        FaultKind.CONTRADICTING,
        "gender",
        N_("Gender and ID number contradict each other."),
    ),
    Fault(
        "joined_too_young",
        FaultKind.CONTRADICTING,
        "joined_on",
        N_("The person joined the union before the 16th birthday."),
    ),
    Fault(
        "worked_too_young",
        FaultKind.CONTRADICTING,
        "work_start_on",
        N_("The person started work before the 16th birthday."),
    ),
    Fault(
        "dues_before_joining",
        FaultKind.CONTRADICTING,
        "dues_until_on",
        N_("Dues are paid until a month before the person joined."),
    ),
    Fault(
        "new_form_unmarked",
        FaultKind.CONTRADICTING,
        "is_new_form_worker",
        N_("A platform or new-form occupation is given, yet the person is not marked as such."),
    ),
    Fault("id_no_missing", FaultKind.MISSING, "id_no", N_("The ID number is missing.")),
    Fault("birth_on_missing", FaultKind.MISSING, "birth_on", N_("The birth date is missing.")),
    Fault("gender_missing", FaultKind.MISSING, "gender", N_("The gender is missing.")),
    Fault("mobile_missing", FaultKind.MISSING, "mobile", N_("The mobile number is missing.")),
    Fault("nation_missing", FaultKind.MISSING, "nation", N_("The ethnicity is missing.")),
    Fault("education_missing", FaultKind.MISSING, "education", N_("The education is missing.")),
    Fault(
        "work_status_missing", FaultKind.MISSING, "work_status", N_("The work status is missing.")
    ),
    Fault(
        "new_form_kind_missing",
        FaultKind.MISSING,
        "new_form_kind",
        N_("The kind of new-form occupation is missing."),
    ),
    Fault(
        "bank_name_missing",
        FaultKind.MISSING,
        "bank_name",
        N_("A bank card is given without its bank."),
    ),
)
FAULTS: Mapping[str, Fault] = {fault.code: fault for fault in _ALL}
"""Every fault by its stored code, the gravest first."""

EXPECTED = ("id_no", "birth_on", "gender", "mobile", "nation", "education", "work_status")
"""What the national real-name registry wants of every member."""

_SIGNS_IN_NAMES = frozenset("·• .-'’")


def faults_of(values: Values) -> tuple[str, ...]:
    """Return the codes of the faults in a member's values, the gravest first."""
    return (*_invalid(values), *_contradicting(values), *_missing(values))


def _invalid(values: Values) -> Iterator[str]:
    kind = str(values.get("id_type") or "id_card")
    paper = values.get("id_no")
    if paper and _refused(partial(identity.check_paper, kind), str(paper)):
        yield "id_no_invalid"
    name = str(values.get("name") or "")
    if not name.isalpha() and not all(_belongs_in_name(sign) for sign in name):
        yield "name_odd"
    if values.get("mobile") and _refused(identity.check_mobile, str(values["mobile"])):
        yield "mobile_invalid"
    number = values.get("bank_number")
    if number and _refused(identity.check_bank_number, str(number)):
        yield "bank_number_invalid"


def _belongs_in_name(sign: str) -> bool:
    return sign.isalpha() or sign in _SIGNS_IN_NAMES


def _refused(check: Callable[[str], str], text: str) -> bool:
    try:
        check(text)
    except InvalidInput:
        return True
    return False


def _card(values: Values) -> CitizenId | None:
    if not values.get("id_no") or (values.get("id_type") or "id_card") != "id_card":
        return None
    try:
        return identity.read_citizen_id(str(values["id_no"]))
    except InvalidInput:
        return None


def _contradicting(values: Values) -> Iterator[str]:
    card, born = _card(values), values.get("birth_on")
    if card is not None:
        if born not in (None, card.birth_on):
            yield "birth_on_differs"
        if values.get("gender") in ("male", "female") and values["gender"] != card.gender:
            yield "gender_differs"
    joined = values.get("joined_on")
    if isinstance(born, date):
        if isinstance(joined, date) and is_before_age(YOUNGEST_WORKER, born, joined):
            yield "joined_too_young"
        started = values.get("work_start_on")
        if isinstance(started, date) and is_before_age(YOUNGEST_WORKER, born, started):
            yield "worked_too_young"
    dues = values.get("dues_until_on")
    if isinstance(joined, date) and isinstance(dues, date) and dues < joined.replace(day=1):
        yield "dues_before_joining"
    if values.get("is_new_form_worker") is False and (
        values.get("new_form_kind") or values.get("platform")
    ):
        yield "new_form_unmarked"


def _missing(values: Values) -> Iterator[str]:
    for name in EXPECTED:
        if values.get(name) in (None, ""):
            yield f"{name}_missing"
    if values.get("is_new_form_worker") and not values.get("new_form_kind"):
        yield "new_form_kind_missing"
    if values.get("bank_number") and not values.get("bank_name"):
        yield "bank_name_missing"
