"""Whom of the registry the rows of an old list are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from db import mutual_plans
from db.member_matching import CARD, Known, Row, registry_of
from db.mutual_plans import PlanRow
from db.sealing import blind_index
from db.unit_names import UnitNames, plain_name
from rules.errors import InvalidInput, OfficeError
from rules.fields import Value
from rules.language import N_
from rules.mutual_imports import check_named

_UNKNOWN = N_("The registry does not know this person. Import the unit's members first.")
_OUTSIDE = N_("This person belongs to a unit outside your part of the office.")
_OTHER_NAME = N_("This number belongs to “{name}”.")
_NO_PLAN = N_("There is no plan “{name}”. Write its name or its code.")


@dataclass(slots=True)
class ListRow:
    """A row whose cells could be read; ``errors`` is empty while nothing speaks against it."""

    number: int
    values: dict[str, Value]
    errors: list[OfficeError] = field(default_factory=list)
    person: Any = None
    plan: PlanRow | None = None

    @property
    def label(self) -> str:
        return str(self.values.get("name") or "")


class Finder:
    """Finds people and plans for the rows of one file."""

    def __init__(self, session: Session, units: UnitNames) -> None:
        self._session, self._units = session, units
        self._registry = registry_of(session)
        self._plans: dict[str, PlanRow] = {}
        for plan in mutual_plans.list_plans(session):
            self._plans |= {plain_name(plan.code): plan, plain_name(plan.name): plan}

    def find(self, rows: Iterable[ListRow]) -> None:
        """Give each sound row its person and plan, or the reason why it has none."""
        sound = [one for one in rows if not one.errors]
        asked = {one.number: _asked(one) for one in sound}
        known = Known(self._session, list(asked.values()), self._registry)
        for one in sound:
            try:
                check_named(one.values)
                one.plan = self._plan(str(one.values["plan"]))
                one.person = self._person(known, asked[one.number], one.values)
            except OfficeError as error:
                one.errors.append(error)

    def _plan(self, name: str) -> PlanRow:
        found = self._plans.get(plain_name(name))
        if found is None:
            raise InvalidInput(_NO_PLAN, field="plan", name=name)
        return found

    def _person(self, known: Known, row: Row, values: Mapping[str, Value]) -> Any:
        person = known.match(row)
        if person is None:
            raise InvalidInput(_UNKNOWN, field="name")
        if person.name != values["name"]:
            raise InvalidInput(_OTHER_NAME, field="name", name=person.name)
        if person.unit_id not in self._units:
            raise InvalidInput(_OUTSIDE, field="name")
        return person


def _asked(row: ListRow) -> Row:
    id_no = row.values.get("id_no")
    index = blind_index(str(id_no), "member.id_no") if id_no else None
    names = ("name", "id_no", "member_no")
    named: dict[str, Value] = {name: row.values[name] for name in names if name in row.values}
    return Row(row.number, named, 0, index, CARD)
