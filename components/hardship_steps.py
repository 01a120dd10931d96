"""The steps of a hardship file as buttons: those that ask for more than a note ask for it.

``take(session, action, note, **given)`` is the page's; ``find`` looks up the receiving unit.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from components import choices, decisions, dialogs, forms
from components.lookups import Find
from rules.access import Actor
from rules.codes import CodeLists
from rules.fields import Fields
from rules.hardship import EXITS, HARDSHIP_FILE
from rules.hardship_forms import (
    CLOSE_FIELDS,
    EXIT_KINDS,
    HAND_OVER_FIELDS,
    REFUSE_FIELDS,
    SIX_MONTHS_FIELDS,
)
from rules.language import _
from rules.moves import actions_from

Take = Callable[..., Any]

_OF_NOTICES = frozenset(("publish", "end_notice", "withdraw_notice"))
_ASKING: dict[str, Fields] = {
    "refuse": REFUSE_FIELDS,
    "propose_exit": CLOSE_FIELDS,
    "exited": SIX_MONTHS_FIELDS,
    "transfer": HAND_OVER_FIELDS,
}


class File(Protocol):
    """What is needed of a file to offer its next steps."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def head_name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def exit_kind(self) -> str: ...
    @property
    def incoming(self) -> bool: ...
    @property
    def outgoing(self) -> bool: ...


def buttons(file: File, actor: Actor, take: Take, lists: CodeLists, find: Find) -> None:
    """Draw a button for each step that this actor may take now."""
    key = f"file-{file.id}-step"
    left_out = _OF_NOTICES | _of_the_other_side(file) | _not_proposed(file)
    decisions.buttons(
        HARDSHIP_FILE,
        file.state,
        actor,
        take,
        file.head_name,
        key=key,
        but=left_out | set(_ASKING),
    )
    for action, step in actions_from(HARDSHIP_FILE, file.state).items():
        if action in _ASKING and action not in left_out and actor.can(step.permission):
            body = partial(_ask, file, action, take, lists, find, f"{key}-{action}")
            dialogs.form(_(step.label), body, key=f"{key}-{action}")


def _of_the_other_side(file: File) -> set[str]:
    receiving = set() if file.incoming else {"accept", "decline"}
    return receiving | (set() if file.outgoing else {"recall"})


def _not_proposed(file: File) -> set[str]:
    return {kind for kind in EXITS if kind != file.exit_kind}


def _ask(file: File, action: str, take: Take, lists: CodeLists, find: Find, key: str) -> None:
    kinds = choices.of_labels({kind: HARDSHIP_FILE.state_labels[kind] for kind in EXITS})
    step = HARDSHIP_FILE.steps[(file.state, action)]
    form = forms.Form(
        key,
        _ASKING[action],
        {**lists, EXIT_KINDS: kinds},
        version=file.version,
        finders={"to_unit_id": find} if action == "transfer" else None,
    )
    form.draw()

    def work(session: Any, typed: forms.Typed) -> None:
        given = forms.given(typed)
        take(session, action, str(given.pop("note", "")), **given)

    done = _("{label}: {text}").format(
        label=file.head_name, text=_(HARDSHIP_FILE.state_labels[step.to])
    )
    form.save(_(step.label), work, done=dialogs.closing(key, done))
