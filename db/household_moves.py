"""A change of who belongs to which household, carried out on the dated memberships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db import household_merges
from db.household_entry import enter
from db.household_leavers import Leaver, bring_along
from db.household_people import Pair, check_composition, name_after_head, people_of
from db.household_stage import check_open, check_vacant
from db.households import new_household
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.scope import hand_over
from db.verbs import today_of
from rules.household_changes import Wish
from rules.household_people import DECEASED, check_period
from rules.households import HEAD

REASONS = {"move": "moved_household", "split": "split", "merge": "merged"}
"""Why a membership ends, where nobody said so: codes of the list ``household_leave``."""


@dataclass(slots=True)
class _Place:
    """Where a person is to be after the change."""

    person: HouseholdPerson
    household: Household
    relation: str


def carry_out(session: Session, household: Household, other: Household | None, wish: Wish) -> None:
    """Make the households what the wish says; raises InvalidInput where they would be unsound."""
    check_open(household)
    pairs = people_of(session, household.id)
    if other is not None:
        check_open(other)
        pairs += people_of(session, other.id)
    if wish.kind == "merge" and other is not None:
        pairs = household_merges.join_same(session, pairs, wish.same, wish.on)
    places = _places(session, household, other, pairs, wish)
    for each in {one.household.id: one.household for one in places.values()}.values():
        check_composition(
            [(one.person, one.relation) for one in places.values() if one.household is each]
        )
    for each in (household, *((other,) if other is not None else ())):
        if not any(one.household is each for one in places.values()) and wish.kind != "merge":
            check_vacant(session, each)
    _settle(session, pairs, places, wish)
    if wish.kind != "merge":
        leavers = [
            Leaver(person.id, membership.household_id, places[person.id].household)
            for person, membership in pairs
            if person.id in places
        ]
        bring_along(session, leavers)
    for one in places.values():
        if one.relation == HEAD:
            name_after_head(session, one.household, one.person)
    if wish.kind == "merge" and other is not None:
        household_merges.forward(session, household, other, wish.on)
    else:
        _close_empty(household, other, places, wish)
    session.flush()


def _places(
    session: Session,
    household: Household,
    other: Household | None,
    pairs: list[Pair],
    wish: Wish,
) -> dict[int, _Place]:
    people = {person.id: person for person, _ in pairs}
    places = {
        key: _Place(people[key], household, relation)
        for key, relation in wish.people.items()
        if key in people
    }
    if wish.newcomer is not None:
        who = wish.newcomer
        unit_id = int(household.unit_id or 0)
        person = enter(session, unit_id, who.values, who.member_id, who.reason)
        places[person.id] = _Place(person, household, who.relation)
    if wish.others and other is None:
        head_id = next(key for key, relation in wish.others.items() if relation == HEAD)
        other = new_household(session, household.unit_id, people[head_id], wish.home)
    if other is not None:
        places |= {
            key: _Place(people[key], other, relation)
            for key, relation in wish.others.items()
            if key in people
        }
    return places


def _settle(session: Session, pairs: list[Pair], places: Mapping[int, _Place], wish: Wish) -> None:
    """End what ends, correct what was wrong, begin what begins; one head at every moment."""
    beginning = dict(places)
    corrected = []
    for person, membership in pairs:
        place = places.get(person.id)
        stays = place is not None and place.household.id == membership.household_id
        if stays and place is not None and place.relation == membership.relation:
            del beginning[person.id]
        elif stays and place is not None and wish.kind == "correct":
            del beginning[person.id]
            corrected.append((membership, place.relation))
        else:
            reason = wish.gone.get(person.id) or ("" if stays else REASONS.get(wish.kind, ""))
            _end(session, person, membership, wish, reason)
    for membership, relation in sorted(corrected, key=lambda pair: pair[1] == HEAD):
        membership.relation = relation
        session.flush()
    session.flush()
    for place in beginning.values():
        _begin(session, place, wish)


def _end(
    session: Session,
    person: HouseholdPerson,
    membership: HouseholdMembership,
    wish: Wish,
    reason: str,
) -> None:
    check_period(membership.from_on, wish.on, person.birth_on, today_of(session))
    membership.to_on, membership.end_reason = wish.on, reason
    if reason == DECEASED:
        person.deceased_on = wish.on


def _begin(session: Session, place: _Place, wish: Wish) -> None:
    check_period(wish.on, None, place.person.birth_on, today_of(session))
    if place.person.unit_id != place.household.unit_id:
        hand_over(session, place.person)
        place.person.unit_id = place.household.unit_id
    session.add(
        HouseholdMembership(
            unit_id=place.household.unit_id,
            household_id=place.household.id,
            person_id=place.person.id,
            relation=place.relation,
            from_on=wish.on,
        )
    )
    session.flush()


def _close_empty(
    household: Household, other: Household | None, places: Mapping[int, _Place], wish: Wish
) -> None:
    lived_in = {one.household.id for one in places.values()}
    for each in (household, other):
        if each is not None and each.id not in lived_in:
            each.closed_on = wish.on
