"""The terms of a draft as forms: one a section, benefits with rows to add and to empty."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import address, choices, dialogs, forms, links
from components.text import plain
from db import mutual_versions
from db.mutual_plans import VersionRow
from pages.mutual_plan.shown import Shown
from rules.access import Actor, Permission
from rules.fields import Fields
from rules.language import _
from rules.mutual_forms import SECTION_LABELS, Section, section_fields, values_of
from rules.mutual_part_fields import part_fields, part_group
from rules.mutual_parts import PartKind
from rules.mutual_plan_forms import NEW_PART_FIELDS, PART_KIND_LABELS, PARTS


def draw(actor: Actor, shown: Shown) -> None:
    """Draw the form of the section that the address asks for."""
    version, here = shown.version, {"id": shown.plan.id, "version": shown.version.number}
    links.button(_("Back to the terms"), "mutual_plan", icon=":material/arrow_back:", **here)
    if not version.is_draft or not actor.can(Permission.EDIT_PLANS):
        st.info(plain(_("Only a draft is changed: draw up another version of the plan.")))
        return
    labels = {section.value: _(label) for section, label in SECTION_LABELS.items()}
    section = Section(address.switch(_("Section"), labels, key="mutual-edit", name="section"))
    number = _number(shown) if section is Section.BENEFITS else 0
    fields = _fields(shown, section, number)
    values = values_of(version.terms, fields)
    form = forms.Form(
        f"mutual-{version.id}-{fields[0].name}-{len(fields)}",
        fields,
        shown.lists,
        values,
        version.version,
    )
    form.draw()

    def keep(session: Any, typed: forms.Typed) -> None:
        mutual_versions.change_terms(session, version.id, form.seen, typed)

    form.save(_("Save"), keep, done=_("Saved. Look on the bench what it gives now."))
    if section is Section.BENEFITS:
        _benefits(shown, number)


def _fields(shown: Shown, section: Section, number: int) -> Fields:
    terms = shown.version.terms
    if section is Section.BENEFITS:
        return part_fields(number, terms.parts[number])
    return section_fields(terms, section, shown.lists)


def _number(shown: Shown) -> int:
    """Return which benefit the address asks for, counted from 0."""
    parts = shown.version.terms.parts
    labels = {str(n): part_group(n, part) for n, part in enumerate(parts)}
    number = int(address.switch(_("Benefits"), labels, key="mutual-part", name="part"))
    if parts[number].bands or parts[number].tiers:
        st.caption(plain(_("Empty the share of a band or the sum of a class to drop that row.")))
    return number


def _benefits(shown: Shown, number: int) -> None:
    version = shown.version
    with st.container(horizontal=True):
        dialogs.form(
            _("Add a benefit"), lambda: _add(shown), key="mutual-new-part", icon=":material/add:"
        )
        if len(version.terms.parts) < 2:
            return
        dialogs.confirm(
            _("Take this benefit out"),
            _("The benefit goes out of this draft; other versions keep it."),
            partial(_drop, version, number),
            key=f"mutual-{version.id}-part-{number}",
            done=_("Taken out."),
            needs_reason=False,
        )


def _drop(version: VersionRow, number: int, session: Any, _reason: str) -> None:
    mutual_versions.drop_part(session, version.id, version.version, number)


def _add(shown: Shown) -> None:
    version = shown.version
    lists = {PARTS: choices.of_labels(PART_KIND_LABELS)}
    form = forms.Form("mutual-new-part-form", NEW_PART_FIELDS, lists, {}, version.version)
    form.draw()
    form.save(
        _("Add"),
        lambda session, typed: mutual_versions.add_part(
            session, version.id, form.seen, PartKind(str(typed["part"]))
        ),
        done=dialogs.closing("mutual-new-part", _("Added; now fill in what it gives.")),
    )
