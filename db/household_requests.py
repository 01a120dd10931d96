"""Changes of who belongs to which household: at once, or asked for and carried out by another.

While all households concerned are still being entered a change happens at once and the verb
returns None; afterwards it waits for a second person and the verb returns the request's id.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy.orm import Session

from db import household_proposals as proposals
from db import moves
from db.household_moves import carry_out
from db.household_people import Pair, people_of
from db.household_stage import check_may_merge, check_open, is_direct
from db.models.households import Household, HouseholdChange
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.errors import InvalidInput
from rules.fields import Value
from rules.household_changes import Circle, Newcomer, Wish, after_joining, after_leaving, seen_from
from rules.household_people import LEAVE_REASONS, Relative, check_people, check_period
from rules.households import CHANGE, HEAD, check_household, check_person, complete_person
from rules.language import N_
from rules.reasons import SHORTEST_WEIGHTY, check_reason


@needs(Permission.EDIT_HARDSHIP)
def ask_to_add(
    session: Session,
    household_id: int,
    relation: str,
    values: Mapping[str, Value],
    on: date,
    member_id: int | None = None,
    reason: str = "",
    note: str = "",
) -> int | None:
    """Let a person join a household; ``member_id`` links the registry."""
    household = load(session, Household, household_id)
    if not relation or relation == HEAD:
        raise InvalidInput(N_("Say how the person is related to the head."), field="relation")
    if member_id is None:
        values = complete_person(values)
        check_person(values, today_of(session))
    circle = _circle(people_of(session, household.id))
    come = Newcomer(relation, values, member_id, reason)
    people = {key: one.relation for key, one in circle.items()}
    return _submit(session, household, None, Wish("add", on, people, newcomer=come), note)


@needs(Permission.EDIT_HARDSHIP)
def ask_to_end(
    session: Session,
    household_id: int,
    person_id: int,
    reason: str,
    on: date,
    new_head_id: int | None = None,
    note: str = "",
) -> int | None:
    """Let a person leave from ``on``, or have died on it; a head leaves a successor."""
    household = load(session, Household, household_id)
    if reason not in LEAVE_REASONS:
        raise InvalidInput(N_("Say why the person leaves."), field="reason")
    circle = _circle(people_of(session, household.id))
    _check_in(circle, [person_id])
    people = after_leaving(circle, [person_id], new_head_id)
    return _submit(
        session, household, None, Wish("end", on, people, gone={person_id: reason}), note
    )


@needs(Permission.EDIT_HARDSHIP)
def ask_to_correct(
    session: Session, household_id: int, relations: Mapping[int, str], note: str = ""
) -> int | None:
    """Correct the relations of some people; who is named head becomes the head."""
    household = load(session, Household, household_id)
    circle = _circle(people_of(session, household.id))
    _check_in(circle, relations)
    people = {key: relations.get(key, one.relation) for key, one in circle.items()}
    if all(one.relation == people[key] for key, one in circle.items()):
        raise InvalidInput(N_("Nothing was changed."), field="relation")
    return _submit(session, household, None, Wish("correct", today_of(session), people), note)


@needs(Permission.EDIT_HARDSHIP)
def ask_to_move(
    session: Session,
    household_id: int,
    person_id: int,
    to_household_id: int,
    relation: str,
    on: date,
    new_head_id: int | None = None,
    note: str = "",
) -> int | None:
    """Move a person to another household, as ``relation`` to the head there."""
    household, other = _two(session, household_id, to_household_id)
    if not relation or relation == HEAD:
        raise InvalidInput(N_("Say how the person is related to the head."), field="relation")
    circle = _circle(people_of(session, household.id))
    _check_in(circle, [person_id])
    there = _circle(people_of(session, other.id))
    others = {**{key: one.relation for key, one in there.items()}, person_id: relation}
    people = after_leaving(circle, [person_id], new_head_id)
    return _submit(session, household, other, Wish("move", on, people, others), note)


@needs(Permission.EDIT_HARDSHIP)
def ask_to_split(
    session: Session,
    household_id: int,
    person_ids: Collection[int],
    head_id: int | None,
    home: Mapping[str, Value],
    on: date,
    new_head_id: int | None = None,
    note: str = "",
) -> int | None:
    """Let some people found a household of their own, with ``head_id`` as its head."""
    household = load(session, Household, household_id)
    check_household(home)
    circle = _circle(people_of(session, household.id))
    _check_in(circle, person_ids)
    if not person_ids or len(person_ids) == len(circle):
        raise InvalidInput(
            N_("Choose who founds the new household; somebody must stay."), field="people"
        )
    if head_id not in person_ids:
        raise InvalidInput(
            N_("The new household's head is one of those who found it."), field="head_id"
        )
    seen = seen_from(circle, int(head_id or 0))
    others = {key: seen[key] for key in person_ids}
    people = after_leaving(circle, person_ids, new_head_id)
    wish = Wish("split", on, people, others, home=dict(home))
    return _submit(session, household, None, wish, note)


@needs(Permission.EDIT_HARDSHIP)
def ask_to_merge(
    session: Session,
    household_id: int,
    gone_id: int,
    relation: str,
    on: date,
    same: Mapping[int, int] = {},
    note: str = "",
) -> int | None:
    """Let the household ``gone_id`` go over into this one, with everything that hangs on it.

    ``relation`` is what its head is to the head here; ``same`` names people who were entered
    in both: the one there by the one here.
    """
    household, other = _two(session, household_id, gone_id)
    check_may_merge(session, household, other)
    circle, there = (_circle(people_of(session, one.id)) for one in (household, other))
    _check_in(there, same)
    _check_in(circle, same.values())
    head = next(key for key, one in there.items() if one.relation == HEAD)
    if head in same:
        relation = circle[same[head]].relation
    joining = {key: one for key, one in there.items() if key not in same}
    people = (
        {key: one.relation for key, one in circle.items()}
        if not joining
        else _joined(circle, joining, relation)
    )
    wish = Wish("merge", on, people, same=dict(same))
    return _submit(session, household, other, wish, note)


@needs(Permission.EDIT_HARDSHIP)
def list_twins(session: Session, household_id: int, gone_id: int) -> dict[int, int]:
    """Return who was entered in both households: the one there by the one here.

    The names are the same, and so is the birth date where both records say it.
    """
    here, there = (
        people_of(session, load(session, Household, key).id) for key in (household_id, gone_id)
    )
    return {
        other.id: person.id
        for other, _ in there
        for person, _ in here
        if other.name == person.name
        and (None in (other.birth_on, person.birth_on) or other.birth_on == person.birth_on)
        and None in (other.id_no_index, person.id_no_index)
    }


def _joined(circle: Circle, joining: Circle, relation: str) -> dict[int, str]:
    if relation == HEAD:  # the two heads are one person, so nobody's relation changes
        return {key: one.relation for key, one in {**circle, **joining}.items()}
    return after_joining(circle, joining, relation)


def _two(session: Session, household_id: int, other_id: int) -> tuple[Household, Household]:
    if household_id == other_id:
        raise InvalidInput(N_("Choose another household."), field="household_id")
    household, other = load(session, Household, household_id), load(session, Household, other_id)
    for one in (household, other):
        check_open(one)
    return household, other


def _circle(pairs: list[Pair]) -> Circle:
    return {
        person.id: Relative(person.name, membership.relation, person.birth_on)
        for person, membership in pairs
    }


def _check_in(circle: Circle, person_ids: Collection[int]) -> None:
    if not set(person_ids) <= set(circle):
        raise InvalidInput(N_("Choose people of this household."), field="people")


def _submit(
    session: Session, household: Household, other: Household | None, wish: Wish, note: str
) -> int | None:
    """Carry the wish out while everybody is still being entered, else keep it for a second
    person; what cannot be is refused either way."""
    check_open(household)
    check_period(wish.on, None, None, today_of(session))
    concerned = (household, *((other,) if other is not None else ()))
    if all(is_direct(session, one) for one in concerned):
        carry_out(session, household, other, wish)
        return None
    text = N_("Say why; whoever decides on the change reads it.")
    check_reason(note, "note", text, SHORTEST_WEIGHTY)
    circles = {one.id: people_of(session, one.id) for one in concerned}
    _check_sound(circles, wish)
    change = HouseholdChange(
        unit_id=household.unit_id,
        household_id=household.id,
        other_household_id=other.id if other is not None else None,
        kind=wish.kind,
        on=wish.on,
        proposal=proposals.stored(wish, proposals.before(household, other, circles)),
        seen=proposals.versions(circles.values()),
    )
    moves.begin(session, change, CHANGE, note)
    return change.id


def _check_sound(circles: Mapping[int, list[Pair]], wish: Wish) -> None:
    known = {key: one for pairs in circles.values() for key, one in _circle(pairs).items()}
    for relations in (wish.people, wish.others):
        come = wish.newcomer if relations is wish.people else None
        people = [
            Relative(known[key].name, relation, known[key].birth_on)
            for key, relation in relations.items()
            if key in known
        ]
        if come is not None:
            born = come.values.get("birth_on")
            name = str(come.values.get("name") or "")
            people.append(Relative(name, come.relation, born if isinstance(born, date) else None))
        if people:
            check_people(people)
