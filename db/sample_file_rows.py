"""The rows of what hangs on the sample's hardship files: tests, money, papers, steps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from db.sample_files import Hands, Story
from rules.explanation import to_plain
from rules.means_inputs import inputs_to_plain
from rules.workdays import plus_months

Row = dict[str, Any]


def assessment(key: int, story: Story, zone: ZoneInfo) -> Row:
    submitted = next(step for step in story.steps if step.action == "submit")
    inputs, result = story.inputs, story.result
    if inputs is None or result is None:
        raise RuntimeError("a story without its means test")
    return {
        "unit_id": story.home.unit_id,
        "file_id": key,
        "occasion": "submission",
        "at": submitted.at(zone, key % 450),
        "rule_set": "NAT2020",
        "region": str(story.values["region"]),
        "line_fen": inputs.line,
        "inputs": json.dumps(inputs_to_plain(inputs), ensure_ascii=False, default=str),
        "lines": json.dumps(to_plain(result.lines), ensure_ascii=False, default=str),
        "net_fen": result.net_per_head,
        "people": result.people,
        "category": result.category,
        "near_threshold": result.near_threshold,
        "excluded_by": None,
    }


def lines(placed: Sequence[tuple[int, Story]]) -> Iterator[Row]:
    for key, story in placed:
        for one in story.lines:
            yield {
                "unit_id": story.home.unit_id,
                "file_id": key,
                "kind": one.kind,
                "item": one.item,
                "person_id": one.person_id,
                "from_on": one.from_on,
                "to_on": one.to_on,
                "fen": one.fen,
                "proof": one.proof,
                "source": "",
            }


def consents(placed: Sequence[tuple[int, Story]]) -> Iterator[Row]:
    for key, story in placed:
        signed_on = story.steps[0].on
        for person_id, purpose in story.signed:
            yield {
                "unit_id": story.home.unit_id,
                "file_id": key,
                "person_id": person_id,
                "purpose": purpose,
                "signed_on": signed_on,
                "expires_on": plus_months(signed_on, 24),
            }


def surveys(placed: Sequence[tuple[int, Story]]) -> Iterator[Row]:
    for key, story in placed:
        on = story.on_day_of("survey")
        if on is not None:
            yield {
                "unit_id": story.home.unit_id,
                "file_id": key,
                "on": on - timedelta(days=1),
                "first_surveyor": story.surveyors[0],
                "second_surveyor": story.surveyors[1],
                "met": story.home.head_name,
                "agrees": True,
                "findings": "住房简单，家中情况与申报相符，邻里证实生活困难",
            }


def peer_reviews(placed: Sequence[tuple[int, Story]], dice: Random) -> Iterator[Row]:
    for key, story in placed:
        on = story.on_day_of("peer_review")
        if on is not None:
            present = dice.randint(7, 13)
            against = dice.randint(0, 2)
            yield {
                "unit_id": story.home.unit_id,
                "file_id": key,
                "on": on,
                "chaired_by": story.surveyors[0],
                "present": present,
                "in_favour": present - against,
                "against": against,
                "minutes_no": f"评议{on:%Y%m%d}",
                "opinion": "情况属实，同意上报",
            }


def moves(key: int, story: Story, hands: Hands, zone: ZoneInfo) -> Iterator[Row]:
    for place, step in enumerate(story.steps):
        clerk = hands.of(step.action)
        yield {
            "record_type": "hardship_file",
            "record_id": key,
            "unit_id": story.home.unit_id,
            "action": step.action,
            "from_state": step.before,
            "to_state": step.after,
            "account_id": clerk.id,
            "actor": clerk.name,
            "at": step.at(zone, (key * 7 + place * 31) % 450),
            "note": step.note,
        }
