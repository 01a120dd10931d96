"""What the circular on a report says: the figures as they were issued, never today's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from db import reports
from db.letter_subjects import Rows, Subject
from db.reports import Issue
from db.verbs import zone_of
from rules import reports as rules
from rules.codes import CodeLists
from rules.language import _, listed
from rules.letters import letter_date
from rules.reports import REPORTED, Report

OTHERS = 3
"""So many figures stand beside the one that the units are ranked by."""


def report_subjects(session: Session, ids: Sequence[int], _lists: CodeLists) -> dict[int, Subject]:
    """Return issued reports by their ids."""
    found = {}
    for key in ids:
        issue = reports.get_issue(session, key)
        others = reports.list_corrections(session, issue)
        ranked = rules.ranked_by(issue.report)
        issued_on = issue.row.issued_at.astimezone(zone_of(session)).date()
        period = issue.report.period
        found[key] = Subject(
            period.shown,
            "",
            issue.row.unit_id,
            (),
            {
                "unit_name": issue.report.unit_name,
                "period": period.shown,
                "first_on": letter_date(period.first_on),
                "last_on": letter_date(period.last_on),
                "number": str(issue.row.number),
                "issued_on": letter_date(issued_on),
                "issued_by": issue.row.issued_by,
                "correction": _correction(issue),
                "ranked_by": rules.label_of(ranked),
            },
            {
                "figures": _figures(issue.report),
                "units": _units(issue.report, ranked),
                "corrections": list(_corrections(others)),
            },
        )
    return found


def _correction(issue: Issue) -> str:
    if issue.row.number == 1:
        return ""
    wholes = [one for one in issue.changes if not one.unit and not one.group]
    parts = [
        f"{rules.label_of(one.figure)} {one.shown_issued} → {one.shown_current}" for one in wholes
    ]
    return _("Corrected: {changes}. Reason: {reason}").format(
        changes=listed(parts) or _("single parts only"), reason=issue.row.reason
    )


def _figures(report: Report) -> Rows:
    return [
        {
            "area": rules.area_of(row.figure),
            "label": rules.label_of(row.figure),
            "value": row.shown,
            "before": row.shown_before,
            "change": row.shown_change,
        }
        for row in report.figures
    ]


def _units(report: Report, ranked: str) -> Rows:
    if not ranked:
        return []
    places = rules.places_of(report.units, ranked)
    beside = [code for code in rules.HEADLINES if code in REPORTED and code != ranked][:OTHERS]
    ordered = sorted(report.units, key=lambda one: (places.get(one.unit_id, len(places) + 1),))
    return [
        {
            "place": str(places.get(one.unit_id, rules.NOTHING)),
            "unit": one.name,
            "ranked": rules.show_value(ranked, one.values.get(ranked)),
            "others": _beside(one.values, beside),
        }
        for one in ordered
    ]


def _beside(values: Mapping[str, int | None], beside: Iterable[str]) -> str:
    return listed(
        f"{rules.label_of(code)} {rules.show_value(code, values.get(code))}" for code in beside
    )


def _corrections(issues: Sequence[Issue]) -> Iterable[Mapping[str, str]]:
    for issue in issues:
        for one in issue.changes:
            if not one.unit and not one.group:
                yield {
                    "period": issue.report.period.shown,
                    "figure": rules.label_of(one.figure),
                    "issued": one.shown_issued,
                    "now": one.shown_current,
                    "reason": issue.row.reason,
                }
