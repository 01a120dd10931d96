"""How a person stands with the union, as a coloured label."""

from __future__ import annotations

from components.markup import Html, Tone, badge
from rules.codes import CodeLists, label_of
from rules.members import Status

_TONES: dict[str, Tone] = {
    Status.MEMBER: "good",
    Status.APPLIED: "warn",
    Status.RETAINED: "",
    Status.EXPELLED: "bad",
    Status.REFUSED: "bad",
}


def member(status: str, lists: CodeLists) -> Html:
    """Return the label of a member's status."""
    return badge(name(status, lists), _TONES.get(status, "quiet"))


def name(status: str, lists: CodeLists) -> str:
    """Return a member's status as the office calls it."""
    return label_of(lists, "member_status", status)
