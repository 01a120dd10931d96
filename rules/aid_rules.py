"""The shipped rules of aid, and any set from its heading and plain parameters and back."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rules.cap_parameters import plain_caps, plain_care, read_caps, read_care
from rules.cap_sets import CapSet
from rules.care_ceilings import CareSet
from rules.dated_sets import Heading, SetKind, check_span
from rules.errors import InvalidInput
from rules.language import N_
from rules.means_parameters import plain_means_test, read_means_test
from rules.means_sets import RuleSet
from rules.money import Fen
from rules.parameters import Parameters

AnySet = RuleSet | CapSet | CareSet

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Example:
    """A monthly amount that some place had from a day on."""

    place: str
    valid_from: date
    amount: Fen


@dataclass(frozen=True, slots=True)
class Shipped:
    """The sets by kind; lines and wages are examples of other places, never used to judge."""

    sets: Mapping[SetKind, tuple[AnySet, ...]]
    lines: tuple[Example, ...]
    minimum_wages: tuple[Example, ...]


def read_shipped(text: str) -> Shipped:
    """Read the shipped file; raises InvalidInput for anything it does not know."""
    file = Parameters(tomllib.loads(text, parse_float=Decimal), "aid_rules.toml")
    sets = {kind: tuple(_shipped_set(kind, one) for one in file.tables(kind)) for kind in SetKind}
    shipped = Shipped(
        sets,
        tuple(_amount(one) for one in file.tables("subsistence_line")),
        tuple(_amount(one) for one in file.tables("minimum_wage")),
    )
    file.done()
    return shipped


def _shipped_set(kind: SetKind, given: Parameters) -> AnySet:
    given.place = given.text("code")
    heading = make_heading(
        code=given.place,
        label=given.text("label"),
        valid_from=given.day("valid_from"),
        valid_to=given.day("valid_to") if given.has("valid_to") else None,
        region=given.text("region", ""),
        doc_no=given.text("doc_no", ""),
        in_use=given.flag("in_use"),
    )
    return _read(kind, heading, given)


def _amount(given: Parameters) -> Example:
    example = Example(given.text("place"), given.day("valid_from"), given.money("amount"))
    given.done()
    return example


def make_heading(
    code: str,
    label: str,
    valid_from: date,
    valid_to: date | None = None,
    region: str = "",
    doc_no: str = "",
    in_use: bool = True,
) -> Heading:
    """Return a checked heading; raises InvalidInput naming the field."""
    if not _CODE.fullmatch(code):
        text = N_("A set's code is made of letters, digits, dashes and underscores.")
        raise InvalidInput(text, field="code")
    if not label.strip():
        raise InvalidInput(N_("Give the set a name."), field="label")
    check_span(valid_from, valid_to)
    return Heading(code, label.strip(), valid_from, valid_to, region, doc_no.strip(), in_use)


def _read(kind: SetKind, heading: Heading, given: Parameters) -> AnySet:
    if kind is SetKind.MEANS_TEST:
        return read_means_test(heading, given)
    if kind is SetKind.AID_CAPS:
        return read_caps(heading, given)
    return read_care(heading, given)


def set_from(kind: SetKind, heading: Heading, parameters: Mapping[str, Any]) -> AnySet:
    """Return a set from its stored parameters; raises InvalidInput naming the wrong one."""
    return _read(kind, heading, Parameters(parameters, heading.code))


def parameters_of(one: AnySet) -> dict[str, Any]:
    """Return a set's parameters as plain values that JSON can hold; ``set_from`` reads them."""
    if isinstance(one, RuleSet):
        return plain_means_test(one)
    return plain_caps(one) if isinstance(one, CapSet) else plain_care(one)


def kind_of(one: AnySet) -> SetKind:
    if isinstance(one, RuleSet):
        return SetKind.MEANS_TEST
    return SetKind.AID_CAPS if isinstance(one, CapSet) else SetKind.CARE_CEILINGS
