"""What an office may change about its code lists, and what the lists are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind
from rules.language import N_

LIST_LABELS: Mapping[str, str] = {
    "gender": N_("Gender"),
    "id_type": N_("ID type"),
    "nation": N_("Nation"),
    "political_status": N_("Political status"),
    "marital_status": N_("Marital status"),
    "education": N_("Education"),
    "household_type": N_("Household type"),
    "skill_level": N_("Skill level"),
    "work_status": N_("Work status"),
    "new_form_kind": N_("Kind of new-form work"),
    "model_worker": N_("Model worker"),
    "unit_kind": N_("Kind of unit"),
    "industry": N_("Industry"),
    "employer_type": N_("Kind of employer"),
    "member_status": N_("Status"),
    "change_type": N_("Kind of change"),
    "change_reason": N_("Reason"),
    "life_event": N_("Life event"),
    "relation": N_("Relation"),
    "attachment_kind": N_("Kind of paper"),
    "file_level": N_("File level"),
    "hardship_category": N_("Hardship category"),
    "hardship_cause": N_("Cause of hardship"),
    "health_status": N_("Health status"),
    "disability_type": N_("Disability type"),
    "disability_grade": N_("Disability grade"),
    "person_status": N_("Work or study"),
    "medical_insurance": N_("Medical insurance"),
    "housing_type": N_("Housing type"),
    "enterprise_state": N_("State of the enterprise"),
    "risk_level": N_("Risk level"),
    "target_group": N_("Target group"),
    "measure_group": N_("Group of measures"),
    "aid_region": N_("Region of the subsistence line"),
    "consent_purpose": N_("Purpose of a consent"),
    "income_proof": N_("Proof"),
    "file_refusal": N_("Reason for refusing a file"),
    "exit_reason": N_("Reason for closing a file"),
    "fund_source": N_("Fund source"),
    "campaign_theme": N_("Theme"),
    "activity_kind": N_("Kind of activity"),
    "refusal_of_aid": N_("Reason for refusing aid"),
    "pay_failure": N_("Why money did not arrive"),
    "income_item": N_("Kind of income"),
    "cost_item": N_("Kind of cost"),
    "exclusion": N_("Reason for exclusion"),
    "aid_kind": N_("Kind of aid"),
    "notice_day_unit": N_("How a notice counts its days"),
    "objection_channel": N_("How an objection came"),
    "reverification_result": N_("Result of a re-verification"),
    "measure_kind": N_("Kind of measure"),
    "care_occasion": N_("Occasion"),
    "festival": N_("Festival"),
    "gift_kind": N_("Cash or goods"),
    "need_item": N_("Item of the needs list"),
    "need_answer": N_("Answer about a need"),
    "household_leave": N_("Reason for leaving a household"),
    "household_change": N_("Change of a household"),
    "kin_relation": N_("Relation to somebody of the office"),
    "supervision_kind": N_("Kind of a supervision"),
    "mutual_kind": N_("Kind of a mutual-aid plan"),
    "fee_payer": N_("Who pays a fee"),
    "claim_event": N_("Claim event"),
    "hospital_level": N_("Level of a hospital"),
    "claim_cause": N_("Cause of a claim"),
    "claim_paper": N_("Paper of a claim"),
    "claim_refusal": N_("Reason for refusing a claim"),
    "cover_end": N_("Why cover ended early"),
    "assessor_speciality": N_("Speciality of an assessor"),
}
"""The shipped lists; a list that an office began for a field of its own shows its name."""

MOST_SPELLINGS, LONGEST_SPELLING = 40, 40

ENTRY_FIELDS: Fields = (
    Field("zh", N_("Label in Chinese"), required=True, length=60),
    Field("en", N_("Label in English"), length=60, help=N_("Empty: as in Chinese.")),
    Field(
        "aliases",
        N_("Other spellings in rosters"),
        Kind.LONG_TEXT,
        help=N_("Separated by commas; an import reads them as this entry."),
    ),
    Field("position", N_("Place in the list"), Kind.INTEGER),
    Field("retired", N_("Out of use"), Kind.YES_NO),
)
"""What may change about an entry; its code stays, since records hold it."""

NEW_ENTRY_FIELDS: Fields = (
    Field(
        "code",
        N_("Code"),
        required=True,
        length=40,
        help=N_("Small letters, digits and underscores; it is stored in records and stays."),
    ),
    *(field for field in ENTRY_FIELDS if field.name in ("zh", "en", "aliases")),
)


NEW_LIST_FIELDS: Fields = (
    Field(
        "name",
        N_("Name of the list"),
        required=True,
        length=40,
        help=N_("As people read it; it stays."),
    ),
    Field("labels", N_("Entries"), Kind.LONG_TEXT, required=True, help=N_("One a line.")),
)

MOST_ENTRIES = 200


def own_list_name(text: str) -> str:
    """Return the name of a list that an office begins; raises InvalidInput.

    Shipped lists bear small letters: a capital keeps those of a later release apart.
    """
    name = " ".join(text.split())
    if not 2 <= len(name) <= 40:
        raise InvalidInput(N_("Enter a name of 2 to 40 characters."), field="name")
    return name[0].upper() + name[1:]


def own_list_labels(text: str) -> tuple[str, ...]:
    """Return the labels of a new list, one a line and each once; raises InvalidInput."""
    labels = tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if not 1 <= len(labels) <= MOST_ENTRIES or any(len(label) > 60 for label in labels):
        raise InvalidInput(
            N_("List at most 200 entries of at most 60 characters, one a line."), field="labels"
        )
    return labels


def spellings(text: str | None) -> tuple[str, ...]:
    """Return the spellings that a person listed, each once; raises InvalidInput."""
    parts = (part.strip() for part in re.split(r"[,，、;；\n]", text or ""))
    found = tuple(dict.fromkeys(part for part in parts if part))
    if len(found) > MOST_SPELLINGS or any(len(part) > LONGEST_SPELLING for part in found):
        raise InvalidInput(
            N_("List at most 40 spellings of at most 40 characters each."), field="aliases"
        )
    return found


def check_new_spellings(
    own: str, wanted: Iterable[str], others: Mapping[str, Iterable[str]]
) -> None:
    """Raise InvalidInput when a spelling belongs to another entry of the list already."""
    taken = {spelling.lower(): code for code, known in others.items() for spelling in known}
    for spelling in wanted:
        if taken.get(spelling.lower(), own) != own:
            raise InvalidInput(
                N_("“{spelling}” belongs to another entry of this list."),
                field="aliases",
                spelling=spelling,
            )
