"""Choosing one of very many: type a piece of the name, pick one of at most twenty hits.

    unit_id = lookups.pick(_("Superior union"), key="to", find=find_units, chosen=hit)

``find(text)`` is the page's: it asks the database and returns ``Hit`` rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.text import plain
from rules.language import _

MOST_HITS = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One record to choose; ``note`` tells it from others of the same name."""

    id: int
    label: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.label} · {self.note}" if self.note else self.label


Find = Callable[[str], Sequence[Hit]]


def hits(rows: Iterable[Any]) -> list[Hit]:
    """Return hits for units as the database offers them: with the superior union as note."""
    return [Hit(row.id, row.name, row.parent_name) for row in rows]


def pick(
    label: str, *, key: str, find: Find, chosen: Hit | None = None, hint: str | None = None
) -> Hit | None:
    """Draw the search box and, once something is typed, its hits; return the chosen one."""
    typed = st.text_input(
        label,
        key=f"{key}-typed",
        placeholder=str(chosen) if chosen else _("Type a piece of the name, press Enter"),
        help=hint,
        icon=":material/search:",
        max_chars=60,
        autocomplete="off",
    )
    text = (typed or "").strip()
    if not text:
        return chosen
    hits = list(find(text))[:MOST_HITS]
    if not hits:
        st.caption(plain(_("Nothing was found by this name.")))
        return None
    by_id = {hit.id: hit for hit in hits}
    picked = st.selectbox(
        _("Found: {n}").format(n=len(hits)),
        list(by_id),
        # Of several, none is taken for granted: the wrong unit would be chosen in silence.
        index=0 if len(hits) == 1 else None,
        key=f"{key}-hit-{text}",
        format_func=lambda hit_id: str(by_id[hit_id]),
        placeholder=_("Choose"),
    )
    return None if picked is None else by_id[picked]
