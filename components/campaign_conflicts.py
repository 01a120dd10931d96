"""What stands in the way of a campaign: a warning with links, and the list of a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

import streamlit as st

from components import links, tables
from components.markup import Html, badge, join, link, safe, tag, write
from components.tables import Column
from rules.campaign_conflicts import KIND_LABELS, PEOPLE
from rules.language import N_, _


class Conflict(Protocol):
    """Another campaign or activity in the way."""

    @property
    def kind(self) -> str: ...
    @property
    def campaign_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date: ...
    @property
    def detail(self) -> str: ...


def warn(found: Sequence[Conflict]) -> None:
    """Draw a warning that names each conflict; nothing where there is none."""
    if not found:
        return
    text = _("{n} things stand in the way. Look whether it is meant so; nothing is stopped.")
    st.warning(text.format(n=len(found)), icon=":material/event_busy:")
    write(tag("ul", join(tag("li", _line(one)) for one in found)))


def _line(one: Conflict) -> Html:
    when = _("{from_on} to {to_on}").format(from_on=one.from_on, to_on=one.to_on)
    parts = [badge(_(KIND_LABELS[one.kind]), "warn"), named(one), safe(when)]
    if one.detail:
        parts.insert(2, safe(_detail(one)))
    return join(parts, " ")


def _detail(one: Conflict) -> str:
    return _("{n} people").format(n=one.detail) if one.kind == PEOPLE else one.detail


def named(one: Conflict) -> Html:
    """Return the name with its unit, as a link where it leads to a campaign."""
    text = f"{one.name} · {one.unit_name}"
    if one.campaign_id is None:
        return safe(text)
    return link(text, links.to("campaign", id=one.campaign_id))


def _kinds(pair: Any) -> Html:
    return join((badge(_(KIND_LABELS[kind]), "warn") for kind in pair.kinds), " ")


def listed(rows: Sequence[Any], empty: str) -> None:
    """Draw the pairs of a year."""
    tables.show(
        rows,
        (
            Column(N_("Conflict"), _kinds),
            Column(N_("Campaign"), lambda pair: named(pair.first)),
            Column(N_("Stands in the way of"), lambda pair: named(pair.second)),
            Column(N_("From"), lambda pair: pair.second.from_on),
            Column(N_("What is shared"), lambda pair: pair.second.detail or "—", quiet=True),
        ),
        empty=empty,
    )
