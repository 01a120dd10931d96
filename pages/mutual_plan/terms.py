"""The terms of a version: what it gives in words, and each rule that says something."""

from __future__ import annotations

import streamlit as st

from components import links, mutual_plans, mutual_terms
from pages.mutual_plan.shown import Shown
from rules.access import Actor, Permission
from rules.language import _
from rules.mutual_forms import SECTION_LABELS
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
                    edit=1,
                    section=section.value,
                )
    mutual_terms.show(version.terms, lists)
