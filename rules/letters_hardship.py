"""What letters may say about hardship files: placeholders of the file, its people and money."""

from __future__ import annotations

from collections.abc import Mapping

from rules.language import N_

FILE_PLACES: Mapping[str, str] = {
    "unit_name": N_("Unit"),
    "state": N_("State"),
    "category": N_("Hardship category"),
    "household_no": N_("Household number"),
    "family_size": N_("People of the household"),
    "income_total": N_("Income of the family in the period"),
    "cost_total": N_("Rigid costs of the family in the period"),
    "net_per_head": N_("Net income per head and month"),
    "line": N_("Subsistence line"),
    "rule_set": N_("Rules applied"),
    "refusal": N_("Reason for refusing a file"),
    "refusal_note": N_("Note on the refusal"),
    "exit_reason": N_("Reason for closing a file"),
    "exit_note": N_("Note on the closing"),
    "approved_on": N_("Approved on"),
    "ended_on": N_("Ended on"),
}
FILE_ROWS: Mapping[str, str] = {
    "people.name": N_("Family member: name"),
    "people.relation": N_("Family member: relation"),
    "people.id_no": N_("Family member: ID number"),
    "people.birth_on": N_("Family member: birth date"),
    "people.status": N_("Family member: work or study"),
    "people.employer": N_("Family member: employer or school"),
    "people.health": N_("Family member: health"),
    "people.income": N_("Family member: monthly income"),
    "money.kind": N_("Income or cost: which"),
    "money.item": N_("Income or cost: item"),
    "money.person": N_("Income or cost: whose"),
    "money.amount": N_("Income or cost: amount"),
    "money.proof": N_("Income or cost: proof"),
    "reasons.text": N_("Means test: step"),
}
