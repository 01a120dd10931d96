"""Lines that explain a result, in the reader's language, for the screen, the file and the form.

A line is an English source text with ``{placeholders}`` and the values for them. Lines are
kept with the result that they explain, so they turn into plain values and back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rules.codes import CodeLists, label_of
from rules.language import Words, _, shown
from rules.money import Fen, show_money


@dataclass(frozen=True, slots=True)
class CodeName:
    """A code as a line's value; it is shown with the label that the office gave it."""

    list_name: str
    code: str


Part = str | int | CodeName
"""One value of a line; ``Words`` are translated where it is shown."""


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    values: Mapping[str, Part | tuple[Part, ...]]

    def shown(self, lists: CodeLists) -> str:
        """Return the line in the reader's language."""
        named = {name: shown(_labelled(value, lists)) for name, value in self.values.items()}
        return _(self.text).format(**named)


def line(text: str, **values: Part | tuple[Part, ...]) -> Line:
    return Line(text, values)


def codes(list_name: str, names: Iterable[str]) -> tuple[CodeName, ...]:
    return tuple(CodeName(list_name, name) for name in names)


def _labelled(value: object, lists: CodeLists) -> object:
    if isinstance(value, CodeName):
        return label_of(lists, value.list_name, value.code)
    if isinstance(value, tuple):
        return tuple(_labelled(part, lists) for part in value)
    return value


def whole(amount: Fraction) -> Fen:
    """Round fen half up, away from zero."""
    size = (2 * abs(amount.numerator) + amount.denominator) // (2 * amount.denominator)
    return size if amount.numerator >= 0 else -size


def yuan(fen: Fen | Fraction) -> str:
    """Write an amount as a line shows it, rounded to two decimals."""
    return show_money(fen if isinstance(fen, int) else whole(fen))


def factor(number: Fraction) -> str:
    """Write a multiple such as 1.5 without needless zeros."""
    text = f"{Decimal(number.numerator) / Decimal(number.denominator):.4f}"
    return text.rstrip("0").rstrip(".")


def percent(share: Fraction) -> str:
    """Write a share as a percentage with one decimal at most."""
    tenths = Decimal(whole(share * 1000)) / 10
    return f"{tenths.normalize():f}%"


def to_plain(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return lines as they are stored."""
    return [
        {"text": one.text, "values": {name: _plain(value) for name, value in one.values.items()}}
        for one in lines
    ]


def from_plain(stored: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    """Return stored lines as they were."""
    return tuple(
        Line(one["text"], {name: _part(value) for name, value in one["values"].items()})
        for one in stored
    )


def _plain(value: object) -> object:
    if isinstance(value, CodeName):
        return {"list": value.list_name, "code": value.code}
    if isinstance(value, Words):
        return {"words": str(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def _part(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_part(part) for part in value)
    if isinstance(value, dict):
        if "words" in value:
            return Words(value["words"])
        return CodeName(value["list"], value["code"])
    return value
