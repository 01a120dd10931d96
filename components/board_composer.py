"""Composing a board in the browser: figures added, changed, put in order and taken off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from components import actions, choices, dialogs, forms
from components.board_values import in_words
from components.markup import join, tag, write
from components.text import plain
from rules.board_forms import (
    CHARTS,
    GROUPS,
    PERIODS,
    SIZES,
    TONES,
    widget_fields,
    widget_typed,
    widget_values,
)
from rules.boards import (
    CHART_LABELS,
    PERIOD_LABELS,
    SIZE_LABELS,
    TONE_LABELS,
    Widget,
    groups_of,
)
from rules.codes import CodeLists
from rules.indicator import AREAS, Indicator
from rules.indicator_words import GROUP_LABELS
from rules.indicators import INDICATORS
from rules.language import _

Save = Callable[[Any, Sequence[Widget]], None]
"""What puts figures on the board, in this order."""


def show(widgets: Sequence[Widget], save: Save, *, key: str) -> None:
    """Draw a line for each figure with what can be done with it, and the way to add one."""
    for at, widget in enumerate(widgets):
        _one(widgets, at, widget, save, f"{key}-{at}")
    dialogs.form(
        _("Add a figure"),
        partial(_adding, widgets, save, key),
        key=f"{key}-add",
        icon=":material/add:",
        primary=not widgets,
        wide=True,
    )


def _one(widgets: Sequence[Widget], at: int, widget: Widget, save: Save, key: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        label = tag("b", _(widget.described.label))
        write(tag("p", join((label, tag("span", in_words(widget)))), class_="office-summary"))
        up = (*widgets[: at - 1], widget, widgets[at - 1], *widgets[at + 1 :]) if at else widgets
        _move(_("Up"), ":material/arrow_upward:", up, save, f"{key}-up", disabled=not at)
        is_last = at == len(widgets) - 1
        down = widgets
        if not is_last:
            down = (*widgets[:at], widgets[at + 1], widget, *widgets[at + 2 :])
        _move(_("Down"), ":material/arrow_downward:", down, save, f"{key}-down", disabled=is_last)
        dialogs.form(
            _("Change"),
            partial(_changing, widgets, at, save, f"{key}-change"),
            key=f"{key}-change",
            icon=":material/edit:",
            wide=True,
        )
        rest = (*widgets[:at], *widgets[at + 1 :])
        _move(_("Take off"), ":material/close:", rest, save, f"{key}-off", closes_up=True)


def _move(
    label: str,
    icon: str,
    widgets: Sequence[Widget],
    save: Save,
    key: str,
    disabled: bool = False,
    *,
    closes_up: bool = False,
) -> None:
    actions.button(
        label,
        lambda session: save(session, widgets),
        key=key,
        icon=icon,
        disabled=disabled,
        of_row=closes_up,
    )


def _adding(widgets: Sequence[Widget], save: Save, key: str) -> None:
    code = st.selectbox(
        _("Figure"),
        list(INDICATORS),
        key=f"{key}-indicator",
        format_func=lambda one: plain(named(INDICATORS[one])),
    )
    indicator = INDICATORS[str(code)]

    def put(session: Any, typed: forms.Typed) -> None:
        save(session, (*widgets, widget_typed(indicator, typed)))

    _form(indicator, None, put, f"{key}-add", f"{key}-add-{code}")


def _changing(widgets: Sequence[Widget], at: int, save: Save, key: str) -> None:
    widget = widgets[at]
    write(tag("p", named(widget.described), class_="office-text"))

    def put(session: Any, typed: forms.Typed) -> None:
        changed = widget_typed(widget.described, typed)
        save(session, (*widgets[:at], changed, *widgets[at + 1 :]))

    _form(widget.described, widget, put, key, f"{key}-{hash(widget)}")


def named(indicator: Indicator) -> str:
    """Return a figure's name with the area that it belongs to."""
    return f"{_(AREAS[indicator.area])} · {_(indicator.label)}"


def _form(
    indicator: Indicator, widget: Widget | None, put: forms.Save, dialog: str, key: str
) -> None:
    st.caption(plain(_(indicator.meaning)))
    fields, values = widget_fields(indicator), widget_values(indicator, widget)
    form = forms.Form(key, fields, _lists(indicator), values)
    form.draw()
    label = _("Add") if widget is None else _("Save")
    form.save(label, put, done=dialogs.closing(dialog, _("The board has been changed.")))


def _lists(indicator: Indicator) -> CodeLists:
    groups = {name: GROUP_LABELS.get(name, name) for name in groups_of(indicator)}
    return {
        CHARTS: choices.of_labels(CHART_LABELS),
        SIZES: choices.of_labels(SIZE_LABELS),
        PERIODS: choices.of_labels(PERIOD_LABELS),
        GROUPS: choices.of_labels(groups),
        TONES: choices.of_labels(TONE_LABELS),
    }
