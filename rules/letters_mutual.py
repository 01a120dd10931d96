"""Letters of mutual aid: about claims, about what units hand in, and leaflets for their people."""

from __future__ import annotations

from collections.abc import Mapping

from rules.claims import (
    ACCEPTED,
    APPROVED,
    CLAIM_FIELDS,
    IN_REVIEW,
    PAPERS_ASKED,
    REFUSED,
    SECOND_LOOK,
)
from rules.fields import Fields
from rules.language import N_
from rules.mutual_enrolment import CONFIRMED

CLAIM, UNIT_ENROLMENT = "claim", "unit_enrolment"

CLAIM_STATES: Mapping[str, tuple[str, ...]] = {
    "claim_acceptance": (ACCEPTED, IN_REVIEW, PAPERS_ASKED, SECOND_LOOK),
    "claim_papers": (PAPERS_ASKED,),
    "claim_statement": (APPROVED,),
    "claim_refusal": (REFUSED,),
}
"""The letters about claims, with the only states in which each is for one."""
CLAIM_LABELS: Mapping[str, str] = {
    "claim_acceptance": N_("Acceptance of a claim"),
    "claim_papers": N_("Missing papers of a claim"),
    "claim_statement": N_("Benefit statement"),
    "claim_refusal": N_("Refusal of a claim"),
}
ENROLMENT_STATES: Mapping[str, tuple[str, ...]] = {
    "enrolment_certificate": (CONFIRMED,),
    "enrolment_receipt": (),
    "enrolment_renewal": (CONFIRMED,),
}
ENROLMENT_LABELS: Mapping[str, str] = {
    "enrolment_certificate": N_("Certificate of mutual aid"),
    "enrolment_receipt": N_("Receipt for fees"),
    "enrolment_renewal": N_("Renewal notice"),
}
LEAFLET_LABELS: Mapping[str, str] = {
    "mutual_leaflet": N_("Leaflet: how mutual aid helps"),
    "mutual_papers": N_("Leaflet: papers for a claim"),
}

CLAIM_LETTER_FIELDS: Fields = tuple(one for one in CLAIM_FIELDS if one.name != "note")
"""What a claim holds for its letters: never the office's own note."""

CLAIM_DERIVED: Mapping[str, str] = {
    "unit_name": N_("Unit"),
    "state": N_("State"),
    "claim_no": N_("Number of the claim"),
    "plan_name": N_("Mutual-aid plan"),
    "document_no": N_("Document of the plan"),
    "from_on": N_("Cover from"),
    "to_on": N_("Cover to"),
    "covered_from_on": N_("Covered after waiting from"),
    "shares": N_("Shares"),
    "days": N_("Days in hospital"),
    "own_total": N_("Own part altogether"),
    "payable": N_("Benefit"),
    "payable_capital": N_("Benefit in capital numerals"),
    "paid_earlier": N_("Granted earlier in the period"),
    "cap_left": N_("Left of the ceiling"),
    "decided_on": N_("Decided on"),
    "paid_on": N_("Paid on"),
    "run_no": N_("Number of the run"),
    "papers_missing": N_("Missing papers"),
    "papers_asked_on": N_("Papers asked for on"),
    "papers_due_on": N_("Papers due on"),
    "papers_days": N_("Days for missing papers"),
    "refusal": N_("Ground of refusal"),
    "refusal_article": N_("Article of the plan"),
    "refusal_note": N_("Note on the refusal"),
}
CLAIM_ROWS: Mapping[str, str] = {
    "lines.number": N_("Reckoning: number"),
    "lines.text": N_("Reckoning: step"),
    "papers.number": N_("Paper: number"),
    "papers.name": N_("Paper: name"),
    "papers.state": N_("Paper: here or missing"),
    "missing.number": N_("Missing paper: number"),
    "missing.name": N_("Missing paper: name"),
    "invoices.number": N_("Invoice: row"),
    "invoices.invoice_no": N_("Invoice: number"),
    "invoices.amount": N_("Invoice: amount"),
}

ENROLMENT_DERIVED: Mapping[str, str] = {
    "unit_name": N_("Unit"),
    "state": N_("State"),
    "number": N_("Number of the hand-in"),
    "plan_name": N_("Mutual-aid plan"),
    "document_no": N_("Document of the plan"),
    "from_on": N_("Cover from"),
    "to_on": N_("Cover to"),
    "headcount": N_("Staff who could join"),
    "people": N_("People"),
    "share_fee": N_("Fee of one share"),
    "payers": N_("Who pays the fee"),
    "due": N_("Fees due"),
    "received": N_("Fees received"),
    "received_capital": N_("Fees received in capital numerals"),
    "open": N_("Fees still open"),
    "contact_name": N_("Contact"),
    "contact_phone": N_("Phone of the contact"),
    "handed_in_on": N_("Handed in on"),
    "confirmed_on": N_("Confirmed on"),
    "next_from_on": N_("Next cover from"),
    "next_fee": N_("Next fee of one share"),
    "next_payers": N_("Who pays the next fee"),
    "next_told": N_("What the plan gives in the next period"),
    "next_changes": N_("What the next period changes"),
    "window": N_("Days on which hand-ins are taken"),
    "renew_by": N_("Renew by"),
    "waiting": N_("Waiting period"),
    "claims": N_("Claims paid in the period"),
    "claims_sum": N_("Paid for claims in the period"),
}
ENROLMENT_ROWS: Mapping[str, str] = {
    "insured.number": N_("Person: number"),
    "insured.name": N_("Person: name"),
    "insured.id_no": N_("Person: ID number"),
    "insured.shares": N_("Person: shares"),
    "insured.fee": N_("Person: fee"),
    "insured.from_on": N_("Person: covered from"),
    "insured.to_on": N_("Person: covered to"),
    "receipts.number": N_("Receipt: number"),
    "receipts.on": N_("Receipt: day"),
    "receipts.payer": N_("Receipt: who pays"),
    "receipts.name": N_("Receipt: name of the payer"),
    "receipts.document_no": N_("Receipt: document"),
    "receipts.amount": N_("Receipt: amount"),
}
LEAFLET_ROWS: Mapping[str, str] = {
    "plans.name": N_("Plan: name"),
    "plans.told": N_("Plan: what it gives"),
    "plans.events": N_("Plan: for which events"),
    "plans.fee": N_("Plan: fee of one share"),
    "plans.cap": N_("Plan: ceiling"),
    "plans.waiting": N_("Plan: waiting period"),
    "plans.limit": N_("Plan: when to hand in"),
    "checklist.plan": N_("Papers: plan"),
    "checklist.event": N_("Papers: event"),
    "checklist.papers": N_("Papers: which"),
    "checklist.limit": N_("Papers: when to hand in"),
}
"""What leaflets about a unit say of the plans that cover its people."""
