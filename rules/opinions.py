"""Assessors from outside: whom a claim may be sent to, by when they answer, how well they do.

Sources: whoever pays must not also assess; an opinion comes within 48 hours, or the claimant's
own papers count; assessors are scored, and dropped when they are bad.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.access import Permission
from rules.claims import APPROVED, REFUSED
from rules.errors import InvalidInput, NotAllowed, WrongState
from rules.fields import Field, Fields, Kind, Value
from rules.indicator import share_of
from rules.language import N_
from rules.money import Fen
from rules.moves import Machine, Step
from rules.mutual_targets import check_amount

TERM = timedelta(hours=48)
ROLE = "assessor"
"""The role of an account that may be an assessor's; such an account has no other."""

ACTIVE, SUSPENDED, DISMISSED = "active", "suspended", "dismissed"
SUSPEND, RESUME, DISMISS = "suspend", "resume", "dismiss"
_MANAGE = Permission.MANAGE_ASSESSORS

ASSESSOR = Machine(
    "assessor",
    ACTIVE,
    {
        (ACTIVE, SUSPEND): Step(SUSPENDED, _MANAGE, N_("Suspend"), needs_note=True),
        (SUSPENDED, RESUME): Step(ACTIVE, _MANAGE, N_("Let work again")),
        (ACTIVE, DISMISS): Step(DISMISSED, _MANAGE, N_("Dismiss the assessor"), needs_note=True),
        (SUSPENDED, DISMISS): Step(DISMISSED, _MANAGE, N_("Dismiss the assessor"), needs_note=True),
    },
    {
        ACTIVE: N_("Assesses"),
        SUSPENDED: N_("Suspended"),
        DISMISSED: N_("Dismissed"),
    },
)

ASSESSOR_FIELDS: Fields = (
    Field("name", N_("Name"), required=True, length=60),
    Field("organisation", N_("Organisation"), length=100),
    Field("speciality", N_("Speciality"), Kind.CHOICE, codes="assessor_speciality", required=True),
    Field("contract_no", N_("Number of the contract"), required=True, length=60),
    Field("valid_from", N_("Engaged from"), Kind.DATE, required=True),
    Field("valid_to", N_("Engaged until"), Kind.DATE, required=True),
    Field("fee_fen", N_("Fee for an opinion"), Kind.MONEY, required=True, check=check_amount),
    Field("note", N_("Note"), Kind.LONG_TEXT, length=500),
)
LOGIN_FIELD = Field(
    "login",
    N_("Sign-in name"),
    length=60,
    help=N_("An administrator opens the account, with the role of an assessor only."),
)

GRANT, LESS, REFUSE = "grant", "grant_less", "refuse"
VERDICT_LABELS: Mapping[str, str] = {
    GRANT: N_("Grant as reckoned"),
    LESS: N_("Grant less"),
    REFUSE: N_("Grant nothing"),
}
MY_ASSESSORS, MY_VERDICTS = "my_assessors", "opinion_verdicts"
"""The names under which the choices of these forms go."""

QUESTION_FIELDS: Fields = (
    Field("assessor_id", N_("Assessor"), Kind.CHOICE, codes=MY_ASSESSORS, required=True),
    Field("question", N_("Question to the assessor"), Kind.LONG_TEXT, required=True, length=500,
          help=N_("No names, numbers or units: the assessor sees facts and amounts only.")),
)  # fmt: skip
ANSWER_FIELDS: Fields = (
    Field("verdict", N_("Expert opinion"), Kind.PICK, codes=MY_VERDICTS, required=True),
    Field("opinion_fen", N_("How much instead"), Kind.MONEY,
          help=N_("Only where you would grant less than was reckoned.")),
    Field("reasons", N_("Reasons"), Kind.LONG_TEXT, required=True, length=2000,
          help=N_("Kept sealed; who decides on the claim reads them for a reason.")),
)  # fmt: skip

AGREEING_PERCENT = 5
"""An amount that differs by no more from the opinion's still agrees with it."""
_LONG_NUMBER = re.compile(r"\d{11,}")


def due_at(sent_at: datetime) -> datetime:
    """Return until when an opinion counts."""
    return sent_at + TERM


def is_late(due: datetime, answered_at: datetime | None, now: datetime) -> bool:
    """Say whether an opinion came, or still waits, after its time."""
    return (answered_at or now) > due


def check_contract(valid_from: date, valid_to: date) -> None:
    """Raise InvalidInput for a contract that ends before it begins."""
    if valid_to < valid_from:
        raise InvalidInput(N_("The contract ends before it begins."), field="valid_to")


def check_usable(state: str, valid_from: date, valid_to: date, on: date) -> None:
    """Raise WrongState unless claims may be sent to an assessor on a day."""
    if state != ACTIVE:
        raise WrongState(N_("This assessor is suspended or dismissed. Choose another one."))
    if not valid_from <= on <= valid_to:
        raise WrongState(
            N_("The contract of this assessor runs from {first} to {last}. Choose another one."),
            first=valid_from.isoformat(),
            last=valid_to.isoformat(),
        )


def check_may_answer(state: str, valid_from: date, valid_to: date, on: date) -> None:
    """Raise NotAllowed for an assessor who was suspended or dismissed, or whose contract ended."""
    if state != ACTIVE or not valid_from <= on <= valid_to:
        raise NotAllowed(N_("Your contract as an assessor does not hold today. Ask the union."))


def check_question(question: str, names: Collection[str]) -> str:
    """Return the question; raises InvalidInput where it names the person or a unit."""
    text = question.strip()
    if not text:
        raise InvalidInput(N_("Say what the assessor shall look at."), field="question")
    if _LONG_NUMBER.search(text) or any(name and name in text for name in names):
        raise InvalidInput(
            N_("The question names the person, the unit or a number. Leave that out."),
            field="question",
        )
    return text


def amount_of(verdict: str, fen: Value, payable_fen: Fen) -> Fen:
    """Return the amount that an opinion comes to; raises InvalidInput for one that is none."""
    if verdict == GRANT:
        return payable_fen
    if verdict == REFUSE:
        return 0
    if verdict != LESS:
        raise InvalidInput(N_("Choose an opinion."), field="verdict")
    if not isinstance(fen, int) or not 0 < fen < payable_fen:
        raise InvalidInput(
            N_("Enter the amount you would grant: above zero and less than was reckoned."),
            field="opinion_fen",
        )
    return fen


def agrees(verdict: str, opinion_fen: Fen, state: str, payable_fen: Fen) -> bool | None:
    """Say whether the final decision agreed with an opinion; None while there is none."""
    if state not in (APPROVED, REFUSED):
        return None
    if verdict == REFUSE or state == REFUSED:
        return verdict == REFUSE and state == REFUSED
    return 100 * abs(payable_fen - opinion_fen) <= AGREEING_PERCENT * opinion_fen


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """What came of the questions put to an assessor.

    ``overdue`` wait unanswered past their time; ``settled`` were answered before a decision.
    """

    asked: int = 0
    in_time: int = 0
    late: int = 0
    overdue: int = 0
    settled: int = 0
    agreed: int = 0
    appealed: int = 0
    fee_fen: Fen = 0

    @property
    def on_time_rate(self) -> int | None:
        """The share in time of what was answered or fell due."""
        return share_of(self.in_time, self.in_time + self.late + self.overdue)

    @property
    def agreement_rate(self) -> int | None:
        return share_of(self.agreed, self.settled)
