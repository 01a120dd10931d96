"""The counter's form: each entry is kept as a draft and shows at once what the claim gives."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from components import actions, claim_entry, covers
from components.forms import Form, Typed
from db import claim_intake, mutual_plans
from db.claim_intake import Preview
from db.claims import ClaimFile
from db.members import MemberFile
from db.session import reading
from db.verbs import today_of
from pages.claim_entry.asked import own_lists, shown
from rules import claims as rules
from rules.access import Actor
from rules.codes import CodeLists
from rules.errors import InvalidInput, OfficeError
from rules.language import _


def draw(actor: Actor, person: MemberFile, claim: ClaimFile | None, lists: CodeLists) -> None:
    form_key = f"claim-{person.id}-{claim.row.id if claim else 0}"
    every = {**lists, rules.MY_PAPERS: lists.get("claim_paper", ())}
    form = _form(form_key, claim, every)
    typed = {one.name: form.typed(one.name) for one in rules.COUNTER_FIELDS}
    typed["enrolment_id"] = _chosen_cover(form)
    with reading(actor) as session:
        claim_id = claim.row.id if claim else 0
        preview = claim_intake.preview(session, person.id, typed, claim_id)
        rule, today = "", today_of(session)
        if preview.cover is not None:
            version = mutual_plans.get_version(session, preview.cover.version_id)
            rule = claim_entry.rule_of(preview.cover.plan_name, version.number)
    _point_out(form, preview.wrong)
    form.lists = {**every, **own_lists(preview, str(typed["event"] or ""), lists)}
    event_on, ended_on = typed["event_on"], typed["ended_on"]
    covers.listed(
        preview.covers,
        event_on if isinstance(event_on, date) else today,
        ended_on if isinstance(ended_on, date) else None,
    )
    claim_entry.in_sight(preview)
    left, right = st.container(key="claim-counter").columns((3, 2), gap="large")
    with left:
        if claim is None:
            form.begin_at("event_on")
        form.draw(shown(preview, str(typed["event"] or ""), _chosen_cover(form), form.lists))
        _save(person.id, claim, form, preview)
    with right:
        claim_entry.beside(preview, rule, lists)


def _form(key: str, claim: ClaimFile | None, lists: CodeLists) -> Form:
    if claim is not None:
        values = dict(claim.recorded)
        return Form(key, rules.COUNTER_FIELDS, lists, values, claim.row.version, draft=key)
    return Form(key, rules.COUNTER_FIELDS, lists, {"event": rules.STAY}, draft=key)


def _point_out(form: Form, wrong: OfficeError | None) -> None:
    """Say under its field what is wrong with an entry; what is still empty is no mistake."""
    if not isinstance(wrong, InvalidInput) or wrong.field not in form.raw():
        return
    if wrong.field != "total_fen":  # it comes first; the parts follow
        form.point_out(wrong, wrong.field)


def _chosen_cover(form: Form) -> str | None:
    """Return the cover as it is chosen; its code list is known only once the day is."""
    raw = form.raw().get(rules.COVER_FIELD.name)
    return str(raw) if raw else None


def _save(member_id: int, claim: ClaimFile | None, form: Form, preview: Preview) -> None:
    cover = preview.cover

    def complete(typed: Typed) -> Typed:
        chosen = typed.get("enrolment_id") or (cover.enrolment_id if cover else None)
        return {**typed, "enrolment_id": str(chosen) if chosen else None}

    def accept(session: Any, typed: Typed) -> int:
        if claim is not None:
            draft = claim.row.state == rules.DRAFT
            claim_intake.change(session, claim.row.id, form.seen, complete(typed), accept=draft)
            return claim.row.id
        return claim_intake.take(session, member_id, complete(typed))

    def keep(session: Any) -> int:
        typed = {one.name: form.typed(one.name) for one in rules.COUNTER_FIELDS}
        form.forget(session)
        return claim_intake.take(session, member_id, complete(typed), accept=False)

    with st.container(horizontal=True, vertical_alignment="center"):
        waits = claim is not None and claim.row.state != rules.DRAFT
        form.save(
            _("Save") if waits else _("Accept the claim"),
            accept,
            done=_("Saved.") if waits else _("Accepted; somebody else decides."),
            then=lambda key: ("claim", {"id": key}),
            disabled=bool(preview.before),
        )
        if claim is None:
            actions.button(
                _("Keep as a draft"),
                keep,
                key=f"{form.key}-draft",
                done=_("Kept as a draft."),
                then=lambda key: ("claim", {"id": key}),
            )
