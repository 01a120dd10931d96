"""Records that look like the person somebody is just typing in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from db.member_lists import MemberRow, rows_of
from db.models.members import Member
from db.models.people import Lookalike
from db.models.units import Unit
from db.sealing import blind_index
from db.verbs import needs
from rules.access import Permission
from rules.errors import InvalidInput
from rules.fields import Value
from rules.lookalikes import CERTAIN, Likeness, Match, Traits, Verdict, compare
from rules.masks import mask_name_public
from rules.members import complete_member

MOST_CANDIDATES = 200
"""More namesakes than this are not compared by address while somebody types."""
NO_UNIT = "–"


@dataclass(frozen=True, slots=True)
class LookalikeRow:
    """A record that may be the person being typed; numbers are masked.

    ``member_id`` is None for a holder of the same ID number outside the actor's part of
    the tree: of that record only the unit is told, so that a transfer can be asked for.
    """

    member_id: int | None
    name: str
    birth_on: date | None
    id_no: str
    mobile: str
    unit_name: str
    status: str
    score: int
    matched: tuple[str, ...]

    @property
    def blocks(self) -> bool:
        """Say whether a second record with this ID number is impossible."""
        return Match.ID_NO in self.matched


@needs(Permission.SEE_MEMBERS)
def list_lookalikes_of(
    session: Session, values: Mapping[str, Value], exclude_id: int | None = None, limit: int = 10
) -> list[LookalikeRow]:
    """Return the records that look like the person being typed, the most alike first.

    ``values`` are the parsed values so far; ``exclude_id`` is the record being changed, whose
    pairs already judged to be different people do not come up again.
    """
    with suppress(InvalidInput):
        values = complete_member(values)
    keys = _keys(values)
    found = _compare_all(session, values, keys) if keys else []
    judged = _judged_different(session, exclude_id)
    kept = [pair for pair in found if pair[0] != exclude_id and pair[0] not in judged][:limit]
    rows = {row.id: row for row in rows_of(session, [key for key, _ in kept])}
    alike = [_row(rows[key], likeness) for key, likeness in kept]
    if not any(row.blocks for row in alike):
        alike = _holder_elsewhere(session, values, exclude_id) + alike
    return alike


def _row(row: MemberRow, likeness: Likeness) -> LookalikeRow:
    return LookalikeRow(
        row.id,
        row.name,
        row.birth_on,
        row.id_no,
        row.mobile,
        row.unit_name,
        row.status,
        likeness.score,
        likeness.matched,
    )


def _index(values: Mapping[str, Value], name: str) -> bytes | None:
    value = values.get(name)
    return blind_index(str(value), f"member.{name}") if value else None


def _keys(values: Mapping[str, Value]) -> list[ColumnElement[bool]]:
    """Return the equalities by which candidates are found, each answered by an index."""
    columns = {
        "id_no": Member.id_no_index,
        "mobile": Member.mobile_index,
        "bank_number": Member.bank_index,
    }
    keys = [column == index for name, column in columns.items() if (index := _index(values, name))]
    if values.get("name") and values.get("home_address"):
        keys.append(Member.name == values["name"])
    elif values.get("name") and values.get("birth_on"):
        keys.append(and_(Member.name == values["name"], Member.birth_on == values["birth_on"]))
    return keys


def _compare_all(
    session: Session, values: Mapping[str, Value], keys: Sequence[ColumnElement[bool]]
) -> list[tuple[int, Likeness]]:
    columns = list(trait_columns())
    if not values.get("home_address"):
        columns.remove(Member.home_address)  # opening a sealed value that nobody asks for costs
    rows = session.execute(
        select(*columns)
        .where(Member.live(), or_(*keys))
        .order_by(Member.id.desc())
        .limit(MOST_CANDIDATES)
    )
    typed = Traits(
        str(values.get("name") or ""),
        _date(values.get("birth_on")),
        str(values.get("gender") or "") or None,
        _index(values, "id_no"),
        _index(values, "mobile"),
        _index(values, "bank_number"),
        str(values.get("home_address") or "") or None,
    )
    compared = [(row.id, compare(typed, traits_of(row))) for row in rows]
    return sorted(
        ((key, likeness) for key, likeness in compared if likeness.matched),
        key=lambda pair: (-pair[1].score, pair[0]),
    )


def _date(value: Value) -> date | None:
    return value if isinstance(value, date) else None


def trait_columns() -> tuple[Any, ...]:
    """The columns of which a member's traits are made."""
    return (
        Member.id,
        Member.name,
        Member.birth_on,
        Member.gender,
        Member.id_no_index,
        Member.mobile_index,
        Member.bank_index,
        Member.home_address,
    )


def traits_of(row: Any) -> Traits:
    """Return what is compared of a row; sealed numbers stand as their fingerprints."""
    return Traits(
        row.name,
        row.birth_on,
        row.gender,
        row.id_no_index,
        row.mobile_index,
        row.bank_index,
        getattr(row, "home_address", None),
    )


def _judged_different(session: Session, member_id: int | None) -> frozenset[int]:
    if member_id is None:
        return frozenset()
    pairs = session.execute(
        select(Lookalike.first_id, Lookalike.second_id)
        .where(
            or_(Lookalike.first_id == member_id, Lookalike.second_id == member_id),
            Lookalike.verdict == Verdict.DIFFERENT,
        )
        .execution_options(kernel=True)
    )
    return frozenset(key for pair in pairs for key in pair)


def _holder_elsewhere(
    session: Session, values: Mapping[str, Value], exclude_id: int | None
) -> list[LookalikeRow]:
    index = _index(values, "id_no")
    if index is None:
        return []
    found = session.execute(
        select(Member.id, Member.name, Unit.name.label("unit_name"))
        .outerjoin(Unit, Unit.id == Member.unit_id)
        .where(
            Member.id_no_index == index,
            Member.id_type == (values.get("id_type") or "id_card"),
            Member.live(),
        )
        .execution_options(kernel=True)
    ).first()
    if found is None or found.id == exclude_id:
        return []
    name, unit_name = mask_name_public(found.name), found.unit_name or NO_UNIT
    return [LookalikeRow(None, name, None, "", "", unit_name, "", CERTAIN, (str(Match.ID_NO),))]
