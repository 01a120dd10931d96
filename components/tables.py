"""Lists that the database has paged: fifty frozen rows, one element, links for the keyboard.

    rows, total = ...                                  # a page of rows and their count
    tables.show(rows, COLUMNS, empty=_("Nothing waits. Well done."))
    tables.pages(total)

A ``Column`` has a label (``N_`` source text), the attribute or function that gives a row's
value, and where it leads (``to``: function of the row returning an address, see ``links``).
Values may be ``markup.Html`` (badges); everything else is escaped. ``tables.of_fields``
makes columns from Field descriptions. ``tables.page_wanted()`` is the page number to fetch
(from 1), ``tables.offset()`` the rows to skip.
``tables.choose`` is the list with check boxes: it returns the rows that were ticked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

import pandas as pd
import streamlit as st

from components import address
from components.markup import Html, join, link, safe, tag, write
from rules.codes import CodeLists
from rules.fields import Field
from rules.language import _
from rules.parsing import shown_value

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``quiet`` ones step back and give way on a narrow screen, ``narrow`` ones
    take no more room than their words."""

    label: str
    value: str | Callable[[Any], object]
    to: Callable[[Any], str] | None = None
    number: bool = False
    quiet: bool = False
    narrow: bool = False

    def of(self, row: Any) -> object:
        return self.value(row) if callable(self.value) else getattr(row, self.value)

    @property
    def css(self) -> str:
        return " ".join(name for name in ("number", "quiet", "narrow") if getattr(self, name))


def of_fields(
    fields: Iterable[Field],
    lists: CodeLists,
    get: Callable[[Any, str], Any] = getattr,
    quiet: Iterable[str] = (),
) -> tuple[Column, ...]:
    """Return a column for each field; ``get(row, name)`` finds the value."""
    hidden = frozenset(quiet)

    def show(field: Field, row: Any) -> str:
        return shown_value(field, get(row, field.name), lists)

    return tuple(
        Column(field.label, partial(show, field), quiet=field.name in hidden) for field in fields
    )


def page_wanted() -> int:
    """Return the page of the list that the address asks for, from 1."""
    return address.get_id(address.PAGE) or 1


def offset(size: int = PAGE_SIZE) -> int:
    """Return how many rows lie before the wanted page."""
    return (page_wanted() - 1) * size


def show(rows: Sequence[Any], columns: Sequence[Column], *, empty: str, caption: str = "") -> None:
    """Draw a list; ``empty`` says what to do when there is nothing, ``caption`` names it."""
    if not rows:
        nothing(empty)
        return
    head = join(tag("th", _(column.label), scope="col", class_=column.css) for column in columns)
    starts = [_Start.of(column) for column in columns]
    body = Html("".join([_row(row, columns, starts) for row in rows]))
    named = tag("caption", caption) if caption else Html()
    table = tag("table", join((named, tag("thead", tag("tr", head)), tag("tbody", body))))
    write(tag("div", table, class_="office-table"))


@dataclass(frozen=True, slots=True)
class _Start:
    """How a column's cells begin; written once for the thousand cells of a page."""

    plain: str
    day: str

    @classmethod
    def of(cls, column: Column) -> _Start:
        plain = f'<td class="{column.css}">' if column.css else "<td>"
        return cls(plain, f'<td class="{column.css} day">'.replace('" ', '"'))


def _row(row: Any, columns: Sequence[Column], starts: Sequence[_Start]) -> str:
    cells = []
    for column, start in zip(columns, starts, strict=True):
        value = column.of(row)
        shown = safe(value)
        if column.to is not None:
            shown = link(shown or "—", column.to(row))
        cells.append(f"{start.day if isinstance(value, date) else start.plain}{shown}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def nothing(text: str) -> None:
    """Draw an empty state: one sentence that says what would be here and how it gets here."""
    write(tag("p", text, class_="office-empty"))


def pages(total: int, size: int = PAGE_SIZE, more: bool = False) -> None:
    """Draw how much there is and, where there are several pages, the way to the others.

    ``more`` says that the count stopped at ``total`` and that there are more rows.
    """
    if not total:
        return
    count = max(-(-total // size), 1)
    current = min(page_wanted(), count)
    shape = _("{first}–{last}, and more") if more else _("{first}–{last} of {total}")
    text = shape.format(
        first=f"{(current - 1) * size + 1:,}",
        last=f"{min(current * size, total):,}",
        total=f"{total:,}",
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        write(tag("p", text, class_="office-count"))
        if count > 1:
            _steps(current, count)


class Found(Protocol):
    """A page of a list whose ``total`` is None where nobody counted all of it."""

    @property
    def rows(self) -> Sequence[Any]: ...
    @property
    def has_more(self) -> bool: ...
    @property
    def total(self) -> int | None: ...


def pages_of(found: Found) -> None:
    """Draw the way to the other pages of a list, counted or not."""
    if found.total is None:
        pages(offset() + len(found.rows) + found.has_more, more=found.has_more)
    else:
        pages(found.total)


def _steps(current: int, count: int) -> None:
    # Each page has a pagination of its own, so that the address alone says where we are.
    key = f"office-page-{current}"
    st.pagination(
        count, default=current, key=key, max_visible_pages=7, on_change=_turn, args=(key,)
    )


def _turn(key: str) -> None:
    page = st.session_state[key]
    address.put(address.PAGE, None if page == 1 else page)


def choose(rows: Sequence[Any], columns: Sequence[Column], *, key: str, empty: str) -> list[Any]:
    """Draw a list with check boxes; return the rows that are ticked."""
    if not rows:
        nothing(empty)
        return []
    frame = pd.DataFrame(
        {_(column.label): [_as_text(column.of(row)) for row in rows] for column in columns}
    )
    event = st.dataframe(
        frame, key=key, hide_index=True, on_select="rerun", selection_mode="multi-row"
    )
    ticked = event["selection"]["rows"]
    return [rows[number] for number in ticked if number < len(rows)]


def _as_text(value: object) -> str:
    return "" if value is None else str(value)
