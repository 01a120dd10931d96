"""Opening a unit's hand-in: which unit, which plan, from when, how many could join."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from components import choices, forms, links, lookups
from components.identity import current_actor
from components.text import plain
from db import enrolments, mutual_plans, unit_lists, units
from db.codes import code_lists
from db.mutual_plans import PlanRow
from db.session import reading
from db.verbs import today_of
from rules.access import Actor
from rules.language import _
from rules.mutual_enrolment import begin_after, last_day
from rules.mutual_enrolment_forms import OPENING_FIELDS, PLANS


def draw(actor: Actor) -> None:
    """Ask for unit, plan and period, and open the hand-in."""
    st.title(_("Open a hand-in"))
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        # Whoever works for one unit hands in for it; a federation's clerk says for which.
        own = units.get_name(session, actor.unit_id) if actor.unit_id and not actor.wide else ""
        plans = [plan for plan in mutual_plans.list_plans(session) if plan.has_held]
    if not plans:
        st.info(plain(_("No plan is published yet. Publish one before units can join it.")))
        with st.container(horizontal=True):
            links.button(_("All hand-ins"), "enrolments", icon=":material/list:")
            links.button(_("Mutual-aid plans"), "mutual_plans", icon=":material/health_and_safety:")
        return
    offered = choices.of_records((plan.id, plan.name) for plan in plans)
    form = forms.Form(
        "enrolment-new",
        OPENING_FIELDS,
        {**lists, PLANS: offered},
        {"plan_id": str(plans[0].id)} if len(plans) == 1 else {},
        finders={"unit_id": _find},
        chosen={"unit_id": lookups.Hit(actor.unit_id, own)} if own and actor.unit_id else None,
        changed=forms.redraw,
    )
    raw = form.raw()
    by_id = {str(plan.id): plan for plan in plans}
    plan = by_id.get(str(raw.get("plan_id")))
    _suggest(actor, form, plan, raw.get("unit_id") or (actor.unit_id if own else None), today)
    form.draw()
    _say_period(plan, form.typed("from_on"))
    form.save(
        _("Open the hand-in"),
        _open,
        done=_("The hand-in is open. Put its people on it."),
        then=lambda hand_in_id: ("enrolment", {"id": hand_in_id}),
    )


def _suggest(
    actor: Actor, form: forms.Form, plan: PlanRow | None, unit_id: object, today: date
) -> None:
    if plan is not None:
        version = plan.on(today) or next(one for one in plan.versions if not one.is_draft)
        form.suggest("from_on", begin_after(version.terms, max(today, version.valid_from)))
    if isinstance(unit_id, int):
        with reading(actor) as session:
            unit = units.get_unit(session, unit_id)
        staff = unit.values.get("worker_count")
        form.suggest("headcount", staff if isinstance(staff, int) and staff else unit.members or 1)


def _say_period(plan: PlanRow | None, from_on: object) -> None:
    version = plan.on(from_on) if plan is not None and isinstance(from_on, date) else None
    if version is not None and isinstance(from_on, date):
        text = _("Cover from {from_on} to {to_on}, version {number} of the plan.")
        st.caption(
            plain(
                text.format(
                    from_on=from_on, to_on=last_day(version.terms, from_on), number=version.number
                )
            )
        )


def _open(session: Any, typed: forms.Typed) -> int:
    from_on = typed["from_on"]
    if not isinstance(from_on, date):
        raise TypeError(from_on)
    unit_id, plan_id = int(str(typed["unit_id"])), int(str(typed["plan_id"]))
    return enrolments.open_hand_in(session, unit_id, plan_id, from_on, typed)


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
