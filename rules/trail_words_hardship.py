"""How the trail names hardship files and what is gathered for them, and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.fields import Field, Kind, by_name
from rules.hardship import FILE_FIELDS, HARDSHIP_FILE
from rules.hardship_forms import PEER_REVIEW_FIELDS, SURVEY_FIELDS
from rules.language import N_

RECORD_LABELS: Mapping[str, str] = {
    "hardship_file": N_("Hardship file"),
    "money_line": N_("Income or cost"),
    "consent": N_("Signed paper"),
    "assessment": N_("Means test"),
    "home_survey": N_("Home survey"),
    "peer_review": N_("Peer review"),
}

COLUMN_LABELS: Mapping[str, str] = {
    "applicant_id": N_("Who applies"),
    "head_name": N_("Head of the household"),
    "is_open": N_("Open"),
    "exclusions": N_("Exclusion checklist"),
    "proved_idle": N_("Could find no work, as papers prove"),
    "assessment_id": N_("Means test"),
    "near_threshold": N_("Near the threshold"),
    "is_relapse": N_("Fell back"),
    "exit_kind": N_("How to close"),
    "approved_on": N_("Approved on"),
    "ended_on": N_("Ended on"),
    "edited_on": N_("Last edited"),
    "review_due_on": N_("Re-verification due"),
    "visited_on": N_("Last visit"),
    "aided_on": N_("Last aid"),
    "attachment_id": N_("Paper"),
    "source": N_("Payer or source"),
    "signed_on": N_("Signed on"),
    "expires_on": N_("Valid until"),
    "revoked_on": N_("Taken back on"),
    "occasion": N_("Occasion"),
    "rule_set": N_("Rules"),
    "line_fen": N_("Subsistence line"),
    "inputs": N_("What was tested"),
    "net_fen": N_("Net per head and month"),
    "people": N_("People who count"),
    "level": N_("File level"),
    "excluded_by": N_("Reason for exclusion"),
    "override_reason": N_("Why the result does not fit"),
    "override_by": N_("Asked for by"),
    "override_by_name": N_("Asked for by"),
    "confirmed_by": N_("Confirmed by"),
    "confirmed_by_name": N_("Confirmed by"),
    "confirmed_at": N_("Confirmed at"),
}


def _coded(name: str, label: str, codes: str) -> Field:
    return Field(name, label, Kind.CHOICE, codes=codes)


_CATEGORY = _coded("category", N_("Hardship category"), "hardship_category")

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "hardship_file": by_name(
        (
            *FILE_FIELDS,
            _CATEGORY,
            _coded("refusal_code", N_("Ground of refusal"), "file_refusal"),
            _coded("exit_reason", N_("Ground"), "exit_reason"),
        )
    ),
    "money_line": by_name(
        (
            _coded("proof", N_("Proof"), "income_proof"),
            Field("from_on", N_("First month"), Kind.MONTH),
            Field("to_on", N_("Last month"), Kind.MONTH),
            Field("fen", N_("Amount"), Kind.MONEY),
        )
    ),
    "consent": by_name((_coded("purpose", N_("What was signed"), "consent_purpose"),)),
    "assessment": by_name(
        (
            _CATEGORY,
            _coded("override_category", N_("Category asked for"), "hardship_category"),
            _coded("excluded_by", N_("Reason for exclusion"), "exclusion"),
            Field("net_fen", N_("Net per head and month"), Kind.MONEY),
            Field("line_fen", N_("Subsistence line"), Kind.MONEY),
        )
    ),
    "home_survey": by_name(SURVEY_FIELDS),
    "peer_review": by_name(PEER_REVIEW_FIELDS),
}

STATE_LABELS: Mapping[str, Mapping[str, str]] = {"hardship_file": HARDSHIP_FILE.state_labels}
