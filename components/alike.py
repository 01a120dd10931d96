"""People who look like the one being typed in: use the record that is there, first of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

import streamlit as st

from components import links, states, tables
from components.markup import tag
from components.tables import Column
from rules.codes import CodeLists
from rules.language import N_, Words, _, shown
from rules.lookalikes import MATCH_LABELS


class Alike(Protocol):
    """A record that may be the same person; ``member_id`` is None outside one's own part."""

    @property
    def member_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def birth_on(self) -> date | None: ...
    @property
    def id_no(self) -> str: ...
    @property
    def mobile(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def matched(self) -> tuple[str, ...]: ...
    @property
    def blocks(self) -> bool: ...


def matches(matched: Iterable[str]) -> str:
    """Say what two records have in common."""
    return str(shown(tuple(Words(MATCH_LABELS.get(match, match)) for match in matched)))


def show(rows: Sequence[Alike], lists: CodeLists) -> None:
    """Draw the records with a way to each, and what their likeness means."""
    if any(row.blocks for row in rows):
        st.error(
            _(
                "Somebody with this ID number is registered already. Use that record or ask for a"
                " transfer; a second one cannot be made."
            )
        )
    else:
        st.warning(_("Is it one of these people? Use the record that is there."))
    tables.show(rows, _columns(lists), empty="")


def _columns(lists: CodeLists) -> tuple[Column, ...]:
    return (
        Column(N_("What matches"), lambda row: matches(row.matched)),
        Column(N_("Name"), "name"),
        Column(N_("Birth date"), "birth_on", quiet=True),
        Column(N_("ID number"), "id_no", quiet=True),
        Column(N_("Mobile"), "mobile", quiet=True),
        Column(N_("Unit"), "unit_name"),
        Column(N_("Status"), lambda row: states.member(row.status, lists) if row.status else ""),
        Column("", _use),
    )


def _use(row: Alike) -> object:
    if row.member_id is None:
        return ""
    return tag(
        "a",
        _("Use this person"),
        href=links.to("member", id=row.member_id),
        target="_self",
        class_="office-link office-button",
    )
