"""Goods of a campaign: counted in and out, given back, written off, and never below zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind
from rules.language import N_

RECEIVED, HANDED_OUT, RETURNED, WRITTEN_OFF = (
    "received",
    "handed_out",
    "returned",
    "written_off",
)
KIND_LABELS: Mapping[str, str] = {
    RECEIVED: N_("Came in"),
    HANDED_OUT: N_("Handed out"),
    RETURNED: N_("Returned to stock"),
    WRITTEN_OFF: N_("Written off"),
}
MY_KINDS = "goods_kinds"
MOST_PIECES = 1_000_000

GOODS_FIELDS: Fields = (
    Field("kind", N_("In or out"), Kind.PICK, codes=MY_KINDS, required=True),
    Field("item", N_("Goods"), length=60, required=True, help=N_("Such as rice, 5 kg.")),
    Field("pieces", N_("Pieces"), Kind.INTEGER, required=True),
    Field("on", N_("Day"), Kind.DATE, required=True),
    Field("whom", N_("From whom or to whom"), length=100),
    Field("note", N_("Note"), length=200, help=N_("Why, where goods are written off.")),
)


@dataclass(frozen=True, slots=True)
class Stock:
    """What of an item came in, went out, came back and was written off, in pieces."""

    item: str
    received: int = 0
    handed_out: int = 0
    returned: int = 0
    written_off: int = 0

    @property
    def left(self) -> int:
        return self.received - self.handed_out + self.returned - self.written_off

    @property
    def outside(self) -> int:
        """What was handed out and did not come back."""
        return self.handed_out - self.returned


def stocks(sums: Iterable[tuple[str, str, int]]) -> list[Stock]:
    """Return the stock of each item from sums of pieces by item and kind, by name."""
    counted: dict[str, dict[str, int]] = {}
    for item, kind, pieces in sums:
        counted.setdefault(item, {})[kind] = pieces
    return [Stock(item, **counted[item]) for item in sorted(counted)]


def check_entry(kind: str, item: str, pieces: int, whom: str, note: str, stock: Stock) -> None:
    """Raise InvalidInput, naming the field, for an entry that cannot be.

    ``stock`` is what the item came to before it.
    """
    if kind not in KIND_LABELS:
        raise InvalidInput(N_("Say what happened with the goods."), field="kind")
    if not item:
        raise InvalidInput(N_("Say which goods."), field="item")
    if not 0 < pieces <= MOST_PIECES:
        raise InvalidInput(N_("Count at least one piece."), field="pieces")
    if kind in (HANDED_OUT, RETURNED) and not whom:
        raise InvalidInput(N_("Say to whom the goods went or who gave them back."), field="whom")
    if kind == WRITTEN_OFF and not note:
        raise InvalidInput(N_("Say why the goods are written off."), field="note")
    if kind in (HANDED_OUT, WRITTEN_OFF) and pieces > stock.left:
        raise InvalidInput(
            N_("Only {left} of “{item}” are there."), field="pieces", left=stock.left, item=item
        )
    if kind == RETURNED and pieces > stock.outside:
        raise InvalidInput(
            N_("Only {out} of “{item}” are out."), field="pieces", out=stock.outside, item=item
        )


MY_ITEMS = "goods_in_stock"
HAND_OUT_FIELDS: Fields = (
    Field("item", N_("Goods"), Kind.CHOICE, codes=MY_ITEMS, required=True),
    Field("pieces", N_("Pieces for each"), Kind.INTEGER, required=True),
    Field("on", N_("Day"), Kind.DATE, required=True),
)
