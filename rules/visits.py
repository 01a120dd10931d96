"""Visits at home: planned, made or missed; the rhythm of contact; questions and needs.

Sources: the three-tier rhythm of visits (monthly, quarterly, half-yearly) and the visit book of
the two-benefit home delivery. Needs are answered with the family's consent, never scored, and
told as totals of an area only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from rules.access import Permission
from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind
from rules.language import N_
from rules.masks import mask_hidden
from rules.moves import Machine, Step

PLANNED, MADE, MISSED = "planned", "made", "missed"
CALLED_OFF, STRUCK_OUT = "called_off", "struck_out"

_VISIT = Permission.VISIT_HOUSEHOLDS

VISIT = Machine(
    "visit",
    PLANNED,
    {
        (PLANNED, "make"): Step(MADE, _VISIT, N_("Write down the visit")),
        (PLANNED, "postpone"): Step(PLANNED, _VISIT, N_("Move to another day")),
        (PLANNED, "miss"): Step(MISSED, _VISIT, N_("Mark as missed"), needs_note=True),
        (PLANNED, "call_off"): Step(CALLED_OFF, _VISIT, N_("Call the visit off"), needs_note=True),
        (MADE, "strike_out"): Step(STRUCK_OUT, _VISIT, N_("Strike out"), needs_note=True),
    },
    {
        PLANNED: N_("Visit planned"),
        MADE: N_("Visit made"),
        MISSED: N_("Visit missed"),
        CALLED_OFF: N_("Visit called off"),
        STRUCK_OUT: N_("Visit struck out"),
    },
)

RHYTHM_DAYS: Mapping[str, int] = {"high": 30, "middle": 90, "low": 180}
"""After how many days a household is to be contacted again, by its file's risk level."""
USUAL_LEVEL = "middle"
"""Taken for a file whose risk level was not set."""
UNVISITED_DAYS = 90
"""A file in force that saw nobody for longer stands in the care radar."""

FEWEST_HOUSEHOLDS = 5
"""Needs of fewer households are not told: a total would name somebody."""
NEEDS_DAYS = 365
"""Answers about needs count for so long."""
ANSWERS = ("yes", "no", "wish")

ROUTINE = "routine"

NEEDS = N_("Needs, with the family's consent")
ASKED = N_("A question of the family")

OCCASION = Field("occasion", N_("Occasion"), Kind.CHOICE, codes="care_occasion", required=True)
PLAN_FIELDS: Fields = (
    Field("planned_on", N_("Planned on"), Kind.DATE, required=True),
    OCCASION,
    Field("visitors", N_("Who goes"), length=120, required=True),
)

MADE_FIELDS: Fields = (
    Field("made_on", N_("Visited on"), Kind.DATE, required=True),
    Field("visitors", N_("Who went"), length=120, required=True),
    Field("findings", N_("Findings"), Kind.LONG_TEXT, sealed=True, mask=mask_hidden),
)
NEEDS_CONSENT = Field("needs_consent", N_("The family agrees to the needs list"), Kind.YES_NO)
NEED_PREFIX = "need_"

QUESTION_FIELDS: Fields = (
    Field("question", N_("Question"), Kind.LONG_TEXT),
    Field("answer", N_("Answer given on the spot"), Kind.LONG_TEXT),
    Field("owner", N_("Else: who follows it up"), length=60),
    Field("due_on", N_("Answer by"), Kind.DATE),
)
ANSWER = Field("answer", N_("Answer"), Kind.LONG_TEXT, required=True)

PAIRING_FIELDS: Fields = (
    Field("cadre_name", N_("Cadre"), required=True, length=60),
    Field("cadre_position", N_("Position"), length=60),
    Field("from_on", N_("From"), Kind.DATE, required=True),
)
PAIRING_CHANGE_FIELDS: Fields = (
    *PAIRING_FIELDS,
    Field("reason", N_("Why the helper changes"), length=100, required=True),
)
PAIRING_END_FIELDS: Fields = (
    Field("on", N_("Ends on"), Kind.DATE, required=True),
    Field("reason", N_("Reason"), length=100, required=True),
)
HAND_ON_FIELDS: Fields = (
    Field("owner", N_("Who follows it up"), length=60, required=True),
    Field("due_on", N_("Answer by"), Kind.DATE, required=True),
)


def need_fields(items: Mapping[str, str]) -> Fields:
    """Return a field for each item of the needs list, given by code with its label."""
    return tuple(
        Field(NEED_PREFIX + code, label, Kind.PICK, codes="need_answer", extra=True)
        for code, label in items.items()
    )


def rhythm_days(risk_level: str | None) -> int:
    """Return after how many days a household with this risk level is to be contacted."""
    return RHYTHM_DAYS.get(risk_level or "", RHYTHM_DAYS[USUAL_LEVEL])


def next_contact(risk_level: str | None, last_on: date) -> date:
    """Return by when the household is to be contacted after ``last_on``."""
    return last_on + timedelta(days=rhythm_days(risk_level))


def is_missed(state: str, planned_on: date, today: date) -> bool:
    """Say whether a planned visit's day passed with nobody coming, or was marked so."""
    return state == MISSED or (state == PLANNED and planned_on < today)


def check_needs(needs: Mapping[str, str], consent: bool) -> None:
    """Raise InvalidInput for answers without the family's consent, or of another kind."""
    if needs and not consent:
        raise InvalidInput(
            N_("Needs are written down only when the family agrees."), field="needs_consent"
        )
    for item, answer in needs.items():
        if answer not in ANSWERS:
            raise InvalidInput(N_("Answer with yes, no or wish."), field=NEED_PREFIX + item)


def check_question(question: str, answer: str, owner: str, due_on: date | None, on: date) -> None:
    """Raise InvalidInput unless a question is answered or has an owner and a day."""
    if not question:
        raise InvalidInput(N_("Write the question down."), field="question")
    if answer:
        return
    if not owner:
        raise InvalidInput(
            N_("Answer it on the spot, or say who follows it up until when."), field="owner"
        )
    if due_on is None or due_on < on:
        raise InvalidInput(N_("Say by when, on the day of the visit or later."), field="due_on")
