"""Wall displays: their keys made, changed and revoked, and when each was last seen."""

from __future__ import annotations

from typing import Any, cast

import streamlit as st

from components import address, choices, dialogs, display_keys, forms, links, lookups, tables
from components.identity import current_actor
from components.markup import Html, badge
from components.tables import Column
from components.text import instant, plain
from db import boards, displays, unit_lists
from db.displays import DisplayRow
from db.session import reading
from db.verbs import zone_of
from rules.access import Actor
from rules.codes import CodeLists
from rules.displays import (
    BOARD_CODES,
    DISPLAY_FIELDS,
    IN_USE,
    NEW_DISPLAY,
    NIGHT_CODES,
    NIGHT_LABELS,
    STATE_LABELS,
)
from rules.language import N_, _
from rules.settings import LANGUAGE_CODES

HERE = "displays"


def page(actor: Actor) -> None:
    chosen = address.get_id()
    if chosen is not None:
        _one(actor, chosen)
    elif address.get("add"):
        _add(actor)
    else:
        _list(actor)
        return
    links.button(_("Back to the list"), HERE, icon=":material/arrow_back:")


def _list(actor: Actor) -> None:
    st.title(_("Wall displays"))
    with reading(actor) as session:
        rows, zone = displays.list_displays(session), zone_of(session)
    columns = (
        Column(N_("Wall display"), "label", to=lambda row: links.to(HERE, id=row.id)),
        Column(N_("Unit"), "unit_name"),
        Column(N_("State"), _state),
        Column(N_("Last seen"), lambda row: instant(row.seen_at, zone)),
        Column(N_("Address"), "address", quiet=True),
        Column(N_("Valid until"), lambda row: row.valid_until or "", quiet=True),
    )
    text = _("No display yet. A display shows boards on a wall, without anybody signing in.")
    tables.show(rows, columns, empty=text)
    links.button(_("Add a display"), HERE, icon=":material/add_to_queue:", add=1)


def _state(row: DisplayRow) -> Html:
    return badge(_(STATE_LABELS[row.state]), "good" if row.state == IN_USE else "quiet")


def _choices(actor: Actor) -> CodeLists:
    with reading(actor) as session:
        rows = boards.list_every(session)
    return {
        BOARD_CODES: choices.of_records((row.id, row.name) for row in rows if not row.retired),
        NIGHT_CODES: choices.of_labels(NIGHT_LABELS),
        LANGUAGE_CODES: choices.languages(),
    }


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _add(actor: Actor) -> None:
    st.title(_("Add a display"))
    finders = {"unit_id": _find}
    form = forms.Form("display-new", DISPLAY_FIELDS, _choices(actor), NEW_DISPLAY, finders=finders)
    form.draw()
    form.save(
        _("Add"),
        lambda session, typed: displays.make(session, **cast(Any, typed)),
        done=display_keys.keep,
        then=lambda made: (HERE, {"id": made.id}),
    )


def _one(actor: Actor, display_id: int) -> None:
    with reading(actor) as session:
        row, zone = displays.get_display(session, display_id), zone_of(session)
    st.title(plain(row.label))
    display_keys.hand_over(display_id)
    seen = instant(row.seen_at, zone) or _("never")
    st.caption(plain(_("Last seen: {seen} {address}").format(seen=seen, address=row.address)))
    if row.revoked_at is not None:
        at = instant(row.revoked_at, zone)
        st.info(plain(_("Revoked {at}: this key opens nothing any more.").format(at=at)))
        return
    _change(actor, row)
    dialogs.confirm(
        _("Revoke the key"),
        _("Walls with this key end at once. A new display needs a new key."),
        lambda session, _reason: displays.revoke(session, row.id, row.version),
        key="display-revoke",
        done=_("The key has been revoked."),
        needs_reason=False,
    )


def _change(actor: Actor, row: DisplayRow) -> None:
    values = {field.name: getattr(row, field.name) for field in DISPLAY_FIELDS}
    values["board_ids"] = tuple(str(one) for one in row.board_ids)
    form = forms.Form(
        f"display-{row.id}",
        DISPLAY_FIELDS,
        _choices(actor),
        values,
        row.version,
        finders={"unit_id": _find},
        chosen={"unit_id": lookups.Hit(row.unit_id or 0, row.unit_name)},
    )
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: displays.change(session, row.id, form.seen, **cast(Any, typed)),
        done=_("Saved. The display follows at once."),
    )
