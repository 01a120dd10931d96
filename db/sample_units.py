"""The sample office's union tree: a city federation, its counties, and who stands below."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from db.sample_names import CITY, CITY_REGION, COUNTIES, SYSTEMS, TOWNS, Namer
from rules.identity import organisation_check, usci_check
from rules.units import UNIT_FIELDS
from rules.workdays import plus_months

CITY_SCALE = 500
"""From so many units on the tree has all seven counties, otherwise three."""

UnitRow = dict[str, Any]
EMPTY: UnitRow = {field.name: None for field in UNIT_FIELDS}
TERM_MONTHS = 60
_TOWN_NAMES = tuple(f"{town}{kind}" for kind in ("镇", "街道") for town in TOWNS)


class Planter:
    """Makes unit rows with ids from ``first_id`` on, superiors before those below them."""

    def __init__(self, dice: Random, today: date, first_id: int) -> None:
        self._dice, self._today = dice, today
        self._namer = Namer(dice)
        self._next = first_id
        self._names: set[str] = set()

    def tree(self, units: int) -> list[UnitRow]:
        """Return so many units; members belong to those that are grassroots or below."""
        rows = [self._unit(f"{CITY}总工会", "federation", None, CITY_REGION)]
        wanted = len(COUNTIES) if units >= CITY_SCALE else 3
        counties = [
            self._unit(f"{name}总工会", "county_federation", rows[0], region)
            for name, region in COUNTIES[: max(min(wanted, units - 1), 0)]
        ]
        rows += counties
        if not counties:
            return rows
        rows += self._middle(counties, (units - len(rows)) // 6)
        rows += self._grassroots(counties, rows[:], units - len(rows))
        return rows

    def _middle(self, counties: list[UnitRow], count: int) -> list[UnitRow]:
        rows = []
        for order in range(count):
            county = counties[order % len(counties)]
            turn = order // len(counties)
            if turn % 3 == 2:
                name, industry = SYSTEMS[turn // 3 % len(SYSTEMS)]
                row = self._unit(_place(county) + name, "industry_union", county)
                row["industry"] = industry
            else:
                town = TOWNS[turn % len(TOWNS)] + ("街道" if turn % 2 else "镇")
                row = self._unit(f"{_place(county)}{town}总工会", "township_union", county)
            rows.append(row)
        return rows

    def _grassroots(
        self, counties: list[UnitRow], above: list[UnitRow], count: int
    ) -> Iterator[UnitRow]:
        towns, systems = _by_place(above, "township_union"), _by_place(above, "industry_union")
        unions: list[UnitRow] = []
        for order in range(count):
            if order % 11 == 10 and unions:
                yield self._sub_union(self._dice.choice(unions), order)
                continue
            county = self._dice.choice(counties)
            place = _place(county)
            row = self._employer_union(order, county, towns.get(place, []), systems.get(place, []))
            if row["kind"] == "grassroots_union":
                unions.append(row)
            yield row

    def _sub_union(self, parent: UnitRow, order: int) -> UnitRow:
        shop = ("一车间", "二车间", "后勤", "机关", "运输队")[order % 5]
        stem = str(parent["name"]).removesuffix("工会委员会")
        row = self._unit(f"{stem}{shop}分工会", "sub_union", parent)
        row["industry"], row["employer_type"] = parent["industry"], parent["employer_type"]
        return row

    def _employer_union(
        self, order: int, county: UnitRow, towns: list[UnitRow], systems: list[UnitRow]
    ) -> UnitRow:
        dice, place = self._dice, _place(county)
        name, industry, employer_type = self._namer.employer(place)
        kind, title = "grassroots_union", f"{name}工会委员会"
        if order % 9 == 4:
            trade = dice.choice(("商圈", "园区", "快递行业", "餐饮行业", "货运行业"))
            kind, industry, employer_type = "joint_union", "resident_services", "private"
            title = f"{place}{dice.choice(TOWNS)}{trade}联合工会委员会"
        own = [row for row in systems if row["industry"] == industry]
        above = own if own and dice.random() < 0.8 else towns if dice.random() < 0.6 else []
        row = self._unit(title, kind, dice.choice(above) if above else county)
        row["industry"], row["employer_type"] = industry, employer_type
        return row

    def _unit(self, name: str, kind: str, parent: UnitRow | None, region: str = "") -> UnitRow:
        dice, today = self._dice, self._today
        key, self._next = self._next, self._next + 1
        established = today - timedelta(days=dice.randint(400, 12_000))
        term_start = today - timedelta(days=dice.randint(0, 365 * 5 + 120))
        gender = "male" if dice.random() < 0.6 else "female"
        workers = max(int(dice.lognormvariate(4.2, 1.0)), 8)
        code = region or str((parent or {}).get("region_code") or CITY_REGION)
        return {
            **EMPTY,
            "id": key,
            "version": 1,
            "name": self._unique(name),
            "kind": kind,
            "parent_id": parent["id"] if parent else None,
            "usci": _union_code(code, key),
            "certificate_no": f"工法证字第{code[2:]}{key:05d}号",
            "approved_by": parent["name"][:100] if parent else "省总工会",
            "approval_no": f"云工发〔{established.year}〕{dice.randint(1, 120)}号",
            "approved_on": established - timedelta(days=dice.randint(3, 30)),
            "established_on": established,
            "term_start_on": max(term_start, established),
            "term_end_on": plus_months(max(term_start, established), TERM_MONTHS),
            "chair_name": self._namer.person(gender, dice.randint(1962, 1988)),
            "chair_gender": gender,
            "chair_phone": f"0990-{dice.randint(2_000_000, 8_999_999)}",
            "chair_full_time": kind.endswith("federation"),
            "worker_count": workers,
            "women_count": int(workers * dice.uniform(0.2, 0.6)),
            "migrant_count": int(workers * dice.uniform(0.0, 0.4)),
            "cadre_count": dice.randint(1, 12) if kind.endswith("federation") else 0,
            "has_women_committee": dice.random() < 0.7,
            "has_audit_committee": dice.random() < 0.65,
            "region_code": code,
            "address": self._namer.address(_place(parent) if parent else CITY),
            "contact_name": self._namer.person("female", dice.randint(1975, 1998)),
            "contact_phone": f"0990-{dice.randint(2_000_000, 8_999_999)}",
            "close_reason": "",
            "extra": {},
        }

    def _unique(self, name: str) -> str:
        variants = (name, *(name[:3] + town + name[3:] for town in _TOWN_NAMES))
        unique = next((one for one in variants if one not in self._names), None)
        number = 1
        while unique is None:
            number += 1
            unique = f"{name}（{number}）" if f"{name}（{number}）" not in self._names else None
        self._names.add(unique)
        return unique


def _place(unit: UnitRow) -> str:
    """Return the county in which a unit lies, from its region code."""
    return next((name for name, code in COUNTIES if code == unit["region_code"]), CITY)


def _by_place(rows: list[UnitRow], kind: str) -> dict[str, list[UnitRow]]:
    found: dict[str, list[UnitRow]] = {}
    for row in rows:
        if row["kind"] == kind:
            found.setdefault(_place(row), []).append(row)
    return found


def _union_code(region: str, number: int) -> str:
    organisation = f"MC{number % 1_000_000:06d}"
    first17 = f"81{region}{organisation}{organisation_check(organisation)}"
    return first17 + usci_check(first17)
