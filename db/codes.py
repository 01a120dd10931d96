"""Code lists as the office has them; read by every form, roster, list and letter."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.office import CodeRow
from db.summaries import area_version
from db.verbs import load, needs, open_to_all
from rules.access import Permission
from rules.codes import Code, CodeLists
from rules.errors import Conflict, InvalidInput
from rules.language import N_

_cache: dict[str, tuple[int, CodeLists]] = {}
_filling = Lock()


@open_to_all("labels of codes hold nothing personal and every form needs them")
def code_lists(session: Session) -> CodeLists:
    """Return all code lists; read anew only after a change of the settings."""
    version = area_version(session, "settings")
    database = str(session.get_bind().engine.url)
    with _filling:
        cached = _cache.get(database)
        if cached is None or cached[0] != version:
            cached = _cache[database] = (version, _read(session))
        return cached[1]


def _read(session: Session) -> CodeLists:
    lists: dict[str, list[Code]] = {}
    for row in session.scalars(
        select(CodeRow).order_by(CodeRow.list_name, CodeRow.position, CodeRow.id)
    ):
        entry = Code(row.code, row.zh, row.en, tuple(row.aliases), row.retired)
        lists.setdefault(row.list_name, []).append(entry)
    return {name: tuple(entries) for name, entries in lists.items()}


@needs(Permission.MANAGE_SETTINGS)
def change_code(session: Session, name: str, entry: Code, position: int) -> None:
    """Relabel, reorder, retire or bring back a code; the code itself stays."""
    row = _row(session, name, entry.code)
    if row is None:
        raise InvalidInput(N_("This list has no such code."), field="code")
    row.zh, row.en, row.aliases = entry.zh, entry.en, list(entry.aliases)
    row.retired, row.position = entry.retired, position


@needs(Permission.MANAGE_SETTINGS)
def add_code(session: Session, name: str, entry: Code) -> None:
    """Add a code to a list; raises Conflict when the list has it already."""
    if not entry.code.isidentifier() or not entry.zh.strip():
        raise InvalidInput(
            N_("A code is made of letters, digits and underscores, and needs a Chinese label."),
            field="code",
        )
    if _row(session, name, entry.code) is not None:
        raise Conflict(N_("This list has that code already."))
    last = session.scalars(select(CodeRow.position).where(CodeRow.list_name == name)).all()
    entry = replace(entry, en=entry.en.strip() or entry.zh)
    session.add(
        CodeRow(
            list_name=name,
            code=entry.code,
            zh=entry.zh.strip(),
            en=entry.en,
            aliases=list(entry.aliases),
            position=max(last, default=-1) + 1,
        )
    )


def _row(session: Session, name: str, code: str) -> CodeRow | None:
    found = session.scalar(
        select(CodeRow.id).where(CodeRow.list_name == name, CodeRow.code == code)
    )
    return None if found is None else load(session, CodeRow, found)
