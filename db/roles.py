"""Roles: named sets of rights, and the rights that must not meet in one person."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.accounts import Role, RoleConflict
from db.verbs import needs
from rules.access import Permission
from rules.language import current_language


@dataclass(frozen=True, slots=True)
class RoleRow:
    code: str
    zh: str
    en: str
    permissions: tuple[Permission, ...]

    @property
    def label(self) -> str:
        return self.en if current_language() == "en" else self.zh


@needs(Permission.MANAGE_ACCOUNTS)
def seed_roles(session: Session, path: Path) -> None:
    """Add the shipped roles, rights and conflicts that the office does not have yet."""
    shipped = tomllib.loads(path.read_text(encoding="utf-8"))
    known = {role.code: role for role in session.scalars(select(Role))}
    for position, (code, entry) in enumerate(shipped["roles"].items()):
        rights = [str(Permission(right)) for right in entry["permissions"]]
        if code not in known:
            session.add(
                Role(
                    code=code,
                    zh=entry["zh"],
                    en=entry["en"],
                    permissions=rights,
                    position=position,
                )
            )
            continue
        missing = [right for right in rights if right not in known[code].permissions]
        if missing:  # a newer version of the program knows rights that the role did not have
            known[code].permissions = [*known[code].permissions, *missing]
    pairs = {(row.first, row.second) for row in session.scalars(select(RoleConflict))}
    for entry in shipped["conflicts"]:
        first, second = Permission(entry["first"]), Permission(entry["second"])
        if (first, second) not in pairs:
            session.add(RoleConflict(first=first, second=second))


@needs(Permission.MANAGE_ACCOUNTS)
def list_roles(session: Session) -> list[RoleRow]:
    """Return every role with its rights, in the office's order."""
    rows = session.scalars(select(Role).order_by(Role.position, Role.id))
    return [
        RoleRow(row.code, row.zh, row.en, tuple(Permission(right) for right in row.permissions))
        for row in rows
    ]
