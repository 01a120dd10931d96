"""A field is described once; form, table, roster, export, mask and trail follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Value = str | int | bool | date | tuple[str, ...] | None
"""What a field holds: money in whole fen, months as their first day, choices as codes."""


class Kind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    MONTH = "month"
    CHOICE = "choice"
    PICK = "pick"
    """One of a few codes, all of them in sight."""
    CHOICES = "choices"
    TICKS = "ticks"
    """Several of a few codes, all of them in sight."""
    YES_NO = "yes_no"
    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    BANK_NUMBER = "bank_number"
    USCI = "usci"
    EMAIL = "email"
    UNION = "union"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a register, for every place that shows, asks or checks it.

    ``label``, ``help`` and ``group`` are English source texts marked with ``N_``.
    ``length`` is the longest text in characters. ``check`` takes the parsed value and
    returns it, perhaps tidied, or raises InvalidInput. ``sealed`` values are encrypted at
    rest and leave the database through ``mask``. ``aliases`` are headers of real rosters.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    codes: str = ""
    required: bool = False
    length: int = 100
    check: Callable[[Value], Value] | None = None
    sealed: bool = False
    mask: Callable[[str], str] | None = None
    aliases: tuple[str, ...] = ()
    help: str = ""
    group: str = ""
    listed: bool = False
    filtered: bool = False
    extra: bool = False


Fields = tuple[Field, ...]


def by_name(fields: Iterable[Field]) -> Mapping[str, Field]:
    return {field.name: field for field in fields}
