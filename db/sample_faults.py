"""Faults planted in the sample's records, so that the quality worklist has something to show."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

_OFTEN_MISSING = (
    (0.01, "id_no"),
    (0.03, "mobile"),
    (0.02, "nation"),
    (0.025, "education"),
    (0.015, "work_status"),
    (0.01, "bank_name"),
)


def plant_faults(dice: Random, values: dict[str, Any]) -> None:
    """Let one record in eight have something to repair."""
    for chance, name in _OFTEN_MISSING:
        if dice.random() < chance:
            values[name] = None
    roll = dice.random()
    if roll < 0.004 and values["id_no"]:
        values["birth_on"] += timedelta(days=dice.choice((-30, -1, 1, 10, 365)))
    elif roll < 0.007:
        values["gender"] = "female" if values["gender"] == "male" else "male"
    elif roll < 0.009 and values["id_no"]:
        values["id_no"] = _with_wrong_check(values["id_no"])
    elif roll < 0.012:
        values["mobile"] = f"0990-{dice.randint(2_000_000, 8_999_999)}"
    elif roll < 0.013:
        values["name"] += "（退）"


def _with_wrong_check(number: str) -> str:
    return number[:17] + ("0" if number[17] != "0" else "1")
