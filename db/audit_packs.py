"""Everything an auditor asks about one run, gathered piece by piece so that memory stays flat.

First ``permit`` in a writing session, which puts the reason on the trail; then ``gather`` in a
reading one, whose tables and papers are read while the pack is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import pay_rows, reveals, stored_files, trail
from db.audit_covers import Cover, covers_of
from db.audit_tables import ROWS_AT_ONCE, Table, tables_of
from db.bulk import portions
from db.models.pay_runs import PayLine, PayRun
from db.models.people import Attachment
from db.pay_rows import KERNEL
from db.verbs import actor_of, load, needs
from rules import pay_runs as rules
from rules.access import Permission, check_allowed
from rules.errors import NotAllowed
from rules.language import N_


@dataclass(frozen=True, slots=True)
class Paper:
    """A stored paper of the run; ``read`` fetches its bytes when its turn comes."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Permit:
    """The trail's receipt for one pack."""

    account_id: int | None
    run_id: int


@dataclass(frozen=True, slots=True)
class Pack:
    run_no: str
    tables: Iterable[Table]
    covers: Iterator[Cover]
    papers: Iterator[Paper]


@needs(Permission.SEE_FUNDS)
def permit(session: Session, run_id: int, reason: str) -> Permit:
    """Put on the trail who takes a run's pack and why; needs the right to full numbers."""
    actor = actor_of(session)
    check_allowed(actor, Permission.REVEAL_SEALED)
    run = load(session, PayRun, run_id)
    pay_rows.check_state(run, *rules.PAID_OUT)
    wanted_for = reveals.told(reason)
    trail.note(
        session,
        "exported",
        "pay_run",
        run.id,
        run.trail_label,
        run.unit_id,
        rows=run.line_count,
        reason=wanted_for,
    )
    return Permit(actor.account_id, run.id)


@needs(Permission.SEE_FUNDS)
def gather(session: Session, given: Permit) -> Pack:
    """Return a run's pack; its rows and papers are read from ``session`` as they are taken."""
    actor = actor_of(session)
    check_allowed(actor, Permission.REVEAL_SEALED)
    if actor.account_id != given.account_id:
        raise NotAllowed(N_("This pack was asked for by somebody else."))
    run = load(session, PayRun, given.run_id)
    return Pack(run.run_no, tables_of(session, run), covers_of(session, run), _papers(session, run))


def _papers(session: Session, run: PayRun) -> Iterator[Paper]:
    """Give the bank's files, then the receipts and photos line by line."""
    yield from _papers_of(session, "pay_run", {run.id: "bank/"})
    query = (
        select(PayLine.id, PayLine.number).where(PayLine.run_id == run.id).order_by(PayLine.number)
    )
    lines = session.execute(query, execution_options=KERNEL).all()
    for part in portions(lines, ROWS_AT_ONCE):
        folders = {row.id: f"receipts/{row.number:04d}-" for row in part}
        yield from _papers_of(session, "pay_line", folders)


def _papers_of(session: Session, record_type: str, folders: dict[int, str]) -> Iterator[Paper]:
    rows = session.execute(
        select(Attachment.id, Attachment.record_id, Attachment.name, Attachment.sha256)
        .where(
            Attachment.record_type == record_type,
            Attachment.record_id.in_(folders),
            Attachment.retired.is_(False),
        )
        .order_by(Attachment.record_id, Attachment.id),
        execution_options=KERNEL,
    ).all()
    for row in rows:
        name = f"{folders[row.record_id]}{row.id}-{row.name}"
        yield Paper(name, partial(stored_files.fetch, row.sha256))
