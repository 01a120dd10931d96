"""Who may join a mutual-aid plan: each check with its sentence, of a person and of a hand-in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.assessments import age_on
from rules.explanation import Line, line
from rules.language import N_
from rules.members import PRESENT, Status
from rules.mutual_terms import PlanTerms

WOMAN = "female"
RETIRED_WORK = frozenset(("retired", "retired_cadre", "resigned_with_benefits"))
"""Codes of the list ``work_status``; whoever retires early inside the unit is still staff."""

_GONE: Mapping[str, str] = {
    Status.DECEASED: N_("died"),
    Status.LEFT: N_("left the union"),
    Status.DEEMED_LEFT: N_("left the union"),
    Status.EXPELLED: N_("was expelled"),
    Status.APPLIED: N_("has applied to join the union, and that is not decided yet"),
    Status.REFUSED: N_("was not taken into the union"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is to join; ``unit_name`` is the unit where the person is now, if it is not
    the one that hands in."""

    status: str
    gender: str
    birth_on: date | None
    work_status: str
    unit_name: str = ""


UNKNOWN = Candidate("", "", None, "")
"""Somebody whom the actor may not know of, or whose record stands for nobody."""


def presence(person: Candidate) -> Line | None:
    """Only people who belong to the union now join."""
    if person.status in PRESENT:
        return None
    return line(_GONE.get(person.status, N_("does not belong to the union now")))


def membership(person: Candidate) -> Line | None:
    """A unit hands in its own people."""
    if not person.unit_name:
        return None
    return line(N_("belongs to “{unit}” now"), unit=person.unit_name)


def gender(terms: PlanTerms, person: Candidate) -> Line | None:
    """Some plans are for women only."""
    if terms.gender != WOMAN or person.gender == WOMAN:
        return None
    return line(N_("this plan is for women"))


def age(terms: PlanTerms, person: Candidate, from_on: date) -> Line | None:
    """The age counts that somebody has on the first day of cover."""
    if terms.age_from is None and terms.age_to is None:
        return None
    years = age_on(person.birth_on, from_on)
    if years is None:
        return line(N_("the birth date is missing; enter it in the registry first"))
    if terms.age_from is not None and years < terms.age_from:
        return line(
            N_("{years} years old on the first day, the plan takes people from {least} years on"),
            years=years,
            least=terms.age_from,
        )
    if terms.age_to is not None and years > terms.age_to:
        return line(
            N_("{years} years old on the first day, the plan takes people up to {most} years"),
            years=years,
            most=terms.age_to,
        )
    return None


def retirement(terms: PlanTerms, person: Candidate) -> Line | None:
    """Retired people join only where the plan says so."""
    if terms.retired_may_join or person.work_status not in RETIRED_WORK:
        return None
    return line(N_("retired; this plan takes people at work"))


def why_not(terms: PlanTerms, person: Candidate, from_on: date) -> Line | None:
    """Return the first reason for which somebody cannot join, None where there is none."""
    return (
        presence(person)
        or membership(person)
        or gender(terms, person)
        or age(terms, person, from_on)
        or retirement(terms, person)
    )


def covered_already(unit_name: str, from_on: date, to_on: date) -> Line:
    """Say that somebody stands in another hand-in of the plan for an overlapping period."""
    return line(
        N_("covered already by “{unit}” from {from_on} to {to_on}"),
        unit=unit_name,
        from_on=from_on.isoformat(),
        to_on=to_on.isoformat(),
    )


def without_base(plan_names: tuple[str, ...]) -> Line:
    """Say that somebody is in none of the plans that this one builds on."""
    return line(N_("in none of the plans on which this one builds: {plans}"), plans=plan_names)


def row_fault(shares: int, *, again: bool) -> Line | None:
    """Say what is wrong with a row of a list, whoever the person is."""
    if again:
        return line(N_("stands on the list twice"))
    if shares < 1:
        return line(N_("at least one share has to be taken"))
    return None


def shares_void(terms: PlanTerms, shares: int) -> Line | None:
    """Shares above the most that a person may hold are void."""
    if shares <= terms.max_shares:
        return None
    return line(
        N_("{shares} shares given, {most} count: a person holds {most} at most"),
        shares=shares,
        most=terms.max_shares,
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """What a hand-in looks like when it is checked.

    ``joined`` counts the unit's people in all its hand-ins of the period, these included, and
    ``shares`` the different numbers of shares among them. ``first_on`` is the first day of the
    period that late joiners are added to, None where this is the first hand-in; ``unfit``
    counts people who can no longer join.
    """

    people: int
    joined: int
    headcount: int
    shares: Collection[int]
    from_on: date
    on: date
    first_on: date | None = None
    unfit: int = 0
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One rule a hand-in was held against, in words that also say how it stands."""

    name: str
    passed: bool
    line: Line


def somebody(facts: Facts) -> Check:
    text = N_("{people} people") if facts.people else N_("Nobody is on the list yet.")
    return Check("people", facts.people > 0, line(text, people=facts.people))


def fit(facts: Facts) -> Check:
    if not facts.unfit:
        return Check("fit", True, line(N_("Everybody on the list may join.")))
    text = N_("{count} people on the list cannot join any more; take them off.")
    return Check("fit", False, line(text, count=facts.unfit))


def group(terms: PlanTerms, facts: Facts) -> Check:
    """A unit joins as a group: a share of its staff, or all of them where it is small."""
    values = {"joined": facts.joined, "headcount": facts.headcount}
    if facts.headcount < terms.group_all_below:
        text = N_("{joined} of {headcount} staff join; a unit of fewer than {below} joins whole.")
        passed = facts.joined >= facts.headcount
        return Check("group", passed, line(text, below=terms.group_all_below, **values))
    passed = facts.joined * 100 >= facts.headcount * terms.group_percent
    if not terms.group_percent:
        return Check("group", True, line(N_("{joined} of {headcount} staff join."), **values))
    text = N_("{joined} of {headcount} staff join; the plan asks for {percent}%.")
    return Check("group", passed, line(text, percent=terms.group_percent, **values))


def equal_shares(terms: PlanTerms, facts: Facts) -> Check:
    """Some plans want the same number of shares for everybody of a unit."""
    if not terms.equal_shares or len(facts.shares) <= 1:
        return Check("shares", True, line(N_("The shares are in order.")))
    given = tuple(str(one) for one in sorted(facts.shares))
    text = N_("Everybody of a unit takes the same number of shares; here there are: {given}.")
    return Check("shares", False, line(text, given=given))


def window(terms: PlanTerms, facts: Facts) -> Check:
    """Hand-ins are taken on certain days only; late joiners for some days after the begin."""
    if facts.first_on is not None:
        return _late(terms, facts, facts.first_on)
    first, last = terms.window_from, terms.window_to
    passed = (first is None or facts.on >= first) and (last is None or facts.on <= last)
    return Check("window", passed, _window(first, last))


def _window(first: date | None, last: date | None) -> Line:
    if first is None and last is None:
        return line(N_("The plan takes hand-ins all year."))
    if first is None:
        return line(N_("The plan takes hand-ins until {last}."), last=str(last))
    if last is None:
        return line(N_("The plan takes hand-ins from {first} on."), first=str(first))
    text = N_("The plan takes hand-ins from {first} to {last}.")
    return line(text, first=first.isoformat(), last=last.isoformat())


def _late(terms: PlanTerms, facts: Facts, first_on: date) -> Check:
    if not terms.late_days:
        return Check("window", False, line(N_("The plan takes nobody after cover has begun.")))
    last = first_on + timedelta(days=terms.late_days)
    text = N_("The plan takes late joiners until {last}.")
    return Check("window", facts.on <= last, line(text, last=last.isoformat()))


def offered(facts: Facts) -> Check:
    if facts.ended:
        text = N_("This version of the plan is not open to hand-ins.")
        return Check("plan", False, line(text))
    return Check("plan", True, line(N_("The version of the plan is in force.")))


def checks(terms: PlanTerms, facts: Facts) -> tuple[Check, ...]:
    """Hold a hand-in against every rule of the plan."""
    return (
        somebody(facts),
        fit(facts),
        group(terms, facts),
        equal_shares(terms, facts),
        window(terms, facts),
        offered(facts),
    )


def failed(found: Iterable[Check]) -> tuple[Check, ...]:
    return tuple(check for check in found if not check.passed)
