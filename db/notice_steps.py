"""The steps of a notice: published, withdrawn, ended, taken down; its files go along."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import hardship_consents, hardship_steps, moves
from db.models.hardship import HardshipFile
from db.models.notices import NoticeLine, PublicNotice
from db.models.people import Attachment
from db.notice_lines import check_peer_reviewed
from db.notices import count_period, last_notice_of, load_files, standing, still_running
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.hardship import ON_NOTICE
from rules.language import N_
from rules.notices import OVER, PUBLIC_NOTICE, PUBLISHED, UPHELD

PHOTO = "notice_photo"


@needs(Permission.PUBLISH_NOTICES)
def publish(session: Session, notice_id: int, seen: int) -> None:
    """Put the notice and its files before the public; the period begins today."""
    notice = load(session, PublicNotice, notice_id, seen)
    files = _files_of(session, notice)
    moves.move(session, notice, PUBLIC_NOTICE, "publish")
    check_peer_reviewed(files)
    hardship_consents.check_publishable(session, files)
    count_period(session, notice, today_of(session))
    for file in files:
        hardship_steps.take(session, file.id, file.version, "publish")


def _files_of(session: Session, notice: PublicNotice) -> list[HardshipFile]:
    ids = session.scalars(select(NoticeLine.file_id).where(NoticeLine.notice_id == notice.id))
    return load_files(session, sorted(ids))


@needs(Permission.PUBLISH_NOTICES)
def withdraw(session: Session, notice_id: int, seen: int, reason: str) -> None:
    """Take a notice back; its files stand again where they were before it."""
    notice = load(session, PublicNotice, notice_id, seen)
    files = [file for file in _files_of(session, notice) if _stands_on(session, notice, file)]
    if any(UPHELD in standing(session, notice.id, file.id) for file in files):
        raise WrongState(N_("An objection was upheld: return or refuse the file."))
    if notice.state == PUBLISHED:
        notice.taken_down_on = today_of(session)
    moves.move(session, notice, PUBLIC_NOTICE, "withdraw", reason)
    for file in files:
        hardship_steps.take(session, file.id, file.version, "withdraw_notice", reason)


def _stands_on(session: Session, notice: PublicNotice, file: HardshipFile) -> bool:
    """Say whether the file is before the public by this notice, not by a later one."""
    last = last_notice_of(session, file.id) if file.state == ON_NOTICE else None
    return last is not None and last.id == notice.id


@needs(Permission.PUBLISH_NOTICES)
def recount(session: Session, notice_id: int, seen: int) -> None:
    """Count a running period anew, after a year's workday table came in; it never shrinks."""
    notice = load(session, PublicNotice, notice_id, seen)
    if notice.state != PUBLISHED:
        raise WrongState(N_("Only a notice that runs is counted anew."))
    before = notice.ends_on
    count_period(session, notice, notice.starts_on)
    notice.ends_on = max(before, notice.ends_on)


@needs(Permission.PUBLISH_NOTICES)
def end(session: Session, notice_id: int, seen: int) -> None:
    """End a notice whose last day is over; files without objections go on to the review."""
    notice = load(session, PublicNotice, notice_id, seen)
    if notice.state == PUBLISHED and today_of(session) <= notice.ends_on:
        raise still_running(notice)
    moves.move(session, notice, PUBLIC_NOTICE, "end")
    for file in _files_of(session, notice):
        let_pass(session, notice, file)


def let_pass(session: Session, notice: PublicNotice, file: HardshipFile) -> None:
    """Send a file on to the review once its notice has ended and no objection stands."""
    if notice.state not in OVER or not _stands_on(session, notice, file):
        return
    if not standing(session, notice.id, file.id):
        hardship_steps.take(session, file.id, file.version, "end_notice")


@needs(Permission.PUBLISH_NOTICES)
def close(session: Session, notice_id: int, seen: int, taken_down_on: date) -> None:
    """Close an ended notice once it is taken down; needs the photo of it on the board."""
    notice = load(session, PublicNotice, notice_id, seen)
    if not notice.ends_on < taken_down_on <= today_of(session):
        raise InvalidInput(
            N_("Enter the day on which it was taken down, after its last day."),
            field="taken_down_on",
        )
    photo_id = session.scalar(
        select(func.max(Attachment.id)).where(
            Attachment.record_type == "public_notice",
            Attachment.record_id == notice.id,
            Attachment.kind == PHOTO,
            Attachment.retired.is_(False),
        )
    )
    if photo_id is None:
        raise InvalidInput(N_("Attach the photo of the notice on the board first."))
    moves.move(session, notice, PUBLIC_NOTICE, "close")
    notice.photo_id, notice.taken_down_on = photo_id, taken_down_on
