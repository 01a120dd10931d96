"""Who makes up a household: what must be true of its people taken together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rules.errors import InvalidInput
from rules.households import HEAD
from rules.language import N_

SPOUSE = "spouse"
YOUNGER = frozenset(("child", "grandchild"))
OLDER = frozenset(("parent", "grandparent"))
LEAVE_REASONS = ("moved_out", "married_out", "deceased", "entered_in_error", "other")
"""Codes of the list ``household_leave`` that a person may choose; the others follow from
what was asked for: moving, splitting, merging."""
DECEASED = "deceased"


@dataclass(frozen=True, slots=True)
class Relative:
    """A person of a household as the rules look at it."""

    name: str
    relation: str
    birth_on: date | None = None


def check_people(people: Sequence[Relative]) -> None:
    """Raise InvalidInput unless these people can be one household."""
    heads = [one for one in people if one.relation == HEAD]
    if not heads:
        raise InvalidInput(N_("Choose who is the head of the household."), field="relation")
    if len(heads) > 1:
        raise InvalidInput(
            N_("A household has one head: {first} and {second} are both entered as such."),
            field="relation",
            first=heads[0].name,
            second=heads[1].name,
        )
    _check_spouses(people)
    for one in people:
        _check_age(one, heads[0])


def _check_spouses(people: Sequence[Relative]) -> None:
    spouses = [one for one in people if one.relation == SPOUSE]
    if len(spouses) > 1:
        raise InvalidInput(
            N_("A head has one spouse: {first} and {second} are both entered as such."),
            field="relation",
            first=spouses[0].name,
            second=spouses[1].name,
        )
    for parent in people:
        if parent.relation == "parent_in_law" and spouses and not _older(parent, spouses[0]):
            raise InvalidInput(
                N_("{name} is entered as a parent of {other}, yet is not older."),
                field="birth_on",
                name=parent.name,
                other=spouses[0].name,
            )


def _check_age(one: Relative, head: Relative) -> None:
    if one.relation in YOUNGER and not _older(head, one):
        raise InvalidInput(
            N_("{name} is entered as a child or grandchild of {other}, yet is not younger."),
            field="birth_on",
            name=one.name,
            other=head.name,
        )
    if one.relation in OLDER and not _older(one, head):
        raise InvalidInput(
            N_("{name} is entered as a parent or grandparent of {other}, yet is not older."),
            field="birth_on",
            name=one.name,
            other=head.name,
        )


def _older(one: Relative, other: Relative) -> bool:
    """Say whether ``one`` was born first; unknown days contradict nothing."""
    return one.birth_on is None or other.birth_on is None or one.birth_on < other.birth_on


def check_period(from_on: date, to_on: date | None, born: date | None, today: date) -> None:
    """Raise InvalidInput, naming the field, for days of belonging that cannot be."""
    if from_on > today or (to_on is not None and to_on > today):
        raise InvalidInput(N_("This date lies in the future."), field="on")
    if born is not None and from_on < born:
        raise InvalidInput(N_("This date lies before the birth date."), field="on")
    if to_on is not None and to_on < from_on:
        raise InvalidInput(
            N_("The person belongs to the household since {on}. Enter that day or a later one."),
            field="on",
            on=from_on.isoformat(),
        )
