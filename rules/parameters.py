"""Reading parameters strictly: each one named, of its kind, in its bounds, and none left over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from rules.errors import InvalidInput
from rules.language import N_
from rules.money import Fen, parse_money, show_money

E = TypeVar("E", bound=StrEnum)


class Parameters:
    """One table of parameters; ``place`` tells a person where it stands."""

    def __init__(self, given: object, place: str) -> None:
        if not isinstance(given, Mapping):
            raise InvalidInput(N_("{place}: a table of parameters is expected."), place=place)
        self._given: dict[str, Any] = dict(given)
        self.place = place

    def wrong(self, name: str, text: str, **values: object) -> InvalidInput:
        """Return the error about one parameter; its text names ``place`` and ``name``."""
        return InvalidInput(text, field=name, place=self.place, name=name, **values)

    def take(self, name: str) -> Any:
        """Return a parameter that must be there."""
        if self._given.get(name) is None:
            raise self.wrong(name, N_("{place}: “{name}” is missing."))
        return self._given.pop(name)

    def has(self, name: str) -> bool:
        if self._given.get(name) is None:
            self._given.pop(name, None)
            return False
        return True

    def done(self) -> None:
        """Raise InvalidInput when a parameter was given that nobody asked for."""
        for name in (name for name, value in self._given.items() if value is not None):
            raise self.wrong(name, N_("{place}: “{name}” is no parameter of these rules."))

    def text(self, name: str, default: str | None = None) -> str:
        if default is not None and not self.has(name):
            return default
        value = self.take(name)
        if not isinstance(value, str) or len(value) > 100:
            raise self.wrong(name, N_("{place}: “{name}” is a text of at most 100 characters."))
        return value.strip()

    def flag(self, name: str) -> bool:
        value = self.take(name)
        if not isinstance(value, bool):
            raise self.wrong(name, N_("{place}: “{name}” is yes or no."))
        return value

    def whole(self, name: str, least: int, most: int) -> int:
        value = self.take(name)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            text = N_("{place}: “{name}” is a whole number from {least} to {most}.")
            raise self.wrong(name, text, least=least, most=most)
        return value

    def number(self, name: str, most: int = 1000) -> Fraction:
        """Return a number of at most four decimals from 0, such as 1.5."""
        value = self.take(name)
        try:
            found = Decimal("NaN") if isinstance(value, bool | float) else Decimal(value)
        except (ArithmeticError, TypeError, ValueError):
            found = Decimal("NaN")
        if not found.is_finite() or not 0 <= found <= most or found != round(found, 4):
            text = N_("{place}: “{name}” is a number from 0 to {most} such as 1.5.")
            raise self.wrong(name, text, most=most)
        return Fraction(found)

    def money(self, name: str) -> Fen:
        """Return fen of an amount in yuan."""
        value = self.take(name)
        try:
            fen = parse_money(value if isinstance(value, str) else str(int(value)))
        except (InvalidInput, TypeError, ValueError):
            fen = -1
        if fen < 0 or isinstance(value, bool | float):
            raise self.wrong(name, N_("{place}: “{name}” is an amount such as 1234.50."))
        return fen

    def maybe_money(self, name: str) -> Fen | None:
        return self.money(name) if self.has(name) else None

    def maybe_number(self, name: str) -> Fraction | None:
        return self.number(name) if self.has(name) else None

    def day(self, name: str) -> date:
        value = self.take(name)
        if type(value) is not date:
            raise self.wrong(name, N_("{place}: “{name}” is a day like 2026-01-01."))
        return value

    def choice(self, name: str, allowed: Collection[str]) -> str:
        value = self.take(name)
        if not isinstance(value, str) or value not in allowed:
            text = N_("{place}: “{name}” is one of {allowed}.")
            raise self.wrong(name, text, allowed=tuple(sorted(allowed)))
        return str(value)

    def of(self, name: str, choices: type[E]) -> E:
        return choices(self.choice(name, [one.value for one in choices]))

    def names(self, name: str) -> tuple[str, ...]:
        """Return a list of codes; none where it is missing."""
        found = self._list(name)
        if not all(isinstance(one, str) for one in found) or len(set(found)) != len(found):
            raise self.wrong(name, N_("{place}: “{name}” is a list of codes, each once."))
        return tuple(found)

    def all_of(self, name: str, choices: type[E]) -> tuple[E, ...]:
        known = [one.value for one in choices]
        found = self.names(name)
        for code in found:
            if code not in known:
                text = N_("{place}: “{name}” is one of {allowed}.")
                raise self.wrong(name, text, allowed=tuple(known))
        return tuple(choices(code) for code in found)

    def table(self, name: str) -> Parameters:
        return Parameters(self.take(name), f"{self.place} · {name}")

    def tables(self, name: str) -> list[Parameters]:
        found = self._list(name)
        return [Parameters(one, f"{self.place} · {name} {n}") for n, one in enumerate(found, 1)]

    def _list(self, name: str) -> list[Any]:
        if not self.has(name):
            return []
        found = self.take(name)
        if not isinstance(found, list | tuple):
            raise self.wrong(name, N_("{place}: “{name}” is a list."))
        return list(found)


def plain_money(fen: Fen | None) -> str | None:
    return None if fen is None else show_money(fen).replace(",", "")


def plain_number(number: Fraction | None) -> str | None:
    if number is None:
        return None
    text = f"{Decimal(number.numerator) / Decimal(number.denominator):.4f}"
    return text.rstrip("0").rstrip(".")
