"""The sheet of a door round, to be printed: who lives where, how much, in which notes, who signs.

Addresses are read for a reason, which is on the trail; what was read stays in this tab until it
is put away or the page is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import streamlit as st

from components import actions, notices
from components.markup import Html, join, tag, write
from components.text import plain
from rules.errors import InvalidInput
from rules.language import N_, _
from rules.money import show_money
from rules.pay_runs import NOTES, notes_for, notes_in_total

_READ = "office:round-sheet:"


class SheetLine(Protocol):
    """A line with its address in clear."""

    @property
    def number(self) -> int: ...
    @property
    def place(self) -> int: ...
    @property
    def payee_name(self) -> str: ...
    @property
    def beneficiary_names(self) -> str: ...
    @property
    def building(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def fen(self) -> int: ...


def show(title: str, read: Callable[[Any, str], Sequence[SheetLine]], *, key: str) -> None:
    """Ask why, then draw the sheet; ``read(session, reason)`` returns the lines in order."""
    held = _READ + key
    lines: Sequence[SheetLine] | None = st.session_state.get(held)
    if lines is None:
        _ask(read, held, key)
        return
    st.button(_("Put the sheet away"), key=f"{key}-away", on_click=_forget, args=(held,))
    st.caption(plain(_("Print this page with the browser: Ctrl+P, A4 across.")))
    write(_sheet(title, lines))


def _ask(read: Callable[[Any, str], Sequence[SheetLine]], held: str, key: str) -> None:
    st.text_area(
        _("Who asks, and what is it needed for?"), key=f"{key}-reason", max_chars=200, height=80
    )
    mark = actions.token(key)

    def keep(lines: Sequence[SheetLine]) -> str:
        st.session_state[held] = lines
        return ""

    def fetch() -> None:
        reason = str(st.session_state.get(f"{key}-reason") or "").strip()
        if reason:
            actions.run(key, mark, lambda session: read(session, reason), keep)
        else:
            actions.speak()
            notices.put_advice(key, InvalidInput(N_("Give a reason; it is kept on the trail.")))

    st.button(_("Show the sheet"), key=f"{key}-read", type="primary", on_click=fetch)
    notices.advice(key)


def _forget(held: str) -> None:
    st.session_state.pop(held, None)


def _sheet(title: str, lines: Sequence[SheetLine]) -> Html:
    total = sum(line.fen for line in lines)
    sums = _("{n} households, ¥ {sum}").format(n=len(lines), sum=show_money(total))
    heads = (
        _("No."), _("Building and address"), _("Payee"), _("Amount"), _("Notes"),
        _("Received (signature)"), _("Proxy and why"),
    )  # fmt: skip
    head = tag("tr", join(tag("th", one) for one in heads))
    body = join(_row(line) for line in lines)
    table = tag("table", join((tag("thead", head), tag("tbody", body))))
    parts = (
        tag("h2", title),
        tag("p", sums),
        tag("p", _cash(lines)),
        tag("div", table, class_="office-table"),
        tag("p", _signatures(), class_="office-signatures"),
    )
    return tag("div", join(parts), class_="office-sheet office-round")


def _row(line: SheetLine) -> Html:
    where = join((tag("b", line.building), " ", line.address))
    payee: list[object] = [tag("b", line.payee_name)]
    if line.beneficiary_names != line.payee_name:
        payee.append(tag("div", _("for {names}").format(names=line.beneficiary_names)))
    if line.phone:
        payee.append(tag("div", line.phone))
    cells = (
        tag("td", line.place, class_="narrow"),
        tag("td", where),
        tag("td", join(payee)),
        tag("td", show_money(line.fen), class_="number"),
        tag("td", _notes(notes_for(line.fen))),
        tag("td", "", class_="office-to-sign"),
        tag("td", "", class_="office-to-sign"),
    )
    return tag("tr", join(cells))


def _notes(counts: dict[int, int]) -> str:
    return "  ".join(f"{_note(fen)}×{count}" for fen, count in counts.items() if count)


def _note(fen: int) -> str:
    if fen >= NOTES[5]:
        return str(fen // 100)
    return _("{n} jiao").format(n=fen // 10)


def _cash(lines: Sequence[SheetLine]) -> str:
    notes = _notes(notes_in_total(line.fen for line in lines))
    return _("Notes to fetch: {notes}").format(notes=notes)


def _signatures() -> Html:
    asked = (_("Counted out by"), _("Handed over by"), _("Witness"), _("Brought back, yuan"))
    return join(tag("span", _("{label}: ________").format(label=one)) for one in asked)
