"""Goods of a campaign on the screen: the stock of each item, and the entries behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components import tables
from components.markup import Html, Tone, badge
from components.tables import Column
from rules.campaign_goods import HANDED_OUT, KIND_LABELS, RECEIVED, RETURNED, WRITTEN_OFF
from rules.language import N_, _

_TONES: dict[str, Tone] = {
    RECEIVED: "good",
    HANDED_OUT: "quiet",
    RETURNED: "warn",
    WRITTEN_OFF: "bad",
}


def stock(rows: Sequence[Any]) -> None:
    """Draw what of each item came in, went out and is left."""
    tables.show(
        rows,
        (
            Column(N_("Goods"), "item"),
            Column(N_("Came in"), lambda row: f"{row.received:,}", number=True, quiet=True),
            Column(N_("Handed out"), lambda row: f"{row.handed_out:,}", number=True),
            Column(
                N_("Returned to stock"), lambda row: f"{row.returned:,}", number=True, quiet=True
            ),
            Column(N_("Written off"), lambda row: f"{row.written_off:,}", number=True, quiet=True),
            Column(N_("Left in stock"), lambda row: f"{row.left:,}", number=True),
        ),
        empty=_("No goods yet. Enter what came in; what goes out is taken off the stock."),
    )


def entries(rows: Sequence[Any]) -> None:
    """Draw the entries, the latest first."""
    tables.show(
        rows,
        (
            Column(N_("Day"), "on", narrow=True),
            Column(N_("In or out"), _kind, narrow=True),
            Column(N_("Goods"), "item"),
            Column(N_("Pieces"), lambda row: f"{row.pieces:,}", number=True),
            Column(N_("From whom or to whom"), "whom"),
            Column(N_("Note"), "note", quiet=True),
        ),
        empty=_("Nothing was entered yet."),
    )


def _kind(row: Any) -> Html:
    return badge(_(KIND_LABELS[row.kind]), _TONES[row.kind])
