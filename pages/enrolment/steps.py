"""What may be done with a hand-in beside its decisions: corrected, added to, carried over."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from components import dialogs, enrolment_people, enrolments, forms
from components.text import plain
from db import enrolment_renewals
from db import enrolments as hand_ins
from db.codes import code_lists
from db.enrolments import HandIn
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.fields import Value
from rules.language import _
from rules.mutual_enrolment import CHANGE_FIELDS
from rules.mutual_enrolment_forms import LATE_FIELDS
from rules.mutual_renewal import NOTICE, PATIENCE


def change(row: HandIn) -> None:
    """Draw the form that corrects what the hand-in says of the unit."""
    key = f"enrolment-{row.id}-change"

    def body() -> None:
        values: dict[str, Value] = {
            "headcount": row.headcount,
            "contact_name": row.contact_name,
            "contact_phone": row.contact_phone,
            "note": row.note,
        }
        form = forms.Form(key, CHANGE_FIELDS, {}, values, row.version)
        form.draw()
        form.save(
            _("Save"),
            lambda session, typed: hand_ins.change(session, row.id, form.seen, typed),
            done=dialogs.closing(key, _("Saved.")),
        )

    dialogs.form(_("Change"), body, key=key, icon=":material/edit:")


def follow(actor: Actor, row: HandIn) -> None:
    """Draw what comes after a confirmed hand-in: late joiners, and the next period."""
    if not actor.can(Permission.ENROL_UNITS):
        return
    with reading(actor) as session:
        today = today_of(session)
    if row.terms.late_days and today <= row.to_on:
        _late(row, today)
    if row.followed_by is None and row.to_on - NOTICE <= today <= row.to_on + PATIENCE:
        key = f"enrolment-{row.id}-renew"
        body = partial(_renew, actor, row, key)
        dialogs.form(
            _("Renew for the next period"), body, key=key, icon=":material/autorenew:", wide=True
        )


def _late(row: HandIn, today: date) -> None:
    key = f"enrolment-{row.id}-late"

    def body() -> None:
        form = forms.Form(key, LATE_FIELDS, {}, {"from_on": max(today, row.from_on)})
        form.draw()
        form.save(
            _("Open a hand-in of late joiners"),
            lambda session, typed: hand_ins.open_late(session, row.id, _day(typed)),
            done=dialogs.closing(key, _("The hand-in is open. Put its people on it.")),
            then=lambda late_id: ("enrolment", {"id": late_id}),
        )

    dialogs.form(_("Late joiners"), body, key=key, icon=":material/person_add:")


def _day(typed: forms.Typed) -> date:
    on = typed["from_on"]
    if not isinstance(on, date):
        raise TypeError(on)
    return on


def _renew(actor: Actor, row: HandIn, key: str) -> None:
    """Draw who goes along, who does not, what changes; one click drafts the next hand-in."""
    with reading(actor) as session:
        lists = code_lists(session)
        found = enrolment_renewals.preview(session, row.id)
    if found.advice is not None:
        st.info(plain(found.advice.shown(lists)))
        return
    told = _("Version {number}, cover from {from_on} to {to_on}: {n} people go along.")
    st.write(
        plain(
            told.format(
                number=found.version_number,
                from_on=found.from_on,
                to_on=found.to_on,
                n=f"{found.carried:,}",
            )
        )
    )
    enrolment_people.remarks(found.left_behind, lists, empty=_("Everybody goes along."))
    enrolments.changes(found.changes)
    dialogs.send(
        _("Draft the next hand-in"),
        lambda session: _carry(session, row),
        key=key,
        done=_("The next hand-in is drafted. Look it through and hand it in."),
        then=lambda new_id: ("enrolment", {"id": new_id}),
    )


def _carry(session: Any, row: HandIn) -> int:
    return enrolment_renewals.carry_over(session, row.id, row.version)[0]
