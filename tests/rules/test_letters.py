"""Letters: what they can be about is named for those who make templates."""

from __future__ import annotations

from rules.letters import NEEDED
from rules.trail_words import RECORD_LABELS


def test_what_a_letter_is_about_has_a_name() -> None:
    assert set(NEEDED) <= set(RECORD_LABELS)
