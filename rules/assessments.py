"""From the records of a file to the inputs of its means test, and what may override a result."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.counted_people import Person, count_people
from rules.exclusions import Home, SchoolFees
from rules.fields import Field, Fields, Kind, Value
from rules.hardship_money import DECLARED, INCOME, Window, share_in
from rules.language import N_
from rules.means_inputs import Inputs, Migrant, MoneyLine, SuddenEvent
from rules.money import Fen
from rules.workdays import whole_months

OF_AGE = 18
_DUTY_OF_SUPPORT = frozenset(
    ("self", "spouse", "child", "parent", "grandparent", "grandchild", "sibling")
)
_BEYOND = "postgraduate"
_EVENT_CAUSES = ("serious_illness", "natural_disaster", "accident")

OVERRIDE_FIELDS: Fields = (
    Field("category", N_("Hardship category"), Kind.CHOICE, codes="hardship_category",
          required=True),
    Field("reason", N_("Why the result does not fit"), Kind.LONG_TEXT, required=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the registers say of one person of the household."""

    id: int
    name: str
    relation: str
    gender: str = ""
    birth_on: date | None = None
    status: str = ""
    education: str = ""
    able_to_work: bool | None = None
    lives_together: bool = True


@dataclass(frozen=True, slots=True)
class LineFacts:
    kind: str
    item: str
    person_id: int | None
    from_on: date
    to_on: date
    fen: Fen
    proof: str


def age_on(birth_on: date | None, on: date) -> int | None:
    """Return how old somebody is on a day."""
    if birth_on is None:
        return None
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def person_of(facts: PersonFacts, applicant_id: int, on: date, idle: Collection[str]) -> Person:
    """Return a person as the means test looks at them; relations are to the household's head."""
    return Person(
        key=str(facts.id),
        name=facts.name,
        relation="self" if facts.id == applicant_id else facts.relation,
        age=age_on(facts.birth_on, on),
        gender=facts.gender,
        status=facts.status,
        able_to_work=facts.able_to_work is not False,
        lives_here=facts.lives_together,
        has_duty=facts.relation in _DUTY_OF_SUPPORT,
        beyond_bachelor=facts.education == _BEYOND,
        idle_proved=str(facts.id) in idle,
    )


def adults_who_count(people: Iterable[Person]) -> list[Person]:
    """Return whose incomes are looked at and who can sign for it."""
    return [
        one.person
        for one in count_people(people)
        if one.counts and (one.person.age is None or one.person.age >= OF_AGE)
    ]


def money_of(lines: Iterable[LineFacts], window: Window) -> dict[str, tuple[MoneyLine, ...]]:
    """Return incomes and costs with what of them falls into the window."""
    found: dict[str, list[MoneyLine]] = {"income": [], "cost": []}
    for one in lines:
        fen = share_in(window, one.from_on, one.to_on, one.fen)
        proof = "" if one.proof == DECLARED else one.proof
        found[INCOME if one.kind == INCOME else "cost"].append(
            MoneyLine(one.item, fen, str(one.person_id or ""), proof)
        )
    return {kind: tuple(rows) for kind, rows in found.items()}


def inputs_of(
    values: Mapping[str, Value],
    people: tuple[Person, ...],
    money: Mapping[str, tuple[MoneyLine, ...]],
    answers: Mapping[str, bool],
    line: Fen,
    minimum_wage: Fen | None,
    *,
    on: date,
    is_member: bool,
    floor_area: int | None,
) -> Inputs:
    """Put together what the means test is given."""
    return Inputs(
        people=people,
        incomes=money["income"],
        costs=money["cost"],
        line=line,
        minimum_wage=minimum_wage,
        answers=answers,
        event=_event(values),
        savings=_fen(values.get("savings")),
        receives_dibao=bool(values.get("receives_dibao")),
        months_below=_fen(values.get("months_below")),
        migrant=_migrant(values, on, is_member),
        home=Home(
            floor_area,
            values.get("primary_cause") in _EVENT_CAUSES,
        ),
        fees=_fees(values),
    )


def _fen(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _event(values: Mapping[str, Value]) -> SuddenEvent | None:
    cost, disaster = _fen(values.get("event_cost")), bool(values.get("is_duty_disaster"))
    if not cost and not disaster and not values.get("sudden_event_on"):
        return None
    return SuddenEvent(cost, _fen(values.get("event_compensated")), on_duty_in_disaster=disaster)


def _migrant(values: Mapping[str, Value], on: date, is_member: bool) -> Migrant | None:
    if not values.get("is_migrant_worker"):
        return None
    since = values.get("local_work_on")
    months = whole_months(since, on) if isinstance(since, date) else 0
    return Migrant(months, is_member, bool(values.get("is_settled")))


def _fees(values: Mapping[str, Value]) -> SchoolFees | None:
    fee, public = _fen(values.get("school_fee")), _fen(values.get("public_school_fee"))
    return SchoolFees(fee, public) if fee and public else None


def answered(exclusions: Mapping[str, Mapping[str, Any]]) -> dict[str, bool]:
    """Return the answers of the checklist; what nobody answered is left out."""
    return {
        code: bool(answer["yes"])
        for code, answer in exclusions.items()
        if isinstance(answer.get("yes"), bool)
    }
