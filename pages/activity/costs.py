"""What an activity cost: bills entered, paid by another person, taken off or back."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from components import activity_costs as sheet
from components import choices, decisions, dialogs, forms
from components.text import plain
from db import activity_costs
from db.activity_costs import CostRow
from db.activity_views import ActivityFile
from db.session import reading
from db.verbs import today_of
from rules import activities as rules
from rules.access import Actor, Permission
from rules.activity_forms import COST_FIELDS, FUNDS, PAID_FIELDS
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
    sheet.bills(found.rows, partial(_steps, actor, today))


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


def _steps(actor: Actor, today: date, cost: CostRow) -> None:
    if cost.state == rules.COST_ASKED and actor.can(Permission.PAY_RUNS):
        key = f"cost-{cost.id}-pay"
        body = partial(_pay, cost, today, key)
        dialogs.form(
            _("Pay out of the fund"), body, key=key, icon=":material/payments:", primary=True
        )
    decisions.buttons(
        rules.COST,
        cost.state,
        actor,
        partial(_take, cost.id, cost.version),
        plain(cost.what),
        key=f"cost-{cost.id}",
        but=("pay",),
    )


def _pay(cost: CostRow, today: date, key: str) -> None:
    sheet.bill(cost)
    form = forms.Form(key, PAID_FIELDS, {}, {"on": today}, cost.version)
    form.draw()
    form.save(
        _("Pay"),
        lambda session, typed: _paid(session, cost.id, form.seen, typed),
        done=dialogs.closing(key, _("Paid out of the fund.")),
    )


def _paid(session: Any, cost_id: int, seen: int, typed: forms.Typed) -> None:
    on = typed["on"]
    if not isinstance(on, date):
        raise TypeError(on)
    activity_costs.pay(session, cost_id, seen, on)


def _take(cost_id: int, seen: int, session: Any, action: str, note: str) -> None:
    activity_costs.take(session, cost_id, seen, action, note)
