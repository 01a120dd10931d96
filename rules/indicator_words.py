"""How the parts of figures are called that no code list words."""

from __future__ import annotations

from collections.abc import Mapping

from rules.hardship import HARDSHIP_FILE
from rules.language import N_

WORDS: Mapping[str, Mapping[str, str]] = {
    "file_came": {
        "first": N_("Filed for the first time"),
        "relapse": N_("Fell back into hardship"),
    },
    "file_went": HARDSHIP_FILE.state_labels,
    "file_origin": {"local": N_("Local workers"), "migrant": N_("Migrant workers")},
    "whom": {"household": N_("Families"), "member": N_("Members")},
}
"""Labels by the name of the grouping's codes and the code."""

UNIT_GROUP = "unit"
GROUP_LABELS: Mapping[str, str] = {
    UNIT_GROUP: N_("Unit"),
    "band": N_("Benefit in yuan"),
    "category": N_("Category"),
    "cause": N_("By cause"),
    "fund": N_("Fund"),
    "hospital": N_("Hospital"),
    "how": N_("How"),
    "kind": N_("Kind"),
    "level": N_("File level"),
    "occasion": N_("Occasion"),
    "origin": N_("Origin"),
    "plan": N_("Mutual-aid plan"),
    "reason": N_("Reason"),
    "region": N_("Region of the subsistence line"),
    "source": N_("Fund source"),
    "theme": N_("Theme"),
    "whom": N_("Who was visited"),
}
"""What a figure is taken apart by."""
