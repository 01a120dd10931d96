"""Never twice: the same invoice, the same days in hospital; and claims that look alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.claims import DEATH, STAY
from rules.errors import InvalidInput
from rules.language import N_
from rules.money import Fen, parse_money

MOST_INVOICES = 60
LONGEST_NUMBER = 60
_SIGNS = re.compile(r"[^0-9A-Z㐀-鿿]")
_GAP = re.compile(r"[\s，;；、|]+")


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as it was typed, and the number by which it is found again."""

    number: str
    key: str
    fen: Fen = 0


class Twice(StrEnum):
    """Why a claim cannot be taken: something was claimed before."""

    INVOICE = "invoice"
    STAY = "stay"
    EVENT = "event"


class Alike(StrEnum):
    """What two claims of different people, or of other days, have in common."""

    BANK_NUMBER = "bank_number"
    NAME_BIRTH = "name_birth"
    MOBILE = "mobile"
    SAME_DAYS = "same_days"


ALIKE_LABELS: Mapping[str, str] = {
    Alike.BANK_NUMBER: N_("same bank number"),
    Alike.NAME_BIRTH: N_("same name and birth date"),
    Alike.MOBILE: N_("same mobile"),
    Alike.SAME_DAYS: N_("same person and days"),
}


def invoice_key(number: str) -> str:
    """Return a number without spaces and signs, in half width and capitals."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", number).upper())[:LONGEST_NUMBER]


def read_invoices(text: str) -> tuple[Invoice, ...]:
    """Read invoices from lines of a number and, after a gap, perhaps an amount.

    Raises InvalidInput for a number that is none, that stands there twice, or for too many.
    """
    found = [_read_line(line.strip()) for line in text.splitlines() if line.strip()]
    if len(found) > MOST_INVOICES:
        raise InvalidInput(
            N_("At most {limit} invoices go into one claim."), field="invoices", limit=MOST_INVOICES
        )
    keys: dict[str, str] = {}
    for one in found:
        if one.key in keys:
            raise InvalidInput(
                N_("Invoice {number} stands here twice."), field="invoices", number=one.number
            )
        keys[one.key] = one.number
    return tuple(found)


def _read_line(line: str) -> Invoice:
    parts = _GAP.split(line)
    fen = 0
    if len(parts) > 1:
        try:
            fen = parse_money(parts[-1])
        except InvalidInput:
            raise InvalidInput(
                N_("In “{line}” the last part is no amount. Write a number, a space, the amount."),
                field="invoices",
                line=line[:40],
            ) from None
    number = " ".join(parts[:-1] if len(parts) > 1 else parts)
    key = invoice_key(number)
    if len(key) < 4 or len(number) > LONGEST_NUMBER or fen < 0:
        raise InvalidInput(
            N_("“{line}” is no invoice number: it has 4 to 60 letters and digits."),
            field="invoices",
            line=line[:40],
        )
    return Invoice(number, key, fen)


def write_invoices(invoices: Iterable[tuple[str, Fen]]) -> str:
    """Return invoices as ``read_invoices`` reads them."""
    return "\n".join(
        f"{number} {fen // 100}.{fen % 100:02d}" if fen else number for number, fen in invoices
    )


@dataclass(frozen=True, slots=True)
class Days:
    """From when to when an event lasted; one without an end is one day long."""

    event: str
    from_on: date
    to_on: date | None

    @property
    def _end(self) -> date:
        return max(self.to_on or self.from_on, self.from_on + timedelta(days=1))

    def overlaps(self, other: Days) -> bool:
        """Say whether both have a day in common; a discharge and an admission may meet."""
        return self.from_on < other._end and other.from_on < self._end


def twice(one: Days, other: Days, same_plan: bool) -> Twice | None:
    """Say whether two events of one person are one: overlapping stays, in whatever plan; in one
    plan also a second death, or the same kind of event on the same day."""
    if one.event == other.event == STAY and one.overlaps(other):
        return Twice.STAY
    if same_plan and one.event == other.event:
        if one.event == DEATH or one.from_on == other.from_on:
            return Twice.EVENT
    return None
