"""How much a reason has to say, asked in one place."""

from __future__ import annotations

from rules.errors import InvalidInput
from rules.language import N_

SHORTEST = 2
"""Characters: a Chinese reason of one word has two."""
SHORTEST_WEIGHTY = 4
"""Where one word is too little: what reads, empties or overrides what others protect."""
KEPT = N_("Give a reason; it is kept with the decision.")


def check_reason(
    reason: str, field: str = "reason", text: str = KEPT, shortest: int = SHORTEST
) -> str:
    """Return a reason without spaces around it; raises InvalidInput where it says too little."""
    told = reason.strip()
    if len(told) < shortest:
        raise InvalidInput(text, field=field)
    return told
