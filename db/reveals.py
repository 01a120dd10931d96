"""A sealed value in full: for a reason, which goes on the trail with who read what."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from db import trail
from db.verbs import open_to_all
from rules.errors import InvalidInput
from rules.fields import Fields, by_name
from rules.language import N_
from rules.reasons import SHORTEST_WEIGHTY, check_reason


def check_sealed(fields: Fields, name: str) -> None:
    """Raise InvalidInput for a field that holds nothing sealed."""
    described = by_name(fields).get(name)
    if described is None or not described.sealed:
        raise InvalidInput(N_("This field is not protected."))


def told(reason: str) -> str:
    """Return what a sealed value is wanted for; raises InvalidInput where it says too little."""
    text = N_("Say what you need it for; it is kept on the trail.")
    return check_reason(reason, text=text, shortest=SHORTEST_WEIGHTY)


@open_to_all("called by verbs that have checked the right and loaded the record")
def reveal(session: Session, record: Any, field: str, reason: str) -> str:
    """Return one value of a record in full; raises InvalidInput without a reason."""
    wanted_for = told(reason)
    trail.note(
        session,
        "revealed",
        record.__tablename__,
        record.id,
        record.trail_label,
        record.unit_id,
        field=field,
        reason=wanted_for,
    )
    return str(getattr(record, field) or "")
