"""The office's settings: typed defaults, rows only for what differs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.office import Setting
from db.models.trail import TrailRow
from db.verbs import load, needs, open_to_all, stale
from rules.access import Permission
from rules.errors import Conflict, InvalidInput
from rules.fields import Field, Value, by_name
from rules.language import N_
from rules.moves import RELAXABLE
from rules.settings import (
    CONSENT_FIELDS,
    FREEZE_FIELDS,
    OFFICE_FIELDS,
    PAYMENT_FIELDS,
    RETENTION_FIELDS,
    Pair,
)

DUTIES, FREEZE = "relaxed_duties", "freeze_until"
NOTICE_CONSENT = "notice_needs_consent"
_SEVERAL = (
    *OFFICE_FIELDS,
    *RETENTION_FIELDS,
    *FREEZE_FIELDS,
    *CONSENT_FIELDS,
    *PAYMENT_FIELDS,
)
_RELAXED = "relaxed_duties"
"""Where a session keeps the pairs once they were read."""

DEFAULTS: dict[str, Any] = {
    "office_name": "",
    "office_phone": "",
    "office_address": "",
    "language": "zh_CN",
    "time_zone": "Asia/Shanghai",
    "session_idle_minutes": 60,
    "session_hours": 12,
    DUTIES: [],
    "retention_years": 10,
    "deemed_left_months": 6,
    FREEZE: "",
    NOTICE_CONSENT: True,
    "run_two_from": 10_000_00,
    "run_three_from": 100_000_00,
    "line_two_from": 10_000_00,
    "line_three_from": 100_000_00,
    "call_back_percent": 10,
}
"""Every setting with the value it has until the office changes it."""


@open_to_all("settings hold nothing personal, and the sign-in page needs the office's name")
def get_all(session: Session) -> dict[str, Any]:
    """Return every setting, the office's own value or the default."""
    own = session.execute(select(Setting.key, Setting.value))
    return {**DEFAULTS, **{row.key: row.value for row in own if row.key in DEFAULTS}}


@open_to_all("settings hold nothing personal")
def get(session: Session, key: str) -> Any:
    """Return one setting; raises KeyError for an unknown one."""
    default = DEFAULTS[key]
    found = session.scalar(select(Setting.value).where(Setting.key == key))
    return default if found is None else found


@open_to_all("settings hold nothing personal")
def get_version(session: Session, key: str) -> int:
    """Return the version of the setting's row, 0 while it has the default."""
    return session.scalar(select(Setting.version).where(Setting.key == key)) or 0


@needs(Permission.MANAGE_SETTINGS)
def change(session: Session, key: str, value: Any, seen: int) -> None:
    """Set one setting; ``seen`` is the version the form was drawn from, 0 for none."""
    if key not in DEFAULTS or type(value) is not type(DEFAULTS[key]):
        raise InvalidInput(N_("This setting does not take that value."), field=key)
    session.info.pop(_RELAXED, None)
    row = session.scalar(select(Setting).where(Setting.key == key))
    if row is None:
        session.add(Setting(key=key, value=value))
    elif row.value != value:
        load(session, Setting, row.id, seen).value = value


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """Several settings as one form shows them; ``version`` rises with each of them."""

    values: dict[str, Value]
    version: int


@needs(Permission.MANAGE_SETTINGS)
def get_form(session: Session, names: Collection[str]) -> SettingsForm:
    """Return the named settings and the version that their form must send back."""
    everything = get_all(session)
    rows = _rows(session, names)
    values = {name: everything[name] for name in names}
    return SettingsForm(values, sum(row.version for row in rows))


def _rows(session: Session, names: Iterable[str]) -> list[Setting]:
    return list(session.scalars(select(Setting).where(Setting.key.in_(sorted(names)))))


@needs(Permission.MANAGE_SETTINGS)
def change_several(session: Session, seen: int, values: Mapping[str, Value]) -> None:
    """Set the settings of one form; raises InvalidInput naming the one that does not fit."""
    fields = by_name(_SEVERAL)
    rows = {row.key: row for row in _rows(session, values)}
    if sum(row.version for row in rows.values()) != seen:
        raise _changed_meanwhile(session, rows.values())
    for name, given in values.items():
        value = _as_stored(given)
        if name not in fields or type(value) is not type(DEFAULTS[name]):
            raise InvalidInput(N_("This setting does not take that value."), field=name)
        checked = _checked(fields[name], value)
        row = rows.get(name)
        if row is not None and row.value != checked:
            row.value = checked
        elif row is None and checked != DEFAULTS[name]:
            session.add(Setting(key=name, value=checked))


def _as_stored(value: Value) -> Value:
    # Settings are kept as JSON: days as text, nothing as the empty text.
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def _checked(field: Field, value: Value) -> Value:
    try:
        return field.check(value) if field.check else value
    except InvalidInput as error:
        error.field = field.name
        raise


def _changed_meanwhile(session: Session, rows: Iterable[Setting]) -> Conflict:
    by_id = {row.id: row for row in rows}
    last = session.scalar(
        select(TrailRow.record_id)
        .where(TrailRow.record_type == "setting", TrailRow.record_id.in_(sorted(by_id)))
        .order_by(TrailRow.id.desc())
        .limit(1)
    )
    if last is None:
        return Conflict(N_("Somebody else changed this record meanwhile. Look at it again."))
    return stale(session, by_id[last], 0)


@open_to_all("read by the moves of every feature")
def frozen_until(session: Session) -> date | None:
    """Return the last day on which nothing is decided, None where the office is not frozen."""
    until = get(session, FREEZE)
    return date.fromisoformat(until) if until else None


@needs(Permission.MANAGE_SETTINGS)
def relax_duties(session: Session, pairs: Collection[Pair], seen: int) -> None:
    """Say which two actions one person may do both; the decision is on the trail."""
    if not set(pairs) <= set(RELAXABLE):
        raise InvalidInput(N_("This setting does not take that value."), field=DUTIES)
    change(session, DUTIES, [list(pair) for pair in RELAXABLE if pair in pairs], seen)


@open_to_all("read by the moves of every feature")
def relaxed_duties(session: Session) -> frozenset[tuple[str, str]]:
    """Return the pairs of actions that one person may do both, by the office's decision."""
    if _RELAXED not in session.info:  # asked by each kind of work on the desk
        pairs = get(session, DUTIES)
        session.info[_RELAXED] = frozenset((first, second) for first, second in pairs)
    relaxed: frozenset[Pair] = session.info[_RELAXED]
    return relaxed
