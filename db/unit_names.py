"""Units by what a roster calls them (name, superior union and name, or social credit code), and
units by id: how they are called."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.units import Unit
from db.scope import below
from db.verbs import open_to_all
from rules.errors import InvalidInput
from rules.language import N_

NO_SUCH_UNIT = N_("There is no unit “{name}” in your part of the tree.")
SEVERAL_UNITS = N_(
    "Several units are called “{name}”. Write the superior union and a slash before the name."
)
CLOSED_UNIT = N_("The unit “{name}” is closed.")


@open_to_all("names of units are no secret")
def name_of(session: Session, unit_id: int | None) -> str:
    """Return the name of any unit, "" where there is none."""
    return names_of(session, [unit_id]).get(unit_id, "")


@open_to_all("names of units are no secret")
def names_of(session: Session, ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return the names of any units by id, in one statement; none for no ids."""
    wanted = set(ids) - {None}
    if not wanted:
        return {}
    found = select(Unit.id, Unit.name).where(Unit.id.in_(wanted))
    # A superior union lies outside the scope of those below it.
    rows = session.execute(found.execution_options(kernel=True))
    return {row.id: row.name for row in rows}


def plain_name(text: str) -> str:
    """Return a unit's name as it is compared: half width, without spaces, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


class UnitNames:
    """The units that an actor may name, read once; later ones are added as they are made."""

    def __init__(self, session: Session, top_id: int | None = None) -> None:
        query = select(Unit.id, Unit.name, Unit.usci, Unit.parent_id, Unit.closed_on)
        if top_id is not None:
            query = query.where(Unit.id.in_(below(top_id)))
        rows = session.execute(query).all()
        self.names = {row.id: row.name for row in rows}
        self.closed = {row.id for row in rows if row.closed_on is not None}
        self.parents = {row.id: row.parent_id for row in rows}
        self._found: dict[str, set[int]] = {}
        for row in rows:
            if row.closed_on is None:
                self._add(row.id, row.name, row.usci)
        self._shut = {plain_name(self.names[key]) for key in self.closed}

    def _add(self, unit_id: int, name: str, usci: str | None) -> None:
        plain = plain_name(name)
        keys = {plain, *self._with_superiors(unit_id, plain)}
        if usci:
            keys.add(usci.lower())
        for key in keys:
            self._found.setdefault(key, set()).add(unit_id)

    def _with_superiors(self, unit_id: int, plain: str) -> Iterable[str]:
        parent_id = self.parents.get(unit_id)
        while parent_id in self.names:
            yield f"{plain_name(self.names[parent_id])}/{plain}"
            parent_id = self.parents.get(parent_id)

    def __contains__(self, unit_id: int | None) -> bool:
        return unit_id in self.names

    def find(self, text: str) -> int:
        """Return the open unit that ``text`` names; raises InvalidInput for none or several."""
        plain = plain_name(text).replace("\\", "/")
        found = self._found.get(plain, set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise InvalidInput(SEVERAL_UNITS, name=text[:60])
        known = CLOSED_UNIT if plain in self._shut else NO_SUCH_UNIT
        raise InvalidInput(known, name=text[:60])
