"""Claims of an old list, paid or refused for good: examined row by row, and kept as they ended.

No money leaves for what is taken over: open claims are taken at the counter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import bulk, claim_covers, claim_decisions, claim_intake, moves, mutual_plans
from db.claim_people import person_ids
from db.cover import Cover
from db.import_people import Finder, ListRow
from db.import_rows import Incoming, RowReader, RowResult, in_chunks, refused
from db.models.claims import Claim
from db.models.people import ImportBatch, ImportRow
from db.unit_names import UnitNames
from db.verbs import load
from rules import claims as rules
from rules.claim_matches import Days, read_invoices, twice
from rules.codes import CodeLists
from rules.errors import InvalidInput, OfficeError, WrongState
from rules.fields import Fields, Value
from rules.imports import Outcome
from rules.language import N_, Words, _
from rules.money import show_money
from rules.mutual_imports import check_ended

MOST_NAMED = 5
_KERNEL = {"kernel": True}
_IMPORT_ROW = ("batch_id", "record_id", "row_number", "action", "record_version", "before")
_NO_COLUMN = N_("No column holds “{label}”. Choose the column that does.")
_NOT_COVERED = N_("“{plan}” did not cover this person on that day.")
_SAME_INVOICE = N_("Row {row} has this invoice already.")
_SAME_DAYS = N_("Row {row} is about the same days of this person already.")


class ClaimIntake:
    """Examines the rows of one file for one actor."""

    def __init__(
        self, session: Session, incoming: Incoming, fields: Fields, lists: CodeLists, today: date
    ) -> None:
        self._session, self._incoming, self._today = session, incoming, today
        self._reader = RowReader(fields, incoming.columns, lists)
        self._finder = Finder(session, UnitNames(session))
        self._invoices: dict[str, int] = {}
        self._days: dict[int, list[tuple[Days, int, int]]] = defaultdict(list)

    def check_columns(self) -> None:
        """Raise InvalidInput when the file lacks a column without which no row can be taken."""
        for item in self._reader.missing:
            raise InvalidInput(_NO_COLUMN, field=item.name, label=Words(item.label))

    def examine(self) -> Iterator[list[RowResult]]:
        """Give the outcomes of all rows, chunk by chunk in the file's order."""
        for chunk in in_chunks(self._incoming.rows()):
            rows = [ListRow(number, *self._reader.read(cells)) for number, cells in chunk]
            self._finder.find(rows)
            yield [self._decide(row) for row in rows]

    def _decide(self, row: ListRow) -> RowResult:
        if row.errors or row.plan is None:
            return refused(row.number, row.label, *row.errors)
        try:
            check_ended(row.values, self._today)
            values = _typed(row)
            cover = self._cover(row, values)
            self._check_in_file(row, values)
            found = claim_intake.preview(
                self._session, row.person.id, {**values, "enrolment_id": str(cover.enrolment_id)}
            )
            if found.wrong is not None:
                raise found.wrong
            for before in found.before:
                raise before.refusal
        except OfficeError as error:
            return refused(row.number, row.label, error)
        self._remember(row, values)
        return RowResult(
            row.number,
            Outcome.NEW,
            row.label,
            cover.unit_id,
            changes=row.values,
            found={"member": row.person.id, "cover": cover.enrolment_id},
        )

    def _cover(self, row: ListRow, values: dict[str, Value]) -> Cover:
        covers = claim_covers.covers_for(self._session, row.person.id, values)
        on, plan = values["event_on"], row.plan
        for one in covers:
            if plan is not None and one.plan_id == plan.id and isinstance(on, date):
                ended_on = values.get("ended_on")
                end = ended_on if isinstance(ended_on, date) else None
                if claim_covers.objection_of(one, on, end) != "not_covered":
                    claim_covers.check_ours(self._session, one)
                    return one
        raise InvalidInput(_NOT_COVERED, field="event_on", plan=plan.name if plan else "")

    def _check_in_file(self, row: ListRow, values: dict[str, Value]) -> None:
        for invoice in read_invoices(str(values["invoices"])):
            if invoice.key in self._invoices:
                earlier = self._invoices[invoice.key]
                raise InvalidInput(_SAME_INVOICE, field="invoice", row=earlier)
        days, plan_id = _days_of(values), row.plan.id if row.plan else 0
        for other, other_plan, number in self._days[self._person(row)]:
            if twice(days, other, other_plan == plan_id) is not None:
                raise InvalidInput(_SAME_DAYS, field="event_on", row=number)

    def _remember(self, row: ListRow, values: dict[str, Value]) -> None:
        for invoice in read_invoices(str(values["invoices"])):
            self._invoices[invoice.key] = row.number
        if not row.values.get("refusal") and row.plan is not None:
            kept = (_days_of(values), row.plan.id, row.number)
            self._days[self._person(row)].append(kept)

    def _person(self, row: ListRow) -> int:
        return min(person_ids(self._session, row.person.id))


def _days_of(values: dict[str, Value]) -> Days:
    on, ended_on = values["event_on"], values.get("ended_on")
    if not isinstance(on, date):
        raise TypeError("a required date")
    return Days(str(values["event"]), on, ended_on if isinstance(ended_on, date) else None)


def _typed(row: ListRow) -> dict[str, Value]:
    """Return what a clerk would have typed at the counter for the row."""
    own = (field.name for field in rules.CLAIM_FIELDS)
    values = {name: row.values[name] for name in own if name in row.values}
    values["handed_in_on"] = (
        row.values.get("handed_in_on") or row.values.get("paid_on") or row.values.get("ended_on")
    )
    values["invoices"] = "".join(str(row.values.get("invoice") or "").split())
    return values


class ClaimWriter:
    """Takes the outcomes of one file, chunk by chunk, inside one transaction."""

    def __init__(self, session: Session, batch_id: int) -> None:
        self._session, self._batch_id, self._paid_fen = session, batch_id, 0

    def take(self, results: Sequence[RowResult]) -> None:
        """Write each new row as a claim that has ended."""
        rows = []
        for result in results:
            if result.outcome is Outcome.NEW:
                claim = self._write(result)
                rows.append((self._batch_id, claim.id, result.number, "new", claim.version, None))
        bulk.insert_rows(self._session, ImportRow.__table__, _IMPORT_ROW, rows)

    def finish(self) -> None:
        """Keep with the batch what its list says was paid, which the office's check goes by."""
        self._session.get_one(ImportBatch, self._batch_id).paid_fen = self._paid_fen

    def _write(self, result: RowResult) -> Claim:
        row = ListRow(result.number, dict(result.changes))
        values = {**_typed(row), "enrolment_id": str(result.found["cover"])}
        claim_id = claim_intake.take(
            self._session, result.found["member"], values, accept=False, source=claim_intake.IMPORT
        )
        claim = load(self._session, Claim, claim_id)
        refusal, paid_on = str(result.changes.get("refusal") or ""), result.changes.get("paid_on")
        action = rules.TAKE_OVER_REFUSED if refusal else rules.TAKE_OVER
        moves.move(self._session, claim, rules.CLAIM, action)
        claim.decided_on = paid_on if isinstance(paid_on, date) else claim.handed_in_on
        if refusal:
            terms = mutual_plans.terms_of(self._session, claim.plan_version_id)
            claim.refusal, claim.refusal_article = refusal, terms.refusals.get(refusal, "")
            claim_decisions.free_invoices(self._session, claim)
        else:
            claim.paid_on = claim.decided_on
            claim.paid_fen = int(str(result.changes["paid"]))
            self._paid_fen += claim.paid_fen
            claim.note = _difference(claim)
        self._session.flush()
        return claim


def _difference(claim: Claim) -> str:
    """Say where the old list paid something else than the rules give now."""
    if claim.paid_fen == claim.payable_fen:
        return claim.note
    return _("The old list says {paid} yuan were paid; the plan gives {gives}.").format(
        paid=show_money(claim.paid_fen), gives=show_money(claim.payable_fen)
    )


def take_back(session: Session, batch: ImportBatch) -> None:
    """Withdraw every claim of an import that is being undone; none was touched since.

    Raises WrongState naming the claims that changed, or that follow from one of the import.
    """
    rows = session.execute(
        select(ImportRow.record_id, ImportRow.record_version)
        .where(ImportRow.batch_id == batch.id)
        .order_by(ImportRow.record_id)
    ).all()
    _check_none_follow(session, [row.record_id for row in rows])
    for claim_id, version in rows:
        claim = load(session, Claim, claim_id)
        if claim.version != version:
            raise WrongState(
                N_("Claim {number} changed after the import, so nothing was taken back."),
                number=claim.claim_no,
            )
        moves.move(session, claim, rules.CLAIM, rules.TAKE_BACK)
        claim.paid_on, claim.paid_fen = None, 0
        claim_decisions.free_invoices(session, claim)


def _check_none_follow(session: Session, claim_ids: Sequence[int]) -> None:
    """Raise WrongState while appeals against some claims or top-ups of them stand.

    The claims are held, lest somebody begin one at this moment.
    """
    numbers: list[str] = []
    for part in bulk.portions(claim_ids):
        held = select(Claim.id).where(Claim.id.in_(part)).order_by(Claim.id).with_for_update()
        session.execute(held, execution_options=_KERNEL)
        numbers += session.scalars(
            select(Claim.claim_no)
            .where(
                or_(Claim.appeals_id.in_(part), Claim.tops_up_id.in_(part)),
                Claim.state != rules.WITHDRAWN,
            )
            .order_by(Claim.id),
            execution_options=_KERNEL,  # what follows a claim counts wherever it lies
        )
    if numbers:
        raise WrongState(
            N_(
                "{n} claims follow from claims of this import ({numbers}). Withdraw them first;"
                " nothing was taken back."
            ),
            n=len(numbers),
            numbers="、".join(numbers[:MOST_NAMED]),
        )
