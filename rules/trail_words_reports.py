"""How the trail names issued reports and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.language import N_

RECORD_LABELS: Mapping[str, str] = {"issued_report": N_("Report of figures")}

COLUMN_LABELS: Mapping[str, str] = {
    "period": N_("Period"),
    "issued_at": N_("Issued"),
    "issued_by": N_("Issued by"),
    "corrects_id": N_("Corrects"),
    "changes": N_("Corrections"),
    "figures": N_("Figures"),
}
