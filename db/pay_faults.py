"""Why lines of a run cannot be paid, looked through once per change and kept for the page."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from db import pay_checks
from db.kept_figures import kept
from db.models.pay_runs import PayRun
from db.pay_checks import LineFault
from db.verbs import load, needs
from rules import pay_runs as rules
from rules.access import Permission

_AREAS = ("pay_runs", "households", "aid", "funds")
"""Where something must change before a run's lines have to be looked through again."""


@needs(Permission.SEE_FUNDS)
def list_faults(session: Session, run_id: int) -> list[LineFault]:
    """Return why lines of a draft cannot be paid as they stand, line by line."""
    run = load(session, PayRun, run_id)
    if run.state != rules.DRAFT:
        return []
    look = partial(_faults_of, session, run)
    return list(kept(session, _AREAS, ("pay_faults", run.id), look))


def _faults_of(session: Session, run: PayRun) -> tuple[LineFault, ...]:
    return pay_checks.look(session, run).faults


@needs(Permission.SEE_FUNDS)
def list_changes(session: Session, run_id: int) -> list[LineFault]:
    """Return the open lines of a locked run on which somebody died or something ended since.

    Of a run that was sent, only the deaths.
    """
    run = load(session, PayRun, run_id)
    if run.state not in (rules.LOCKED, rules.SIGNED, rules.SENT):
        return []
    look = partial(_changes_of, session, run)
    return list(kept(session, _AREAS, ("pay_changes", run.id, run.state), look))


def _changes_of(session: Session, run: PayRun) -> tuple[LineFault, ...]:
    deaths = pay_checks.deaths_since(session, run)
    fallen = [] if run.state == rules.SENT else pay_checks.fallen_since(session, run)
    return (*deaths, *fallen)
