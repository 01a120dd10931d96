"""State machines as data: one engine that refuses whatever the table does not say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from rules.access import Permission
from rules.errors import NotAllowed, WrongState
from rules.language import N_

ENTER = "enter"
"""The action by which every record starts; its actor is the enterer."""
SUBMIT = "submit"
"""Handing an entered record on; a duty of its enterer."""


@dataclass(frozen=True, slots=True)
class Step:
    """One allowed step. ``not_same_as`` names earlier actions of which nobody may have
    been the actor of this one, which no setting relaxes where it is ``strict``; ``needs_note``
    asks for a reason; ``in_freeze`` lets the step be taken while the office is frozen for an
    audit."""

    to: str
    permission: Permission
    label: str
    not_same_as: tuple[str, ...] = ()
    needs_note: bool = False
    in_freeze: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    name: str
    start: str
    steps: Mapping[tuple[str, str], Step]
    state_labels: Mapping[str, str]


def strictly(steps: Mapping[tuple[str, str], Step]) -> dict[tuple[str, str], Step]:
    """Return steps whose separation of duties no setting of an office relaxes."""
    return {at: replace(step, strict=True) for at, step in steps.items()}


def advance(machine: Machine, state: str, action: str) -> Step:
    """Return the step from ``state`` by ``action``; raises WrongState where there is none."""
    step = machine.steps.get((state, action))
    if step is None:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    return step


def actions_from(machine: Machine, state: str) -> Mapping[str, Step]:
    return {action: step for (at, action), step in machine.steps.items() if at == state}


def check_separation(
    step: Step,
    account_id: int | None,
    earlier: Iterable[tuple[str, int | None]],
    relaxed: Collection[tuple[str, str]],
) -> None:
    """Raise NotAllowed when the actor took a step that another person must have taken.

    ``relaxed`` holds pairs (earlier action, this step's state) that the office permits; who
    submits a record has entered it.
    """
    for action, actor_id in earlier:
        duty = ENTER if action == SUBMIT else action
        if action not in step.not_same_as:
            continue
        if not step.strict and (duty, step.to) in relaxed:
            continue
        if account_id is not None and actor_id == account_id:
            raise NotAllowed(N_("You entered this yourself, so somebody else has to decide on it."))


def stops_in_freeze(step: Step) -> bool:
    """Say whether a step is a decision that waits while the office is frozen."""
    return bool(step.not_same_as) and not step.in_freeze


def check_frozen(on: date, frozen_until: date | None) -> None:
    """Raise WrongState while nothing is decided in the office; the last day counts."""
    if frozen_until is not None and on <= frozen_until:
        raise WrongState(
            N_(
                "Nothing is decided until {until}: the office is frozen for an audit or a handover."
            ),
            until=frozen_until.isoformat(),
        )


JOIN = Machine(
    "join_application",
    "applied",
    {
        ("applied", "approve"): Step(
            "approved", Permission.APPROVE_JOINS, N_("Approve"), not_same_as=(ENTER,)
        ),
        ("applied", "refuse"): Step(
            "refused",
            Permission.APPROVE_JOINS,
            N_("Refuse"),
            not_same_as=(ENTER,),
            needs_note=True,
        ),
        ("applied", "withdraw"): Step("withdrawn", Permission.EDIT_MEMBERS, N_("Withdraw")),
    },
    {
        "applied": N_("Waiting for a decision"),
        "approved": N_("Approved"),
        "refused": N_("Refused"),
        "withdrawn": N_("Withdrawn"),
    },
)

TRANSFER = Machine(
    "transfer",
    "proposed",
    {
        ("proposed", "accept"): Step(
            "accepted", Permission.TRANSFER_MEMBERS, N_("Accept"), not_same_as=(ENTER,)
        ),
        ("proposed", "refuse"): Step(
            "refused",
            Permission.TRANSFER_MEMBERS,
            N_("Refuse"),
            not_same_as=(ENTER,),
            needs_note=True,
        ),
        ("proposed", "withdraw"): Step("withdrawn", Permission.TRANSFER_MEMBERS, N_("Withdraw")),
    },
    {
        "proposed": N_("Waiting for the receiving unit"),
        "accepted": N_("Accepted"),
        "refused": N_("Refused"),
        "withdrawn": N_("Withdrawn"),
    },
)

RELAXABLE = (
    (ENTER, "approved"),
    (ENTER, "accepted"),
    (ENTER, "reviewed"),
    ("review", "in_force"),
    (ENTER, "granted"),
    (ENTER, "standing"),
    (ENTER, "enrolment_confirmed"),
)
"""The pairs of duties that a small office may let one person do."""
