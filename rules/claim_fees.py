"""Whether the fees of a cover had come in when the event happened, and what that asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.errors import InvalidInput
from rules.explanation import Line, line, yuan
from rules.language import N_
from rules.money import Fen
from rules.reasons import SHORTEST

FEES_LATE = "fees_late"
"""The ground of refusal that a plan may name for it."""


@dataclass(frozen=True, slots=True)
class Fees:
    """What a hand-in owes and what came of it: by the day of an event, and until now."""

    due_fen: Fen
    by_event_fen: Fen
    received_fen: Fen
    last_on: date | None


def late_fees(fees: Fees, event_on: date) -> Line | None:
    """Return what of the fees came after an event or is still to come; None where nothing is."""
    missing, late = fees.due_fen - fees.received_fen, fees.due_fen - fees.by_event_fen
    if missing > 0:
        text = N_("Of the unit's fees of {due} yuan, {missing} yuan have not come in yet.")
        return line(text, due=yuan(fees.due_fen), missing=yuan(missing))
    if late <= 0 or fees.last_on is None:
        return None
    return line(
        N_(
            "Of the unit's fees of {due} yuan, {late} yuan came in after the event of {event},"
            " the last of them on {on}."
        ),
        due=yuan(fees.due_fen),
        late=yuan(late),
        event=event_on.isoformat(),
        on=fees.last_on.isoformat(),
    )


def check_acknowledged(found: Line | None, note: str) -> None:
    """Raise InvalidInput where fees came late and no note says why the claim is granted."""
    if found is not None and len(note.strip()) < SHORTEST:
        raise InvalidInput(
            N_(
                "The unit's fees had not come in whole before the event. Say in a note why the"
                " claim is granted all the same, or refuse it."
            ),
            field="note",
        )
