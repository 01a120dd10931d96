"""What letters say about hardship files and grants: the case with its people and reasons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import aid_rules, assessments, extra_fields, moves, received
from db.letter_subjects import Rows, Subject
from db.models.aid import AidGrant, Fund
from db.models.hardship import Assessment, HardshipFile, MoneyLine
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.scope import below
from db.trail import HIDDEN
from db.unit_names import names_of
from db.verbs import actor_of, zone_of
from rules.aid import GRANT
from rules.codes import CodeLists, label_of
from rules.dated_sets import SetKind
from rules.explanation import from_plain
from rules.fields import Fields
from rules.hardship import FILE_FIELDS, HARDSHIP_FILE
from rules.households import HOUSEHOLD_FIELDS, PERSON_FIELDS
from rules.language import _
from rules.letters import letter_date
from rules.money import capital_numerals, show_money
from rules.moves import Machine

Stored = Sequence[Mapping[str, Any]]

_ENDS = ("。", ".", "！", "!", "？", "?", "；", "…")
_KINDS = {"income": "income_item", "cost": "cost_item"}


def day(on: date | None) -> str:
    """Return a day as letters write it, nothing for none."""
    return letter_date(on) if on else ""


def file_subjects(session: Session, ids: Sequence[int], lists: CodeLists) -> dict[int, Subject]:
    """Return hardship files with their people, incomes and costs, means test and steps."""
    wanted = select(HardshipFile).where(HardshipFile.id.in_(ids))
    actor = actor_of(session)
    if not actor.everywhere:
        # What is only on its way to the actor's part of the tree is not theirs to write about.
        wanted = wanted.where(HardshipFile.unit_id.in_(below(actor.unit_id or 0)))
    files, reads = session.scalars(wanted).all(), assessments.may_read(session)
    homes = _homes(session, (row.household_id for row in files))
    applicants = _people(session, (row.applicant_id for row in files))
    assessed = _assessments(session, (row.assessment_id for row in files))
    names = names_of(session, (row.unit_id for row in files))
    own = _own_fields(session)
    found = {}
    for row in files:
        home, applicant = homes[row.household_id], applicants[row.applicant_id]
        people = _family_of(session, row.household_id)
        steps = _steps(session, HARDSHIP_FILE, row.id)
        money = _money_of(session, row.id)
        test = assessed.get(row.assessment_id or 0)
        found[row.id] = Subject(
            row.head_name,
            row.state,
            row.unit_id,
            (
                (row, FILE_FIELDS + own[0]),
                (applicant, PERSON_FIELDS + own[1]),
                (home, HOUSEHOLD_FIELDS + own[2]),
            ),
            {
                **_standing(row, lists, names.get(row.unit_id or 0, "")),
                **_sums(session, money, test),
                "household_no": home.household_no or "",
                "family_size": str(len(people)),
                "refusal_note": _note_of(steps, "refused"),
                "exit_note": _note_of(steps, row.state) if row.exit_kind else "",
            },
            {
                "people": _people_rows(people, lists),
                "money": _money_rows(money, lists, {person.id: person for person, _m in people}),
                "reasons": _shown(json.loads(test.lines) if test and reads else [], lists),
                "steps": [{key: step[key] for key in _STEP_COLUMNS} for step in steps],
            },
        )
    return found


def grant_subjects(session: Session, ids: Sequence[int], lists: CodeLists) -> dict[int, Subject]:
    """Return grants with whom they are for, the cap's reasons and the steps."""
    grants = session.scalars(select(AidGrant).where(AidGrant.id.in_(ids))).all()
    homes = _homes(session, (row.household_id for row in grants))
    people = _people(session, (row.person_id for row in grants))
    names = names_of(session, (row.unit_id for row in grants))
    files = _archive_numbers(session, (row.file_id for row in grants))
    funds = fund_names(session, (row.fund_id for row in grants))
    own, reads = _own_fields(session), received.may_read(session)
    found = {}
    for row in grants:
        steps = _steps(session, GRANT, row.id)
        found[row.id] = Subject(
            row.name,
            row.state,
            row.unit_id,
            (
                (people[row.person_id], PERSON_FIELDS + own[1]),
                (homes[row.household_id], HOUSEHOLD_FIELDS + own[2]),
            ),
            {
                "unit_name": names.get(row.unit_id or 0, ""),
                "state": _(GRANT.state_labels[row.state]),
                "grant_no": row.grant_no,
                "archive_no": files.get(row.file_id or 0, ""),
                "kind": label_of(lists, "aid_kind", row.kind),
                "need": row.need if reads else HIDDEN,
                "amount": show_money(row.fen),
                "amount_capital": capital_numerals(row.fen),
                "cap": show_money(row.cap_fen) if row.cap_fen is not None else "",
                "fund": funds.get(row.fund_id, ""),
                "applied_on": day(row.applied_on),
                "decided_on": day(row.decided_on),
                "meeting_no": row.meeting_no,
                "refusal": label_of(lists, "refusal_of_aid", row.refusal_code or ""),
                "refusal_note": _note_of(steps, "denied"),
            },
            {
                "reasons": _shown(_cap_lines(row.lines), lists) if reads else [],
                "steps": [{key: step[key] for key in _STEP_COLUMNS} for step in steps],
            },
        )
    return found


def _own_fields(session: Session) -> tuple[Fields, Fields, Fields]:
    return (
        extra_fields.list_fields(session, "hardship_file"),
        extra_fields.list_fields(session, "household_person"),
        extra_fields.list_fields(session, "household"),
    )


def fund_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of funds; a grant may come out of a superior union's."""
    rows = session.execute(
        select(Fund.id, Fund.name).where(Fund.id.in_(set(ids))).execution_options(kernel=True)
    )
    return {row.id: row.name for row in rows}


def _homes(session: Session, ids: Iterable[int]) -> dict[int, Household]:
    rows = session.scalars(
        # Of records found in scope.
        select(Household).where(Household.id.in_(set(ids))).execution_options(kernel=True)
    )
    return {row.id: row for row in rows}


def _people(session: Session, ids: Iterable[int]) -> dict[int, HouseholdPerson]:
    rows = session.scalars(
        select(HouseholdPerson)
        .where(HouseholdPerson.id.in_(set(ids)))
        # Of records found in scope.
        .execution_options(kernel=True)
    )
    return {row.id: row for row in rows}


def _assessments(session: Session, ids: Iterable[int | None]) -> dict[int, Assessment]:
    rows = session.scalars(
        # Of files found in scope.
        select(Assessment).where(Assessment.id.in_(set(ids))).execution_options(kernel=True)
    )
    return {row.id: row for row in rows}


def _archive_numbers(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    rows = session.execute(
        select(HardshipFile.id, HardshipFile.archive_no)
        .where(HardshipFile.id.in_(set(ids)))
        # Of grants found in scope.
        .execution_options(kernel=True)
    )
    return {row.id: row.archive_no or "" for row in rows}


def _family_of(
    session: Session, household_id: int
) -> list[tuple[HouseholdPerson, HouseholdMembership]]:
    rows = session.execute(
        select(HouseholdPerson, HouseholdMembership)
        .join(HouseholdMembership, HouseholdMembership.person_id == HouseholdPerson.id)
        .where(
            HouseholdMembership.household_id == household_id, HouseholdMembership.to_on.is_(None)
        )
        .order_by(HouseholdMembership.id)
        # Of a household whose file was found in scope.
        .execution_options(kernel=True)
    )
    return [(person, membership) for person, membership in rows]


def _people_rows(
    people: Sequence[tuple[HouseholdPerson, HouseholdMembership]], lists: CodeLists
) -> Rows:
    return [
        {
            "name": person.name,
            "relation": label_of(lists, "relation", membership.relation),
            "id_no": person.id_no or "",
            "birth_on": day(person.birth_on),
            "status": label_of(lists, "person_status", person.person_status or ""),
            "employer": person.employer or "",
            "health": label_of(lists, "health_status", person.health_status or ""),
            "income": show_money(person.monthly_income) if person.monthly_income else "",
        }
        for person, membership in people
    ]


def _money_of(session: Session, file_id: int) -> Sequence[MoneyLine]:
    return session.scalars(
        select(MoneyLine)
        .where(MoneyLine.file_id == file_id, MoneyLine.removed.is_(False))
        .order_by(MoneyLine.kind.desc(), MoneyLine.id)
        # Of a file found in scope.
        .execution_options(kernel=True)
    ).all()


def _money_rows(
    money: Sequence[MoneyLine], lists: CodeLists, people: Mapping[int, HouseholdPerson]
) -> Rows:
    kinds = {"income": _("Income"), "cost": _("Rigid cost")}
    return [
        {
            "kind": kinds[line.kind],
            "item": label_of(lists, _KINDS[line.kind], line.item),
            "person": _name_of(people.get(line.person_id or 0)),
            "amount": show_money(line.fen),
            "proof": label_of(lists, "income_proof", line.proof),
        }
        for line in money
    ]


def _name_of(person: HouseholdPerson | None) -> str:
    return person.name if person else ""


def _standing(row: HardshipFile, lists: CodeLists, unit_name: str) -> dict[str, str]:
    return {
        "unit_name": unit_name,
        "state": _(HARDSHIP_FILE.state_labels[row.state]),
        "category": label_of(lists, "hardship_category", row.category or ""),
        "refusal": label_of(lists, "file_refusal", row.refusal_code or ""),
        "exit_reason": label_of(lists, "exit_reason", row.exit_reason or ""),
        "approved_on": day(row.approved_on),
        "ended_on": day(row.ended_on),
    }


def _sums(session: Session, money: Sequence[MoneyLine], test: Assessment | None) -> dict[str, str]:
    totals = {
        kind: sum(line.fen for line in money if line.kind == kind) for kind in ("income", "cost")
    }
    return {
        "income_total": show_money(totals["income"]),
        "cost_total": show_money(totals["cost"]),
        "net_per_head": show_money(test.net_fen) if test else "",
        "line": show_money(test.line_fen) if test else "",
        "rule_set": aid_rules.name_of(session, SetKind.MEANS_TEST, test.rule_set) if test else "",
    }


_STEP_COLUMNS = ("action", "actor", "on", "note")


def _steps(session: Session, machine: Machine, record_id: int) -> list[dict[str, str]]:
    zone = zone_of(session)
    return [
        {
            "action": _(machine.state_labels[step.to_state]),
            "state": step.to_state,
            "actor": step.actor,
            "on": letter_date(step.at.astimezone(zone).date()),
            "note": step.note,
        }
        for step in moves.list_moves(session, machine.name, record_id)
    ]


def _note_of(steps: Sequence[Mapping[str, str]], state: str) -> str:
    """Return the note of the last step into a state, as a sentence of its own."""
    note = next((step["note"] for step in reversed(steps) if step["state"] == state), "").strip()
    return f"{note}。" if note and note[-1] not in _ENDS else note


def _cap_lines(stored: str) -> Stored:
    """Return the cap's steps as they were decided on, else as they were proposed."""
    known: Mapping[str, Stored] = json.loads(stored)
    return known.get("decided") or known.get("shown") or []


def _shown(stored: Stored, lists: CodeLists) -> Rows:
    """Return a stored explanation in the letter's language."""
    return [{"text": one.shown(lists)} for one in from_plain(stored)]
