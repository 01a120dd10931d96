"""Letters about grants of aid and pay runs: their placeholders beside fields."""

from __future__ import annotations

from collections.abc import Mapping

from rules.language import N_

AID_PLACES: Mapping[str, str] = {
    "unit_name": N_("Unit"),
    "state": N_("State"),
    "grant_no": N_("Number of the grant"),
    "archive_no": N_("File number"),
    "kind": N_("Kind of aid"),
    "need": N_("Need"),
    "amount": N_("Amount"),
    "amount_capital": N_("Amount in capital numerals"),
    "cap": N_("Cap"),
    "fund": N_("Fund"),
    "applied_on": N_("Applied on"),
    "decided_on": N_("Decided on"),
    "meeting_no": N_("Number of the meeting"),
    "refusal": N_("Reason for refusing aid"),
    "refusal_note": N_("Note on the refusal"),
}
RUN_PLACES: Mapping[str, str] = {
    "unit_name": N_("Unit"),
    "run_no": N_("Number of the run"),
    "title": N_("Title"),
    "month": N_("Month"),
    "line_count": N_("Lines"),
    "total": N_("Sum"),
    "total_capital": N_("Sum in capital numerals"),
    "signers": N_("Signed off by"),
}
PAYEE_ROWS: Mapping[str, str] = {
    "lines.number": N_("Line: number"),
    "lines.name": N_("Line: payee"),
    "lines.id_no": N_("Line: ID number"),
    "lines.bank_name": N_("Line: bank"),
    "lines.bank_number": N_("Line: bank card"),
    "lines.building": N_("Line: estate and building"),
    "lines.address": N_("Line: address"),
    "lines.beneficiaries": N_("Line: for whom"),
    "lines.kinds": N_("Line: kinds of aid"),
    "lines.funds": N_("Line: funds"),
    "lines.archive_no": N_("Line: file number"),
    "lines.claim_no": N_("Line: claims"),
    "lines.amount": N_("Line: amount"),
    "lines.cash": N_("Line: notes to count out"),
    "lines.paid_on": N_("Line: paid on"),
}
