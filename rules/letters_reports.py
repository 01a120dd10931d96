"""What the circular on a report may say: the report's figures, its units, what was corrected."""

from __future__ import annotations

from collections.abc import Mapping

from rules.language import N_

REPORT_PLACES: Mapping[str, str] = {
    "unit_name": N_("Unit"),
    "period": N_("Period of the report"),
    "first_on": N_("First day of the period"),
    "last_on": N_("Last day of the period"),
    "number": N_("Number of the issue"),
    "issued_on": N_("Issued on"),
    "issued_by": N_("Issued by"),
    "correction": N_("What was corrected in this issue, and why"),
    "ranked_by": N_("Figure that the units are ranked by"),
}

REPORT_ROWS: Mapping[str, str] = {
    "figures.area": N_("Figure: its part"),
    "figures.label": N_("Figure: its name"),
    "figures.value": N_("Figure: in the period"),
    "figures.before": N_("Figure: a year earlier"),
    "figures.change": N_("Figure: change"),
    "units.place": N_("Ranking: rank"),
    "units.unit": N_("Ranking: unit"),
    "units.ranked": N_("Ranking: the figure ranked by"),
    "units.others": N_("Ranking: other figures"),
    "corrections.period": N_("Correction: period"),
    "corrections.figure": N_("Correction: figure"),
    "corrections.issued": N_("Correction: as issued"),
    "corrections.now": N_("Correction: as it is now"),
    "corrections.reason": N_("Correction: reason"),
}
