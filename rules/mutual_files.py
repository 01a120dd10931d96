"""Mutual-aid plans as they are shipped: one file a plan, with its versions and worked examples.

In a file amounts are yuan; an example names only what differs from an empty claim, and under
``earlier`` the claims of the same period that came before it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from rules.errors import InvalidInput
from rules.language import N_
from rules.money import Fen
from rules.mutual_facts import ClaimFacts, Example
from rules.mutual_terms import PlanTerms, terms_from_plain
from rules.mutual_used import add_up
from rules.parameters import Parameters

KINDS = ("hospital", "major_illness", "accident", "women", "combined")
"""The codes of the list ``mutual_kind``."""


@dataclass(frozen=True, slots=True)
class ShippedVersion:
    valid_from: date
    valid_to: date | None
    document_no: str
    terms: PlanTerms


@dataclass(frozen=True, slots=True)
class ShippedPlan:
    code: str
    name: str
    kind: str
    note: str
    versions: tuple[ShippedVersion, ...]


def read_plan(text: str, place: str) -> ShippedPlan:
    """Read one shipped plan; raises InvalidInput for anything it does not know."""
    given = Parameters(tomllib.loads(text, parse_float=Decimal), place)
    plan = ShippedPlan(
        given.text("code"),
        given.text("name"),
        given.choice("kind", KINDS),
        str(given.take("note")).strip(),
        tuple(_version(one, place) for one in given.take("versions")),
    )
    given.done()
    return plan


def _version(stored: Mapping[str, Any], place: str) -> ShippedVersion:
    plain = dict(stored)
    heading = {name: plain.pop(name, None) for name in ("valid_from", "valid_to", "document_no")}
    examples = plain.pop("examples", [])
    terms = terms_from_plain(plain, place)
    proved = tuple(_example(terms, one, place) for one in examples)
    return ShippedVersion(
        heading["valid_from"],
        heading["valid_to"],
        heading["document_no"] or "",
        replace(terms, examples=proved),
    )


def _example(terms: PlanTerms, stored: Mapping[str, Any], place: str) -> Example:
    given = Parameters(stored, f"{place} · {stored.get('name')}")
    name, expected = given.text("name"), given.money("expected")
    earlier = given.take("earlier") if given.has("earlier") else []
    used = add_up(terms, [_earlier(one, given.place) for one in earlier])
    facts = _facts(given)
    return Example(name, facts, expected, used)


def _earlier(stored: Mapping[str, Any], place: str) -> tuple[ClaimFacts, Fen]:
    given = Parameters(stored, place)
    granted = given.money("granted")
    return _facts(given), granted


def _facts(given: Parameters) -> ClaimFacts:
    values: dict[str, Any] = {}
    for one in fields(ClaimFacts):
        name = one.name.removesuffix("_fen")
        if given.has(name):
            values[one.name] = given.money(name) if name != one.name else given.take(name)
    given.done()
    if "total_fen" not in values:
        parts = ("pool_paid_fen", "large_paid_fen", "other_paid_fen", "own_in_fen", "own_out_fen")
        values["total_fen"] = sum(values.get(name, 0) for name in parts)
    return ClaimFacts(**values)


def check_kind(kind: str) -> str:
    """Return the code of a plan's kind; raises InvalidInput where it is none."""
    if kind not in KINDS:
        raise InvalidInput(N_("Choose the kind of the plan."), field="kind")
    return kind


def check_code(code: str) -> str:
    """Return a plan's code; raises InvalidInput where it is none."""
    kept = code.strip().upper()
    if (
        not kept
        or len(kept) > 40
        or not all(c.isascii() and (c.isalnum() or c in "-_") for c in kept)
    ):
        text = N_("A plan's code is made of letters, digits, dashes and underscores.")
        raise InvalidInput(text, field="code")
    return kept
