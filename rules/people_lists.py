"""Lists of people, pasted or uploaded: whom one of their rows means, what is to be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from rules.explanation import Line, line
from rules.language import N_


class Named(Protocol):
    """Somebody who may be meant."""

    @property
    def name(self) -> str: ...


PersonT = TypeVar("PersonT", bound=Named)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of somebody: why the person was not taken, or what else to know."""

    name: str
    line: Line
    row_number: int = 0


@dataclass(frozen=True, slots=True)
class Meant(Generic[PersonT]):
    """Whom a row may mean; unless it is one person alone, ``why`` says what is wrong with it."""

    people: tuple[PersonT, ...]
    why: Line | None = None


def meant(
    name: str, number: str, by_number: Sequence[PersonT], by_name: Sequence[PersonT]
) -> Meant[PersonT]:
    """Return whom a row means by its number, or by its name where it gives no number.

    ``by_number`` and ``by_name`` are those who bear them. A number never gives way to a name.
    """
    found = [one for one in by_number if name in ("", one.name)] if number else list(by_name)
    if len(found) == 1:
        return Meant(tuple(found))
    if found:
        advice = N_("{n} people of this name are in the unit; give the ID number")
        return Meant(tuple(found), line(advice, n=len(found)))
    if by_number:
        why = N_("this number belongs to somebody of another name")
    elif number:
        why = N_("nobody in the registry has this number; register the person")
    elif name:
        why = N_("nobody of this name is in the unit; register the person first")
    else:
        why = N_("neither a name nor an ID number")
    return Meant((), line(why))
