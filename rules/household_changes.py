"""What a household becomes when people leave, move, or two households are one: relations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from rules.errors import InvalidInput
from rules.fields import Value
from rules.household_people import SPOUSE, Relative, check_people
from rules.households import HEAD
from rules.language import N_

OTHER = "other"
Circle = Mapping[int, Relative]
"""The people of one household by id."""

_INVERSE = {
    HEAD: HEAD,
    SPOUSE: SPOUSE,
    "child": "parent",
    "parent": "child",
    "sibling": "sibling",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
}
_THROUGH = {
    SPOUSE: {
        "child": "child",
        "parent": "parent_in_law",
        "parent_in_law": "parent",
        "grandchild": "grandchild",
    },
    "child": {"child": "grandchild", "sibling": "child", "parent": SPOUSE},
    "parent": {"child": "sibling", SPOUSE: "parent", "parent": "grandparent"},
    "sibling": {"parent": "parent", "sibling": "sibling", "grandparent": "grandparent"},
    "grandparent": {SPOUSE: "grandparent"},
    "grandchild": {"sibling": "grandchild"},
    "parent_in_law": {SPOUSE: "parent_in_law"},
}
"""What somebody's relative is to the head, by what that somebody is to the head."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person who is to join a household; ``member_id`` links the registry."""

    relation: str
    values: Mapping[str, Value]
    member_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: who makes up the household, and the other one, afterwards.

    ``people`` and ``others`` give the relation to the head by the person's id; ``gone`` gives
    why somebody leaves both. ``home`` is the new household's after a split; ``same`` says which
    people of a household that goes are the same as which of the one that stays.
    """

    kind: str
    on: date
    people: Mapping[int, str]
    others: Mapping[int, str] = field(default_factory=dict)
    gone: Mapping[int, str] = field(default_factory=dict)
    newcomer: Newcomer | None = None
    home: Mapping[str, Value] = field(default_factory=dict)
    same: Mapping[int, int] = field(default_factory=dict)


def through(relation: str, of_relative: str) -> str:
    """Return what somebody is to the head who is ``of_relative`` to the head's ``relation``."""
    if relation == HEAD:
        return of_relative
    if of_relative == HEAD:
        return relation
    return _THROUGH.get(relation, {}).get(of_relative, OTHER)


def seen_from(circle: Circle, new_head_id: int) -> dict[int, str]:
    """Return everybody's relation to another head; what cannot be derived is "other"."""
    if new_head_id not in circle:
        raise InvalidInput(N_("Choose who is the head of the household."), field="new_head_id")
    old_head = _INVERSE.get(circle[new_head_id].relation, OTHER)
    relations = {key: through(old_head, one.relation) for key, one in circle.items()}
    relations[new_head_id] = HEAD
    return _without_contradictions(circle, relations)


def after_leaving(
    circle: Circle, leaving: Collection[int], new_head_id: int | None = None
) -> dict[int, str]:
    """Return the relations of those who stay; raises InvalidInput where a head is missing."""
    left = {key: one for key, one in circle.items() if key not in leaving}
    if not left or any(one.relation == HEAD for one in left.values()):
        return {key: one.relation for key, one in left.items()}
    if new_head_id is None and len(left) == 1:
        new_head_id = next(iter(left))
    if new_head_id is None or new_head_id not in left:
        raise InvalidInput(
            N_("The head leaves. Choose who of the others becomes the head."), field="new_head_id"
        )
    everybody = seen_from(circle, new_head_id)
    return {key: everybody[key] for key in left}


def after_joining(circle: Circle, joining: Circle, relation: str) -> dict[int, str]:
    """Return the relations once another household's people have joined.

    ``relation`` is what their head is to the head of the household that stays.
    """
    if relation == HEAD or not relation:
        raise InvalidInput(N_("Say how the person is related to the head."), field="relation")
    relations = {key: one.relation for key, one in circle.items()}
    relations |= {key: through(relation, one.relation) for key, one in joining.items()}
    return _without_contradictions({**circle, **joining}, relations)


def _without_contradictions(circle: Circle, relations: Mapping[int, str]) -> dict[int, str]:
    """Call "other" whoever the derived relation cannot fit; the clerk may correct it."""
    kept: dict[int, str] = {}
    for key in sorted(relations, key=lambda each: (relations[each] != HEAD, each)):
        kept[key] = relations[key]
        try:
            check_people([replace(circle[each], relation=kept[each]) for each in kept])
        except InvalidInput:
            if relations[key] == HEAD:
                raise
            kept[key] = OTHER
    return kept
