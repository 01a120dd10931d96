"""The one table of pages: what stands in the menu, where, and who may open it."""

from __future__ import annotations

from dataclasses import dataclass

from rules.access import Actor, Permission
from rules.language import N_


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: its file below ``pages/`` is also its address.

    One of ``needs`` is enough to open it. A page without ``section`` is reached by links only.
    """

    name: str
    title: str
    icon: str
    needs: frozenset[Permission]
    section: str = ""

    def open_to(self, actor: Actor) -> bool:
        if actor.display_id is not None:
            return self.name == WALL.name
        return any(actor.can(permission) for permission in self.needs)


WORK = N_("Daily work")
CARE = N_("Hardship and aid")
MUTUAL = N_("Mutual aid")
CAMPAIGNS = N_("Campaigns")
FIGURES = N_("Figures")
REGISTRY = N_("Registry")
OFFICE = N_("Office")
SECTIONS = (WORK, CARE, MUTUAL, CAMPAIGNS, FIGURES, REGISTRY, OFFICE)

START = "desk"
"""The page that answers at the bare address."""


def _entry(name: str, title: str, icon: str, *needs: Permission, section: str = "") -> Entry:
    return Entry(name, title, f":material/{icon}:", frozenset(needs), section)


WALL = _entry("wall", N_("Wall"), "tv", Permission.SHOW_WALL)
"""The page of wall displays, which nobody signs in to: it stands in no menu."""

PAGES: tuple[Entry, ...] = (
    _entry(START, N_("Desk"), "home", Permission.USE_OFFICE, section=WORK),
    _entry(
        "moves",
        N_("Joining and transfers"),
        "swap_horiz",
        Permission.APPROVE_JOINS,
        Permission.TRANSFER_MEMBERS,
        section=WORK,
    ),
    _entry("lookalikes", N_("Look-alikes"), "group", Permission.MERGE_MEMBERS, section=WORK),
    _entry("quality", N_("Data quality"), "fact_check", Permission.SEE_QUALITY, section=WORK),
    _entry("letters", N_("Letters"), "mail", Permission.PRINT_LETTERS, section=WORK),
    _entry(
        "households", N_("Households"), "family_restroom", Permission.SEE_HARDSHIP, section=CARE
    ),
    _entry(
        "hardship_files",
        N_("Hardship files"),
        "folder_shared",
        Permission.SEE_HARDSHIP,
        section=CARE,
    ),
    _entry("notices", N_("Public notices"), "campaign", Permission.SEE_HARDSHIP, section=CARE),
    _entry("visits", N_("Visits"), "directions_walk", Permission.SEE_HARDSHIP, section=CARE),
    _entry("care", N_("Care"), "favorite", Permission.SEE_HARDSHIP, section=CARE),
    _entry("aid", N_("Aid"), "volunteer_activism", Permission.SEE_HARDSHIP, section=CARE),
    _entry("funds", N_("Funds"), "account_balance_wallet", Permission.SEE_FUNDS, section=CARE),
    _entry("pay_runs", N_("Pay runs"), "payments", Permission.SEE_FUNDS, section=CARE),
    _entry(
        "reverifications",
        N_("Re-verification"),
        "published_with_changes",
        Permission.SEE_HARDSHIP,
        section=CARE,
    ),
    _entry(
        "supervision",
        N_("Supervision"),
        "policy",
        Permission.SUPERVISE,
        Permission.REVIEW_HARDSHIP,
        Permission.APPROVE_AID,
        Permission.PREPARE_RUNS,
        Permission.DECIDE_CLAIMS,
        section=CARE,
    ),
    _entry("mutual_plans", N_("Plans"), "health_and_safety", Permission.SEE_CLAIMS, section=MUTUAL),
    _entry("cover", N_("Who is covered"), "verified_user", Permission.SEE_CLAIMS, section=MUTUAL),
    _entry("enrolments", N_("Enrolment"), "group_add", Permission.SEE_CLAIMS, section=MUTUAL),
    _entry(
        "claims", N_("Mutual-aid claims"), "request_quote", Permission.SEE_CLAIMS, section=MUTUAL
    ),
    _entry("claim_entry", N_("Take a claim"), "post_add", Permission.TAKE_CLAIMS, section=MUTUAL),
    _entry(
        "mutual_account",
        N_("Mutual-aid account"),
        "monitoring",
        Permission.SEE_CLAIMS,
        Permission.SEE_FIGURES,
        section=MUTUAL,
    ),
    _entry(
        "assessors",
        N_("Assessors"),
        "stethoscope",
        Permission.MANAGE_ASSESSORS,
        Permission.DECIDE_CLAIMS,
        section=MUTUAL,
    ),
    _entry(
        "opinions",
        N_("Cases for your opinion"),
        "rate_review",
        Permission.GIVE_OPINIONS,
        section=MUTUAL,
    ),
    _entry(
        "campaigns",
        N_("Year planner"),
        "calendar_month",
        Permission.SEE_CAMPAIGNS,
        section=CAMPAIGNS,
    ),
    _entry("activities", N_("Activities"), "event", Permission.SEE_CAMPAIGNS, section=CAMPAIGNS),
    _entry(
        "charts", N_("Charts and figures"), "bar_chart", Permission.SEE_FIGURES, section=FIGURES
    ),
    _entry("boards", N_("Dashboards"), "dashboard", Permission.SEE_FIGURES, section=FIGURES),
    _entry("reports", N_("Reports"), "summarize", Permission.SEE_FIGURES, section=FIGURES),
    _entry("displays", N_("Wall displays"), "tv", Permission.MANAGE_BOARDS, section=FIGURES),
    _entry("members", N_("Members"), "badge", Permission.SEE_MEMBERS, section=REGISTRY),
    _entry(
        "register", N_("Register a member"), "person_add", Permission.EDIT_MEMBERS, section=REGISTRY
    ),
    _entry("units", N_("Units"), "account_tree", Permission.SEE_UNITS, section=REGISTRY),
    _entry(
        "imports",
        N_("Import"),
        "upload_file",
        Permission.IMPORT_MEMBERS,
        Permission.IMPORT_UNITS,
        Permission.IMPORT_MUTUAL,
        section=REGISTRY,
    ),
    _entry("trail", N_("Trail"), "history", Permission.READ_TRAIL, section=OFFICE),
    _entry("settings", N_("Settings"), "settings", Permission.MANAGE_SETTINGS, section=OFFICE),
    _entry("accounts", N_("Accounts"), "key", Permission.MANAGE_ACCOUNTS, section=OFFICE),
    _entry("hardship_file", N_("Hardship file"), "folder_shared", Permission.SEE_HARDSHIP),
    _entry("hardship_apply", N_("Apply for a family"), "note_add", Permission.EDIT_HARDSHIP),
    _entry("grant", N_("Aid"), "volunteer_activism", Permission.SEE_HARDSHIP),
    _entry("benefit", N_("Monthly benefit"), "volunteer_activism", Permission.SEE_HARDSHIP),
    _entry("aid_entry", N_("Propose aid"), "add_card", Permission.GRANT_AID),
    _entry("claim", N_("Mutual-aid claim"), "request_quote", Permission.SEE_CLAIMS),
    _entry("fund", N_("Fund"), "account_balance_wallet", Permission.SEE_FUNDS),
    _entry("visit", N_("Visit"), "directions_walk", Permission.SEE_HARDSHIP),
    _entry("pay_run", N_("Pay run"), "payments", Permission.SEE_FUNDS),
    _entry("household", N_("Household"), "home", Permission.SEE_HARDSHIP),
    _entry("household_person", N_("Person of a household"), "person", Permission.SEE_HARDSHIP),
    _entry("household_change", N_("Change of a household"), "rule", Permission.SEE_HARDSHIP),
    _entry("household_entry", N_("Enter a household"), "add_home", Permission.EDIT_HARDSHIP),
    _entry("enrolment", N_("Hand-in of a unit"), "group_add", Permission.SEE_CLAIMS),
    _entry("notice", N_("Public notice"), "campaign", Permission.SEE_HARDSHIP),
    _entry("mutual_plan", N_("Mutual-aid plan"), "health_and_safety", Permission.SEE_CLAIMS),
    _entry("activity", N_("Activity"), "event", Permission.SEE_CAMPAIGNS),
    _entry("activity_entry", N_("Plan an activity"), "edit_calendar", Permission.PLAN_CAMPAIGNS),
    _entry("member", N_("Member"), "badge", Permission.SEE_MEMBERS),
    _entry("unit", N_("Unit"), "account_tree", Permission.SEE_UNITS),
    _entry("campaign", N_("Campaign"), "event_note", Permission.SEE_CAMPAIGNS),
    _entry("campaign_entry", N_("Plan a campaign"), "edit_calendar", Permission.PLAN_CAMPAIGNS),
    _entry("my_account", N_("My account"), "account_circle", Permission.USE_OFFICE),
)
