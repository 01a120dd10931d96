"""How the trail names claims on mutual aid, what hangs on them, and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.claims import CLAIM, CLAIM_FIELDS
from rules.fields import Field, by_name
from rules.language import N_

RECORD_LABELS: Mapping[str, str] = {
    "claim": N_("Claim"),
    "claim_invoice": N_("Invoice"),
    "claim_paper": N_("Paper of a claim"),
    "claim_second_look": N_("Second look"),
    "claim_verdict": N_("Claims that look alike"),
}

COLUMN_LABELS: Mapping[str, str] = {
    "claim_no": N_("Claim number"),
    "claim_id": N_("Claim"),
    "other_claim_id": N_("Claim"),
    "enrolment_id": N_("Cover"),
    "plan_version_id": N_("Version of the plan"),
    "facts": N_("Facts"),
    "used": N_("Counted earlier"),
    "topped_fen": N_("Given already"),
    "payable_fen": N_("Benefit"),
    "paid_on": N_("Paid on"),
    "decided_by": N_("Decided by"),
    "decided_by_id": N_("Decided by"),
    "limit_on": N_("Last day to hand in"),
    "refusal": N_("Ground of refusal"),
    "refusal_article": N_("Article"),
    "refusal_note": N_("Explanation"),
    "papers_asked_on": N_("Papers asked for on"),
    "papers_due_on": N_("To be handed in by"),
    "days_stopped": N_("Days without a clock"),
    "tops_up_id": N_("Tops up claim"),
    "appeals_id": N_("Appeals against claim"),
    "recover_fen": N_("Paid too much"),
    "recovered_fen": N_("Came back"),
    "invoice_no": N_("Invoice number"),
    "live": N_("In use"),
    "dropped": N_("Taken off"),
    "fen": N_("Amount"),
    "received_on": N_("Received on"),
    "asked_on": N_("Asked for on"),
    "waived_note": N_("Why it is not needed"),
    "why": N_("Why it was drawn"),
    "handler_id": N_("Handler"),
    "handler": N_("Handler"),
    "drawn_at": N_("Drawn at"),
    "outcome": N_("Outcome"),
    "looked_by": N_("Looked at by"),
    "looked_on": N_("Looked at on"),
    "decided_on": N_("Decided on"),
}

STATE_LABELS: Mapping[str, Mapping[str, str]] = {"claim": CLAIM.state_labels}

_OWN = (Field("plan_id", N_("Mutual-aid plan")), Field("lines", N_("How it was reckoned")))

FIELDS: Mapping[str, Mapping[str, Field]] = {"claim": by_name((*CLAIM_FIELDS, *_OWN))}
