"""Public notices, prepared from peer-reviewed files; and whether a file's notice is settled.

A file goes past review only when ``check_settled`` lets it: its notice is over, and nobody's
objection is open or upheld.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import moves, notice_lines
from db.calendar import calendar_of
from db.models.hardship import HardshipFile
from db.models.notices import NoticeLine, Objection, PublicNotice
from db.models.units import Unit
from db.numbers import next_number
from db.verbs import actor_of, load, needs, today_of
from rules.access import Permission
from rules.errors import InvalidInput, NotFound, WrongState
from rules.fields import Value
from rules.language import N_
from rules.notices import (
    DISMISSED,
    NOTICE_FIELDS,
    NUMBER_MARK,
    OPEN,
    OVER,
    PREPARED,
    PROPOSAL_FIELDS,
    PUBLIC_NOTICE,
    UPHELD,
    WITHDRAWN,
    check_values,
    first_free_day,
    term,
)

MOST_FILES = 200
"""How many files one notice may name."""


@needs(Permission.PUBLISH_NOTICES)
def prepare(session: Session, file_ids: Sequence[int], values: Mapping[str, Value]) -> int:
    """Prepare a notice of peer-reviewed files; returns its id.

    ``values`` holds the notice's fields and may name one ``aid_kind`` for all files. What the
    public will read of each is frozen here.
    """
    checked = check_values(NOTICE_FIELDS, values)
    if not 1 <= len(set(file_ids)) <= MOST_FILES:
        raise InvalidInput(N_("Choose 1 to {most} files."), most=MOST_FILES)
    files = load_files(session, sorted(set(file_ids)))
    notice_lines.check_ready(session, files)
    today = today_of(session)
    number = next_number(session, "public_notice", today.year)
    notice = PublicNotice(
        unit_id=_issuing_unit(session),
        number=f"{NUMBER_MARK}{today.year}-{number:04}",
        starts_on=today,
        ends_on=today,
        **_columns(checked),
    )
    count_period(session, notice, today)
    moves.begin(session, notice, PUBLIC_NOTICE)
    notice_lines.freeze(session, notice.id, files, str(values.get("aid_kind") or ""))
    return notice.id


def _columns(checked: Mapping[str, Value]) -> dict[str, Value]:
    return {name: "" if value is None else value for name, value in checked.items()}


def count_period(session: Session, notice: PublicNotice, today: date) -> None:
    counted = term(calendar_of(session), today, notice.days, notice.day_unit)
    notice.starts_on, notice.ends_on = today, counted.ends_on


def _issuing_unit(session: Session) -> int:
    """Return the actor's own unit; for whom has none, the top of the tree."""
    own = actor_of(session).unit_id
    if own is not None:
        return own
    top = session.scalar(select(Unit.id).where(Unit.parent_id.is_(None)))
    if top is None:
        raise NotFound(N_("There is no such unit in your part of the tree."))
    return top


def load_files(session: Session, ids: Sequence[int]) -> list[HardshipFile]:
    found = session.scalars(
        select(HardshipFile).where(HardshipFile.id.in_(ids)).order_by(HardshipFile.id)
    ).all()
    if len(found) != len(ids):
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    return list(found)


@needs(Permission.PUBLISH_NOTICES)
def change(session: Session, notice_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Correct a notice that is not published yet."""
    notice = load(session, PublicNotice, notice_id, seen)
    _check_prepared(notice)
    for name, value in _columns(check_values(NOTICE_FIELDS, values)).items():
        if getattr(notice, name) != value:
            setattr(notice, name, value)
    count_period(session, notice, notice.starts_on)


def _check_prepared(notice: PublicNotice) -> None:
    if notice.state != PREPARED:
        raise WrongState(N_("A published notice is not changed. Withdraw it and prepare another."))


@needs(Permission.PUBLISH_NOTICES)
def propose(session: Session, line_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Say which aid is proposed for one file of a prepared notice, and how much (fen)."""
    line = load(session, NoticeLine, line_id, seen)
    _check_prepared(load(session, PublicNotice, line.notice_id))
    checked = check_values(PROPOSAL_FIELDS, values)
    kind, amount = checked["aid_kind"], checked["amount_fen"]
    if isinstance(amount, int) and amount <= 0:
        raise InvalidInput(N_("Enter an amount above zero."), field="amount_fen")
    line.aid_kind = None if kind is None else str(kind)
    line.amount_fen = amount if isinstance(amount, int) else None


@needs(Permission.SEE_HARDSHIP)
def check_settled(session: Session, file_id: int) -> None:
    """Raise WrongState unless the file's last notice is over and no objection stands.

    Over means ended by somebody, with its last day past; an objection stands while it is open
    and once it is upheld. Review and approval ask here.
    """
    file = load(session, HardshipFile, file_id)
    notice = last_notice_of(session, file.id)
    if notice is None:
        raise WrongState(N_("This file was not on public notice yet."))
    if notice.state not in OVER or today_of(session) <= notice.ends_on:
        raise still_running(notice)
    states = standing(session, notice.id, file.id)
    if OPEN in states or _open_of_earlier(session, file.id):
        raise WrongState(N_("An objection to this file is open. It has to be answered first."))
    if UPHELD in states:
        raise WrongState(N_("An objection was upheld: return or refuse the file."))


def last_notice_of(session: Session, file_id: int) -> PublicNotice | None:
    """Return the last notice by which the public read of a file that was found in scope.

    It may be a superior union's, and outside the actor's part of the tree.
    """
    return session.scalar(
        select(PublicNotice)
        .join(NoticeLine, NoticeLine.notice_id == PublicNotice.id)
        .where(NoticeLine.file_id == file_id, PublicNotice.state.not_in((PREPARED, WITHDRAWN)))
        .order_by(PublicNotice.id.desc())
        .limit(1)
        .execution_options(kernel=True)
    )


def standing(session: Session, notice_id: int, file_id: int) -> set[str]:
    """Return the states of the objections that keep a file from passing."""
    states = session.scalars(
        select(Objection.state).where(
            Objection.notice_id == notice_id,
            Objection.file_id == file_id,
            Objection.state != DISMISSED,
        ),
        execution_options={"kernel": True},  # of whichever unit: the file was found in scope
    )
    return set(states)


def _open_of_earlier(session: Session, file_id: int) -> bool:
    """Say whether any objection to a file is open, also one to a notice that was withdrawn."""
    wanted = select(Objection.id).where(Objection.file_id == file_id, Objection.state == OPEN)
    return session.scalar(wanted.limit(1), execution_options={"kernel": True}) is not None


def still_running(notice: PublicNotice) -> WrongState:
    return WrongState(
        N_("The public notice runs until {on}; the file goes on from {free}."),
        on=notice.ends_on.isoformat(),
        free=first_free_day(notice.ends_on).isoformat(),
    )
