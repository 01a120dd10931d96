"""Reports of a period: drawn from today's figures, issued once, corrected in the open."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db import indicators
from db.indicator_names import naming
from db.models.reports import IssuedReport
from db.models.units import Unit
from db.unit_names import names_of
from db.verbs import actor_of, load, needs, now_of, open_to_all, today_of
from rules import reports as rules
from rules.access import Permission
from rules.errors import Conflict, NotFound, WrongState
from rules.language import N_
from rules.periods import Period, period_of
from rules.reports import REPORTED, Change, Place, Report, Row, UnitRow

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """An issue in a list; ``reason`` says why a correction was issued."""

    id: int
    version: int
    period: Period
    number: int
    unit_id: int
    unit_name: str
    issued_at: datetime
    issued_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue with all that it told; ``changes`` are those against the issue that it corrects."""

    row: IssuedRow
    report: Report
    changes: tuple[Change, ...]
    sha256: str


@needs(Permission.USE_OFFICE)  # no wall display: it would name who issued it
@needs(Permission.SEE_FIGURES)
def draw_figures(session: Session, period: Period) -> Report:
    """Return the figures of a period as they are today, not taken apart, without units."""
    found = indicators.figures(session, REPORTED, period)
    rows = tuple(Row(code, "", "", one.value, one.before) for code, one in found.items())
    return Report(period, *_top(session), rows, ())


@needs(Permission.USE_OFFICE)  # no wall display: it would name who issued it
@needs(Permission.SEE_FIGURES)
def draw(session: Session, period: Period) -> Report:
    """Return everything that a report of the actor's own unit tells, as it is today."""
    whole = draw_figures(session, period)
    rows: list[Row] = []
    units: dict[int, UnitRow] = {}
    for row in whole.rows:
        rows.append(row)
        for group in REPORTED[row.figure].groups:
            parts = indicators.grouped(session, row.figure, group, period)
            rows += [Row(row.figure, group, one.code, one.value, one.before) for one in parts]
        for one in indicators.grouped(session, row.figure, "unit", period):
            known = units.setdefault(int(one.code), UnitRow(int(one.code), one.label, {}))
            units[int(one.code)] = UnitRow(
                known.unit_id, known.name, {**known.values, row.figure: one.value}
            )
    return Report(period, whole.unit_id, whole.unit_name, tuple(rows), tuple(units.values()))


def _top(session: Session) -> tuple[int, str]:
    """Return the id and name of the actor's own unit, nothing where no union was founded yet."""
    own = actor_of(session).unit_id
    if own is not None:
        unit = load(session, Unit, own)
        return unit.id, unit.name
    first = select(Unit.id, Unit.name).where(Unit.parent_id.is_(None)).limit(1)
    found = session.execute(first).first()
    return (found.id, found.name) if found is not None else (0, "")


@needs(Permission.ISSUE_REPORTS)
def issue(session: Session, period: Period) -> int:
    """Issue the report of a period that is over; returns its id.

    Raises WrongState while the period runs, Conflict where its report was issued already.
    """
    rules.check_over(period, today_of(session))
    report = draw(session, period)
    if not report.unit_id:
        raise NotFound(N_("Found the first union before its figures can be reported."))
    if latest_of(session, period, report.unit_id) is not None:
        raise Conflict(N_("The report of this period has been issued already."))
    return _keep(session, report, 1)


@needs(Permission.ISSUE_REPORTS)
def correct(session: Session, report_id: int, seen: int, reason: str) -> int:
    """Issue a correction with today's figures and a reason; the issue before stays as it is.

    Raises WrongState where nothing changed or another unit issued it, Conflict where somebody
    corrected it meanwhile.
    """
    before = load(session, IssuedReport, report_id, seen)
    latest = latest_of(session, period_of(before.period), before.unit_id)
    if latest is None or latest.id != before.id:
        raise Conflict(N_("Somebody issued a correction meanwhile. Look at it first."))
    report = draw(session, period_of(before.period))
    if report.unit_id != before.unit_id:
        raise WrongState(N_("Another unit issued this report, and corrects it."))
    changes = rules.changes_between(_report(before), report)
    rules.check_correction(changes, reason)
    return _keep(session, report, before.number + 1, before, reason, changes)


def _keep(
    session: Session,
    report: Report,
    number: int,
    before: IssuedReport | None = None,
    reason: str = "",
    changes: Sequence[Change] = (),
) -> int:
    text = _written(report.to_plain())
    row = IssuedReport(
        unit_id=report.unit_id,
        period=report.period.code,
        number=number,
        issued_at=now_of(session),
        issued_by=actor_of(session).name,
        corrects_id=before.id if before is not None else None,
        reason=reason.strip(),
        changes=_written([one.to_plain() for one in changes]),
        figures=text,
        sha256=_fingerprint(text),
    )
    session.add(row)
    session.flush()
    return row.id


def _fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _written(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@open_to_all("the office's check reads every report, from the server's own keyboard")
def count_altered(session: Session) -> int:
    """Return how many issued reports no longer are what they were issued as."""
    told = select(IssuedReport.figures, IssuedReport.sha256)
    rows = session.execute(told, execution_options={"kernel": True, "yield_per": PAGE_SIZE})
    return sum(_fingerprint(row.figures) != row.sha256 for row in rows)


@needs(Permission.USE_OFFICE)  # no wall display: it would name who issued it
def latest_issue(session: Session, period: Period) -> Issue | None:
    """Return the last issue of a period by the actor's own unit."""
    unit_id, name = _top(session)
    row = latest_of(session, period, unit_id)
    return _issue(row, name) if row is not None else None


@needs(Permission.USE_OFFICE)  # no wall display: it would name who issued it
@needs(Permission.SEE_FIGURES)
def get_issue(session: Session, report_id: int) -> Issue:
    """Return one issue within the scope; raises NotFound."""
    row = load(session, IssuedReport, report_id)
    return _issue(row, names_of(session, [row.unit_id]).get(row.unit_id, ""))


@needs(Permission.USE_OFFICE)  # no wall display: it would name who issued it
@needs(Permission.SEE_FIGURES)
def list_issues(session: Session, page: int = 1) -> tuple[list[IssuedRow], bool]:
    """List the issues in the actor's part of the office, the latest first, and whether there
    are more."""
    rows = session.scalars(
        select(IssuedReport)
        .order_by(IssuedReport.issued_at.desc(), IssuedReport.id.desc())
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
    ).all()
    names = names_of(session, {row.unit_id for row in rows})
    listed = [_row(row, names.get(row.unit_id, "")) for row in rows[:PAGE_SIZE]]
    return listed, len(rows) > PAGE_SIZE


@needs(Permission.USE_OFFICE)  # no wall display: it would name who issued it
@needs(Permission.SEE_FIGURES)
def list_of_period(session: Session, period: Period, unit_id: int) -> list[IssuedRow]:
    """Return all issues of a unit's period, the first one first."""
    rows = session.scalars(_of_period(period, unit_id).order_by(IssuedReport.number)).all()
    names = names_of(session, {row.unit_id for row in rows})
    return [_row(row, names.get(row.unit_id, "")) for row in rows]


@needs(Permission.USE_OFFICE)  # no wall display: it would name who issued it
@needs(Permission.SEE_FIGURES)
def list_corrections(session: Session, issue: Issue) -> list[Issue]:
    """Return the corrections of other periods that the same unit issued since its report before
    this one, the earliest first: what a circular has to tell."""
    period, unit_id = issue.report.period, issue.row.unit_id
    rows = session.scalars(
        select(IssuedReport)
        .where(
            IssuedReport.unit_id == unit_id,
            IssuedReport.period != period.code,
            IssuedReport.issued_at <= issue.row.issued_at,
        )
        .order_by(IssuedReport.issued_at, IssuedReport.id)
    )
    same = [row for row in rows if period_of(row.period).kind == period.kind]
    firsts = [number for number, row in enumerate(same) if row.number == 1]
    told = same[firsts[-1] :] if firsts else same
    return [_issue(row, issue.row.unit_name) for row in told if row.number > 1]


@needs(Permission.USE_OFFICE)  # no wall display: it would name who issued it
@needs(Permission.SEE_FIGURES)
def list_units(session: Session, report: Report, figure: str) -> Sequence[UnitRow]:
    """Return the units of a report by one figure: as issued, else as they are today."""
    if report.units:
        return report.units
    found = indicators.grouped(session, figure, "unit", report.period)
    return [UnitRow(int(one.code), one.label, {figure: one.value}) for one in found]


@needs(Permission.USE_OFFICE)  # no wall display: it would name who issued it
@needs(Permission.SEE_FIGURES)
def word_parts(session: Session, report: Report) -> dict[Place, str]:
    """Return how the parts of figures are worded; what is no longer known keeps its code."""
    namers: dict[tuple[str, str], Callable[[str], str]] = {}
    words: dict[Place, str] = {}
    for row in report.rows:
        known = row.figure in REPORTED and row.group in REPORTED[row.figure].groups
        if not known:
            words[row.place] = row.key
            continue
        asked = (row.figure, row.group)
        if asked not in namers:
            namers[asked] = naming(session, REPORTED[row.figure].groups[row.group].codes)
        words[row.place] = namers[asked](row.key)
    return words


def latest_of(session: Session, period: Period, unit_id: int | None) -> IssuedReport | None:
    """Return the last issue of a unit's period, if there is any."""
    latest = _of_period(period, unit_id).order_by(IssuedReport.number.desc())
    return session.scalar(latest.limit(1))


def _of_period(period: Period, unit_id: int | None) -> Select[IssuedReport]:
    return select(IssuedReport).where(
        IssuedReport.unit_id == unit_id, IssuedReport.period == period.code
    )


def _report(row: IssuedReport) -> Report:
    return rules.report_from_plain(json.loads(row.figures))


def _row(row: IssuedReport, unit_name: str) -> IssuedRow:
    return IssuedRow(
        row.id,
        row.version,
        period_of(row.period),
        row.number,
        row.unit_id or 0,
        unit_name,
        row.issued_at,
        row.issued_by,
        row.reason,
    )


def _issue(row: IssuedReport, unit_name: str) -> Issue:
    changes = tuple(Change(*one) for one in json.loads(row.changes))
    return Issue(_row(row, unit_name), _report(row), changes, row.sha256)
