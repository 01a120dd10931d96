"""The signed papers of a file: pledges, authorisations, consents, and the exclusion checklist."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import aid_rules, settings
from db.codes import code_lists
from db.hardship_files import load_editable, touch
from db.models.hardship import Consent, HardshipFile
from db.models.households import HouseholdMembership, HouseholdPerson
from db.models.people import Attachment
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.dated_sets import SetKind
from rules.errors import InvalidInput, WrongState
from rules.exclusions import OF_A_FILE
from rules.hardship_checks import check_consent
from rules.language import N_
from rules.means_sets import RuleSet

LONGEST_NOTE = 200
PUBLISHING = "publish"
"""The purpose of a consent by which a family may be named on a public notice."""
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One signed paper; ``is_valid`` says that it has neither expired nor been revoked."""

    id: int
    version: int
    person_id: int
    person_name: str
    purpose: str
    signed_on: date
    expires_on: date
    revoked_on: date | None
    paper: str
    is_valid: bool


@needs(Permission.SEE_HARDSHIP)
def list_of_file(session: Session, file_id: int) -> list[ConsentRow]:
    """Return a file's signed papers, the latest first."""
    file = load(session, HardshipFile, file_id)
    today = today_of(session)
    rows = session.execute(
        select(Consent, HouseholdPerson.name, Attachment.name)
        .join(HouseholdPerson, HouseholdPerson.id == Consent.person_id)
        .outerjoin(Attachment, Attachment.id == Consent.attachment_id)
        .where(Consent.file_id == file.id)
        .order_by(Consent.signed_on.desc(), Consent.id.desc())
    )
    return [
        ConsentRow(
            id=row.id,
            version=row.version,
            person_id=row.person_id,
            person_name=name,
            purpose=row.purpose,
            signed_on=row.signed_on,
            expires_on=row.expires_on,
            revoked_on=row.revoked_on,
            paper=paper or "",
            is_valid=row.revoked_on is None and row.expires_on >= today,
        )
        for row, name, paper in rows
    ]


@needs(Permission.EDIT_HARDSHIP)
def sign(
    session: Session,
    file_id: int,
    person_ids: Sequence[int],
    purpose: str,
    signed_on: date,
    expires_on: date,
    attachment_id: int | None = None,
) -> list[int]:
    """Enter what people of the household signed, one record each; returns their ids."""
    file = load(session, HardshipFile, file_id)
    if not file.is_open:
        raise WrongState(N_("This file has ended."))
    if purpose not in {code.code for code in code_lists(session).get("consent_purpose", ())}:
        raise InvalidInput(N_("Choose what was signed."), field="purpose")
    check_consent(signed_on, expires_on, today_of(session))
    _check_people(session, file, person_ids)
    if attachment_id is not None:
        paper = load(session, Attachment, attachment_id)
        homes = {("hardship_file", file.id), ("household", file.household_id)}
        if (paper.record_type, paper.record_id) not in homes:
            raise InvalidInput(N_("Choose a paper of this file."), field="attachment_id")
    rows = [
        Consent(
            unit_id=file.unit_id,
            file_id=file.id,
            person_id=person_id,
            purpose=purpose,
            signed_on=signed_on,
            expires_on=expires_on,
            attachment_id=attachment_id,
        )
        for person_id in dict.fromkeys(person_ids)
    ]
    session.add_all(rows)
    touch(session, file)
    session.flush()
    return [row.id for row in rows]


def _check_people(session: Session, file: HardshipFile, person_ids: Sequence[int]) -> None:
    belonging = session.scalars(
        select(HouseholdMembership.person_id).where(
            HouseholdMembership.household_id == file.household_id,
            HouseholdMembership.to_on.is_(None),
        )
    )
    if not person_ids or set(person_ids) - set(belonging):
        raise InvalidInput(N_("Choose who of the household signed."), field="person_ids")


@needs(Permission.EDIT_HARDSHIP)
def revoke(session: Session, consent_id: int, seen: int) -> None:
    """Note that a signed paper was taken back; it stays listed."""
    row = load(session, Consent, consent_id, seen)
    if row.revoked_on is not None:
        raise WrongState(N_("This was taken back already."))
    row.revoked_on = today_of(session)
    touch(session, load(session, HardshipFile, row.file_id))


def consenting(session: Session, file_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Return (file, person) for each consent to a public notice that is in force."""
    rows = session.execute(
        select(Consent.file_id, Consent.person_id).where(
            Consent.file_id.in_(list(file_ids)),
            Consent.purpose == PUBLISHING,
            Consent.revoked_on.is_(None),
            Consent.expires_on >= today_of(session),
        )
    )
    return {(row.file_id, row.person_id) for row in rows}


def check_publishable(session: Session, files: Collection[HardshipFile]) -> None:
    """Raise WrongState naming the families that must not be published without their consent."""
    if not settings.get(session, settings.NOTICE_CONSENT):
        return
    signed = consenting(session, [file.id for file in files])
    missing = [file.head_name for file in files if (file.id, file.applicant_id) not in signed]
    if missing:
        raise WrongState(
            N_(
                "No consent to the notice is in force for {names}. Have it signed and entered in"
                " the file, or withdraw this notice and prepare one without them."
            ),
            names=tuple(missing[:MOST_NAMED]),
        )


@needs(Permission.SEE_HARDSHIP)
def list_questions(session: Session, file_id: int) -> tuple[str, ...]:
    """Return the codes of the exclusion checklist that the rules of the file's region ask."""
    return asked_of(session, load(session, HardshipFile, file_id))


def asked_of(session: Session, file: HardshipFile) -> tuple[str, ...]:
    """Return the questions for a file; where no rules hold, the usual ones."""
    found = aid_rules.rule_set_on(session, SetKind.MEANS_TEST, file.region, today_of(session))
    return found.exclusions.asked if isinstance(found, RuleSet) else OF_A_FILE


@needs(Permission.EDIT_HARDSHIP)
def answer(
    session: Session, file_id: int, seen: int, answers: Mapping[str, tuple[bool | None, str]]
) -> None:
    """Answer questions of the exclusion checklist: yes, no or not yet, and a note."""
    file = load_editable(session, file_id, seen)
    known = {code.code for code in code_lists(session).get("exclusion", ())}
    kept = dict(file.exclusions or {})
    for code, (yes, note) in answers.items():
        if code not in known:
            raise InvalidInput(N_("Choose one of the list."), field=code)
        if len(note) > LONGEST_NOTE:
            raise InvalidInput(N_("A note has 200 characters at most."), field=code)
        kept[code] = {"yes": yes, "note": note.strip()}
    if kept != (file.exclusions or {}):
        file.exclusions = kept
        touch(session, file)


@needs(Permission.EDIT_HARDSHIP)
def set_proved_idle(session: Session, file_id: int, seen: int, person_ids: Sequence[int]) -> None:
    """Say whose papers prove that they could find no work, so that no wage is assumed."""
    file = load_editable(session, file_id, seen)
    if person_ids:
        _check_people(session, file, person_ids)
    wanted = [str(key) for key in sorted(set(person_ids))]
    if wanted != (file.proved_idle or []):
        file.proved_idle = wanted
        touch(session, file)
