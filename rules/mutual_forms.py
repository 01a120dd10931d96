"""A plan's terms as forms: what its fields hold, and terms changed by what was entered.

Emptying the share of a band, or the sum of a tier, drops that row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from rules.codes import CodeLists
from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value
from rules.language import N_
from rules.money import parse_money
from rules.mutual_facts import Example
from rules.mutual_fields import CLAIM_FIELDS, JOINING_FIELDS, PAPER_FIELDS, REFUSALS
from rules.mutual_part_fields import part_fields
from rules.mutual_parts import Band, BenefitPart, PartKind, Tier
from rules.mutual_terms import PlanTerms, check_terms, terms_from_plain
from rules.parameters import plain_money

T = TypeVar("T")

BLANK_TERMS = PlanTerms(
    parts=(BenefitPart(PartKind.LINEAR, ("stay",), percent=Fraction(70)),),
)
"""What a plan starts with that is no copy of another."""


class Section(StrEnum):
    """What of the terms is edited in one form."""

    JOINING = "joining"
    CLAIMS = "claims"
    BENEFITS = "benefits"
    PAPERS = "papers"


SECTION_LABELS: Mapping[Section, str] = {
    Section.JOINING: N_("Fee and joining"),
    Section.CLAIMS: N_("Claims and ceilings"),
    Section.BENEFITS: N_("Benefits"),
    Section.PAPERS: N_("Papers and refusals"),
}


def section_fields(terms: PlanTerms, section: Section, lists: CodeLists) -> Fields:
    """Return the fields of a section; those of a form of one benefit are ``part_fields``."""
    if section is Section.JOINING:
        return JOINING_FIELDS
    if section is Section.CLAIMS:
        return CLAIM_FIELDS
    if section is Section.PAPERS:
        return (*PAPER_FIELDS, *_refusal_fields(lists))
    numbered = enumerate(terms.parts)
    return tuple(field for n, part in numbered for field in part_fields(n, part, 0))


def _refusal_fields(lists: CodeLists) -> Iterable[Field]:
    for entry in lists.get("claim_refusal", ()):
        label = entry.label
        yield Field(f"refusals.{entry.code}", label, length=60, group=REFUSALS, extra=True)


def all_fields(terms: PlanTerms, lists: CodeLists) -> Fields:
    """Return every field of the terms, in the order in which they are read."""
    order = (Section.BENEFITS, Section.CLAIMS, Section.JOINING, Section.PAPERS)
    return tuple(one for section in order for one in section_fields(terms, section, lists))


def values_of(terms: PlanTerms, fields: Iterable[Field]) -> dict[str, Value]:
    """Return what the fields hold for these terms; 0 is no rule and shows as empty."""
    plain = terms.to_plain()
    return {field.name: _value(field, _at(plain, field.name)) for field in fields}


def says_something(field: Field, values: Mapping[str, Value]) -> bool:
    """Say whether a reader of the terms wants to see this field: what is empty limits nothing."""
    value = values[field.name]
    if field.kind is Kind.YES_NO:
        return bool(value) or field.name == "retired_may_join"
    whole = field.name.endswith(("away_percent", ".insured")) and value in ("100", "any")
    return bool(value) and not whole and value != "0"


def _at(plain: Any, name: str) -> Any:
    for step in name.split("."):
        if isinstance(plain, list):
            plain = plain[int(step)] if int(step) < len(plain) else None
        else:
            plain = plain.get(step) if plain is not None else None
    return plain


def _value(field: Field, stored: Any) -> Value:
    if field.kind is Kind.MONEY:
        return (parse_money(stored) or None) if stored is not None else None
    if field.kind is Kind.DATE:
        return date.fromisoformat(stored) if stored else None
    return tuple(stored) if isinstance(stored, list) else (None if stored == "" else stored)


def with_values(terms: PlanTerms, values: Mapping[str, Value]) -> PlanTerms:
    """Return the terms changed by what a form holds; raises InvalidInput for a wrong value."""
    plain = terms.to_plain()
    for name, value in values.items():
        _put(plain, name, _stored(value, name))
    return terms_from_plain(_without_emptied(plain))


_MONEY_NAMES = frozenset(
    ("share", "floor", "cap_event", "cap_period", "death_top_up", "second_look_over")
)
_MONEY_ENDS = frozenset(("deductible", "up_to", "pay", "from", "day_again", "cap"))


def _stored(value: Value, name: str) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool) and _is_money(name):
        return plain_money(value)
    return list(value) if isinstance(value, tuple) else value


def _is_money(name: str) -> bool:
    way = name.split(".")
    return name in _MONEY_NAMES or (
        len(way) > 1 and (way[0] == "payers" or way[-1] in _MONEY_ENDS or way[-2] == "day")
    )


def _put(plain: Any, name: str, value: Any) -> None:
    *way, last = name.split(".")
    for step in way:
        if not isinstance(plain, list):
            plain = plain.setdefault(step, {})
            continue
        while len(plain) <= int(step):
            plain.append({})
        plain = plain[int(step)]
    plain[last] = value


def _without_emptied(plain: dict[str, Any]) -> dict[str, Any]:
    for part in plain["parts"]:
        part["bands"] = [row for row in part["bands"] if row.get("percent") is not None]
        part["tiers"] = [_named(row) for row in part["tiers"] if row.get("pay") is not None]
        part["day"] = {level: fen for level, fen in part["day"].items() if fen is not None} or None
    return plain


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def with_part(terms: PlanTerms, kind: PartKind) -> PlanTerms:
    """Return the terms with one benefit more, which gives nothing yet."""
    part = BenefitPart(
        kind=kind,
        events=("diagnosis",) if kind is PartKind.LUMP_DIAGNOSIS else ("stay",),
        percent=Fraction(0),
        bands=(Band(None, Fraction(0)),) if not kind.is_lump and kind.repays else (),
        tiers=(Tier(0),) if kind.is_lump else (),
        day_fen={"": 0} if kind is PartKind.PER_DIEM else {},
    )
    return replace(terms, parts=(*terms.parts, part))


def without_part(terms: PlanTerms, number: int) -> PlanTerms:
    """Return the terms without one benefit, counted from 0; raises InvalidInput for the last."""
    if not 0 <= number < len(terms.parts):
        raise InvalidInput(N_("There is no such benefit."))
    left = replace(
        terms,
        parts=_without(terms.parts, number),
        examples=tuple(_forget(one, number) for one in terms.examples),
    )
    check_terms(left)
    return left


def _forget(example: Example, number: int) -> Example:
    """Return an example without what one benefit had used up before."""
    return replace(example, used=replace(example.used, parts=_without(example.used.parts, number)))


def _without(rows: tuple[T, ...], number: int) -> tuple[T, ...]:
    return rows[:number] + rows[number + 1 :]


def differences(
    before: PlanTerms, after: PlanTerms, lists: CodeLists
) -> tuple[tuple[Field, Value, Value], ...]:
    """Return the fields in which two versions differ, each with both values."""
    fields = {one.name: one for one in (*all_fields(before, lists), *all_fields(after, lists))}
    old, new = values_of(before, fields.values()), values_of(after, fields.values())
    return tuple(
        (one, old[name], new[name]) for name, one in fields.items() if old[name] != new[name]
    )
