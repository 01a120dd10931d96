"""Forms of notices: prepare one from ticked files, correct it, propose aid, close it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Protocol

import streamlit as st

from components import dialogs, forms
from components.text import plain
from rules.codes import CodeLists
from rules.fields import Field, Fields, Kind, Value
from rules.language import N_, _, listed
from rules.notices import NOTICE_FIELDS, PROPOSAL_FIELDS

DEFAULTS: dict[str, Value] = {"days": 5, "day_unit": "workday"}
_AID = PROPOSAL_FIELDS[0]
_TAKEN_DOWN: Fields = (Field("taken_down_on", N_("Taken down on"), Kind.DATE, required=True),)


class Line(Protocol):
    """A file on a prepared notice."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def masked_name(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def aid_kind(self) -> str: ...
    @property
    def amount_fen(self) -> int | None: ...


def prepare(
    chosen: Sequence[Any],
    last: Mapping[str, Value],
    work: Callable[[Any, list[int], forms.Typed], int],
    lists: CodeLists,
    *,
    key: str,
) -> None:
    """Draw the form of a new notice for the ticked files; it leads to the notice."""
    names = listed(row.head_name for row in chosen)
    st.caption(plain(_("{n} files: {names}").format(n=len(chosen), names=names)))
    ids = [row.id for row in chosen]
    form = forms.Form(key, (*NOTICE_FIELDS, _AID), lists, {**DEFAULTS, **last})
    form.draw()
    form.save(
        _("Prepare the notice"),
        lambda session, typed: work(session, ids, typed),
        done=_("The notice is prepared. Look it over, then publish it."),
        then=lambda notice_id: ("notice", {"id": notice_id}),
    )


def correct(
    values: Mapping[str, Value],
    version: int,
    work: Callable[[Any, int, forms.Typed], Any],
    lists: CodeLists,
    *,
    key: str,
) -> None:
    """Draw the button that corrects a prepared notice; ``work(session, seen, typed)``."""
    dialogs.form(
        _("Correct"),
        partial(_correct, values, version, work, lists, key),
        key=key,
        icon=":material/edit:",
        wide=True,
    )


def _correct(
    values: Mapping[str, Value],
    version: int,
    work: Callable[[Any, int, forms.Typed], Any],
    lists: CodeLists,
    key: str,
) -> None:
    form = forms.Form(f"{key}-form", NOTICE_FIELDS, lists, values, version)
    form.draw()
    done = dialogs.closing(key, _("Saved."))
    form.save(_("Save"), lambda session, typed: work(session, form.seen, typed), done=done)


def propose(lines: Sequence[Line], work: Callable[..., Any], lists: CodeLists, *, key: str) -> None:
    """Draw the button that says which aid is proposed for one of the files."""
    body = partial(_propose, lines, work, lists, key)
    dialogs.form(_("Proposed aid and amount"), body, key=key, icon=":material/volunteer_activism:")


def _propose(lines: Sequence[Line], work: Callable[..., Any], lists: CodeLists, key: str) -> None:
    by_id = {line.id: line for line in lines}
    line_id = st.selectbox(
        _("For whom"),
        list(by_id),
        key=f"{key}-line",
        format_func=lambda one: f"{by_id[one].masked_name} · {by_id[one].unit_name}",
    )
    line = by_id[line_id]
    held: dict[str, Value] = {"aid_kind": line.aid_kind, "amount_fen": line.amount_fen}
    form = forms.Form(f"{key}-{line.id}", PROPOSAL_FIELDS, lists, held, line.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: work(session, line.id, form.seen, typed),
        done=dialogs.closing(key, _("Saved.")),
    )


def close(today: date, work: Callable[[Any, Any], Any], *, key: str) -> None:
    """Draw the button that closes an ended notice; ``work(session, taken_down_on)``."""
    body = partial(_close, today, work, key)
    dialogs.form(_("Taken down, close"), body, key=key, primary=True)


def _close(today: date, work: Callable[[Any, Any], Any], key: str) -> None:
    form = forms.Form(f"{key}-form", _TAKEN_DOWN, {}, {"taken_down_on": today})
    form.draw()
    form.save(
        _("Close the notice"),
        lambda session, typed: work(session, typed["taken_down_on"]),
        done=dialogs.closing(key, _("The notice is closed.")),
    )
