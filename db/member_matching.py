"""Who of the registry a roster's row is about.

Existing records are looked up chunk by chunk through their indexes, so the cost follows the
file and not the registry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import LargeBinary, Select, exists, func, select, type_coerce
from sqlalchemy.orm import Session

from db.models.members import Member
from db.sealing import Sealed, blind_index
from rules.errors import InvalidInput
from rules.fields import Value
from rules.language import N_
from rules.members import complete_member

_KERNEL = {"kernel": True}
CARD = "id_card"
"""The paper whose numbers lists hold where they name no other."""
_SEVERAL = N_("Several people in this unit have this name. Add the ID number to the row.")
_NUMBER_TAKEN = N_("This member number belongs to somebody else.")
_WHICH_PERSON = N_("Two records fit this row: one has its ID number, one its member number.")


@dataclass(frozen=True, slots=True)
class Registry:
    """The registry before the file: whoever has a higher id came in with it."""

    last_id: int
    some_lack_id: bool


def registry_of(session: Session) -> Registry:
    """Look at the registry before the first row is written."""
    lacking = exists().where(Member.id_no_index.is_(None), Member.live())
    last_id = session.scalar(select(func.max(Member.id)), execution_options=_KERNEL)
    some = session.scalar(select(lacking), execution_options=_KERNEL)
    return Registry(last_id or 0, bool(some))


def bearing(kinds: Collection[str], indexes: Collection[bytes], *columns: Any) -> Select[Any]:
    """Return the question whose papers of some kinds have numbers of these blind indexes."""
    return select(*columns).where(
        Member.id_no_index.in_(indexes), Member.id_type.in_(kinds), Member.live()
    )


@dataclass(slots=True)
class Row:
    """A row whose cells could be read."""

    number: int
    values: dict[str, Value]
    unit_id: int
    id_index: bytes | None
    id_type: str


class Known:
    """The records that a chunk of rows may be about."""

    def __init__(self, session: Session, rows: Sequence[Row], registry: Registry) -> None:
        self._session, self._last_id = session, registry.last_id
        if not self._last_id:
            rows = ()  # nobody can be found
        by_id = [row.id_index for row in rows if row.id_index is not None]
        numbers = [row.values["member_no"] for row in rows if "member_no" in row.values]
        records = self._bearing({row.id_type for row in rows}, by_id)
        self._by_id = {(r.id_type or CARD, r.id_no_index): r for r in records}
        self._by_number = {r.member_no: r for r in self._fetch(Member.member_no, numbers)}
        named = [row for row in rows if self._needs_name(row, registry.some_lack_id)]
        self._by_name: dict[tuple[int, str], list[Any]] = {}
        for record in self._fetch(Member.name, {row.values["name"] for row in named}):
            self._by_name.setdefault((record.unit_id, record.name), []).append(record)

    def _bearing(self, kinds: Collection[str], indexes: Sequence[bytes]) -> Sequence[Any]:
        """Return whose papers have some numbers."""
        if not self._last_id:
            return ()
        found = bearing(kinds, indexes, *_RAW_COLUMNS).where(Member.id <= self._last_id)
        return self._session.execute(found, execution_options=_KERNEL).all() if indexes else ()

    def _needs_name(self, row: Row, some_lack_id: bool) -> bool:
        if (row.id_type, row.id_index) in self._by_id:
            return False
        if row.values.get("member_no") in self._by_number:
            return False
        return row.id_index is None or some_lack_id

    def _fetch(self, column: Any, wanted: Iterable[Any]) -> Sequence[Any]:
        keys = list(wanted)
        if not keys or not self._last_id:
            return ()
        return self._session.execute(
            select(*_RAW_COLUMNS).where(
                column.in_(keys), Member.live(), Member.id <= self._last_id
            ),
            execution_options=_KERNEL,
        ).all()

    def match(self, row: Row) -> Any | None:
        """Return the record of this person; raises InvalidInput where that is not clear."""
        by_id = self._by_id.get((row.id_type, row.id_index)) if row.id_index else None
        number = row.values.get("member_no")
        by_number = self._by_number.get(number) if number is not None else None
        if by_id is not None and by_number is not None and by_id.id != by_number.id:
            raise InvalidInput(_WHICH_PERSON, field="member_no")
        if by_id is not None:
            return by_id
        if by_number is not None:
            if row.id_index is not None and by_number.id_no_index is not None:
                raise InvalidInput(_NUMBER_TAKEN, field="member_no")
            return by_number
        return self._by_likeness(row)

    def _by_likeness(self, row: Row) -> Any | None:
        same_name = self._by_name.get((row.unit_id, str(row.values["name"])), ())
        fitting = [record for record in same_name if _may_be(record, row)]
        if len(fitting) > 1:
            raise InvalidInput(_SEVERAL, field="name")
        return fitting[0] if fitting else None


def _may_be(record: Any, row: Row) -> bool:
    """Say whether a record of the same name and unit is this person, without both ID numbers."""
    if row.id_index is not None and record.id_no_index is not None:
        return False
    born, mobile = _birth_of(row), row.values.get("mobile")
    mobile_index = blind_index(str(mobile), "member.mobile") if mobile else None
    same_birth = born is not None and record.birth_on == born
    same_mobile = mobile_index is not None and record.mobile_index == mobile_index
    if row.id_index is not None:
        # The name alone must not give this ID number to a namesake.
        return same_birth or same_mobile
    other_birth = bool(born and record.birth_on) and not same_birth
    other_mobile = bool(mobile_index and record.mobile_index) and not same_mobile
    return same_birth or not (other_birth or other_mobile)


def _birth_of(row: Row) -> Value:
    try:
        return complete_member(row.values).get("birth_on")
    except InvalidInput:
        return None


_RAW_COLUMNS = tuple(
    type_coerce(column, LargeBinary).label(column.key)
    if isinstance(column.type, Sealed)
    else column
    for column in Member.__table__.columns
)
