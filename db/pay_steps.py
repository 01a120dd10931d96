"""The steps of a pay run until the money leaves: locked, signed by others, sent, or undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import kinship, moves, pay_checks, pay_money, pay_parties, pay_rows, settings
from db.bulk import portions
from db.models.pay_runs import PayRun, RunSignature
from db.models.trail import Move
from db.pay_checks import LineFault, Looked
from db.pay_rows import Row
from db.payables import HOUSEHOLD, party_of, person_of
from db.verbs import actor_of, load, needs, now_of
from rules import pay_runs as rules
from rules.access import Permission
from rules.claims import AGREE, APPROVE
from rules.errors import NotAllowed, WrongState
from rules.language import N_
from rules.moves import ENTER
from rules.pay_runs import PAY_RUN

_TOLD = 3
_DECISIONS = ("grant", "allow", APPROVE, AGREE)
"""The steps by which aid, a benefit and a claim are granted."""


@needs(Permission.PREPARE_RUNS)
def lock(session: Session, run_id: int, seen: int) -> None:
    """Freeze a draft with the data of today, reserve its money and offer it for signing.

    Raises WrongState while a line cannot be paid as it stands (``pay_faults.list_faults`` tells
    which), InvalidInput when a fund has not enough money.
    """
    run = load(session, PayRun, run_id, seen)
    pay_rows.check_state(run, rules.DRAFT)
    looked = pay_checks.look(session, run)
    if not looked.lines:
        raise WrongState(N_("No line is left in this run. Cancel it."))
    _check_clean(looked.faults, N_("{n} lines cannot be paid as they stand: {first}. Mend them."))
    _freeze(session, looked)
    _note_late(session, looked)
    pay_money.reserve(session, pay_rows.items_of(session, run.id, looked.line_ids))
    largest = max(line["fen"] for line in looked.lines)
    run.signatures_needed = rules.signatures_needed(run.total_fen, largest, tiers(session))
    run.signatures = 0
    run.locked_at = now_of(session)
    moves.move(session, run, PAY_RUN, "lock")


def _check_clean(faults: Sequence[LineFault], text: str) -> None:
    if faults:
        lines = {fault.line_id: f"{fault.number} {fault.payee_name}" for fault in faults}
        raise WrongState(text, n=len(lines), first=tuple(lines.values())[:_TOLD])


def tiers(session: Session) -> rules.Tiers:
    """Return the office's amounts from which more people sign."""
    own = settings.get_all(session)
    return rules.Tiers(
        own["run_two_from"], own["run_three_from"], own["line_two_from"], own["line_three_from"]
    )


def _freeze(session: Session, looked: Looked) -> None:
    changes: list[tuple[Row, Row]] = []
    for place, line in enumerate(sorted(looked.lines, key=lambda line: _way(line, looked)), 1):
        payee = looked.payees[party_of(line)]
        kept = looked.frozen[payee.party]
        values: dict[str, Any] = {
            "place": place,
            "payee_id": payee.person_id,
            "payee_name": payee.name,
            "id_no": kept.id_no,
            "bank_name": kept.bank_name,
            "bank_number": kept.bank_number,
            "address": kept.address,
            "building": kept.building,
            "mobile": kept.mobile,
        }
        changes.append((line, values))
    pay_rows.change_lines(session, changes)


def _note_late(session: Session, looked: Looked) -> None:
    died = pay_parties.deaths(session, {person_of(item) for item in looked.items})
    for late in (True, False):
        those = [item for item in looked.items if (person_of(item) in died) is late]
        pay_rows.change_items(session, those, {"late": late})


def _way(line: Row, looked: Looked) -> tuple[str, str, int]:
    kept = looked.frozen[party_of(line)]
    return kept.building or "", kept.address or "", line["number"]


@needs(Permission.SIGN_RUNS)
def sign(session: Session, run_id: int, seen: int) -> None:
    """Sign a locked run off; the last signature needed makes it ready to be paid.

    Raises NotAllowed for whoever drafted or locked it, and for relatives of its payees.
    """
    run = load(session, PayRun, run_id, seen)
    pay_rows.check_state(run, rules.LOCKED)
    actor = actor_of(session)
    parties = [party_of(line) for line in pay_rows.lines_of(session, run.id)]
    related = {other for some in pay_parties.related(session, parties).values() for other in some}
    households = [one.id for one in related if one.kind == HOUSEHOLD]
    kinship.check_no_kin_among(session, actor.account_id, households)
    if _took_part(session, run, (ENTER,)):
        raise NotAllowed(N_("You entered what this run pays, so somebody else has to sign it off."))
    if any(one.account_id == actor.account_id for one in signatures_of(session, run.id)):
        raise WrongState(N_("You have signed this run already. Another person is needed."))
    run.signatures += 1
    last = run.signatures >= run.signatures_needed
    moves.move(session, run, PAY_RUN, "sign" if last else "countersign")
    session.add(
        RunSignature(
            unit_id=run.unit_id,
            run_id=run.id,
            account_id=actor.account_id,
            name=actor.name,
            at=now_of(session),
        )
    )


def _took_part(session: Session, run: PayRun, actions: Sequence[str]) -> bool:
    """Say whether the actor took one of these steps with anything that a run pays."""
    sources: dict[str, set[int]] = defaultdict(set)
    for item in pay_rows.items_of(session, run.id):
        if item["live"]:
            sources[item["source_type"]].add(item["source_id"])
    account_id = actor_of(session).account_id
    for source_type, ids in sources.items():
        for part in portions(sorted(ids)):
            own = select(Move.id).where(
                Move.record_type == source_type,
                Move.record_id.in_(part),
                Move.action.in_(actions),
                Move.account_id == account_id,
            )
            if session.scalar(own.limit(1), execution_options=pay_rows.KERNEL) is not None:
                return True
    return False


def signatures_of(session: Session, run_id: int) -> list[RunSignature]:
    """Return the signatures that hold, in their order."""
    query = select(RunSignature).where(
        RunSignature.run_id == run_id, RunSignature.withdrawn.is_(False)
    )
    return list(session.scalars(query.order_by(RunSignature.id), execution_options=pay_rows.KERNEL))


@needs(Permission.PREPARE_RUNS)
def unlock(session: Session, run_id: int, seen: int, note: str) -> None:
    """Take a locked or signed run back to the draft; signatures lapse, money is free again."""
    _back_to_draft(session, run_id, seen, "unlock", note)


@needs(Permission.SIGN_RUNS)
def send_back(session: Session, run_id: int, seen: int, note: str) -> None:
    """Return a locked run to whoever prepared it instead of signing."""
    _back_to_draft(session, run_id, seen, "send_back", note)


def _back_to_draft(session: Session, run_id: int, seen: int, action: str, note: str) -> None:
    run = load(session, PayRun, run_id, seen)
    moves.move(session, run, PAY_RUN, action, note)
    _withdraw_signatures(session, run)
    held = [item for item in pay_rows.items_of(session, run.id) if item["live"]]
    pay_money.give_back(session, held, stands=True)


def _withdraw_signatures(session: Session, run: PayRun) -> None:
    for signature in signatures_of(session, run.id):
        signature.withdrawn = True
    run.signatures, run.locked_at = 0, None


@needs(Permission.PREPARE_RUNS)
def cancel(session: Session, run_id: int, seen: int, note: str) -> None:
    """Give a run up before the money leaves: everything in it is due again."""
    run = load(session, PayRun, run_id, seen)
    moves.move(session, run, PAY_RUN, "cancel", note)
    _withdraw_signatures(session, run)
    held = [item for item in pay_rows.items_of(session, run.id) if item["live"]]
    pay_money.give_back(session, held, stands=False)


@needs(Permission.PAY_RUNS)
def send(session: Session, run_id: int, seen: int) -> None:
    """Say that the list went to the bank, or that the round sets out.

    Raises WrongState while a payee or beneficiary has died since the lock, or what is paid was
    ended, paused or changed: such lines must be taken out first.
    """
    run = load(session, PayRun, run_id, seen)
    pay_rows.check_state(run, rules.SIGNED)
    if not run.line_count:
        raise WrongState(N_("No line is left in this run. Cancel it."))
    _check_clean(
        pay_checks.deaths_since(session, run),
        N_("On {n} lines somebody has died since the lock: {first}. Take these lines out first."),
    )
    _check_clean(
        pay_checks.fallen_since(session, run),
        N_("On {n} lines what is paid no longer stands: {first}. Take these lines out first."),
    )
    if _took_part(session, run, (ENTER, *_DECISIONS)):
        raise NotAllowed(
            N_("You entered or granted what this run pays, so somebody else has to pay it out.")
        )
    moves.move(session, run, PAY_RUN, "send")
    run.sent_at = now_of(session)


_STEPS = {"lock": lock, "sign": sign, "countersign": sign, "send": send}
_STEPS_WITH_NOTE = {"unlock": unlock, "send_back": send_back, "cancel": cancel}


@needs(Permission.SEE_FUNDS)
def take(session: Session, run_id: int, seen: int, action: str, note: str = "") -> None:
    """Take a step of a run by the name that its machine gives it."""
    if action in _STEPS_WITH_NOTE:
        _STEPS_WITH_NOTE[action](session, run_id, seen, note)
    elif action in _STEPS:
        _STEPS[action](session, run_id, seen)
    else:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
