"""What a hardship file still needs before it is submitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db import assessments
from db.assessments import Collected
from db.hardship_consents import asked_of
from db.models.hardship import Consent, HardshipFile, MoneyLine
from db.models.people import Attachment
from db.values import open_values
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.assessments import adults_who_count, person_of
from rules.errors import InvalidInput, OfficeError
from rules.hardship import FILE_FIELDS
from rules.hardship_checks import (
    Missing,
    Signer,
    advised_signatures,
    check_file,
    missing_for_submission,
)
from rules.hardship_money import INCOME
from rules.language import N_
from rules.means_test import Result, assess


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far a file is: what it needs, what is advised, what the means test would say.

    ``problem`` tells why there is no ``result``, such as no rules for the region.
    """

    missing: tuple[Missing, ...]
    advised: tuple[Missing, ...]
    collected: Collected | None
    result: Result | None
    problem: str


@needs(Permission.SEE_HARDSHIP)
def get_readiness(session: Session, file_id: int) -> Readiness:
    """Return everything that the file still needs, in the order of the entry's steps."""
    file = load(session, HardshipFile, file_id)
    signers = _signers(session, file)
    missing, advised = _missing(session, file, signers), advised_signatures(signers)
    try:
        found = assessments.collect(session, file.id)
        result = assess(found.rule_set, found.inputs)
    except OfficeError as error:
        return Readiness(missing, advised, None, None, error.shown())
    return Readiness(missing, advised, found, result, "")


def check_complete(session: Session, file: HardshipFile) -> None:
    """Raise InvalidInput while something is missing."""
    check_file(open_values(file, FILE_FIELDS), today_of(session))
    missing = _missing(session, file, _signers(session, file))
    if missing:
        raise InvalidInput(
            N_("{n} things are missing; they are listed in the last step of the entry."),
            n=len(missing),
        )


def _missing(
    session: Session, file: HardshipFile, signers: Sequence[Signer]
) -> tuple[Missing, ...]:
    incomes = session.scalar(
        select(func.count(MoneyLine.id)).where(
            MoneyLine.file_id == file.id,
            MoneyLine.kind == INCOME,
            MoneyLine.removed.is_(False),
        )
    )
    answered = {
        code for code, answer in (file.exclusions or {}).items() if answer.get("yes") is not None
    }
    return missing_for_submission(
        open_values(file, FILE_FIELDS),
        incomes=incomes or 0,
        asked=asked_of(session, file),
        answered=answered,
        signers=signers,
        papers=_kinds_of_papers(session, file),
    )


def _signers(session: Session, file: HardshipFile) -> list[Signer]:
    """Return the applicant and the adults who count, with the papers that each has signed."""
    today = today_of(session)
    facts = assessments.people_of(session, file.household_id)
    people = [person_of(one, file.applicant_id, today, ()) for one in facts]
    adults = {one.key for one in adults_who_count(people)}
    rows = session.execute(
        select(Consent.person_id, Consent.purpose, Consent.expires_on).where(
            Consent.file_id == file.id, Consent.revoked_on.is_(None)
        )
    ).all()
    valid: dict[int, set[str]] = {}
    expired: dict[int, set[str]] = {}
    for person_id, purpose, expires_on in rows:
        kept = valid if expires_on >= today else expired
        kept.setdefault(person_id, set()).add(purpose)
    return [
        Signer(
            name=one.name,
            is_applicant=one.id == file.applicant_id,
            is_adult=str(one.id) in adults,
            signed=frozenset(valid.get(one.id, ())),
            expired=frozenset(expired.get(one.id, ())),
        )
        for one in facts
        if one.id == file.applicant_id or str(one.id) in adults
    ]


def _kinds_of_papers(session: Session, file: HardshipFile) -> set[str]:
    record_type, record_id = Attachment.record_type, Attachment.record_id
    of_file = (record_type == "hardship_file") & (record_id == file.id)
    of_household = (record_type == "household") & (record_id == file.household_id)
    rows = session.scalars(
        select(Attachment.kind).where(or_(of_file, of_household), Attachment.retired.is_(False))
    )
    return set(rows)
