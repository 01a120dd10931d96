"""What a plan is called, and which fund pays its claims."""

from __future__ import annotations

from typing import Any

from components import choices, dialogs, forms
from db import funds, mutual_versions
from db.session import reading
from pages.mutual_plan.shown import Shown
from rules.access import Actor
from rules.language import _
from rules.mutual_plan_forms import FUND_FIELDS, FUNDS, PLAN_FIELDS


def rename(shown: Shown) -> None:
    """Draw the form of a plan's name, kind and note."""
    plan = shown.plan
    values: dict[str, Any] = {"name": plan.name, "kind": plan.kind, "note": plan.note}
    form = forms.Form(f"mutual-{plan.id}-name", PLAN_FIELDS, shown.lists, values, plan.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: mutual_versions.change_plan(
            session, plan.id, form.seen, **forms.given(typed)
        ),
        done=dialogs.closing("mutual-rename", _("Saved.")),
    )


def fund(actor: Actor, shown: Shown) -> None:
    """Draw the choice of the fund that pays the claims of a plan."""
    plan = shown.plan
    with reading(actor) as session:
        pots = funds.list_page(session, shown.today.year, 1).rows
    named = choices.of_records((one.id, f"{one.name} {one.year}") for one in pots)
    values = {"fund_id": str(plan.fund_id) if plan.fund_id else None}
    form = forms.Form(f"mutual-{plan.id}-fund", FUND_FIELDS, {FUNDS: named}, values, plan.version)
    form.draw()

    def work(session: Any, typed: forms.Typed) -> None:
        chosen = typed["fund_id"]
        fund_id = int(str(chosen)) if chosen else None
        mutual_versions.choose_fund(session, plan.id, form.seen, fund_id)

    form.save(_("Save"), work, done=dialogs.closing("mutual-fund", _("Saved.")))
