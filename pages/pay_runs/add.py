"""A new pay run: what is paid how, month and unit, with what it would hold before it is drafted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from components import address, choices, forms, lookups, tables
from components import pay_runs as sheet
from components.figures import Card, cards
from components.identity import current_actor
from components.tables import Column
from components.text import plain
from db import pay_desk, pay_drafts, pay_runs, unit_lists, units
from db.codes import code_lists
from db.pay_drafts import DraftPreview
from db.session import reading
from db.verbs import today_of
from rules import pay_runs as rules
from rules.access import Actor
from rules.language import N_, _
from rules.money import show_money
from rules.pay_forms import PAYS, RUN_FIELDS, WAYS


def draw(actor: Actor) -> None:
    """Ask what is paid, show what that comes to, and draft it."""
    st.title(_("Draft a pay run"))
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        own = units.get_name(session, actor.unit_id) if actor.unit_id else ""
        plans = pay_runs.list_plans(session)
        waiting = address.get("pays") == rules.CLAIMS and pay_desk.get_waiting_plan(session)
    form = forms.Form(
        "pay-run",
        RUN_FIELDS,
        {**lists, WAYS: choices.of_labels(rules.WAY_LABELS), PAYS: sheet.purposes(plans)},
        {"pays": str(waiting or rules.AID), "way": rules.BANK, "month_on": today.replace(day=1)},
        finders={"unit_id": _find},
        chosen={"unit_id": lookups.Hit(actor.unit_id, own)} if actor.unit_id else None,
        changed=forms.redraw,
    )
    form.draw()
    raw = form.raw()
    preview = _look(actor, raw.get("pays"), form.typed("way"), form.typed("month_on"), raw)
    if preview is not None:
        _preview(preview)
    form.save(
        _("Draft the run"),
        pay_drafts.draft,
        done=_("The run has been drafted."),
        then=lambda run_id: ("pay_run", {"id": run_id}),
        disabled=preview is None or not preview.lines,
    )


def _look(
    actor: Actor, pays: object, way: object, month_on: object, raw: Mapping[str, object]
) -> DraftPreview | None:
    unit_id = raw.get("unit_id")
    if not isinstance(month_on, date) or not isinstance(unit_id, int) or not way or not pays:
        return None
    plan_id = rules.plan_of(str(pays))
    with reading(actor) as session:
        return pay_drafts.get_preview(session, str(way), month_on, unit_id, plan_id)


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _preview(preview: DraftPreview) -> None:
    if not preview.lines:
        st.info(plain(_(pay_drafts.NOTHING_DUE)))
        return
    cards(
        (
            Card(_("Lines"), preview.lines),
            Card(_("Sum"), sheet.yuan(preview.fen)),
            Card(
                _("Also in another run"),
                preview.elsewhere,
                meaning=_("Who stands in another run, too, which is not settled."),
                tone="warn" if preview.elsewhere else "",
            ),
        )
    )
    if preview.left_out:
        st.warning(plain(_("These stay out; what is due to them stays due.")))
        columns = (
            Column(N_("For whom"), "label"),
            Column(N_("Amount"), lambda row: show_money(row.fen), number=True),
            Column(N_("Reason"), lambda row: sheet.said(row.text, row.values)),
        )
        tables.show(preview.left_out, columns, empty="")
