"""The money of a campaign: cards of its budget, and the line of the fund it comes from."""

from __future__ import annotations

from typing import Protocol

import streamlit as st

from components import details, figures, links
from components.figures import Card
from components.markup import link
from components.text import plain
from rules.campaign_money import Money
from rules.language import _
from rules.money import Fen, show_money


class Campaign(Protocol):
    """The campaign whose fund is told."""

    @property
    def fund_id(self) -> int | None: ...
    @property
    def fund_name(self) -> str: ...
    @property
    def budget_fen(self) -> Fen: ...
    @property
    def is_open(self) -> bool: ...


def cards(money: Money) -> None:
    """Draw the budget, where it went and what is left."""
    figures.cards(
        [
            Card(_("Budget (yuan)"), show_money(money.budget)),
            Card(
                _("Gifts and aid paid (yuan)"),
                show_money(money.given),
                _share(money.given, money.budget),
                meaning=_("Gifts out of a fund, and aid that was paid out."),
            ),
            Card(
                _("Bills of activities paid (yuan)"),
                show_money(money.bills),
                _share(money.bills, money.budget),
            ),
            Card(
                _("Granted, not paid yet (yuan)"),
                show_money(money.bound),
                _("of it in pay runs: {sum}").format(sum=show_money(money.in_flight)),
                meaning=_("Granted aid that waits or is in a pay run, and bills to be paid."),
                tone="warn" if money.bound else "",
            ),
            Card(_("Proposed (yuan)"), show_money(money.proposed), _("waits for a decision")),
            Card(
                _("Left of the budget (yuan)"),
                show_money(money.left),
                tone="bad" if money.left < 0 else "",
            ),
        ]
    )


def _share(fen: Fen, budget: Fen) -> str:
    return _("of the budget: {share}").format(share=figures.share(fen, budget))


def fund(row: Campaign, balance: Fen | None, others: Fen) -> None:
    """Draw the fund with its balance and what other campaigns plan to spend of it.

    ``balance`` is None where the reader does not see the fund.
    """
    if row.fund_id is None:
        st.info(_("No fund is named yet; a plan with a budget needs one before it is approved."))
        return
    name: object = row.fund_name
    if balance is not None:
        name = link(row.fund_name, links.to("fund", id=row.fund_id))
    shown = [(_("Fund"), name)]
    if balance is not None:
        shown.append((_("Left in the fund (yuan)"), show_money(balance)))
    shown.append((_("Other campaigns plan to spend of it (yuan)"), show_money(others)))
    details.lines(shown)
    if balance is not None and row.is_open and row.budget_fen + others > balance:
        text = _(
            "Together the campaigns that are not over plan {wanted} yuan of this fund, which has"
            " {free} yuan left. Each is looked at again when it is approved and when it pays."
        )
        wanted = show_money(row.budget_fen + others)
        st.warning(plain(text.format(wanted=wanted, free=show_money(balance))))
