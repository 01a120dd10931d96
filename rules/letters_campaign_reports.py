"""What printed reports of campaigns may say: of one campaign by unit, of a year by theme."""

from __future__ import annotations

from collections.abc import Mapping

from rules.language import N_

CAMPAIGN_REPORT, CAMPAIGN_YEAR = "campaign_report", "campaign_year"
REPORT_STATES = ("running", "closed", "reported")

_FIGURES: Mapping[str, str] = {
    "planned": N_("People planned"),
    "listed": N_("People on the list"),
    "reached": N_("People reached"),
    "coverage": N_("Coverage rate"),
    "budget": N_("Budget (yuan)"),
    "spent": N_("Spent (yuan)"),
    "used": N_("Spent of the budget"),
    "each": N_("For each person (yuan)"),
    "before_planned": N_("Last year: people planned"),
    "before_reached": N_("Last year: people reached"),
    "before_coverage": N_("Last year: coverage"),
    "before_spent": N_("Last year: spent (yuan)"),
}
_REPORT_PLACES: Mapping[str, str] = {
    "unit_name": N_("Unit"),
    "state": N_("State"),
    "campaign_no": N_("Number of the campaign"),
    "campaign_name": N_("Name of the campaign"),
    "theme": N_("Theme"),
    "aim": N_("Aim"),
    "from_on": N_("From"),
    "to_on": N_("To"),
    "owner": N_("Owner"),
    "fund": N_("Fund"),
    "steps_done": N_("Steps done"),
    "steps_all": N_("Steps"),
    "left_open": N_("Left open"),
    "left_open_because": N_("Why it was left open"),
    "results": N_("Results"),
    "summary": N_("Summary"),
    **_FIGURES,
}
_REPORT_ROWS: Mapping[str, str] = {
    "units.name": N_("By unit: unit"),
    "units.listed": N_("By unit: people on the list"),
    "units.reached": N_("By unit: people reached"),
    "units.coverage": N_("By unit: coverage"),
    "units.members": N_("By unit: members"),
    "units.benefit": N_("By unit: benefit rate"),
}
_YEAR_PLACES: Mapping[str, str] = {
    "unit_name": N_("Unit"),
    "year": N_("Year"),
    "campaigns": N_("Campaigns"),
    "before_campaigns": N_("Last year: campaigns"),
    **_FIGURES,
}
_YEAR_ROWS: Mapping[str, str] = {
    f"{group}.{name}": label
    for group, labels in (
        ("themes", {
            "name": N_("By theme: theme"),
            "campaigns": N_("By theme: campaigns"),
            "planned": N_("By theme: people planned"),
            "reached": N_("By theme: people reached"),
            "coverage": N_("By theme: coverage"),
            "budget": N_("By theme: budget (yuan)"),
            "spent": N_("By theme: spent (yuan)"),
            "before_reached": N_("By theme: people reached last year"),
            "before_spent": N_("By theme: spent last year (yuan)"),
        }),
        ("units", {
            "name": N_("By unit: unit"),
            "campaigns": N_("By unit: campaigns"),
            "planned": N_("By unit: people planned"),
            "reached": N_("By unit: people reached"),
            "coverage": N_("By unit: coverage"),
            "budget": N_("By unit: budget (yuan)"),
            "spent": N_("By unit: spent (yuan)"),
            "before_reached": N_("By unit: people reached last year"),
            "before_spent": N_("By unit: spent last year (yuan)"),
        }),
    )
    for name, label in labels.items()
}  # fmt: skip

DERIVED: Mapping[str, Mapping[str, str]] = {
    CAMPAIGN_REPORT: _REPORT_PLACES,
    CAMPAIGN_YEAR: _YEAR_PLACES,
}
ROWS: Mapping[str, Mapping[str, str]] = {
    CAMPAIGN_REPORT: _REPORT_ROWS,
    CAMPAIGN_YEAR: _YEAR_ROWS,
}
