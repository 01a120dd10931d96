"""The sample office's people: valid ID numbers, believable lives, a few planted faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from db.sample_faults import plant_faults
from db.sample_names import BANKS, COUNTIES, JOBS, PLATFORMS, Namer
from db.sample_units import UnitRow
from rules.fields import Value
from rules.identity import check_digit
from rules.members import Status
from rules.workdays import plus_months

_NATIONS = (
    ("han", 955),
    ("hui", 985),
    ("uygur", 988),
    ("manchu", 993),
    ("miao", 997),
    ("yi", 1000),
)
_EDUCATION = {
    "older": ("primary", "junior_middle", "junior_middle", "senior_middle", "technical_secondary"),
    "younger": ("senior_middle", "technical_secondary", "junior_college", "university"),
}
_NEW_FORM = ("truck_driver", "ride_hailing_driver", "courier", "food_courier")
_REASONS_TO_LEAVE = ("labour_relation", "own_request", "unemployed")
RETIRED_MAN, RETIRED_WOMAN = 60, 52


@dataclass(slots=True)
class Period:
    """One period of a membership; the last one of a person is open."""

    unit_id: int
    status: str
    from_on: date
    to_on: date | None
    change_type: str
    reason: str = ""


@dataclass(slots=True)
class Person:
    """A member to be: clear values by field, where they stand and how they came there."""

    unit_id: int
    status: str
    values: dict[str, Value]
    periods: list[Period] = field(default_factory=list)
    events: list[tuple[str, date, str]] = field(default_factory=list)


class People:
    """Draws people one after another; the same dice and day give the same people."""

    def __init__(self, dice: Random, today: date, units: Sequence[UnitRow]) -> None:
        self._dice, self._today, self._namer = dice, today, Namer(dice)
        self._homes = [row for row in units if row["kind"] in _HOMES] or list(units)
        weights = (dice.lognormvariate(0.0, 0.8) for _ in self._homes)
        self._weights = list(accumulate(weights))
        self._regions = {row["id"]: row["region_code"] for row in units}
        self._orders: dict[tuple[str, date], int] = {}
        self._number = 0
        self._earlier: list[Person] = []

    def draw(self, count: int) -> Iterator[Person]:
        """Return ``count`` more people; one in 250 is an earlier one entered twice."""
        for _ in range(count):
            if self._earlier and self._dice.random() < 0.004:
                yield self._entered_twice(self._dice.choice(self._earlier))
                continue
            person = self._person()
            if len(self._earlier) < 200:
                self._earlier.append(person)
            plant_faults(self._dice, person.values)
            yield person

    def _home(self) -> UnitRow:
        return self._dice.choices(self._homes, cum_weights=self._weights)[0]

    def _person(self) -> Person:
        dice, home = self._dice, self._home()
        gender = "male" if dice.random() < 0.57 else "female"
        age = min(max(int(dice.gauss(43, 12)), 18), 88)
        born = self._today - timedelta(days=age * 365 + age // 4 + dice.randint(1, 364))
        roll = dice.randrange(1000)
        nation = next(code for code, limit in _NATIONS if roll < limit)
        values = self._identity(home, gender, born, nation)
        values |= self._contact(home)
        values |= self._work(gender, age, born)
        joined = self._joined(born)
        values |= self._membership(joined)
        person = Person(home["id"], str(Status.MEMBER), values)
        self._live(person, home, age, joined)
        return person

    def _identity(self, home: UnitRow, gender: str, born: date, nation: str) -> dict[str, Value]:
        dice, older = self._dice, born.year < 1972
        roll = dice.random()
        return {
            "name": self._namer.person(gender, born.year, nation),
            "id_type": "id_card",
            "id_no": self._id_number(str(home["region_code"]), born, gender),
            "gender": gender,
            "birth_on": born,
            "nation": nation,
            "political_status": (
                "party_member" if roll < 0.18 else "league_member" if born.year > 1997 else "masses"
            ),
            "marital_status": _marital(dice.random(), self._today.year - born.year),
            "education": dice.choice(_EDUCATION["older" if older else "younger"]),
            "household_type": "agricultural" if dice.random() < 0.35 else "non_agricultural",
        }

    def _id_number(self, region: str, born: date, gender: str) -> str:
        """Return a number that nobody else has: orders are odd for men, even for women."""
        key = (region + gender, born)
        order = self._orders.get(key, 1 if gender == "male" else 2)
        self._orders[key] = order + 2
        first17 = f"{region}{born:%Y%m%d}{order % 1000:03d}"
        return first17 + check_digit(first17)

    def _contact(self, home: UnitRow) -> dict[str, Value]:
        dice = self._dice
        place = next((name for name, code in COUNTIES if code == home["region_code"]), "云溪市")
        values: dict[str, Value] = {
            "mobile": f"1{dice.choice('35789')}{dice.randrange(10**9):09d}",
            "email": None,
            "home_address": self._namer.address(place) if dice.random() < 0.6 else None,
            "bank_number": None,
            "bank_name": None,
        }
        if dice.random() < 0.5:
            values["bank_number"] = f"6217{dice.randrange(10**15):015d}"
            values["bank_name"] = dice.choice(BANKS)
        if dice.random() < 0.2:
            values["email"] = f"user{dice.randrange(10**7)}@example.cn"
        return values

    def _work(self, gender: str, age: int, born: date) -> dict[str, Value]:
        dice = self._dice
        started = plus_months(born, 12 * dice.randint(18, 24)).replace(day=1)
        retired = age >= (RETIRED_MAN if gender == "male" else RETIRED_WOMAN)
        roll = dice.random()
        new_form = not retired and roll < 0.05
        skilled = dice.random() < 0.3
        return {
            "job_no": f"{dice.randrange(10**5):05d}" if dice.random() < 0.5 else None,
            "job": dice.choice(JOBS) if not new_form else None,
            "position": dice.choice(("班组长", "科长", "主任")) if dice.random() < 0.08 else None,
            "title": dice.choice(("助理工程师", "工程师", "经济师")) if roll > 0.92 else None,
            "skill_level": dice.choice(("technician", "senior", "intermediate", "junior"))
            if skilled
            else None,
            "work_status": "retired" if retired else "laid_off" if roll > 0.985 else "on_duty",
            "work_start_on": min(started, self._today.replace(day=1)),
            "is_migrant_worker": not retired and dice.random() < 0.25,
            "is_new_form_worker": new_form,
            "new_form_kind": dice.choice(_NEW_FORM) if new_form else None,
            "platform": dice.choice(PLATFORMS) if new_form else None,
            "model_worker": dice.choice(("city", "provincial")) if dice.random() < 0.008 else None,
            "note": None,
        }

    def _joined(self, born: date) -> date:
        earliest = max(plus_months(born, 12 * 18), date(1980, 1, 1))
        days = max((self._today - earliest).days - 30, 0)
        return earliest + timedelta(days=self._dice.randint(0, days))

    def _membership(self, joined: date) -> dict[str, Value]:
        dice, today = self._dice, self._today
        behind = dice.randint(0, 3) if dice.random() < 0.96 else dice.randint(7, 20)
        self._number += 1
        dues = plus_months(today.replace(day=1), -behind)
        active = today - timedelta(days=dice.randint(1, 150) + (behind > 6) * 200)
        return {
            "joined_on": joined,
            "member_no": f"YX{self._number:08d}",
            "dues_until_on": max(dues, joined.replace(day=1)),
            "last_active_on": active if active >= joined else None,
        }

    def _live(self, person: Person, home: UnitRow, age: int, start: date) -> None:
        """Give the person a history: perhaps another unit before, an ending, life events."""
        dice, today, values = self._dice, self._today, person.values
        days = max((today - start).days, 1)
        change_type = "join"
        if dice.random() < 0.15 and days > 400:
            moved = start + timedelta(days=dice.randint(200, days - 100))
            before = dice.choice(self._homes)["id"]
            if before != home["id"]:
                person.periods.append(Period(before, "member", start, moved, "join"))
                start, change_type = moved, "transfer_in"
        status, ending, reason = self._ending(values, dice.random(), age)
        end = start + timedelta(days=dice.randint(1, max((today - start).days, 1)))
        last = Period(home["id"], "member", start, end if ending else None, change_type)
        person.periods.append(last)
        if ending:
            person.status = status
            person.periods.append(Period(home["id"], status, min(end, today), None, ending, reason))
            last.to_on = min(end, today)
        self._events(person, age)

    def _ending(self, values: dict[str, Value], roll: float, age: int) -> tuple[str, str, str]:
        if values["work_status"] == "retired" and roll < 0.6:
            return str(Status.RETAINED), "retain", "retired"
        if roll > 0.999:
            return str(Status.EXPELLED), "expel", "crime"
        if roll > 0.992:
            return str(Status.DEEMED_LEFT), "deemed_left", "no_dues"
        if roll > 0.972:
            return str(Status.LEFT), "leave", self._dice.choice(_REASONS_TO_LEAVE)
        if age > 60 and roll > 0.93:
            return str(Status.DECEASED), "decease", "deceased"
        return str(Status.MEMBER), "", ""

    def _events(self, person: Person, age: int) -> None:
        dice = self._dice
        if person.status != Status.MEMBER and person.status != Status.RETAINED:
            return
        likely = (
            ("wedding", 0.03 if age < 35 else 0.0, "self"),
            ("birth", 0.03 if age < 40 else 0.0, "child"),
            ("hospital_stay", 0.04, "self"),
            ("funeral", 0.02, "parent"),
            ("retirement", 0.3 if person.values["work_status"] == "retired" else 0.0, "self"),
        )
        for kind, chance, relation in likely:
            if dice.random() < chance:
                on = self._today - timedelta(days=dice.randint(0, 700))
                person.events.append((kind, on, relation))

    def _near(self, person: Person) -> UnitRow:
        """Return another workplace, most often one of the same county."""
        region = self._regions[person.unit_id]
        tries = [self._home() for _ in range(6)]
        return next((home for home in tries if home["region_code"] == region), tries[0])

    def _entered_twice(self, original: Person) -> Person:
        """Return the same person as another clerk would have entered them."""
        dice, values = self._dice, dict(original.values)
        home, joined = self._near(original), self._today - timedelta(days=dice.randint(30, 2000))
        self._number += 1
        values["id_no"] = None
        values |= {"member_no": f"YX{self._number:08d}", "joined_on": joined}
        values |= {"dues_until_on": None, "last_active_on": None, "bank_number": None}
        values["bank_name"] = None
        if dice.random() < 0.4:
            values["mobile"] = f"1{dice.choice('35789')}{dice.randrange(10**9):09d}"
        period = Period(home["id"], "member", joined, None, "join")
        return Person(home["id"], str(Status.MEMBER), values, [period])


_HOMES = frozenset(("grassroots_union", "joint_union", "sub_union"))


def _marital(roll: float, age: int) -> str:
    if age < 26:
        return "single" if roll < 0.85 else "married"
    if roll < 0.08 and age < 40:
        return "single"
    return "divorced" if roll > 0.95 else "widowed" if roll > 0.92 and age > 55 else "married"
