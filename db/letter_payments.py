"""What letters say about public notices and pay runs: the record and its lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import claim_due
from db.letter_cases import day, fund_names
from db.letter_subjects import Rows, Subject
from db.models.hardship import HardshipFile
from db.models.notices import NoticeLine, PublicNotice
from db.models.pay_runs import PayItem, PayLine, PayRun, RunSignature
from db.unit_names import names_of
from rules.codes import CodeLists, label_of
from rules.hardship import IN_FORCE
from rules.language import _
from rules.money import capital_numerals, show_money
from rules.pay_runs import can_be_cash, notes_for

DAY_UNITS = ("workday", "calendar_day")


def notice_subjects(session: Session, ids: Sequence[int], lists: CodeLists) -> dict[int, Subject]:
    """Return public notices with their lines, in the narrow words that the public may read."""
    notices = session.scalars(select(PublicNotice).where(PublicNotice.id.in_(ids))).all()
    names = names_of(session, (row.unit_id for row in notices))
    lines = _by_parent(
        session.scalars(
            select(NoticeLine).where(NoticeLine.notice_id.in_(ids)).order_by(NoticeLine.id)
        ),
        "notice_id",
    )
    return {
        row.id: Subject(
            row.number,
            row.state,
            row.unit_id,
            (),
            {
                "unit_name": names.get(row.unit_id or 0, ""),
                "number": row.number,
                "title": row.title,
                "basis": row.basis,
                "starts_on": day(row.starts_on),
                "ends_on": day(row.ends_on),
                "days": _term(row.days, row.day_unit),
                "phone": row.phone,
                "mailbox": row.mailbox,
            },
            {"lines": _notice_rows(lines.get(row.id, []), lists)},
        )
        for row in notices
    }


def _term(days: int, unit: str) -> str:
    text = _("{n} workdays") if unit == DAY_UNITS[0] else _("{n} calendar days")
    return text.format(n=days)


def _notice_rows(lines: Sequence[NoticeLine], lists: CodeLists) -> Rows:
    return [
        {
            "number": str(number),
            "name": line.masked_name,
            "unit": line.unit_name,
            "category": label_of(lists, "hardship_category", line.category),
            "kind": label_of(lists, "aid_kind", line.aid_kind or ""),
            "amount": show_money(line.amount_fen) if line.amount_fen is not None else "",
        }
        for number, line in enumerate(lines, start=1)
    ]


def run_subjects(session: Session, ids: Sequence[int], lists: CodeLists) -> dict[int, Subject]:
    """Return pay runs with their listed lines, sorted by building for the door round."""
    runs = session.scalars(select(PayRun).where(PayRun.id.in_(ids))).all()
    names = names_of(session, (row.unit_id for row in runs))
    found = {}
    for row in runs:
        lines = session.scalars(
            select(PayLine)
            .where(PayLine.run_id == row.id, PayLine.removed.is_(False))
            .order_by(PayLine.number)
        ).all()
        by_door = sorted(lines, key=lambda line: (line.building or "", line.address or ""))
        signers = session.scalars(
            select(RunSignature.name)
            .where(RunSignature.run_id == row.id, RunSignature.withdrawn.is_(False))
            .order_by(RunSignature.id)
        )
        found[row.id] = Subject(
            row.run_no,
            row.state,
            row.unit_id,
            (),
            {
                "unit_name": names.get(row.unit_id or 0, ""),
                "run_no": row.run_no,
                "title": row.title,
                "month": f"{row.month_on:%Y-%m}",
                "line_count": str(len(lines)),
                "total": show_money(row.total_fen),
                "total_capital": capital_numerals(row.total_fen),
                "signers": "、".join(signers),
            },
            {"lines": _run_rows(session, row, by_door if row.way == "door" else lines, lists)},
        )
    return found


def _run_rows(session: Session, run: PayRun, lines: Sequence[PayLine], lists: CodeLists) -> Rows:
    items = _by_parent(
        session.scalars(select(PayItem).where(PayItem.run_id == run.id).order_by(PayItem.id)),
        "line_id",
    )
    funds = fund_names(session, (item.fund_id for of in items.values() for item in of))
    claims = claim_due.numbers_of(
        session, [i.source_id for of in items.values() for i in of if i.member_id is not None]
    )
    files = _files_of(session, (line.household_id for line in lines if line.household_id))
    return [
        {
            "number": str(line.number),
            "name": line.payee_name,
            "id_no": line.id_no or "",
            "bank_name": line.bank_name or "",
            "bank_number": line.bank_number or "",
            "building": line.building or "",
            "address": line.address or "",
            "beneficiaries": line.beneficiary_names,
            "kinds": _joined(label_of(lists, "aid_kind", i.kind) for i in items.get(line.id, [])),
            "funds": _joined(funds.get(i.fund_id, "") for i in items.get(line.id, [])),
            "archive_no": files.get(line.household_id or 0, ""),
            "claim_no": _joined(
                claims.get(i.source_id, "") for i in items.get(line.id, []) if i.member_id
            ),
            "amount": show_money(line.fen),
            "cash": _notes(line.fen),
            "paid_on": day(line.settled_on) if line.state == "paid" else "",
        }
        for line in lines
    ]


def _notes(fen: int) -> str:
    """Write the notes that make up an amount: 100×2 50×1, in yuan."""
    if not can_be_cash(fen):
        return ""
    counted = notes_for(fen)
    return " ".join(f"{note / 100:g}×{count}" for note, count in counted.items() if count)


def _joined(texts: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(text for text in texts if text))


def _by_parent(rows: Iterable[Any], column: str) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found


def _files_of(session: Session, household_ids: Iterable[int]) -> dict[int, str]:
    rows = session.execute(
        select(HardshipFile.household_id, HardshipFile.archive_no).where(
            HardshipFile.household_id.in_(set(household_ids)), HardshipFile.state == IN_FORCE
        )
    )
    return {row.household_id: row.archive_no or "" for row in rows}
