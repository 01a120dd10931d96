"""Writes asked for by a person: one click, one transaction, one record.

    actions.button(
        _("Approve"),
        lambda session: memberships.approve_join(session, row.id, row.version),
        key=f"approve-{row.id}",
        done=_("Approved."),
    )

The click runs ``work(session)`` in a callback, inside one ``writing(actor, token)``, before
anything is drawn. The actor is looked up anew; the token was made when the button was
drawn, so a second click finds the work done. An OfficeError stays on the page beside the
button (``notices``) and nothing typed is lost; success is shown in the next run, and
``then`` (a page name, with ``then_values``, or a function of the result returning both)
leaves for another page. ``actions.run`` is the same without the button, for any
``on_click``. The shell calls ``actions.use_writer(writing)`` once and ``actions.settle()``
in every run after the menu.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from typing import Any

import streamlit as st

from components import links, notices
from components.identity import current_actor
from rules.access import Actor
from rules.errors import AlreadyDone, OfficeError, SignedOut
from rules.language import N_, _, use_language

Writer = Callable[[Actor, str], AbstractContextManager[Any]]
Work = Callable[..., Any]
Target = tuple[str, Mapping[str, object]]
Then = Callable[[Any], Target] | Target | str | None

_MARK = "office:mark:"
_LAST = "office:last"
_LEAVE = "office:leave"
_DOUBLE_CLICK_SECONDS = 1.0

_writers: list[Writer] = []

ALREADY_DONE = N_("This has been saved already.")


def use_writer(writer: Writer) -> None:
    """Name the function that opens a writing session; the shell does so at its start."""
    _writers[:] = [writer]


def open_writer(actor: Actor, mark: str) -> AbstractContextManager[Any]:
    """Open a writing session, for work that runs in a thread of its own."""
    return _writers[0](actor, mark)


def token(key: str) -> str:
    """Return the one-time mark of the form ``key``, the same until it has been used."""
    held: str = st.session_state.setdefault(_MARK + key, secrets.token_urlsafe(18))
    return held


def run(
    key: str,
    mark: str,
    work: Work,
    done: str | Callable[[Any], str] = "",
    then: Then = None,
    typed: object = None,
    first: Callable[[], Any] | None = None,
    of_row: bool = False,
) -> bool:
    """Do ``work(session)`` in one transaction; say whether it succeeded.

    For callbacks of ``on_click``; ``mark`` is ``actions.token(key)`` as it was when the
    button was drawn. ``typed`` is what the form held, so that a double click with the same
    entries is told from a new entry. ``first`` does what takes long (reading a file) before
    the transaction opens; the work is then called with its result as well. ``of_row`` says
    that the list closes up after success, so that a double click would land on the next row.
    """
    notices.forget_advice(key)
    if _is_double_click(key, typed, of_row):
        return False
    try:
        actor = current_actor()
        use_language(actor.language)
        ready = (first(),) if first else ()
        with _writers[0](actor, mark) as session:
            result = work(session, *ready)
    except AlreadyDone:
        renew(key)
        notices.keep(_(ALREADY_DONE), "info")
        return False
    except OfficeError as error:
        notices.put_advice(key, error)
        return False
    renew(key)
    st.session_state[_LAST] = (key, typed, of_row, time.monotonic())
    text = done(result) if callable(done) else done
    if text:
        notices.keep(text)
    if then is not None:
        leave(then(result) if callable(then) else then)
    return True


def keep_quietly(work: Work) -> None:
    """Do ``work(session)`` without a word, for drafts; what fails is tried again later."""
    with suppress(OfficeError), _writers[0](current_actor(), "") as session:
        work(session)


def speak() -> None:
    """Use the actor's language in a callback, which runs before the shell has set it."""
    with suppress(SignedOut):
        use_language(current_actor().language)


def _is_double_click(key: str, typed: object, of_row: bool) -> bool:
    last_key, last_typed, was_of_row, at = st.session_state.get(_LAST, (None, None, False, 0.0))
    if (last_key, last_typed) != (key, typed) and not (of_row and was_of_row):
        return False
    return bool(time.monotonic() - at < _DOUBLE_CLICK_SECONDS)


def renew(key: str) -> None:
    """Give the form ``key`` a new mark: what it was for has been settled."""
    st.session_state.pop(_MARK + key, None)


def leave(target: Target | str) -> None:
    """Leave for a page in the next run; for callbacks, where ``links.go`` cannot."""
    st.session_state[_LEAVE] = (target, {}) if isinstance(target, str) else target


def settle() -> None:
    """Go where the last action leads, then show what it has to say."""
    target = st.session_state.pop(_LEAVE, None)
    if target is not None:
        page, values = target
        links.go(page, **values)
    notices.show()


def button(
    label: str,
    work: Work,
    *,
    key: str,
    done: str | Callable[[Any], str] = "",
    then: Then = None,
    primary: bool = False,
    disabled: bool = False,
    icon: str | None = None,
    hint: str | None = None,
    of_row: bool = False,
) -> None:
    """Draw a button that does ``work``, with its advice below when it was refused."""
    mark = token(key)

    def click() -> None:
        run(key, mark, work, done, then, of_row=of_row)

    st.button(
        label,
        key=key,
        on_click=click,
        type="primary" if primary else "secondary",
        disabled=disabled,
        icon=icon,
        help=hint,
    )
    notices.advice(key)
