"""Figures on cards, each with its sentence and the list behind it.

``figures.cards([Card(_("Members"), 3000, to=links.to("members"))])`` draws them in a row
that wraps on a narrow screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from components.markup import Html, Tone, join, tag, write
from rules.campaign_reports import show_share
from rules.indicator import share_of


@dataclass(frozen=True, slots=True)
class Card:
    """One figure; ``meaning`` is its definition, shown when the pointer rests on it."""

    label: str
    value: int | str
    note: str = ""
    to: str = ""
    meaning: str = ""
    tone: Tone = ""


def cards(shown: Iterable[Card]) -> None:
    write(tag("div", join(_card(card) for card in shown), class_="office-cards"))


def _card(card: Card) -> Html:
    value = f"{card.value:,}" if isinstance(card.value, int) else card.value
    inside = join(
        (tag("span", card.label), tag("b", value), tag("small", card.note) if card.note else "")
    )
    css = f"office-card {card.tone}".strip()
    if card.to:
        return tag(
            "a",
            inside,
            href=card.to,
            target="_self",
            class_=css + " office-link",
            title=card.meaning,
        )
    return tag("div", inside, class_=css, title=card.meaning)


def share(part: int, whole: int) -> str:
    """Write a share as a percentage with one decimal; a dash where nothing is counted."""
    return show_share(share_of(part, whole))
