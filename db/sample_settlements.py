"""What happened to the sample's claimants, and what the settlement sheets say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from rules import claims as rules
from rules.mutual_terms import PlanTerms

YUAN = 100

_HOSPITALS: tuple[tuple[str, str, bool], ...] = (
    ("云溪市第一人民医院", "level_3", False),
    ("云溪市中医院", "level_3", False),
    ("云溪市第二人民医院", "level_2", False),
    ("清河县人民医院", "level_2", False),
    ("云溪矿业职工医院", "level_2", False),
    ("城关镇中心卫生院", "level_1", False),
    ("省人民医院", "level_3", True),
)
_CAUSES: tuple[tuple[str, str, int], ...] = (
    ("circulation", "高血压病、冠心病", 24),
    ("breathing", "慢性支气管炎急性发作", 16),
    ("digestion", "胆囊结石伴胆囊炎", 15),
    ("bones", "腰椎间盘突出症", 13),
    ("tumour", "恶性肿瘤化疗", 8),
    ("metabolism", "2型糖尿病", 9),
    ("urinary", "肾结石", 6),
    ("nerves", "脑梗死恢复期", 5),
    ("birth", "正常分娩", 2),
    ("injury", "骨折", 2),
)


@dataclass(frozen=True, slots=True)
class Event:
    """One event with the claim's values of it; ``over_on`` is the day it was over."""

    values: Mapping[str, Any]
    over_on: date


def settle(dice: Random, terms: PlanTerms, on: date, event: str = "") -> Event:
    """Invent an event that the plan answers, beginning on a day; any but a death, or the given."""
    event = event or dice.choice([one for one in terms.events if one != rules.DEATH])
    if event in rules.BILLED:
        return _stay(dice, event, on)
    classes = terms.classes(event)
    values = {**_blank(event, on), "cause": "injury", "diagnosis": "跌倒致骨折"}
    if event == rules.DIAGNOSIS:
        values |= {"cause": "tumour", "diagnosis": "乳腺恶性肿瘤"}
        values["class_code"] = dice.choice(classes).code if classes else ""
        return Event(values | _at_hospital(dice), on)
    ended_on = on + timedelta(days=dice.randrange(3, 25))
    values["ended_on"] = ended_on
    if classes and dice.random() < 0.25:
        values["class_code"] = classes[-1].code
    return Event(values | _at_hospital(dice), ended_on)


def _stay(dice: Random, event: str, on: date) -> Event:
    cause, diagnosis, _weight = dice.choices(_CAUSES, [weight for *_, weight in _CAUSES])[0]
    days = dice.randrange(4, 16) if event == rules.STAY else dice.randrange(30, 180)
    total = round(dice.lognormvariate(8.6, 0.65)) * YUAN
    out = total * dice.randrange(2, 12) // 100
    pool = (total - out) * dice.randrange(66, 82) // 100
    large = (total - out - pool) // 3 if total > 20_000 * YUAN else 0
    ended_on = on + timedelta(days=days)
    values = {
        **_blank(event, on),
        "ended_on": ended_on,
        "cause": cause,
        "diagnosis": diagnosis,
        "total_fen": total,
        "pool_paid_fen": pool,
        "large_paid_fen": large,
        "own_in_fen": total - out - pool - large,
        "own_out_fen": out,
    }
    return Event(values | _at_hospital(dice), ended_on)


def _at_hospital(dice: Random) -> dict[str, Any]:
    name, level, away = dice.choice(_HOSPITALS)
    return {"hospital": name, "hospital_level": level, "out_of_area": away}


def _blank(event: str, on: date) -> dict[str, Any]:
    return {
        "event": event,
        "event_on": on,
        "ended_on": None,
        "class_code": "",
        "died": False,
        "insured": True,
        "total_fen": 0,
        "pool_paid_fen": 0,
        "large_paid_fen": 0,
        "other_paid_fen": 0,
        "own_in_fen": 0,
        "own_out_fen": 0,
    }
