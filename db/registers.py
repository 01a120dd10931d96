"""The registers whose columns follow a field description; compared at start and by ``check``."""

from __future__ import annotations

from typing import Any

from db.models.hardship import HardshipFile
from db.models.households import Household, HouseholdPerson
from db.models.members import Member
from db.models.units import Unit
from rules.fields import Fields
from rules.hardship import FILE_FIELDS
from rules.households import HOUSEHOLD_FIELDS, PERSON_FIELDS
from rules.members import MEMBER_FIELDS
from rules.units import UNIT_FIELDS

REGISTERS: tuple[tuple[Any, Fields], ...] = (
    (Member, MEMBER_FIELDS),
    (Unit, UNIT_FIELDS),
    (Household, HOUSEHOLD_FIELDS),
    (HouseholdPerson, PERSON_FIELDS),
    (HardshipFile, FILE_FIELDS),
)
