"""What the public reads of a file: the narrow words, frozen when a notice is prepared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.hardship import Assessment, HardshipFile
from db.models.households import HouseholdPerson
from db.models.notices import NoticeLine, PublicNotice
from db.unit_names import names_of
from rules.errors import InvalidInput, WrongState
from rules.language import N_
from rules.masks import mask_name_public
from rules.notices import PREPARED

READY = "peer_reviewed"
"""The state of a file that can be put on notice."""


def check_ready(session: Session, files: Sequence[HardshipFile]) -> None:
    """Raise WrongState unless all files are peer-reviewed and on no other prepared notice."""
    check_peer_reviewed(files)
    other = session.execute(
        select(PublicNotice.number, NoticeLine.file_id)
        .join(NoticeLine, NoticeLine.notice_id == PublicNotice.id)
        .where(PublicNotice.state == PREPARED, NoticeLine.file_id.in_([file.id for file in files]))
        .limit(1)
        # Another union may have prepared it; only its number is told.
        .execution_options(kernel=True)
    ).first()
    if other is not None:
        name = next(file.head_name for file in files if file.id == other.file_id)
        raise WrongState(
            N_("{name} stands on {number} already. Publish or withdraw that notice."),
            name=name,
            number=other.number,
        )


def check_peer_reviewed(files: Iterable[HardshipFile]) -> None:
    """Raise WrongState naming the first file that cannot be put on notice now."""
    for file in files:
        if file.state != READY:
            raise WrongState(
                N_("The file of {name} does not wait for a public notice."), name=file.head_name
            )


def freeze(session: Session, notice_id: int, files: Sequence[HardshipFile], aid_kind: str) -> None:
    """Write the notice's lines; raises InvalidInput for a file without a category."""
    names = _names(session, [file.applicant_id for file in files])
    units = names_of(session, [file.unit_id for file in files])
    categories = categories_of(session, files)
    for file in files:
        category = categories[file.id]
        if category is None:
            raise InvalidInput(
                N_("{name} has no hardship category yet. Assess the household first."),
                name=file.head_name,
            )
        session.add(
            NoticeLine(
                unit_id=file.unit_id,
                notice_id=notice_id,
                file_id=file.id,
                masked_name=mask_name_public(names[file.applicant_id]),
                unit_name=units[file.unit_id],
                category=category,
                aid_kind=aid_kind or None,
            )
        )


def _names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    rows = session.execute(
        select(HouseholdPerson.id, HouseholdPerson.name).where(HouseholdPerson.id.in_(set(ids)))
    )
    return {row.id: row.name for row in rows}


def categories_of(session: Session, files: Sequence[HardshipFile]) -> dict[int, str | None]:
    """Return each file's category by the assessment it stands on, a confirmed override first."""
    found = {file.id: file.category for file in files}
    standing = [file.assessment_id for file in files if file.assessment_id is not None]
    for row in session.scalars(select(Assessment).where(Assessment.id.in_(standing))):
        found[row.file_id] = row.override_category if row.confirmed_at else row.category
    return found


def notice_of(session: Session, notice_id: int) -> PublicNotice:
    """Return the notice of a line or an objection that was found in scope.

    A superior union may have issued it: what stands on it is public.
    """
    return session.scalars(
        select(PublicNotice).where(PublicNotice.id == notice_id).execution_options(kernel=True)
    ).one()
