"""Papers and photos that hang on a member or a unit, kept by kind.

The bytes lie outside the database and outside everything the server hands out by itself.
What the file really is has been found out before; here type and size are checked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from db import reveals, stored_files, trail
from db.models.activities import Activity
from db.models.aid import FundEntry
from db.models.campaigns import Campaign
from db.models.care import Visit
from db.models.claims import Claim
from db.models.hardship import HardshipFile, HomeSurvey
from db.models.households import Household
from db.models.members import Member
from db.models.notices import PublicNotice
from db.models.office import CodeRow, LetterTemplate
from db.models.pay_runs import PayLine, PayRun
from db.models.people import Attachment
from db.models.units import Unit
from db.verbs import actor_of, load, needs, now_of, open_to_all
from rules.access import Permission, check_allowed
from rules.errors import Conflict, InvalidInput, NotFound, WrongState
from rules.language import N_

MOST_BYTES = 10 * 1024 * 1024
MOST_PAPERS = 50
"""How many papers in use one record may have."""

_OFFICE_FORMAT = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = frozenset(
    (
        "image/jpeg",
        "image/png",
        "image/webp",
        "application/pdf",
        f"{_OFFICE_FORMAT}wordprocessingml.document",
        f"{_OFFICE_FORMAT}spreadsheetml.sheet",
    )
)
OPEN_KINDS = frozenset(
    ("photo", "membership_card", "approval", "registration_certificate", "notice_photo")
)
"""Kinds without numbers that are sealed elsewhere; every other paper of a person is sealed."""
OPEN_HOMES = frozenset(("unit", "public_notice", "fund_entry", "activity", "campaign"))
"""What hangs here is about no single person."""


@dataclass(frozen=True, slots=True)
class _Home:
    """What papers can hang on: the table and the rights to see and to change it."""

    model: Any
    see: Permission
    edit: Permission


_HOMES: Mapping[str, _Home] = {
    "member": _Home(Member, Permission.SEE_MEMBERS, Permission.EDIT_MEMBERS),
    "unit": _Home(Unit, Permission.SEE_UNITS, Permission.EDIT_UNITS),
    "household": _Home(Household, Permission.SEE_HARDSHIP, Permission.EDIT_HARDSHIP),
    "hardship_file": _Home(HardshipFile, Permission.SEE_HARDSHIP, Permission.EDIT_HARDSHIP),
    "home_survey": _Home(HomeSurvey, Permission.SEE_HARDSHIP, Permission.EDIT_HARDSHIP),
    "public_notice": _Home(PublicNotice, Permission.SEE_HARDSHIP, Permission.PUBLISH_NOTICES),
    "visit": _Home(Visit, Permission.SEE_HARDSHIP, Permission.VISIT_HOUSEHOLDS),
    "fund_entry": _Home(FundEntry, Permission.SEE_FUNDS, Permission.MANAGE_FUNDS),
    "campaign": _Home(Campaign, Permission.SEE_CAMPAIGNS, Permission.PLAN_CAMPAIGNS),
    "activity": _Home(Activity, Permission.SEE_CAMPAIGNS, Permission.PLAN_CAMPAIGNS),
    "claim": _Home(Claim, Permission.SEE_CLAIMS, Permission.TAKE_CLAIMS),
    "pay_run": _Home(PayRun, Permission.SEE_FUNDS, Permission.PAY_RUNS),
    "pay_line": _Home(PayLine, Permission.SEE_FUNDS, Permission.PAY_RUNS),
}


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A paper in a list; ``size`` in bytes, ``sealed`` papers open for a reason only."""

    id: int
    version: int
    kind: str
    name: str
    media_type: str
    size: int
    added_at: datetime
    sealed: bool


@dataclass(frozen=True, slots=True)
class AttachmentFile:
    name: str
    media_type: str
    content: bytes


@needs(Permission.USE_OFFICE)
def list_of(session: Session, record_type: str, record_id: int) -> list[AttachmentRow]:
    """Return the papers in use of a member or a unit, newest first."""
    _home_record(session, record_type, record_id, editing=False)
    rows = session.scalars(
        select(Attachment)
        .where(
            Attachment.record_type == record_type,
            Attachment.record_id == record_id,
            Attachment.retired.is_(False),
        )
        .order_by(Attachment.id.desc())
    )
    return [
        AttachmentRow(
            row.id,
            row.version,
            row.kind,
            row.name,
            row.media_type,
            row.size,
            row.added_at,
            _is_sealed(row),
        )
        for row in rows
    ]


def _is_sealed(paper: Attachment) -> bool:
    return paper.record_type not in OPEN_HOMES and paper.kind not in OPEN_KINDS


def _home_record(session: Session, record_type: str, record_id: int, editing: bool) -> Any:
    """Load what a paper hangs on; raises NotAllowed or NotFound as for the record itself."""
    home = _HOMES.get(record_type)
    if home is None:
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    check_allowed(actor_of(session), home.edit if editing else home.see)
    return load(session, home.model, record_id)


@needs(Permission.USE_OFFICE)
def add(
    session: Session,
    record_type: str,
    record_id: int,
    kind: str,
    name: str,
    media_type: str,
    content: bytes,
) -> int:
    """Attach a paper to a member or a unit; returns its id. Who may change it may attach."""
    record = _home_record(session, record_type, record_id, editing=True)
    _check_file(session, kind, name, media_type, content)
    present = session.scalars(
        select(Attachment).where(
            Attachment.record_type == record_type,
            Attachment.record_id == record_id,
            Attachment.retired.is_(False),
        )
    ).all()
    if len(present) >= MOST_PAPERS:
        raise InvalidInput(N_("This record has very many papers. Take old ones out of use first."))
    sha256 = stored_files.keep(content)
    if any(paper.sha256 == sha256 and paper.kind == kind for paper in present):
        raise Conflict(N_("This paper is attached already."))
    paper = Attachment(
        unit_id=record.id if record_type == "unit" else record.unit_id,
        record_type=record_type,
        record_id=record_id,
        kind=kind,
        name=name.strip(),
        media_type=media_type,
        size=len(content),
        sha256=sha256,
        added_at=now_of(session),
    )
    session.add(paper)
    session.flush()
    return paper.id


def _check_file(session: Session, kind: str, name: str, media_type: str, content: bytes) -> None:
    known = session.scalar(
        select(CodeRow.id).where(
            CodeRow.list_name == "attachment_kind",
            CodeRow.code == kind,
            CodeRow.retired.is_(False),
        )
    )
    if known is None:
        raise InvalidInput(N_("Choose what kind of paper this is."), field="kind")
    if media_type not in MEDIA_TYPES:
        raise InvalidInput(
            N_("Attach a picture (jpg, png, webp), a PDF, or a .docx or .xlsx file.")
        )
    if kind == "photo" and not media_type.startswith("image/"):
        raise InvalidInput(N_("Choose a picture: jpg, png or webp."))
    if not content:
        raise InvalidInput(N_("This file is empty."))
    if len(content) > MOST_BYTES:
        raise InvalidInput(
            N_("This file is larger than {limit} MB."), limit=MOST_BYTES // (1024 * 1024)
        )
    if not 1 <= len(name.strip()) <= 120:
        raise InvalidInput(N_("The file's name must have 1 to 120 characters."))


@needs(Permission.USE_OFFICE)
def retire(session: Session, attachment_id: int, seen: int) -> None:
    """Take a paper out of use; it stays stored, since nothing is deleted."""
    paper = load(session, Attachment, attachment_id, seen)
    _home_record(session, paper.record_type, paper.record_id, editing=True)
    _check_in_use(paper)
    paper.retired = True


def _check_in_use(paper: Attachment) -> None:
    if paper.retired:
        raise WrongState(N_("This paper was taken out of use."))


@needs(Permission.USE_OFFICE)
def open_paper(session: Session, attachment_id: int, reason: str = "") -> AttachmentFile:
    """Return a paper whole; a sealed one needs its permission, a reason, and is trailed."""
    paper = load(session, Attachment, attachment_id)
    _home_record(session, paper.record_type, paper.record_id, editing=False)
    _check_in_use(paper)
    if _is_sealed(paper):
        check_allowed(actor_of(session), Permission.REVEAL_SEALED)
        wanted_for = reveals.told(reason)
        trail.note(
            session,
            "revealed",
            "attachment",
            paper.id,
            paper.name,
            paper.unit_id,
            kind=paper.kind,
            reason=wanted_for,
        )
    return AttachmentFile(paper.name, paper.media_type, stored_files.fetch(paper.sha256))


@open_to_all("the office's check looks at every stored file, from the server's own keyboard")
def stored_hashes(session: Session) -> list[str]:
    """Return the hash of every file that a paper or a letter's template names."""
    papers = select(Attachment.sha256).where(Attachment.sha256 != "")
    every = union(papers, select(LetterTemplate.sha256))
    return list(session.scalars(every, execution_options={"kernel": True}))
