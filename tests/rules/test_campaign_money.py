"""The money of a campaign: what is paid, bound and left."""

from __future__ import annotations

from rules.campaign_money import Money


def test_a_budget_holds_what_was_proposed_and_more_than_it_leaves_less_than_nothing() -> None:
    money = Money(1_000, given=100, bills=20, in_flight=3, committed=4, proposed=500)
    assert (money.paid, money.bound, money.left) == (120, 7, 373)
    assert Money(100, proposed=300).left == -200
