"""What is done with the people ticked on a campaign's list: marked as reached, taken off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from components import dialogs, forms
from components.identity import current_actor
from db import campaign_by_hand, campaign_people
from db.campaign_people import TargetRow
from db.campaigns import CampaignFile
from db.session import reading
from db.verbs import today_of
from rules.campaign_people import LEFT_OUT, LISTED, OPEN_AFTER_APPROVAL, REACHED_FIELDS
from rules.language import _


def buttons(campaign: CampaignFile, view: str, ticked: Sequence[TargetRow]) -> None:
    """Draw the buttons for ticked rows of a view."""
    key = f"people-{campaign.id}"
    with st.container(horizontal=True):
        if view != LEFT_OUT and campaign.state in OPEN_AFTER_APPROVAL:
            _mark(key, ticked)
            marked = [row for row in ticked if row.marked]
            if marked:
                dialogs.confirm(
                    _("Take the marks back ({n})").format(n=len(marked)),
                    _("They count as not reached again, unless something else reached them."),
                    partial(_each, campaign_people.unmark, marked),
                    key=f"{key}-unmark",
                    done=_("The marks were taken back."),
                )
        standing = [row for row in ticked if row.state == LISTED or view == LEFT_OUT]
        label = _("Lift ({n})") if view == LEFT_OUT else _("Take off the list ({n})")
        dialogs.confirm(
            label.format(n=len(standing)),
            _("The reason is kept with the list."),
            partial(_each, campaign_by_hand.take_off, standing),
            key=f"{key}-off",
            done=_("Done."),
            disabled=not standing,
        )


def _each(
    verb: Callable[[Any, int, int, str], None],
    rows: Sequence[TargetRow],
    session: Any,
    reason: str,
) -> None:
    for row in rows:
        verb(session, row.id, row.version, reason)


def _mark(key: str, ticked: Sequence[TargetRow]) -> None:
    if not ticked:
        return

    def body() -> None:
        with reading(current_actor()) as session:
            today = today_of(session)
        form = forms.Form(f"{key}-mark", REACHED_FIELDS, {}, {"on": today})
        form.draw()
        form.save(
            _("Mark"),
            partial(_mark_all, ticked),
            done=dialogs.closing(f"{key}-mark", _("Marked as reached.")),
        )

    label = _("Mark as reached ({n})").format(n=len(ticked))
    dialogs.form(label, body, key=f"{key}-mark", icon=":material/done:")


def _mark_all(ticked: Sequence[TargetRow], session: Any, typed: forms.Typed) -> None:
    on = typed["on"]
    if not isinstance(on, date):
        raise TypeError(on)
    for row in ticked:
        campaign_people.mark(session, row.id, row.version, on, str(typed["note"]))
