"""The terms of a version: what it gives in words, and each rule that says something."""

from __future__ import annotations

import streamlit as st

from components import details, links, mutual_plans
from pages.mutual_plan.shown import Shown
from rules.access import Actor, Permission
from rules.language import _
from rules.mutual_forms import SECTION_LABELS, all_fields, says_something, values_of
from rules.mutual_words import in_words


def draw(actor: Actor, shown: Shown) -> None:
    """Draw the terms to read, with the ways into their forms while they are a draft."""
    version, lists = shown.version, shown.lists
    mutual_plans.lines(in_words(version.terms), lists)
    if version.is_draft and actor.can(Permission.EDIT_PLANS):
        with st.container(horizontal=True):
            for section, label in SECTION_LABELS.items():
                links.button(
                    _("Edit: {what}").format(what=_(label)),
                    "mutual_plan",
                    icon=":material/edit:",
                    id=shown.plan.id,
                    version=version.number,
                    edit=section.value,
                )
    fields = all_fields(version.terms, lists)
    values = values_of(version.terms, fields)
    details.show([one for one in fields if says_something(one, values)], values, lists)
