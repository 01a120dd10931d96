"""The care radar: what it looks for, which occasion a gift is for, when it would be the second.

Sources: the six cares (birthday, wedding, birth, illness, funeral, daily relief), the three
visits (ill, festival, in need); festival gifts are goods.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind
from rules.language import N_

BIRTHDAYS, EVENTS, FESTIVALS = "birthdays", "events", "festivals"
NEVER_HELPED, UNVISITED = "never_helped", "unvisited"
KINDS: Mapping[str, str] = {
    BIRTHDAYS: N_("Birthdays"),
    EVENTS: N_("Joys and sorrows"),
    FESTIVALS: N_("Festivals"),
    NEVER_HELPED: N_("Never helped"),
    UNVISITED: N_("Not visited for long"),
}
"""What the radar looks for; its parts in their order."""

BIRTHDAY_DAYS = 7
"""Birthdays of today and the days after it, so many days in all."""
EVENT_DAYS = 14
"""How long an event waits for a visit or a gift."""
FESTIVAL_DAYS = 21
"""How long before a festival its visits are prepared."""

CASH, GOODS = "care_cash", "care_goods"
FESTIVAL, HARDSHIP = "festival", "hardship"
BIRTHDAY = "birthday"
FUNERAL = "funeral"

FIXED_FESTIVALS: Mapping[str, tuple[int, int]] = {
    "new_year": (1, 1),
    "labour": (5, 1),
    "national": (10, 1),
}
"""Festivals that fall on the same day every year, as month and day."""

PERIOD_DAYS: Mapping[str, int] = {
    BIRTHDAY: 300,
    FESTIVAL: 300,
    "wedding": 365,
    "birth": 300,
    "hospital_stay": 30,
    "surgery": 30,
    "member_death": 3650,
    "relative_death": 30,
    "retirement": 3650,
    HARDSHIP: 90,
}
"""Within so many days a second gift for the same occasion is asked about."""

GIFT_FIELDS: Fields = (
    Field("occasion", N_("Occasion"), Kind.CHOICE, codes="gift_occasion", required=True),
    Field(
        "festival",
        N_("Festival"),
        Kind.CHOICE,
        codes="festival",
        help=N_("Only for a festival gift."),
    ),
    Field("kind", N_("Cash or goods"), Kind.PICK, codes="gift_kind", required=True),
    Field("what", N_("What is given"), length=100, help=N_("Such as rice, oil, a cake voucher.")),
    Field("fen", N_("What it is worth"), Kind.MONEY, required=True),
    Field("on", N_("Given on"), Kind.DATE, required=True),
    Field(
        "fund_id",
        N_("Fund"),
        Kind.CHOICE,
        codes="care_fund",
        help=N_("Cash comes out of a fund; goods may."),
    ),
    Field(
        "note",
        N_("Note"),
        length=200,
        help=N_("Needed where the gift is above a ceiling or the second of its kind."),
    ),
)
GIFT_OCCASIONS = "gift_occasion"
"""The part of the list ``care_occasion`` for which gifts are given."""
FUND_CODES = "care_fund"
"""The funds that a gift may come out of, as choices of a form."""


def occasion_of_event(kind: str, relation: str) -> str:
    """Return the occasion that a life event is, by its kind and whose it was."""
    if kind != FUNERAL:
        return kind
    return "member_death" if relation in ("", "self") else "relative_death"


def festivals_between(
    moving: Mapping[str, tuple[date, ...]], first: date, days: int
) -> tuple[tuple[str, date], ...]:
    """Return the festivals of ``days`` days from ``first``, with their day, in order.

    ``moving`` holds the days of those festivals that move from year to year.
    """
    last = first + timedelta(days=days)
    found = [(code, on) for code, ons in moving.items() for on in ons if first <= on < last]
    for code, (month, day) in FIXED_FESTIVALS.items():
        for year in (first.year, first.year + 1):
            if first <= date(year, month, day) < last:
                found.append((code, date(year, month, day)))
    return tuple(sorted(found, key=lambda one: one[1]))


def check_gift(occasion: str, festival: str, kind: str, fen: int, fund_id: int | None) -> None:
    """Raise InvalidInput, naming the field, for a gift that cannot be."""
    if occasion not in PERIOD_DAYS:
        raise InvalidInput(N_("Choose what the gift is for."), field="occasion")
    if occasion == FESTIVAL and not festival:
        raise InvalidInput(N_("Choose the festival."), field="festival")
    if kind not in (CASH, GOODS):
        raise InvalidInput(N_("Choose cash or goods."), field="kind")
    if occasion == FESTIVAL and kind == CASH:
        raise InvalidInput(N_("Festival gifts are goods, neither cash nor cards."), field="kind")
    if fen <= 0:
        raise InvalidInput(N_("Enter what the gift is worth."), field="fen")
    if kind == CASH and fund_id is None:
        raise InvalidInput(N_("Say which fund the cash comes out of."), field="fund_id")
