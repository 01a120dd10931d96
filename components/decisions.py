"""What waits for a decision: a card per record with the steps that its machine allows.

    with decisions.card(link(row.name, address), row.unit_name, applied):
        decisions.buttons(JOIN, row.state, actor, decide, row.name, key=f"join-{row.id}")

``decide(session, action, note)`` takes the step; the notice names whom it was about.
Steps that need a note ask for it first, as do those in ``noted``, which says why; steps that the
actor's role does not include are not drawn. ``but`` leaves steps out that belong to the other side.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from functools import partial
from types import MappingProxyType
from typing import Any

import streamlit as st

from components import actions, dialogs
from components.markup import join, tag, write
from rules.access import Actor
from rules.language import N_, _
from rules.moves import Machine, Step, actions_from

Decide = Callable[[Any, str, str], Any]
_KEPT = N_("The reason is kept with the decision.")


def card(head: object, *lines: str) -> AbstractContextManager[object]:
    """Draw a card with its lines; return where its buttons go, which stay together."""
    box = st.container(border=True, horizontal=True, vertical_alignment="center", gap="small")
    with box:
        spans = [tag("span", line) for line in lines if line]
        write(tag("p", join((tag("b", head), *spans)), class_="office-summary"))
        return st.container(
            horizontal=True, vertical_alignment="center", width="content", gap="small"
        )


def buttons(
    machine: Machine,
    state: str,
    actor: Actor,
    decide: Decide,
    name: str,
    *,
    key: str,
    but: Collection[str] = (),
    noted: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Draw a button for each step from ``state`` that this actor may take."""
    for position, (action, step) in enumerate(actions_from(machine, state).items()):
        if actor.can(step.permission) and action not in but:
            state_after = _(machine.state_labels[step.to])
            done = _("{label}: {text}").format(label=name, text=state_after)
            asked = noted.get(action) or _(_KEPT) if step.needs_note or action in noted else ""
            # What always wants its reason is no everyday step, whatever its place.
            first = position == 0 and not step.needs_note
            _button(action, step, decide, f"{key}-{action}", done, asked, primary=first)


def _button(
    action: str, step: Step, decide: Decide, key: str, done: str, asked: str, *, primary: bool
) -> None:
    if not asked:
        work = partial(_take, decide, action)
        actions.button(_(step.label), work, key=key, done=done, primary=primary, of_row=True)
        return
    dialogs.confirm(
        _(step.label),
        asked,
        partial(_take_with_note, decide, action),
        key=key,
        done=done,
        primary=primary,
    )


def _take(decide: Decide, action: str, session: Any) -> None:
    decide(session, action, "")


def _take_with_note(decide: Decide, action: str, session: Any, note: str) -> None:
    decide(session, action, note)
