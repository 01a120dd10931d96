"""What every office starts with: codes, workdays, roles, rules; nothing is overwritten."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import aid_rules, boards, mutual_plans, roles
from db.models.office import CodeRow, WorkdayRow
from db.session import writing
from rules.access import CONSOLE

SHIPPED = Path(__file__).resolve().parent.parent / "data"


def seed() -> None:
    """Add the shipped rows that the office does not have yet."""
    with writing(CONSOLE) as session:
        session.info["verb"] = "seeding.seed"
        _seed_codes(session)
        _seed_workdays(session)
        roles.seed_roles(session, SHIPPED / "roles.toml")
        aid_rules.seed_aid_rules(session)
        mutual_plans.seed_mutual_plans(session)
        boards.seed_boards(session, SHIPPED / "boards.toml")


def shipped_codes() -> dict[str, dict[str, dict[str, Any]]]:
    """Return the shipped code lists by name, from every file that holds some."""
    lists: dict[str, dict[str, dict[str, Any]]] = {}
    for file in sorted(SHIPPED.glob("codes*.toml")):
        lists |= tomllib.loads(file.read_text(encoding="utf-8"))
    return lists


def _seed_codes(session: Session) -> None:
    known = {
        (row.list_name, row.code)
        for row in session.execute(select(CodeRow.list_name, CodeRow.code))
    }
    for name, codes in shipped_codes().items():
        for position, (code, entry) in enumerate(codes.items()):
            if (name, code) not in known:
                session.add(_code_row(name, code, position, entry))


def _code_row(name: str, code: str, position: int, entry: dict[str, Any]) -> CodeRow:
    return CodeRow(
        list_name=name,
        code=code,
        zh=entry["zh"],
        en=entry["en"],
        aliases=entry.get("aliases", []),
        position=position,
    )


def _shipped_workdays() -> Iterator[dict[str, str]]:
    with (SHIPPED / "workdays.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _seed_workdays(session: Session) -> None:
    # A year that the office has a table for is the office's own, also where it differs.
    years = {on.year for on in session.scalars(select(WorkdayRow.on))}
    for row in _shipped_workdays():
        on = date.fromisoformat(row["date"])
        if on.year not in years:
            session.add(WorkdayRow(on=on, kind=row["kind"], name=row["name"], source=row["source"]))
