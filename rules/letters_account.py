"""What the circular on mutual aid may say: placeholders of the account and of its ranking."""

from __future__ import annotations

from collections.abc import Mapping

from rules.language import N_

ACCOUNT_PLACES: Mapping[str, str] = {
    "unit_name": N_("Unit"),
    "period": N_("Month or year of the account"),
    "year": N_("Year"),
    "in_month": N_("What came in and went out in the month"),
    "people": N_("People covered"),
    "people_target": N_("People to be covered"),
    "people_reached": N_("People against the target"),
    "people_before": N_("People covered in the year before"),
    "due": N_("Fees due"),
    "fees": N_("Fees received"),
    "fees_target": N_("Fees to be received"),
    "fees_reached": N_("Fees against the target"),
    "fees_before": N_("Fees received in the year before"),
    "claims": N_("Claims accepted"),
    "approved": N_("Claims approved"),
    "refused": N_("Claims refused"),
    "paid": N_("Benefits paid"),
    "paid_before": N_("Benefits paid in the year before"),
    "loss_ratio": N_("Loss ratio"),
    "renewal_rate": N_("Renewal rate"),
    "unit_count": N_("Units in the ranking"),
    "reached_count": N_("Units that reached the target"),
    "best": N_("Units in the first places"),
    "behind": N_("Units below half of the target"),
    "millions": N_("Units with fees of a million yuan"),
}
"""All figures are of the year up to the end of the period."""

ACCOUNT_ROWS: Mapping[str, str] = {
    "lines.place": N_("Ranking: rank"),
    "lines.unit": N_("Ranking: unit"),
    "lines.people": N_("Ranking: people covered"),
    "lines.people_reached": N_("Ranking: people against the target"),
    "lines.fees": N_("Ranking: fees received"),
    "lines.fees_reached": N_("Ranking: fees against the target"),
    "lines.paid": N_("Ranking: paid out"),
    "lines.loss_ratio": N_("Ranking: loss ratio"),
    "lines.renewal_rate": N_("Ranking: renewal rate"),
    "lines.claims": N_("Ranking: claims accepted"),
}
