"""What an activity cost: bills entered, paid by another person, taken off or back."""

from __future__ import annotations

from functools import partial

from components import activity_costs as sheet
from components import choices, dialogs, forms
from db import activity_costs
from db.activity_views import ActivityFile
from db.session import reading
from db.verbs import today_of
from rules import activities as rules
from rules.access import Actor, Permission
from rules.activity_forms import COST_FIELDS, FUNDS
from rules.codes import CodeLists
from rules.language import _


def draw(actor: Actor, row: ActivityFile, lists: CodeLists) -> None:
    """Draw the bills with what the actor may do about each."""
    with reading(actor) as session:
        found, today = activity_costs.get_sheet(session, row.id), today_of(session)
        funds = activity_costs.list_funds(session, row.unit_id)
    sheet.cards(found, row.cost_fen)
    if actor.can(Permission.PLAN_CAMPAIGNS) and row.state != rules.PLANNED:
        _enter(row, funds, lists)
    verbs = sheet.Verbs(activity_costs.pay, activity_costs.take)
    sheet.bills(found.rows, partial(sheet.steps, actor, today, verbs))


def _enter(row: ActivityFile, funds: list[tuple[int, str]], lists: CodeLists) -> None:
    if not funds:
        sheet.no_fund()
        return
    key = f"activity-{row.id}-cost"
    known = dict(funds)
    first = row.fund_id if row.fund_id in known else next(iter(known))

    def body() -> None:
        offered = {**lists, FUNDS: choices.of_records(funds)}
        form = forms.Form(key, COST_FIELDS, offered, {"fund_id": str(first)})
        form.draw()
        form.save(
            _("Enter the bill"),
            lambda session, typed: activity_costs.enter(session, row.id, typed),
            done=dialogs.closing(key, _("The bill waits for somebody else to pay it.")),
        )

    dialogs.form(_("Enter a bill"), body, key=key, icon=":material/receipt_long:")
