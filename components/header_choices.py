"""Which column fills which field: what was recognised, and what the clerk decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

import streamlit as st

from components.text import plain
from rules.fields import Field, Fields, by_name
from rules.language import _

SAMPLES = 3
LONGEST_SAMPLE = 20


class Match(Protocol):
    """A column with the field proposed for it, empty for none; a guess needs a look."""

    @property
    def column(self) -> int: ...
    @property
    def heading(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def is_guess(self) -> bool: ...


def choose(
    found: Sequence[Match], samples: Sequence[Sequence[str]], fields: Fields, *, key: str
) -> dict[str, int] | None:
    """Draw a choice for every column; return field -> column, None while two collide.

    ``samples`` are the first rows as texts; ``key`` is another for another file.
    """
    guesses = [match for match in found if match.is_guess]
    matched = sum(1 for match in found if match.field)
    title = _("Columns: {n} of {total} recognised").format(n=matched, total=len(found))
    with st.expander(
        title, expanded=bool(guesses) or matched < len(found), icon=":material/view_column:"
    ):
        if guesses:
            st.caption(_("What is marked as a guess needs a look: compare it."))
        chosen = _draw(found, samples, fields, key)
    columns = {field: column for column, field in chosen.items() if field}
    if len(columns) < sum(1 for field in chosen.values() if field):
        _warn_of_doubles(chosen, by_name(fields))
        return None
    return columns


def _draw(
    found: Sequence[Match], samples: Sequence[Sequence[str]], fields: Fields, key: str
) -> dict[int, str]:
    described = by_name(fields)
    options = ["", *described]
    chosen: dict[int, str] = {}
    grid = st.columns(3)
    for match in found:
        field = described.get(match.field)
        seen = [row[match.column] for row in samples if match.column < len(row)]
        heading = plain(match.heading or _("Column {n}").format(n=match.column + 1))
        with grid[match.column % len(grid)]:
            chosen[match.column] = st.selectbox(
                _("{heading} (a guess)").format(heading=heading) if match.is_guess else heading,
                options,
                index=options.index(match.field),
                key=f"{key}-{match.column}",
                format_func=partial(_label, described),
                help=None if field and field.sealed else _samples(seen),
            )
    return chosen


def _label(described: Mapping[str, Field], name: str) -> str:
    return _(described[name].label) if name else _("Leave out")


def _samples(seen: list[str]) -> str | None:
    texts = [text[:LONGEST_SAMPLE] for text in seen if text]
    return plain(" · ".join(texts)) if texts else None


def _warn_of_doubles(chosen: Mapping[int, str], described: Mapping[str, Field]) -> None:
    counts = Counter(field for field in chosen.values() if field)
    names = ", ".join(_(described[name].label) for name, n in counts.items() if n > 1)
    st.warning(plain(_("Two columns fill the same field: {names}").format(names=names)))
