"""Who counts as living together in a means test, and who would count at the minimum wage.

The civil-affairs rule, which unions follow: spouses; minor children; adult children in full-time
study; others with a legal duty of support who live together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rules.language import N_

OF_AGE = 18


STUDYING = frozenset(("preschool", "pupil", "senior_pupil", "student", "special_pupil"))
IDLE = frozenset(("laid_off", "unemployed"))
"""Codes of the list ``person_status``."""

_AWAY = {
    "in_prison": N_("not counted: in prison or compulsory rehabilitation"),
    "missing": N_("not counted: declared missing"),
    "conscript": N_("not counted: conscript on service"),
    "clergy": N_("not counted: clergy living apart for three years or more"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Facts about one person of the household on the last day of the window.

    ``key`` tells whose an income is, ``relation`` is to the worker, ``status`` a code of
    ``person_status``. ``beyond_bachelor``: studies for more than a bachelor's degree;
    ``idle_proved``: papers prove that the person could find no work.
    """

    key: str
    name: str
    relation: str
    age: int | None = None
    gender: str = ""
    status: str = ""
    able_to_work: bool = True
    lives_here: bool = True
    has_duty: bool = True
    beyond_bachelor: bool = False
    idle_proved: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """One person, whether counted, and why."""

    person: Person
    counts: bool
    reason: str


@dataclass(frozen=True, slots=True)
class WorkingAge:
    """From the first birthday named to the day before the second."""

    start: int = 16
    end_men: int = 60
    end_women: int = 55

    def holds(self, person: Person) -> bool:
        end = self.end_women if person.gender == "female" else self.end_men
        return person.age is not None and self.start <= person.age < end


def count_people(people: Iterable[Person]) -> tuple[Counted, ...]:
    """Say of each person whether they count, and why."""
    return tuple(_count(person) for person in people)


def _count(person: Person) -> Counted:
    if person.status in _AWAY:
        return Counted(person, False, _AWAY[person.status])
    if person.relation == "self":
        return Counted(person, True, N_("the worker"))
    if person.relation == "spouse":
        return Counted(person, True, N_("spouse"))
    if person.relation == "child" and person.age is not None:
        if person.age < OF_AGE:
            return Counted(person, True, N_("minor child"))
        if person.status in STUDYING and not person.beyond_bachelor:
            return Counted(person, True, N_("adult child in full-time study"))
    if not person.has_duty:
        return Counted(person, False, N_("not counted: no legal duty of support"))
    if not person.lives_here:
        return Counted(person, False, N_("not counted: does not live with the family"))
    return Counted(person, True, N_("lives with the family, legal duty of support"))


def is_idle(person: Person, age: WorkingAge) -> bool:
    """Say whether a person could earn and does not, with nothing that proves why."""
    able = person.able_to_work and age.holds(person)
    return able and person.status in IDLE and not person.idle_proved
