"""The papers of a claim: the plan's checklist, what was asked for once, what came."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import mutual_plans
from db.bulk import new_ids
from db.codes import code_lists
from db.models.claims import Claim, ClaimInvoice, ClaimPaper
from db.verbs import load, needs, today_of
from rules import claims as rules
from rules.access import Permission
from rules.codes import label_of
from rules.errors import InvalidInput, WrongState
from rules.language import N_

OPEN = frozenset((rules.DRAFT, rules.ACCEPTED, rules.IN_REVIEW, rules.PAPERS_ASKED))
NOT_NEEDED = "-"
"""Stands in place of a reason where the claim's event no longer asks for the paper."""
_KERNEL = {"kernel": True}
"""What hangs on a claim that was found within the scope."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of the checklist: here since when, or asked for on which day."""

    id: int
    version: int
    code: str
    received_on: date | None
    asked_on: date | None
    waived_note: str

    @property
    def missing(self) -> bool:
        return self.received_on is None and not self.waived_note

    @property
    def needed(self) -> bool:
        """Say whether the claim's event asks for the paper, or it is here all the same."""
        return self.waived_note != NOT_NEEDED


def papers_of(session: Session, claim_id: int) -> Sequence[ClaimPaper]:
    """Return a claim's checklist in its order."""
    return session.scalars(
        select(ClaimPaper).where(ClaimPaper.claim_id == claim_id).order_by(ClaimPaper.id),
        execution_options=_KERNEL,
    ).all()


def invoices_of(session: Session, claim_id: int) -> Sequence[ClaimInvoice]:
    """Return a claim's invoices in the order of their entry, also those taken off it again."""
    return session.scalars(
        select(ClaimInvoice).where(ClaimInvoice.claim_id == claim_id).order_by(ClaimInvoice.id),
        execution_options=_KERNEL,
    ).all()


def row_of(paper: ClaimPaper) -> PaperRow:
    return PaperRow(
        paper.id,
        paper.version,
        paper.code,
        paper.received_on,
        paper.asked_on,
        paper.waived_note,
    )


def write_checklist(
    session: Session, claim: Claim, ticked: Collection[str], *, is_new: bool = False
) -> None:
    """Bring the checklist in line with the plan; ticked papers are here from today on."""
    terms = mutual_plans.terms_of(session, claim.plan_version_id)
    wanted = terms.papers.get(claim.event, ())
    rows = {one.code: one for one in (() if is_new else papers_of(session, claim.id))}
    listed = tuple(dict.fromkeys((*wanted, *ticked)))
    # Numbered beforehand, since the engines then take them all in one statement.
    missing = [code for code in listed if code not in rows]
    numbers = dict(zip(missing, new_ids(session, ClaimPaper.__table__, len(missing)), strict=True))
    for code in listed:
        row = rows.get(code)
        if row is None:
            row = ClaimPaper(id=numbers[code], unit_id=claim.unit_id, claim_id=claim.id, code=code)
            session.add(row)
        row.unit_id = claim.unit_id
        if code in ticked and row.received_on is None:
            row.received_on = today_of(session)
    for code, row in rows.items():
        if code not in wanted and code not in ticked and row.received_on is None:
            row.waived_note = row.waived_note or NOT_NEEDED
        elif code in wanted and row.waived_note == NOT_NEEDED:
            row.waived_note = ""
    session.flush()


def missing_of(session: Session, claim_id: int) -> list[ClaimPaper]:
    """Return the papers that are neither here nor waived."""
    rows = papers_of(session, claim_id)
    return [one for one in rows if one.received_on is None and not one.waived_note]


def check_complete(session: Session, claim_id: int) -> None:
    """Raise InvalidInput, naming them, while papers are missing."""
    missing = missing_of(session, claim_id)
    if missing:
        lists = code_lists(session)
        names = tuple(label_of(lists, "claim_paper", one.code) for one in missing)
        raise InvalidInput(N_("These papers are missing: {papers}."), papers=names)


@needs(Permission.TAKE_CLAIMS)
def receive(session: Session, claim_id: int, seen: int, codes: Collection[str]) -> None:
    """Write down that papers came in today; the clock runs on once all of them are here."""
    claim = _open(session, claim_id, seen)
    rows = {one.code: one for one in papers_of(session, claim.id)}
    if not codes:
        raise InvalidInput(N_("Tick the papers that came in."), field="codes")
    for code in codes:
        row = rows.get(code)
        if row is None:
            row = ClaimPaper(unit_id=claim.unit_id, claim_id=claim.id, code=code)
            session.add(row)
        if row.received_on is None:
            row.received_on = today_of(session)
    session.flush()


@needs(Permission.DECIDE_CLAIMS)
def waive(session: Session, paper_id: int, seen: int, note: str) -> None:
    """Do without a paper, saying why."""
    paper = load(session, ClaimPaper, paper_id, seen)
    claim = load(session, Claim, paper.claim_id)
    if claim.state not in OPEN or paper.received_on is not None:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    if len(note.strip()) < 2:
        raise InvalidInput(N_("Give a reason; it is kept with the decision."), field="note")
    paper.waived_note = note.strip()


def _open(session: Session, claim_id: int, seen: int) -> Claim:
    claim = load(session, Claim, claim_id, seen)
    if claim.state not in OPEN:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    return claim


def ask(
    session: Session, claim: Claim, codes: Collection[str], due_on: date, again: bool, note: str
) -> None:
    """Ask for papers, all at once; asking a second time needs a reason."""
    rows = {one.code: one for one in papers_of(session, claim.id)}
    wanted = tuple(codes) or tuple(
        one.code for one in rows.values() if one.received_on is None and not one.waived_note
    )
    if not wanted:
        raise InvalidInput(N_("Choose the papers to ask for."), field="codes")
    if again and not note.strip():
        raise InvalidInput(
            N_("Papers are asked for once, all together. Say why once more."), field="note"
        )
    today = today_of(session)
    if due_on <= today:
        raise InvalidInput(N_("Choose a day after today."), field="due_on")
    for code in wanted:
        row = rows.get(code)
        if row is None:
            row = ClaimPaper(unit_id=claim.unit_id, claim_id=claim.id, code=code)
            session.add(row)
        row.asked_on, row.received_on, row.waived_note = today, None, ""
    claim.papers_asked_on, claim.papers_due_on = today, due_on
