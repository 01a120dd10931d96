"""The hardship file: its fields and the steps of its life.

Sources: the national form of the hardship archive; review, public notice and approval in this
order, each by another person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.access import Permission
from rules.fields import Field, Fields, Kind
from rules.language import N_
from rules.masks import mask_hidden
from rules.moves import ENTER, Machine, Step

FILE = N_("File and its level")
WORKER = N_("Worker")
CAUSES = N_("Causes")
MEANS = N_("For the means test")
DUTY = N_("Who answers for the file")
SOLVING = N_("Solving")

FILE_FIELDS: Fields = (
    Field("archive_no", N_("File number"), length=40, group=FILE, listed=True,
          help=N_("Left empty, the office numbers it.")),
    Field("file_level", N_("File level"), Kind.CHOICE, codes="file_level", required=True,
          group=FILE, filtered=True),
    Field("applied_on", N_("Applied on"), Kind.DATE, required=True, group=FILE, listed=True),
    Field("region", N_("Region of the subsistence line"), Kind.CHOICE, codes="aid_region",
          required=True, group=FILE),
    Field("risk_level", N_("Risk level"), Kind.CHOICE, codes="risk_level", group=FILE,
          filtered=True),
    Field("work_start_on", N_("Started work"), Kind.MONTH, group=WORKER),
    Field("industry", N_("Industry"), Kind.CHOICE, codes="industry", group=WORKER),
    Field("employer", N_("Employer"), length=100, group=WORKER),
    Field("employer_type", N_("Employer type"), Kind.CHOICE, codes="employer_type", group=WORKER),
    Field("enterprise_state", N_("State of the enterprise"), Kind.CHOICE,
          codes="enterprise_state", group=WORKER),
    Field("is_migrant_worker", N_("Migrant worker"), Kind.YES_NO, group=WORKER, filtered=True),
    Field("has_self_help_ability", N_("Able to help themselves"), Kind.YES_NO, group=WORKER),
    Field("is_zero_employment", N_("Nobody of the family has work"), Kind.YES_NO, group=WORKER),
    Field("is_single_parent", N_("Single parent"), Kind.YES_NO, group=WORKER, filtered=True),
    Field("primary_cause", N_("Main cause"), Kind.CHOICE, codes="hardship_cause", group=CAUSES,
          filtered=True),
    Field("secondary_causes", N_("Other causes"), Kind.CHOICES, codes="hardship_cause",
          group=CAUSES, help=N_("Three at most.")),
    Field("cause_note", N_("How it came about"), Kind.LONG_TEXT, group=CAUSES, sealed=True,
          mask=mask_hidden),
    Field("sudden_event_on", N_("Day of a sudden event"), Kind.DATE, group=CAUSES),
    Field("event_cost", N_("Cost of the event in the year"), Kind.MONEY, group=MEANS,
          help=N_("All bills of a sudden event or a serious illness.")),
    Field("event_compensated", N_("Paid by insurance and others"), Kind.MONEY, group=MEANS),
    Field("is_duty_disaster", N_("Hurt on duty in a disaster or accident"), Kind.YES_NO,
          group=MEANS),
    Field("savings", N_("Savings and net investments"), Kind.MONEY, group=MEANS),
    Field("receives_dibao", N_("Receives the subsistence allowance"), Kind.YES_NO, group=MEANS),
    Field("months_below", N_("Months in a row below the line"), Kind.INTEGER, group=MEANS),
    Field("is_settled", N_("Lives here long-term (migrant worker)"), Kind.YES_NO, group=MEANS),
    Field("local_work_on", N_("In work here since (migrant worker)"), Kind.MONTH, group=MEANS),
    Field("school_fee", N_("Yearly fee of a private school"), Kind.MONEY, group=MEANS),
    Field("public_school_fee", N_("Public fee of the same level"), Kind.MONEY, group=MEANS),
    Field("first_responsible", N_("First to answer"), length=60, group=DUTY),
    Field("first_informed", N_("First to know"), length=60, group=DUTY),
    Field("first_reporter", N_("First to report"), length=60, group=DUTY),
    Field("first_helper", N_("First to help"), length=60, group=DUTY),
    Field("case_contact", N_("Case contact"), length=60, group=DUTY),
    Field("is_solving_target", N_("Target of the solving programme"), Kind.YES_NO, group=SOLVING),
    Field("target_group", N_("Target group"), Kind.CHOICE, codes="target_group", group=SOLVING),
    Field("measure_group", N_("Group of measures"), Kind.CHOICE, codes="measure_group",
          group=SOLVING),
    Field("remarks", N_("Remarks"), Kind.LONG_TEXT, group=SOLVING, sealed=True, mask=mask_hidden),
)

_EDIT, _REVIEW = Permission.EDIT_HARDSHIP, Permission.REVIEW_HARDSHIP
_APPROVE, _PUBLISH = Permission.APPROVE_HARDSHIP, Permission.PUBLISH_NOTICES
_NOT_OWN = (ENTER, "submit")

IN_FORCE, ON_NOTICE, LEAVING = "in_force", "on_notice", "leaving"
UNDECIDED = ("submitted", "surveyed", "peer_reviewed", ON_NOTICE, "noticed", "reviewed")
"""States of an application on its way, in their order."""
BEGUN = ("draft", "returned")
OPEN = frozenset((*BEGUN, *UNDECIDED, IN_FORCE, LEAVING, "transferring"))
"""States in which a household's file is open; a household has one such file at most."""
EDITABLE = frozenset((*BEGUN, IN_FORCE))
"""States in which the content may change; on its way it must be returned first."""
DECIDED = frozenset((IN_FORCE, LEAVING, "transferring"))
"""States of a file that was approved and has not ended."""
DAYS_BEFORE_REVIEW, DAYS_BETWEEN_VISITS = 30, 90
"""Re-verifications are listed so long before they are due; households want a visit so often."""
EXITS = ("exited", "relieved", "withdrawn", "cancelled")
"""How a file in force ends: out of hardship, relieved, withdrawn, cancelled."""


def _returns() -> dict[tuple[str, str], Step]:
    steps = {}
    for state in UNDECIDED:
        right = _APPROVE if state == "reviewed" else _REVIEW
        steps[(state, "return")] = Step(
            "returned", right, N_("Return for correction"), not_same_as=_NOT_OWN, needs_note=True
        )
        steps[(state, "refuse")] = Step(
            "refused", right, N_("Refuse"), not_same_as=_NOT_OWN, needs_note=True
        )
        steps[(state, "retract")] = Step(
            "retracted", _EDIT, N_("The family withdraws"), needs_note=True
        )
    return steps


def _exits() -> dict[tuple[str, str], Step]:
    labels = {
        "exited": N_("Out of hardship"),
        "relieved": N_("Relieved"),
        "withdrawn": N_("Withdraw the file"),
        "cancelled": N_("Cancel the file"),
    }
    return {
        (LEAVING, state): Step(
            state, _APPROVE, labels[state], not_same_as=("propose_exit",), needs_note=True
        )
        for state in EXITS
    }


HARDSHIP_FILE = Machine(
    "hardship_file",
    "draft",
    {
        ("draft", "submit"): Step("submitted", _EDIT, N_("Submit")),
        ("returned", "submit"): Step("submitted", _EDIT, N_("Submit again")),
        ("draft", "retract"): Step("retracted", _EDIT, N_("The family withdraws")),
        ("returned", "retract"): Step("retracted", _EDIT, N_("The family withdraws")),
        ("submitted", "survey"): Step("surveyed", _EDIT, N_("Home survey done")),
        ("surveyed", "peer_review"): Step("peer_reviewed", _EDIT, N_("Peer review held")),
        ("peer_reviewed", "publish"): Step(ON_NOTICE, _PUBLISH, N_("Put on public notice")),
        (ON_NOTICE, "end_notice"): Step("noticed", _PUBLISH, N_("Notice ended")),
        (ON_NOTICE, "withdraw_notice"): Step(
            "peer_reviewed", _PUBLISH, N_("Notice withdrawn"), needs_note=True
        ),
        ("noticed", "review"): Step("reviewed", _REVIEW, N_("Review passed"), not_same_as=_NOT_OWN),
        ("reviewed", "approve"): Step(
            IN_FORCE, _APPROVE, N_("Approve"), not_same_as=(*_NOT_OWN, "review")
        ),
        **_returns(),
        (IN_FORCE, "propose_exit"): Step(LEAVING, _EDIT, N_("Propose to close"), needs_note=True),
        **_exits(),
        (LEAVING, "keep"): Step(IN_FORCE, _APPROVE, N_("Keep in force"), needs_note=True),
        (IN_FORCE, "transfer"): Step("transferring", _EDIT, N_("Hand over to another unit")),
        ("transferring", "accept"): Step(
            IN_FORCE, _REVIEW, N_("Take over"), not_same_as=("transfer",)
        ),
        ("transferring", "recall"): Step(IN_FORCE, _EDIT, N_("Take back")),
        ("transferring", "decline"): Step(
            IN_FORCE, _REVIEW, N_("Decline"), not_same_as=("transfer",), needs_note=True
        ),
        ("refused", "reopen"): Step("draft", _EDIT, N_("Reopen"), needs_note=True),
        ("retracted", "reopen"): Step("draft", _EDIT, N_("Reopen"), needs_note=True),
        ("withdrawn", "reopen"): Step("draft", _EDIT, N_("Reopen"), needs_note=True),
        ("cancelled", "reopen"): Step("draft", _EDIT, N_("Reopen"), needs_note=True),
        ("exited", "relapse"): Step("draft", _EDIT, N_("Fell back into hardship"), needs_note=True),
        ("relieved", "relapse"): Step(
            "draft", _EDIT, N_("Fell back into hardship"), needs_note=True
        ),
    },
    {
        "draft": N_("Draft"),
        "submitted": N_("Submitted"),
        "surveyed": N_("Home surveyed"),
        "peer_reviewed": N_("Peer-reviewed"),
        ON_NOTICE: N_("On public notice"),
        "noticed": N_("Notice ended, waiting for review"),
        "reviewed": N_("Reviewed, waiting for approval"),
        IN_FORCE: N_("In force"),
        LEAVING: N_("To be closed"),
        "transferring": N_("Being handed over"),
        "returned": N_("Returned for correction"),
        "refused": N_("Refused"),
        "retracted": N_("Withdrawn by the family"),
        "exited": N_("Out of hardship"),
        "relieved": N_("Relieved"),
        "withdrawn": N_("File withdrawn"),
        "cancelled": N_("File cancelled"),
    },
)


@dataclass(frozen=True, slots=True)
class View:
    """A worklist of files: its name, and what is said when nothing is on it."""

    label: str
    empty: str


FILE_VIEWS: Mapping[str, View] = {
    "waiting": View(
        N_("Waits for me"),
        N_("No file waits for you. Clerks enter applications; what is yours to do comes here."),
    ),
    "all": View(
        N_("All files"), N_("No file is here. A family's application is entered step by step.")
    ),
    "in_force": View(N_("In force"), N_("No file is in force.")),
    "review_due": View(
        N_("Due for re-verification"), N_("No re-verification falls due within thirty days.")
    ),
    "not_edited": View(
        N_("Not edited for a year"), N_("Every file in force was worked on within a year.")
    ),
    "never_aided": View(
        N_("Never assisted"), N_("Every family with a file in force was assisted before.")
    ),
    "not_visited": View(
        N_("Not visited for 90 days"), N_("Every family was visited within ninety days.")
    ),
    "on_notice": View(N_("On public notice"), N_("No file is on public notice.")),
    "objections": View(N_("Objections open"), N_("No objection is open.")),
    "near_threshold": View(
        N_("Near the threshold"), N_("Nobody was refused just above the threshold.")
    ),
    "refused": View(N_("Refused"), N_("No file was refused.")),
}
"""The worklists in their order."""
