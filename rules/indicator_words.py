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
