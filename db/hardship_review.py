"""The home survey by a team of two, and the meeting of colleagues that judges an application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import reveals
from db.hardship_files import touch
from db.models.hardship import HardshipFile, HomeSurvey, PeerReview
from db.models.people import Attachment
from db.trail import HIDDEN
from db.verbs import actor_of, load, needs, today_of
from rules.access import Permission, check_allowed
from rules.errors import InvalidInput, WrongState
from rules.hardship_checks import check_peer_review, check_survey, is_majority
from rules.language import N_

SURVEY = "home_survey"


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One survey; its findings are sealed and shown as a mask, ``papers`` are in use."""

    id: int
    version: int
    on: date
    first_surveyor: str
    second_surveyor: str
    met: str
    agrees: bool
    findings: str
    papers: int


@dataclass(frozen=True, slots=True)
class PeerReviewRow:
    id: int
    version: int
    on: date
    chaired_by: str
    present: int
    in_favour: int
    against: int
    minutes_no: str
    opinion: str

    @property
    def is_passed(self) -> bool:
        return is_majority(self.present, self.in_favour)


@needs(Permission.SEE_HARDSHIP)
def list_surveys(session: Session, file_id: int) -> list[SurveyRow]:
    """Return a file's home surveys, the latest first."""
    file = load(session, HardshipFile, file_id)
    papers = (
        select(Attachment.record_id, func.count().label("n"))
        .where(Attachment.record_type == SURVEY, Attachment.retired.is_(False))
        .group_by(Attachment.record_id)
        .subquery()
    )
    rows = session.execute(
        select(HomeSurvey, papers.c.n)
        .outerjoin(papers, papers.c.record_id == HomeSurvey.id)
        .where(HomeSurvey.file_id == file.id)
        .order_by(HomeSurvey.on.desc(), HomeSurvey.id.desc())
    )
    return [
        SurveyRow(
            row.id,
            row.version,
            row.on,
            row.first_surveyor,
            row.second_surveyor,
            row.met,
            row.agrees,
            HIDDEN if row.findings else "",
            papers or 0,
        )
        for row, papers in rows
    ]


@needs(Permission.EDIT_HARDSHIP)
def survey(
    session: Session,
    file_id: int,
    on: date,
    first_surveyor: str,
    second_surveyor: str,
    agrees: bool,
    findings: str,
    met: str = "",
) -> int:
    """Write down a survey at the family's home; returns its id. Photos are attached to it."""
    file = _on_its_way(session, file_id, "submitted")
    check_survey(on, first_surveyor, second_surveyor, findings, today_of(session))
    row = HomeSurvey(
        unit_id=file.unit_id,
        file_id=file.id,
        on=on,
        first_surveyor=first_surveyor.strip(),
        second_surveyor=second_surveyor.strip(),
        met=met.strip(),
        agrees=agrees,
        findings=findings.strip(),
    )
    session.add(row)
    touch(session, file)
    session.flush()
    return row.id


def _on_its_way(session: Session, file_id: int, state: str) -> HardshipFile:
    file = load(session, HardshipFile, file_id)
    if file.state != state:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    return file


@needs(Permission.REVEAL_SEALED)
def reveal_findings(session: Session, survey_id: int, reason: str) -> str:
    """Return a survey's findings in full; who read them and why goes on the trail."""
    check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    row = load(session, HomeSurvey, survey_id)
    return reveals.reveal(session, row, "findings", reason)


@needs(Permission.SEE_HARDSHIP)
def list_peer_reviews(session: Session, file_id: int) -> list[PeerReviewRow]:
    """Return a file's peer reviews, the latest first."""
    file = load(session, HardshipFile, file_id)
    rows = session.scalars(
        select(PeerReview)
        .where(PeerReview.file_id == file.id)
        .order_by(PeerReview.on.desc(), PeerReview.id.desc())
    )
    return [
        PeerReviewRow(
            row.id,
            row.version,
            row.on,
            row.chaired_by,
            row.present,
            row.in_favour,
            row.against,
            row.minutes_no,
            row.opinion,
        )
        for row in rows
    ]


@needs(Permission.EDIT_HARDSHIP)
def judge(
    session: Session,
    file_id: int,
    on: date,
    chaired_by: str,
    present: int,
    in_favour: int,
    against: int,
    minutes_no: str = "",
    opinion: str = "",
) -> int:
    """Write down what the meeting of colleagues said; returns its id."""
    file = _on_its_way(session, file_id, "surveyed")
    if not chaired_by.strip():
        raise InvalidInput(N_("Name who chaired the meeting."), field="chaired_by")
    check_peer_review(on, present, in_favour, against, today_of(session))
    row = PeerReview(
        unit_id=file.unit_id,
        file_id=file.id,
        on=on,
        chaired_by=chaired_by.strip(),
        present=present,
        in_favour=in_favour,
        against=against,
        minutes_no=minutes_no.strip(),
        opinion=opinion.strip(),
    )
    session.add(row)
    touch(session, file)
    session.flush()
    return row.id


def check_surveyed(session: Session, file: HardshipFile) -> None:
    """Raise WrongState unless a survey since the application has a photo or a signature."""
    latest = session.scalar(
        select(HomeSurvey)
        .where(HomeSurvey.file_id == file.id, HomeSurvey.on >= file.applied_on)
        .order_by(HomeSurvey.on.desc(), HomeSurvey.id.desc())
        .limit(1)
    )
    if latest is None:
        raise WrongState(N_("Enter the home survey first: two surveyors, and what they found."))
    paper = session.scalar(
        select(Attachment.id)
        .where(
            Attachment.record_type == SURVEY,
            Attachment.record_id == latest.id,
            Attachment.retired.is_(False),
        )
        .limit(1)
    )
    if paper is None:
        raise WrongState(N_("Attach a photo or the signed sheet of the home survey first."))


def check_peer_review_passed(session: Session, file: HardshipFile) -> None:
    """Raise WrongState unless a majority of the latest meeting was in favour."""
    latest = session.scalar(
        select(PeerReview)
        .where(PeerReview.file_id == file.id, PeerReview.on >= file.applied_on)
        .order_by(PeerReview.on.desc(), PeerReview.id.desc())
        .limit(1)
    )
    if latest is None:
        raise WrongState(N_("Enter the peer review first: who was present and how they voted."))
    if not is_majority(latest.present, latest.in_favour):
        raise WrongState(
            N_("The peer review did not agree. Refuse the file, or return it for correction.")
        )
