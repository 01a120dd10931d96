"""The families of the sample: a head and who lives there, of plausible ages and fortunes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import cast

from db.sample_names import BANKS, COUNTIES, SURNAMES, Namer
from rules.fields import Value
from rules.household_people import SPOUSE
from rules.households import HEAD
from rules.identity import check_digit

FIRST_ORDER = 500
"""Order numbers of ID numbers from here on belong to relatives, lower ones to the registry."""
_ILLNESSES = (
    ("cancer", "恶性肿瘤术后化疗"),
    ("kidney_failure", "慢性肾衰竭，每周透析"),
    ("cerebrovascular", "脑梗后遗症，需人照料"),
    ("heart_disease", "冠心病，支架术后"),
    ("diabetes", "糖尿病并发症"),
    ("common_illness", "慢性病长期服药"),
)
_SHAPES = (
    ((), 10),
    ((SPOUSE,), 12),
    ((SPOUSE, "child"), 38),
    ((SPOUSE, "child", "child"), 12),
    ((SPOUSE, "child", "parent"), 14),
    (("child",), 8),
    (("child", "parent"), 3),
    (("parent",), 3),
)


@dataclass(slots=True)
class Relation:
    """A person of a family to be; ``member_id`` is the head's in the registry."""

    relation: str
    values: dict[str, Value]
    from_on: date
    member_id: int | None = None

    @property
    def born(self) -> date:
        return cast(date, self.values["birth_on"])


@dataclass(slots=True)
class Family:
    """A household to be: its home, its people (the head first) and perhaps an outside payee."""

    unit_id: int
    home: dict[str, Value]
    people: list[Relation] = field(default_factory=list)
    payee: int | None = None
    """Place in ``people`` of whoever receives the money, where it is not the head."""
    outside: dict[str, Value] | None = None


class Families:
    """Draws families around heads; the same dice and day give the same ones."""

    def __init__(self, dice: Random, today: date) -> None:
        self._dice, self._today, self._namer = dice, today, Namer(dice)
        self._orders: dict[tuple[str, date], int] = {}

    def around(
        self, unit_id: int, region: str, head: Mapping[str, Value], member_id: int | None
    ) -> Family:
        """Return a family of 1 to 4 more people around a head."""
        dice = self._dice
        place = next((name for name, code in COUNTIES if code == region), "云溪市")
        since = self._today - timedelta(days=dice.randint(40, 1400))
        first = Relation(HEAD, self._fortune({**head}, ill=0.35), since, member_id)
        family = Family(unit_id, self._home(place), [first])
        shapes, weights = zip(*_SHAPES, strict=True)
        for relation in dice.choices(shapes, weights)[0]:
            values = self._relative(relation, family, region)
            one = Relation(relation, values, since)
            one.from_on = max(since, one.born)
            family.people.append(one)
        self._choose_payee(family, region)
        return family

    def stranger(self, region: str) -> dict[str, Value]:
        """Return a head whom the registry does not know: without work or of a small firm."""
        dice = self._dice
        born = self._born(dice.randint(30, 62))
        gender = "male" if dice.random() < 0.5 else "female"
        name = self._namer.person(gender, born.year)
        return self._identity(name, gender, born, region) | {
            "marital_status": "married",
            "person_status": "on_duty",
        }

    def _born(self, age: int) -> date:
        days = age * 365 + age // 4 + self._dice.randint(1, 364)
        return self._today - timedelta(days=days)

    def _home(self, place: str) -> dict[str, Value]:
        dice = self._dice
        address, building = self._namer.home(place)
        return {
            "home_address": address,
            "building": building,
            "postcode": f"6199{dice.randint(10, 99)}",
            "hukou_region": place,
            "housing_type": dice.choice(("bought", "low_rent", "rented", "employer_rented")),
            "floor_area": dice.randint(38, 96),
        }

    def _relative(self, relation: str, family: Family, region: str) -> dict[str, Value]:
        dice, head, born = self._dice, family.people[0].values, family.people[0].born
        if relation == SPOUSE:
            gender = "female" if head["gender"] == "male" else "male"
            day = born + timedelta(days=dice.randint(-1500, 1500))
            name = self._namer.person(gender, day.year)
            extra = {"marital_status": "married", **self._adult(day)}
        elif relation == "child":
            gender = "male" if dice.random() < 0.52 else "female"
            youngest = max(one.born for one in family.people)
            day = youngest if len(family.people) > 2 else max(born, youngest) + _years(22)
            day = min(day + timedelta(days=dice.randint(500, 2600)), self._today - _years(0.3))
            name = self._namer.person(gender, day.year, surname=_father(family))
            extra = {"marital_status": "single", **self._child(day)}
        else:
            gender = "male" if dice.random() < 0.4 else "female"
            day = born - _years(dice.randint(22, 31))
            surname = surname_of(str(head["name"])) if gender == "male" else ""
            name = self._namer.person(gender, day.year, surname=surname)
            extra = {"marital_status": "widowed", "person_status": "retired"}
        values = self._identity(name, gender, day, region) | extra
        return self._fortune(values, ill=0.5 if relation == "parent" else 0.15)

    def _identity(self, name: str, gender: str, born: date, region: str) -> dict[str, Value]:
        dice = self._dice
        key = (region + gender, born)
        order = self._orders.get(key, FIRST_ORDER + (gender == "male"))
        self._orders[key] = order + 2
        first17 = f"{region}{born:%Y%m%d}{order:03d}"
        adult = born < self._today - _years(16)
        return {
            "name": name,
            "id_type": "id_card",
            "id_no": first17 + check_digit(first17),
            "gender": gender,
            "birth_on": born,
            "nation": "han",
            "political_status": "masses" if adult else None,
            "household_type": "non_agricultural",
            "mobile": f"1{dice.choice('35789')}{dice.randrange(10**9):09d}" if adult else None,
        }

    def _adult(self, born: date) -> dict[str, Value]:
        dice = self._dice
        old = born < self._today - _years(56)
        status = "retired" if old else dice.choice(("on_duty", "unemployed", "flexible"))
        return {
            "person_status": status,
            "able_to_work": not old,
            "education": dice.choice(("junior_middle", "senior_middle", "technical_secondary")),
            "monthly_income": dice.randint(12, 34) * 10_000 if status != "unemployed" else None,
        }

    def _child(self, born: date) -> dict[str, Value]:
        age = (self._today - born).days // 365
        stages = ((6, "preschool"), (15, "pupil"), (18, "senior_pupil"), (22, "student"))
        status = next((code for limit, code in stages if age < limit), "on_duty")
        values: dict[str, Value] = {"person_status": status, "able_to_work": age >= 22}
        if status == "student":
            values |= {
                "employer": "云溪职业技术学院",
                "enrolled_on": date(self._today.year - (age - 17), 9, 1),
                "school_years": 4,
            }
        return values

    def _fortune(self, values: dict[str, Value], ill: float) -> dict[str, Value]:
        dice = self._dice
        values["medical_insurance"] = (
            "employee" if values.get("person_status") in ("on_duty", "retired") else "resident"
        )
        values["health_status"] = "good"
        if dice.random() < ill:
            values["health_status"], values["illness_note"] = dice.choice(_ILLNESSES)
        if dice.random() < 0.07:
            values["disability_type"] = dice.choice(("limbs", "sight", "intellect"))
            values["disability_grade"] = f"grade_{dice.randint(1, 4)}"
        return values

    def _choose_payee(self, family: Family, region: str) -> None:
        dice, head = self._dice, family.people[0].values
        if not head.get("bank_number"):
            head |= self._card()
        roll = dice.random()
        if roll < 0.08 and len(family.people) > 1 and family.people[1].relation == SPOUSE:
            family.payee = 1
            family.people[1].values |= self._card()
        elif roll > 0.96:
            born = self._born(dice.randint(56, 75))
            name = self._namer.person("female", born.year)
            family.outside = self._identity(name, "female", born, region) | self._card()

    def _card(self) -> dict[str, Value]:
        dice = self._dice
        return {
            "bank_name": dice.choice(BANKS),
            "bank_number": f"6217{dice.randrange(10**15):015d}",
        }


def surname_of(name: str) -> str:
    """Return the surname, also one of two characters."""
    return name[:2] if name[:2] in SURNAMES else name[:1]


def _father(family: Family) -> str:
    men = [one for one in family.people[:2] if one.values["gender"] == "male"]
    return surname_of(str((men or family.people)[0].values["name"]))


def _years(number: float) -> timedelta:
    return timedelta(days=int(number * 365.25))
