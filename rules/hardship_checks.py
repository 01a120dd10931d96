"""What a hardship file's values must be like, and what is missing before it is submitted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.errors import InvalidInput
from rules.explanation import CodeName, Line, line
from rules.fields import Value
from rules.language import N_

MOST_SECONDARY_CAUSES = 3
MOST_MONTHS_BELOW = 600

APPLICANT_PURPOSE, ADULT_PURPOSE = "pledge", "means_check"
"""What the applicant signs, and what each adult who counts signs."""
ADVISED_PURPOSES = ("file", "publish")
"""Consents without which a file may be submitted, and which are pointed out."""

ALWAYS_SHOWN = (("id_copy",), ("household_book",))
"""Kinds of paper that every file needs; of each group one is enough."""
_SHOWN_FOR_CAUSE: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "serious_illness": (("diagnosis",), ("settlement_sheet", "receipt", "cost_proof")),
    "unable_to_work": (("disability_certificate", "diagnosis"),),
    "schooling": (("school_proof",), ("receipt", "cost_proof")),
    "accident": (("accident_report",),),
    "natural_disaster": (("accident_report", "other"),),
}
_OF_MIGRANTS, _OF_DIBAO = ("labour_contract",), ("dibao_certificate",)

HOUSEHOLD, FACTS, MONEY, SIGNED = "household", "facts", "money", "signed"
CHECK = "check"
"""The steps of the entry, where what is missing is filled in."""


def check_file(values: Mapping[str, Value], today: date) -> None:
    """Raise InvalidInput, naming the field, for values that no file can have."""
    _check_causes(values)
    _check_days(values, today)
    for name in ("event_cost", "event_compensated", "savings", "school_fee", "public_school_fee"):
        amount = values.get(name)
        if isinstance(amount, int) and amount < 0:
            raise InvalidInput(N_("An amount cannot be below zero."), field=name)
    months = values.get("months_below")
    if isinstance(months, int) and not 0 <= months <= MOST_MONTHS_BELOW:
        raise InvalidInput(
            N_("Enter a number from {least} to {most}."),
            field="months_below",
            least=0,
            most=MOST_MONTHS_BELOW,
        )


def _check_causes(values: Mapping[str, Value]) -> None:
    others = values.get("secondary_causes") or ()
    if not isinstance(others, tuple):
        return
    if len(others) > MOST_SECONDARY_CAUSES:
        raise InvalidInput(N_("Choose three other causes at most."), field="secondary_causes")
    if values.get("primary_cause") in others:
        raise InvalidInput(
            N_("The main cause is not repeated among the others."), field="secondary_causes"
        )
    if others and not values.get("primary_cause"):
        raise InvalidInput(N_("Choose the main cause first."), field="primary_cause")


def _check_days(values: Mapping[str, Value], today: date) -> None:
    for name in ("applied_on", "sudden_event_on", "work_start_on", "local_work_on"):
        day = values.get(name)
        if isinstance(day, date) and day > today:
            raise InvalidInput(N_("This date lies in the future."), field=name)
    applied, event = values.get("applied_on"), values.get("sudden_event_on")
    if isinstance(applied, date) and isinstance(event, date) and applied < event:
        raise InvalidInput(N_("The application lies before the sudden event."), field="applied_on")
    started, local = values.get("work_start_on"), values.get("local_work_on")
    if isinstance(started, date) and isinstance(local, date) and local < started:
        raise InvalidInput(
            N_("The work here lies before the start of all work."), field="local_work_on"
        )


def check_consent(signed_on: date, expires_on: date, today: date) -> None:
    """Raise InvalidInput for a paper signed in the future or expired when it was signed."""
    if signed_on > today:
        raise InvalidInput(N_("This date lies in the future."), field="signed_on")
    if expires_on <= signed_on:
        raise InvalidInput(N_("It must expire after it was signed."), field="expires_on")


def check_survey(on: date, first: str, second: str, findings: str, today: date) -> None:
    """Raise InvalidInput unless two different people surveyed, on a day that has come."""
    if on > today:
        raise InvalidInput(N_("This date lies in the future."), field="on")
    if not first.strip():
        raise InvalidInput(N_("Name both surveyors."), field="first_surveyor")
    if not second.strip() or first.split() == second.split():
        raise InvalidInput(
            N_("A team of two surveys: name two different people."), field="second_surveyor"
        )
    if not findings.strip():
        raise InvalidInput(N_("Write down what was found."), field="findings")


def check_peer_review(on: date, present: int, in_favour: int, against: int, today: date) -> None:
    """Raise InvalidInput for a meeting whose numbers do not fit."""
    if on > today:
        raise InvalidInput(N_("This date lies in the future."), field="on")
    if present < 1:
        raise InvalidInput(N_("Somebody must have been present."), field="present")
    if in_favour < 0 or against < 0:
        raise InvalidInput(N_("Votes cannot be below zero."), field="in_favour")
    if in_favour + against > present:
        raise InvalidInput(N_("More votes than people present."), field="in_favour")


def is_majority(present: int, in_favour: int) -> bool:
    """Say whether more than half of those present were in favour."""
    return in_favour * 2 > present


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing, and the step of the entry where it is filled in."""

    line: Line
    step: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody of the household whose signature may be needed, with what they have signed."""

    name: str
    is_applicant: bool
    is_adult: bool
    signed: frozenset[str]
    expired: frozenset[str]


def missing_for_submission(
    values: Mapping[str, Value],
    *,
    incomes: int,
    asked: Collection[str],
    answered: Collection[str],
    signers: Iterable[Signer],
    papers: Collection[str],
) -> tuple[Missing, ...]:
    """Return everything that a file still needs before it is submitted, step by step.

    ``asked`` and ``answered`` are codes of the exclusion checklist, ``papers`` the kinds of
    the papers attached to file and household.
    """
    found = []
    if not values.get("primary_cause"):
        found.append(Missing(line(N_("The main cause is missing.")), FACTS))
    if not incomes:
        text = N_("No income is entered; enter a line of 0 if there is none.")
        found.append(Missing(line(text), MONEY))
    for signer in signers:
        found += _signatures(signer)
    for code in asked:
        if code not in answered:
            text = N_("Not answered yet: {question}.")
            found.append(Missing(line(text, question=CodeName("exclusion", code)), SIGNED))
    for group in _papers_needed(values):
        if not set(group) & set(papers):
            kinds = tuple(CodeName("attachment_kind", kind) for kind in group)
            text = N_("Paper missing: {kinds}.")
            if len(kinds) > 1:
                text = N_("Paper missing, one of: {kinds}.")
            found.append(Missing(line(text, kinds=kinds), SIGNED))
    return tuple(found)


def advised_signatures(signers: Iterable[Signer]) -> tuple[Missing, ...]:
    """Return the applicant's consents that are advised and not there."""
    return tuple(
        Missing(
            line(
                N_("{name} has not signed: {paper}."),
                name=signer.name,
                paper=CodeName("consent_purpose", purpose),
            ),
            SIGNED,
        )
        for signer in signers
        if signer.is_applicant
        for purpose in ADVISED_PURPOSES
        if purpose not in signer.signed
    )


def _signatures(signer: Signer) -> list[Missing]:
    needed = []
    if signer.is_applicant:
        needed.append(APPLICANT_PURPOSE)
    if signer.is_adult or signer.is_applicant:
        needed.append(ADULT_PURPOSE)
    found = []
    for purpose in needed:
        if purpose in signer.signed:
            continue
        text = N_("{name} has not signed: {paper}.")
        if purpose in signer.expired:
            text = N_("Expired for {name}: {paper}.")
        paper = CodeName("consent_purpose", purpose)
        found.append(Missing(line(text, name=signer.name, paper=paper), SIGNED))
    return found


def _papers_needed(values: Mapping[str, Value]) -> list[tuple[str, ...]]:
    groups = [*ALWAYS_SHOWN, *_SHOWN_FOR_CAUSE.get(str(values.get("primary_cause") or ""), ())]
    if values.get("is_migrant_worker"):
        groups.append(_OF_MIGRANTS)
    if values.get("receives_dibao"):
        groups.append(_OF_DIBAO)
    return groups
