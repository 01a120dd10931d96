"""Brings the kept totals of an existing office in line with what this version counts."""

from __future__ import annotations

import ast
import hashlib
import inspect
import textwrap
from functools import lru_cache

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from db import file_spells, summaries, totals, traits
from db.models.office import Setting
from db.verbs import open_to_all

KEY = "counters"
"""The setting that tells by which counters the totals were made."""
_KEPT = select(Setting.__table__.c.value).where(Setting.__table__.c.key == KEY)


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Return a mark that changes when anything is counted otherwise."""
    told = [
        f"{model.__tablename__} {model.COUNTED_COLUMNS} {_rule_text(rule)}"
        for model in summaries.counted_models()
        for rule in model.__counts__
    ]
    return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()


def _rule_text(rule: summaries.CountRule) -> str:
    """Return what a rule does, whatever its layout and comments."""
    return ast.dump(ast.parse(textwrap.dedent(inspect.getsource(rule))))


@open_to_all("called where an office is opened, by the console")
def renew(session: Session) -> bool:
    """Count everything anew where other counters made the totals; says whether it did."""
    if session.connection().scalar(_KEPT) == fingerprint():
        return False
    totals.hold(session)
    kept = session.connection().scalar(_KEPT)
    if kept == fingerprint():  # another server of the office did it meanwhile
        return False
    traits.fill(session)
    file_spells.fill(session)
    session.info.pop("summary_changes", None)  # the rows are counted whole
    summaries.rebuild(session)
    table = Setting.__table__
    if kept is None:
        row = {"key": KEY, "value": fingerprint(), "version": 1}
        session.connection().execute(table.insert(), row)
    else:
        session.connection().execute(
            update(table).where(table.c.key == KEY).values(value=bindparam("mark")),
            {"mark": fingerprint()},
        )
    return True
