"""What may be done with a plan and its version: publish, end, draw up another, rename, pay."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import actions, dialogs, forms
from db import mutual_versions
from db.mutual_uses import Use
from pages.mutual_plan import named
from pages.mutual_plan.shown import Shown
from rules.access import Actor, Permission
from rules.language import _
from rules.mutual_plan_forms import END_FIELDS, HEADING_FIELDS
from rules.mutual_plan_moves import PUBLISHED


def draw(actor: Actor, shown: Shown, use: Use) -> None:
    """Draw the buttons of the steps that the version's state and the actor's rights allow."""
    plan, version = shown.plan, shown.version
    editing, publishing = actor.can(Permission.EDIT_PLANS), actor.can(Permission.PUBLISH_PLANS)
    with st.container(horizontal=True):
        if version.is_draft and publishing:
            _publish(shown)
        if version.is_draft and editing:
            _heading(shown)
            _discard(shown)
        if version.state == PUBLISHED and publishing:
            body = partial(_end, shown, use)
            dialogs.form(_("End the version"), body, key="mutual-end", icon=":material/event_busy:")
        if editing and not plan.versions[0].is_draft:
            actions.button(
                _("Draw up the next version"),
                lambda session: mutual_versions.draft_version(session, plan.id, plan.version),
                key=f"mutual-{plan.id}-next",
                done=_("The draft begins with the terms of the latest version."),
                then=lambda _new: ("mutual_plan", {"id": plan.id, "version": _next(shown)}),
            )
        if editing:
            rename = partial(named.rename, shown)
            dialogs.form(_("Name and note"), rename, key="mutual-rename", icon=":material/badge:")
        if publishing and actor.can(Permission.SEE_FUNDS):
            pay = partial(named.fund, actor, shown)
            dialogs.form(_("Paying fund"), pay, key="mutual-fund", icon=":material/payments:")


def _next(shown: Shown) -> int:
    return shown.plan.drawn_up[0].number + 1


def _publish(shown: Shown) -> None:
    version = shown.version
    dialogs.confirm(
        _("Publish"),
        _("From then on the terms are not changed any more, and units may join under them."),
        lambda session, _reason: mutual_versions.publish(session, version.id, version.version),
        key=f"mutual-{version.id}-publish",
        done=_("The version is published."),
        needs_reason=False,
        primary=True,
    )


def _discard(shown: Shown) -> None:
    plan, version = shown.plan, shown.version
    text = _("The draft goes, its terms stay to be read among the versions of the plan.")
    if len(plan.versions) == 1:
        text = _(
            "The plan has no other version, so it leaves the catalogue. You can bring it back."
        )
    dialogs.confirm(
        _("Discard the draft"),
        text,
        lambda session, _reason: mutual_versions.discard(session, version.id, version.version),
        key=f"mutual-{version.id}-discard",
        done=_("The draft is discarded."),
        then=lambda _gone: ("mutual_plan", {"id": plan.id}),
        needs_reason=False,
        icon=":material/delete:",
    )


def _heading(shown: Shown) -> None:
    version = shown.version

    def body() -> None:
        values: dict[str, Any] = {one.name: getattr(version, one.name) for one in HEADING_FIELDS}
        key = f"mutual-{version.id}-heading"
        form = forms.Form(key, HEADING_FIELDS, shown.lists, values, version.version)
        form.draw()
        form.save(
            _("Save"),
            lambda session, typed: mutual_versions.change_heading(
                session, version.id, form.seen, **forms.given(typed)
            ),
            done=dialogs.closing("mutual-heading", _("Saved.")),
        )

    dialogs.form(_("When it holds"), body, key="mutual-heading", icon=":material/event:")


def _end(shown: Shown, use: Use) -> None:
    version = shown.version
    if use.open_claims:
        text = _("{number} claims of this version are open; they stay payable.")
        st.info(text.format(number=use.open_claims))
    form = forms.Form(f"mutual-{version.id}-end", END_FIELDS, {}, {}, version.version)
    form.draw()

    def work(session: Any, typed: forms.Typed) -> int:
        return mutual_versions.end_version(session, version.id, form.seen, **forms.given(typed))

    def done(open_claims: int) -> str:
        text = _("The last day is kept; {number} open claims stay payable.")
        return dialogs.closing("mutual-end", text.format(number=open_claims))(open_claims)

    form.save(_("End it with this day"), work, done=done)
