"""Code lists as the office has them; read by every form, roster, list and letter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.area_memory import AreaMemory
from db.models.office import CodeRow
from db.verbs import load, needs, open_to_all
from rules.access import Permission
from rules.code_lists import check_new_spellings, own_list_labels, own_list_name, spellings
from rules.codes import Code, CodeLists
from rules.errors import Conflict, InvalidInput
from rules.language import N_

LONGEST_LABEL = 60
_CODE = re.compile(r"[a-z0-9_]{1,40}")

_memory: AreaMemory[CodeLists] = AreaMemory("settings")


@open_to_all("labels of codes hold nothing personal and every form needs them")
def code_lists(session: Session) -> CodeLists:
    """Return all code lists; read anew only after a change of the settings."""
    return _memory.recall(session, lambda: _read(session))


def _read(session: Session) -> CodeLists:
    lists: dict[str, list[Code]] = {}
    for row in session.scalars(
        select(CodeRow).order_by(CodeRow.list_name, CodeRow.position, CodeRow.id)
    ):
        entry = Code(row.code, row.zh, row.en, tuple(row.aliases), row.retired)
        lists.setdefault(row.list_name, []).append(entry)
    return {name: tuple(entries) for name, entries in lists.items()}


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """An entry as the settings show it."""

    id: int
    version: int
    code: str
    zh: str
    en: str
    aliases: tuple[str, ...]
    position: int
    retired: bool


@needs(Permission.MANAGE_SETTINGS)
def list_names(session: Session) -> list[str]:
    """Return the names of all lists."""
    return sorted(code_lists(session))


@needs(Permission.MANAGE_SETTINGS)
def list_entries(session: Session, name: str) -> list[CodeEntry]:
    """Return a list's entries in the office's order, those out of use last."""
    rows = session.scalars(
        select(CodeRow)
        .where(CodeRow.list_name == name)
        .order_by(CodeRow.retired, CodeRow.position, CodeRow.id)
    )
    return [
        CodeEntry(
            row.id,
            row.version,
            row.code,
            row.zh,
            row.en,
            tuple(row.aliases),
            row.position,
            row.retired,
        )
        for row in rows
    ]


@needs(Permission.MANAGE_SETTINGS)
def change_entry(
    session: Session,
    entry_id: int,
    seen: int,
    zh: str,
    en: str = "",
    aliases: str = "",
    position: int = 0,
    retired: bool = False,
) -> None:
    """Relabel, reorder, retire or bring back an entry; its code stays.

    ``aliases`` are spellings in rosters, separated by commas.
    """
    row = load(session, CodeRow, entry_id, seen)
    row.aliases = _free_spellings(session, row.list_name, row.code, zh, aliases)
    row.zh = zh.strip()
    row.en = en.strip() or row.zh
    row.position, row.retired = position, retired


@needs(Permission.MANAGE_SETTINGS)
def add_entry(
    session: Session, name: str, code: str, zh: str, en: str = "", aliases: str = ""
) -> int:
    """Add an entry at the end of a list; raises Conflict when the list has its code."""
    if not _CODE.fullmatch(code):
        raise InvalidInput(
            N_("A code is made of small letters, digits and underscores."), field="code"
        )
    taken = select(CodeRow.id).where(CodeRow.list_name == name, CodeRow.code == code)
    if session.scalar(taken) is not None:
        raise Conflict(N_("This list has that code already."), field="code")
    last = session.scalar(select(func.max(CodeRow.position)).where(CodeRow.list_name == name))
    if last is None:
        raise InvalidInput(N_("Choose the code list."))
    row = CodeRow(
        list_name=name,
        code=code,
        zh=zh.strip(),
        en=en.strip() or zh.strip(),
        aliases=_free_spellings(session, name, code, zh, aliases),
        position=last + 1,
    )
    session.add(row)
    session.flush()
    return row.id


@needs(Permission.MANAGE_SETTINGS)
def begin_list(session: Session, name: str, labels: str) -> str:
    """Begin a list of the office's own, for own fields; returns the name it bears from now on.

    ``labels`` are its first entries, one a line; their codes are numbers.
    """
    wanted, entries = own_list_name(name), own_list_labels(labels)
    known = session.scalars(select(CodeRow.list_name).distinct())
    if wanted.lower() in {name.lower() for name in known}:
        raise Conflict(N_("There is a code list of this name already."), field="name")
    session.add_all(
        CodeRow(list_name=wanted, code=str(number), zh=label, en=label, position=number)
        for number, label in enumerate(entries, 1)
    )
    session.flush()
    return wanted


def _free_spellings(session: Session, name: str, code: str, zh: str, aliases: str) -> list[str]:
    if not 1 <= len(zh.strip()) <= LONGEST_LABEL:
        raise InvalidInput(N_("Enter a label of at most 60 characters."), field="zh")
    wanted = spellings(aliases)
    others = {
        entry.code: (entry.code, entry.zh, entry.en, *entry.aliases)
        for entry in _read(session).get(name, ())
    }
    check_new_spellings(code, wanted, others)
    return list(wanted)
