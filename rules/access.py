"""Who may do what: permissions, roles and the actor.

Roles and their grants are rows, seeded from ``data/roles.toml``; the permissions are the
fixed vocabulary that the program asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rules.errors import InvalidInput, NotAllowed
from rules.language import N_, Words


class Permission(StrEnum):
    """One right. The value is stored in role rows, so it never changes."""

    USE_OFFICE = "use_office"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_SETTINGS = "manage_settings"
    READ_TRAIL = "read_trail"
    SEE_FIGURES = "see_figures"
    SEE_UNITS = "see_units"
    EDIT_UNITS = "edit_units"
    IMPORT_UNITS = "import_units"
    SEE_MEMBERS = "see_members"
    BROWSE_MEMBERS = "browse_members"
    EDIT_MEMBERS = "edit_members"
    APPROVE_JOINS = "approve_joins"
    TRANSFER_MEMBERS = "transfer_members"
    MERGE_MEMBERS = "merge_members"
    IMPORT_MEMBERS = "import_members"
    EXPORT_MEMBERS = "export_members"
    REVEAL_SEALED = "reveal_sealed"
    SEE_QUALITY = "see_quality"
    PRINT_LETTERS = "print_letters"
    SEE_HARDSHIP = "see_hardship"
    EDIT_HARDSHIP = "edit_hardship"
    PUBLISH_NOTICES = "publish_notices"
    REVIEW_HARDSHIP = "review_hardship"
    APPROVE_HARDSHIP = "approve_hardship"
    VISIT_HOUSEHOLDS = "visit_households"
    SEE_FUNDS = "see_funds"
    MANAGE_FUNDS = "manage_funds"
    GRANT_AID = "grant_aid"
    APPROVE_AID = "approve_aid"
    PREPARE_RUNS = "prepare_runs"
    SIGN_RUNS = "sign_runs"
    PAY_RUNS = "pay_runs"
    SUPERVISE = "supervise"
    SEE_CLAIMS = "see_claims"
    EDIT_PLANS = "edit_plans"
    PUBLISH_PLANS = "publish_plans"
    ENROL_UNITS = "enrol_units"
    CONFIRM_ENROLMENTS = "confirm_enrolments"
    RECEIVE_FEES = "receive_fees"
    TAKE_CLAIMS = "take_claims"
    DECIDE_CLAIMS = "decide_claims"
    CHECK_DECISIONS = "check_decisions"
    MANAGE_ASSESSORS = "manage_assessors"
    GIVE_OPINIONS = "give_opinions"
    SET_TARGETS = "set_targets"
    IMPORT_MUTUAL = "import_mutual"
    SEE_CAMPAIGNS = "see_campaigns"
    PLAN_CAMPAIGNS = "plan_campaigns"
    APPROVE_CAMPAIGNS = "approve_campaigns"
    SIGN_UP = "sign_up"
    ISSUE_REPORTS = "issue_reports"
    MANAGE_BOARDS = "manage_boards"
    SHOW_WALL = "show_wall"


PERMISSION_LABELS: Mapping[Permission, str] = {
    Permission.USE_OFFICE: N_("Use the office and the own account"),
    Permission.MANAGE_ACCOUNTS: N_("Manage accounts and sessions"),
    Permission.MANAGE_SETTINGS: N_("Change the office's settings"),
    Permission.READ_TRAIL: N_("Read the trail"),
    Permission.SEE_FIGURES: N_("See figures"),
    Permission.SEE_UNITS: N_("See units"),
    Permission.EDIT_UNITS: N_("Add and change units"),
    Permission.IMPORT_UNITS: N_("Import units"),
    Permission.SEE_MEMBERS: N_("Look up members"),
    Permission.BROWSE_MEMBERS: N_("Browse the whole registry"),
    Permission.EDIT_MEMBERS: N_("Register and change members"),
    Permission.APPROVE_JOINS: N_("Decide on joining"),
    Permission.TRANSFER_MEMBERS: N_("Transfer members and end memberships"),
    Permission.MERGE_MEMBERS: N_("Merge duplicate members"),
    Permission.IMPORT_MEMBERS: N_("Import rosters"),
    Permission.EXPORT_MEMBERS: N_("Export lists"),
    Permission.REVEAL_SEALED: N_("Reveal full numbers, with a reason"),
    Permission.SEE_QUALITY: N_("See the data-quality worklist"),
    Permission.PRINT_LETTERS: N_("Print letters"),
    Permission.SEE_HARDSHIP: N_("See households and hardship files"),
    Permission.EDIT_HARDSHIP: N_("Enter and change households and hardship files"),
    Permission.PUBLISH_NOTICES: N_("Put files on public notice and answer objections"),
    Permission.REVIEW_HARDSHIP: N_("Review hardship files and changes of households"),
    Permission.APPROVE_HARDSHIP: N_("Approve and close hardship files"),
    Permission.VISIT_HOUSEHOLDS: N_("Plan and write down visits and gifts"),
    Permission.SEE_FUNDS: N_("See funds and payments"),
    Permission.MANAGE_FUNDS: N_("Open funds and enter money received"),
    Permission.GRANT_AID: N_("Propose aid"),
    Permission.APPROVE_AID: N_("Decide on aid"),
    Permission.PREPARE_RUNS: N_("Prepare pay runs"),
    Permission.SIGN_RUNS: N_("Sign off pay runs"),
    Permission.PAY_RUNS: N_("Pay out and enter what the bank or the door round says"),
    Permission.SUPERVISE: N_("Raise objections and spot checks"),
    Permission.SEE_CLAIMS: N_("See mutual-aid plans, enrolments and claims"),
    Permission.EDIT_PLANS: N_("Draw up mutual-aid plans"),
    Permission.PUBLISH_PLANS: N_("Publish and end mutual-aid plans"),
    Permission.ENROL_UNITS: N_("Enrol units in mutual aid"),
    Permission.CONFIRM_ENROLMENTS: N_("Confirm what units hand in"),
    Permission.RECEIVE_FEES: N_("Enter fees received"),
    Permission.TAKE_CLAIMS: N_("Take claims at the counter"),
    Permission.DECIDE_CLAIMS: N_("Decide on claims"),
    Permission.CHECK_DECISIONS: N_("Take a second look at decided claims"),
    Permission.MANAGE_ASSESSORS: N_("Keep the register of assessors"),
    Permission.GIVE_OPINIONS: N_("Give opinions on own cases as an assessor"),
    Permission.IMPORT_MUTUAL: N_("Import old lists of enrolments and claims"),
    Permission.SET_TARGETS: N_("Set the year's targets of mutual aid"),
    Permission.SEE_CAMPAIGNS: N_("See campaigns and activities"),
    Permission.PLAN_CAMPAIGNS: N_("Plan and run campaigns and activities"),
    Permission.APPROVE_CAMPAIGNS: N_("Approve and close campaigns"),
    Permission.SIGN_UP: N_("Sign people up for activities"),
    Permission.ISSUE_REPORTS: N_("Issue monthly reports and official tables"),
    Permission.MANAGE_BOARDS: N_("Compose boards and manage wall displays"),
    Permission.SHOW_WALL: N_("Show figures on a wall display"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request, rebuilt from the server's session row on every run.

    ``unit_id`` is the top of the subtree the actor sees; ``everywhere`` says that it is
    the root of the tree, ``wide`` that the subtree is a large part of it, so that a query
    does better to walk its order and skip than to gather the units' rows. ``session_id`` is
    the row to re-check; None for the console. ``display_id`` is the wall display that it stands
    for in place of a person: it writes nothing.
    """

    account_id: int | None
    name: str
    unit_id: int | None
    everywhere: bool = False
    wide: bool = False
    roles: tuple[str, ...] = ()
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    language: str = "zh_CN"
    session_id: int | None = None
    must_change_password: bool = False
    display_id: int | None = None

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions


CONSOLE = Actor(
    account_id=None,
    name="console",
    unit_id=None,
    everywhere=True,
    permissions=frozenset(Permission),
)
"""The person at the server's own keyboard: set-up and the command line."""


def check_allowed(actor: Actor, permission: Permission) -> None:
    """Raise NotAllowed unless the actor holds the permission."""
    if not actor.can(permission):
        raise NotAllowed(N_("Your role does not include this. Ask the administrator."))


def check_compatible(
    granted: Iterable[Permission], conflicts: Iterable[frozenset[Permission]]
) -> None:
    """Raise InvalidInput when one person would hold two rights that must stay apart."""
    held = frozenset(granted)
    for pair in conflicts:
        if pair <= held:
            first, second = sorted(pair)
            raise InvalidInput(
                N_("“{first}” and “{second}” must not meet in one person."),
                first=Words(PERMISSION_LABELS[first]),
                second=Words(PERMISSION_LABELS[second]),
            )
