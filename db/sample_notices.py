"""The sample's public notices with objections in all states, for the files that were published.

What stood on a board before today is written as rows; what waits now is entered with verbs.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import notice_lines, notices, stored_files
from db.calendar import calendar_of
from db.models.hardship import HardshipFile
from db.models.notices import NoticeLine, Objection, PublicNotice
from db.models.people import Attachment
from db.models.trail import Move
from db.numbers import take_numbers
from db.unit_names import names_of
from db.verbs import needs, open_to_all, today_of, zone_of
from rules.access import Permission
from rules.fields import Value
from rules.hardship import ON_NOTICE
from rules.masks import mask_name_public
from rules.notices import NUMBER_MARK, WORKDAY, answer_due, term

TITLE, BASIS = "关于拟建档困难职工的公示", "《困难职工帮扶工作办法》"
BOARDS, PHONE, MAILBOX = "单位公示栏、市总工会一楼公示栏", "0571-88120351", "市总工会一楼意见箱"
DAYS = 5
DAYS_TO_CLOSE = 12
"""A notice that ended so long ago is closed with its photo."""

_AID = ("living_aid", "medical_aid", "study_aid", None)
_SAID = (
    "该户名下还有一套出租房",
    "配偶在外地有固定工作，收入未申报",
    "家中刚购置小轿车",
    "子女已经参加工作",
)
_ANSWERS = {
    "dismissed": "经入户复查并核对登记信息，反映情况不属实",
    "upheld": "经核实反映属实，按规定不予建档",
}
_VALUES: dict[str, Value] = {
    "title": TITLE,
    "basis": BASIS,
    "days": DAYS,
    "day_unit": WORKDAY,
    "boards": BOARDS,
    "phone": PHONE,
    "mailbox": MAILBOX,
}


@dataclass(frozen=True, slots=True)
class _Published:
    """A file that went before the public: when, and by whom."""

    on: date
    clerk_id: int | None
    clerk: str
    clerk_unit: int
    file: HardshipFile


@open_to_all("called by the maker of the sample, which fills an empty office as the console")
def write_notices(session: Session, dice: Random, homes: dict[int, int]) -> int:
    """Write the notices of all published files; returns how many.

    ``homes`` says at which unit each account works, by id.
    """
    published = _published(session, homes)
    groups = [list(some) for _key, some in groupby(published, key=lambda one: (one.on, one.clerk))]
    numbers = _numbers(session, [group[0].on for group in groups])
    photo = stored_files.keep(_picture())
    for number, group in zip(numbers, groups, strict=True):
        _write_one(session, dice, number, group, photo)
    return len(groups)


def _published(session: Session, homes: dict[int, int]) -> list[_Published]:
    """Return the last publishing of each file that passed it, in the order of the days."""
    zone = zone_of(session)
    files = {file.id: file for file in session.scalars(select(HardshipFile))}
    steps = session.execute(
        select(Move.record_id, Move.at, Move.account_id, Move.actor)
        .where(Move.record_type == "hardship_file", Move.action == "publish")
        .order_by(Move.id)
    )
    last = {
        row.record_id: _Published(
            row.at.astimezone(zone).date(),
            row.account_id,
            row.actor,
            homes.get(row.account_id, 0),
            files[row.record_id],
        )
        for row in steps
    }
    return sorted(last.values(), key=lambda one: (one.on, one.clerk, one.file.id))


def _numbers(session: Session, days: Iterable[date]) -> list[str]:
    """Number the notices year by year; ``days`` are in order."""
    numbers = []
    for year, some in groupby(days, key=lambda day: day.year):
        count = len(list(some))
        first = take_numbers(session, "public_notice", year, count)
        numbers += [f"{NUMBER_MARK}{year}-{first + place:04}" for place in range(count)]
    return numbers


def _write_one(
    session: Session, dice: Random, number: str, group: Sequence[_Published], photo: str
) -> None:
    first, today = group[0], today_of(session)
    ends_on = term(calendar_of(session), first.on, DAYS, WORKDAY).ends_on
    waits = any(one.file.state == ON_NOTICE for one in group)
    ended = ends_on < today and not (waits and dice.random() < 0.3)
    closed = ended and ends_on + timedelta(days=DAYS_TO_CLOSE) < today
    state = "closed" if closed else "ended" if ended else "published"
    notice = PublicNotice(
        unit_id=first.clerk_unit,
        number=number,
        state=state,
        starts_on=first.on,
        ends_on=ends_on,
        taken_down_on=ends_on + timedelta(days=2) if closed else None,
        **_VALUES,
    )
    session.add(notice)
    session.flush()
    if closed:
        notice.photo_id = _photograph(session, notice, photo)
    _step(session, notice, first, "enter", "", "prepared", first.on)
    _step(session, notice, first, "publish", "prepared", "published", first.on)
    if ended:
        _step(session, notice, first, "end", "published", "ended", ends_on + timedelta(days=1))
    if closed:
        _step(session, notice, first, "close", "ended", "closed", ends_on + timedelta(days=2))
    _write_lines(session, dice, notice, [one.file for one in group])
    for one in group:
        _object(session, dice, notice, one)


def _photograph(session: Session, notice: PublicNotice, photo: str) -> int:
    paper = Attachment(
        unit_id=notice.unit_id,
        record_type="public_notice",
        record_id=notice.id,
        kind="notice_photo",
        name="公示栏照片.png",
        media_type="image/png",
        size=len(_picture()),
        sha256=photo,
        added_at=_at(session, notice.ends_on),
    )
    session.add(paper)
    session.flush()
    return paper.id


def _at(session: Session, on: date) -> datetime:
    return datetime.combine(on, time(9, 30), zone_of(session)).astimezone(UTC)


def _step(
    session: Session,
    record: Any,
    by: _Published,
    action: str,
    before: str,
    after: str,
    on: date,
    note: str = "",
) -> None:
    session.add(
        Move(
            record_type=record.__tablename__,
            record_id=record.id,
            unit_id=record.unit_id,
            action=action,
            from_state=before,
            to_state=after,
            account_id=by.clerk_id,
            actor=by.clerk,
            at=_at(session, on),
            note=note,
        )
    )


def _write_lines(
    session: Session, dice: Random, notice: PublicNotice, files: Sequence[HardshipFile]
) -> None:
    categories = notice_lines.categories_of(session, files)
    units = names_of(session, (file.unit_id for file in files))
    for file in files:
        session.add(
            NoticeLine(
                unit_id=file.unit_id,
                notice_id=notice.id,
                file_id=file.id,
                masked_name=mask_name_public(file.head_name),
                unit_name=units.get(file.unit_id, ""),
                category=categories[file.id] or "relative",
                aid_kind=dice.choice(_AID),
            )
        )


def _object(session: Session, dice: Random, notice: PublicNotice, one: _Published) -> None:
    """Let somebody object: always where the file waits after the end, else to a few."""
    file, today = one.file, today_of(session)
    if file.state == ON_NOTICE:
        state = "open" if notice.state != "published" or dice.random() < 0.25 else ""
    elif file.state == "refused":
        state = "upheld" if file.refusal_code != "above_line" or dice.random() < 0.2 else ""
    else:
        state = "dismissed" if dice.random() < 0.07 else ""
    if not state:
        return
    received_on = min(notice.starts_on + timedelta(days=dice.randint(1, 4)), today)
    if state == "open":
        received_on = max(received_on, today - timedelta(days=dice.randint(0, 9)))
    answered_on = None if state == "open" else received_on + timedelta(days=2)
    objection = Objection(
        unit_id=file.unit_id,
        notice_id=notice.id,
        file_id=file.id,
        state=state,
        received_on=received_on,
        channel=dice.choice(("phone", "visit", "mailbox", "letter")),
        raised_by=dice.choice((None, "同车间职工", "小区邻居")),
        text=dice.choice(_SAID),
        due_on=answer_due(calendar_of(session), received_on),
        answered_on=answered_on,
        answer=_ANSWERS.get(state, ""),
    )
    session.add(objection)
    session.flush()
    _step(session, objection, one, "enter", "", "open", received_on)
    if answered_on is not None:
        action = "uphold" if state == "upheld" else "dismiss"
        _step(session, objection, one, action, "open", state, answered_on, objection.answer)


@cache
def _picture() -> bytes:
    """Return a small grey picture, so that a closed notice has its photo."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    width, height = 320, 240
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(
        b"\0" + bytes(235 if 40 < x < 280 and 30 < y < 210 else 170 for x in range(width))
        for y in range(height)
    )
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@needs(Permission.PUBLISH_NOTICES)
def prepare_next(session: Session, how_many: int = 3) -> None:
    """Prepare the next notice of some files that wait for one."""
    waiting = session.scalars(
        select(HardshipFile.id)
        .where(HardshipFile.state == notice_lines.READY)
        .order_by(HardshipFile.id)
        .limit(how_many)
    ).all()
    if waiting:
        notices.prepare(session, waiting, {**_VALUES, "aid_kind": "living_aid"})
