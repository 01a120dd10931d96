"""The office's settings: typed defaults, rows only for what differs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.office import Setting
from db.verbs import load, needs, open_to_all
from rules.access import Permission
from rules.errors import InvalidInput
from rules.language import N_

DEFAULTS: dict[str, Any] = {
    "office_name": "",
    "language": "zh_CN",
    "time_zone": "Asia/Shanghai",
    "session_idle_minutes": 60,
    "session_hours": 12,
    "relaxed_duties": [],
    "retention_years": 10,
    "deemed_left_months": 6,
    "freeze_until": "",
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
    row = session.scalar(select(Setting).where(Setting.key == key))
    if row is None:
        session.add(Setting(key=key, value=value))
    elif row.value != value:
        load(session, Setting, row.id, seen).value = value


@open_to_all("read by the moves of every feature")
def relaxed_duties(session: Session) -> frozenset[tuple[str, str]]:
    """Return the pairs of actions that one person may do both, by the office's decision."""
    return frozenset((first, second) for first, second in get(session, "relaxed_duties"))
