"""Lists of a campaign's people on paper: everybody, who was not reached, who signs for goods."""

from __future__ import annotations

from collections.abc import Mapping

from rules.language import N_

CAMPAIGN = "campaign"
CAMPAIGN_LABELS: Mapping[str, str] = {
    "campaign_list": N_("List of a campaign's people"),
    "campaign_missing": N_("List of people not reached"),
    "campaign_sign_off": N_("Sign-off sheet of goods"),
}
CAMPAIGN_STATES = ("approved", "running", "closed", "reported")
"""The list stands from the approval on."""
MOST_NAMES = 2000
"""Longer lists are taken away as a workbook."""

CAMPAIGN_DERIVED: Mapping[str, str] = {
    "unit_name": N_("Unit"),
    "state": N_("State"),
    "campaign_no": N_("Number of the campaign"),
    "campaign_name": N_("Name of the campaign"),
    "theme": N_("Theme"),
    "from_on": N_("From"),
    "to_on": N_("To"),
    "owner": N_("Owner"),
    "listed": N_("People on the list"),
    "reached": N_("People reached"),
    "missing": N_("People not reached"),
}
CAMPAIGN_ROWS: Mapping[str, str] = {
    "people.number": N_("Person: number"),
    "people.name": N_("Person: name"),
    "people.unit": N_("Person: unit"),
    "people.reached": N_("Person: how reached"),
    "people.on": N_("Person: reached on"),
    "people.goods": N_("Person: goods received"),
    "missed.number": N_("Not reached: number"),
    "missed.name": N_("Not reached: name"),
    "missed.unit": N_("Not reached: unit"),
    "stock.item": N_("Goods: name"),
    "stock.received": N_("Goods: came in"),
    "stock.handed_out": N_("Goods: handed out"),
    "stock.left": N_("Goods: left in stock"),
}
