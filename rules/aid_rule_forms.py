"""Sets of rules as forms: which fields a set has, what they hold, and a changed copy of it.

A field's name is the way to its parameter, such as ``rungs.0.limits.1.factor``. Emptying a
limit, a share or all bounds of a rule drops it from the copy.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.aid_rules import AnySet, kind_of, parameters_of, set_from
from rules.cap_fields import cap_fields, care_fields
from rules.cap_sets import CapSet
from rules.codes import CodeLists
from rules.dated_sets import Heading
from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value
from rules.language import N_
from rules.means_fields import means_fields
from rules.means_sets import RuleSet
from rules.money import parse_money
from rules.parameters import plain_money


@dataclass(frozen=True, slots=True)
class NewHeading:
    """What a person enters about a set besides its parameters."""

    code: str
    label: str
    valid_from: date
    valid_to: date | None = None
    region: str = ""
    doc_no: str = ""


_NAME = Field("label", N_("Name of the rules"), required=True, length=100)
_REACH: Fields = (
    Field(
        "region",
        N_("Region"),
        Kind.CHOICE,
        codes="aid_region",
        help=N_("Empty: wherever the region has no set of its own."),
    ),
    Field("valid_from", N_("In force from"), Kind.DATE, required=True),
    Field(
        "valid_to",
        N_("In force until"),
        Kind.DATE,
        help=N_("Empty: until another set of the region follows."),
    ),
    Field("doc_no", N_("Number of the notice"), length=100),
)
HEADING_FIELDS: Fields = (_NAME, *_REACH)
NEW_HEADING_FIELDS: Fields = (
    Field(
        "code",
        N_("Code"),
        required=True,
        length=40,
        help=N_("Short and for good, such as OURS2026; it is kept with every file judged."),
    ),
    *HEADING_FIELDS,
)

LINE_FIELDS: Fields = (
    Field("monthly_fen", N_("Subsistence line a month"), Kind.MONEY, required=True),
    Field("minimum_wage_fen", N_("Minimum wage a month"), Kind.MONEY),
    Field("document_no", N_("Number of the notice"), length=100),
)
END_FIELDS: Fields = (Field("valid_to", N_("Last day"), Kind.DATE, required=True),)
NEW_LINE_FIELDS: Fields = (
    Field("region", N_("Region"), Kind.CHOICE, codes="aid_region", required=True),
    Field("valid_from", N_("In force from"), Kind.DATE, required=True),
    *LINE_FIELDS,
)


def heading_of(values: Mapping[str, Value], code: str = "") -> NewHeading:
    """Return the heading that a form of HEADING_FIELDS or NEW_HEADING_FIELDS holds."""
    start, end = values["valid_from"], values.get("valid_to")
    if not isinstance(start, date):
        raise InvalidInput(N_("Enter the first day."), field="valid_from")
    return NewHeading(
        code or str(values["code"]),
        str(values["label"]),
        start,
        end if isinstance(end, date) else None,
        str(values.get("region") or ""),
        str(values.get("doc_no") or ""),
    )


def fields_of(one: AnySet, lists: CodeLists) -> Fields:
    """Return the fields of a set's parameters, grouped for the reader's language."""
    if isinstance(one, RuleSet):
        return means_fields(one)
    return cap_fields(one, lists) if isinstance(one, CapSet) else care_fields()


def values_of(one: AnySet, fields: Iterable[Field]) -> dict[str, Value]:
    """Return what the fields hold for a set."""
    plain = parameters_of(one)
    return {field.name: _value(field, _at(plain, field.name)) for field in fields}


def says_something(field: Field, values: Mapping[str, Value]) -> bool:
    """Say whether a reader of the set wants to see this field: what is empty limits nothing."""
    if field.name.startswith("rules."):
        return bool(values[field.name]) and not field.name.endswith(".categories")
    return field.kind is Kind.YES_NO or bool(values[field.name])


def _at(plain: Any, name: str) -> Any:
    for step in name.split("."):
        if plain is None:
            return None
        plain = plain[int(step)] if step.isdigit() else plain.get(step)
    return plain


def _value(field: Field, stored: Any) -> Value:
    if stored is None:
        return None
    if field.kind is Kind.MONEY:
        return parse_money(stored)
    return tuple(stored) if isinstance(stored, list) else stored


def with_values(one: AnySet, heading: Heading, values: Mapping[str, Value]) -> AnySet:
    """Return a copy of a set under another heading; raises InvalidInput for a wrong value."""
    plain = copy.deepcopy(parameters_of(one))
    kinds = {field.name: field.kind for field in fields_of(one, {})}
    for name, value in values.items():
        if name in kinds:
            _put(plain, name, _stored(kinds[name], value))
    return set_from(kind_of(one), heading, _without_emptied(plain))


def _stored(kind: Kind, value: Value) -> Any:
    if kind is Kind.MONEY and isinstance(value, int):
        return plain_money(value)
    return list(value) if isinstance(value, tuple) else value


def _put(plain: Any, name: str, value: Any) -> None:
    *way, last = name.split(".")
    for step in way:
        plain = plain[int(step)] if step.isdigit() else plain.setdefault(step, {})
    plain[last] = value


def _without_emptied(plain: dict[str, Any]) -> dict[str, Any]:
    if not (plain.get("accident") or {}).get("share"):
        plain.pop("accident", None)
    for rung in plain.get("rungs", ()):
        rung["limits"] = [one for one in rung["limits"] if one["factor"] is not None]
    if "rungs" in plain:
        plain["rungs"] = [rung for rung in plain["rungs"] if rung["limits"]]
    for rule in plain.get("rules", ()):
        rule["bands"] = [one for one in rule["bands"] if one["share"] is not None]
        rule["approvals"] = [one for one in rule["approvals"] if one["above"] is not None]
    if "rules" in plain:
        plain["rules"] = [rule for rule in plain["rules"] if _bounds_something(rule)]
    return plain


def _bounds_something(rule: Mapping[str, Any]) -> bool:
    bounds = ("ceiling", "line_factor", "per_time")
    return bool(rule["bands"]) or any(rule[name] is not None for name in bounds)
