"""Questions in front of the page: are you sure, why, and the full number for a reason.

    dialogs.confirm(_("Close unit"), _("Its people must have gone elsewhere first."),
                    lambda session, reason: units.close(session, id, seen, reason),
                    key="close", done=_("Closed."))
    dialogs.reveal(_("Show a full number"), {"id_no": _("ID number")},
                   partial(members.reveal, member_id=id), key="reveal")

``confirm`` draws a button; the work runs once the person has agreed and, unless
``needs_reason`` is off, typed why. ``reveal`` shows what its work returns, in the dialog
only: it is gone when the dialog closes. ``form`` opens a dialog that draws whatever the
page gives it. Work runs as ``actions`` does it: one transaction, one token, advice in
place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from components import actions, notices
from components.markup import tag, write
from rules.errors import InvalidInput
from rules.language import N_, _

Reasoned = Callable[..., Any]
Reading = Callable[..., str]

_DONE = "office:dialog-done:"
_FOUND = "office:revealed:"


def _button(label: str, key: str, icon: str | None, primary: bool, disabled: bool) -> bool:
    return st.button(
        label,
        key=f"{key}-ask",
        icon=icon,
        type="primary" if primary else "secondary",
        disabled=disabled,
    )


def confirm(
    label: str,
    text: str,
    work: Reasoned,
    *,
    key: str,
    done: str | Callable[[Any], str] = "",
    then: actions.Then = None,
    needs_reason: bool = True,
    reason_label: str = "",
    icon: str | None = None,
    primary: bool = False,
    disabled: bool = False,
    first: Callable[[], Any] | None = None,
) -> None:
    """Draw a button that asks, then does ``work(session, reason)``.

    ``first`` does what takes long, as in ``actions.run``.
    """
    if not _button(label, key, icon, primary, disabled):
        return
    notices.forget_advice(key)

    def body() -> None:
        write(tag("p", text, class_="office-text"))
        if needs_reason:
            st.text_area(reason_label or _("Reason"), key=f"{key}-reason", max_chars=200, height=80)
        _send(label, work, key, done, then, needs_reason, first)

    _open(label, key, body)


def _send(
    label: str,
    work: Reasoned,
    key: str,
    done: str | Callable[[Any], str],
    then: actions.Then,
    needs_reason: bool,
    first: Callable[[], Any] | None,
) -> None:
    mark = actions.token(key)

    def send() -> None:
        reason = _reason(key)

        def do(session: Any, *ready: Any) -> Any:
            return work(session, reason, *ready)

        if needs_reason and not reason:
            _ask_for_reason(key)
        elif actions.run(key, mark, do, done, then, reason, first):
            st.session_state[_DONE + key] = True

    st.button(label, key=f"{key}-send", type="primary", on_click=send)
    notices.advice(key)


def _reason(key: str) -> str:
    return str(st.session_state.get(f"{key}-reason") or "").strip()


def _ask_for_reason(key: str) -> None:
    actions.speak()
    notices.put_advice(key, InvalidInput(N_("Give a reason; it is kept on the trail.")))


def _open(title: str, key: str, body: Callable[[], None], width: Any = "small") -> None:
    def inside() -> None:
        actions.speak()
        # The work is done before the dialog's part of the page runs again: leave it then.
        if st.session_state.pop(_DONE + key, False):
            st.rerun()
        body()

    st.dialog(title, width=width)(inside)()


def reveal(label: str, choices: Mapping[str, str], work: Reading, *, key: str) -> None:
    """Draw a button that asks what and why, puts the reading on the trail and shows it.

    ``choices`` are the sealed fields by name with their labels; ``work(session, field=,
    reason=)`` returns the value.
    """

    def ask() -> None:
        st.selectbox(
            _("What to show"), list(choices), key=f"{key}-what", format_func=choices.__getitem__
        )

    def read(session: Any, reason: str) -> str:
        return work(session, field=str(st.session_state[f"{key}-what"]), reason=reason)

    if choices:
        fetch(label, read, show_value, key=key, ask=ask, icon=":material/visibility:")


def show_value(value: str) -> None:
    """Draw what was read, which is gone when the dialog closes."""
    write(tag("p", value or "—", class_="office-revealed"))
    st.caption(_("This reading is on the trail. The value is gone when you close this."))


def fetch(
    label: str,
    work: Reasoned,
    draw: Callable[[Any], None],
    *,
    key: str,
    ask: Callable[[], None] | None = None,
    icon: str | None = None,
    needs_reason: bool = True,
) -> None:
    """Draw a button that asks why, does ``work(session, reason)`` and draws its result.

    What comes back is held until the dialog is drawn, and nowhere else.
    """
    if not _button(label, key, icon, False, False):
        return
    notices.forget_advice(key)
    st.session_state.pop(_FOUND + key, None)

    def body() -> None:
        found = st.session_state.pop(_FOUND + key, None)
        if found is not None:
            draw(found)
            return
        if ask is not None:
            ask()
        if needs_reason:
            question = _("Who asks, and what is it needed for?")
            st.text_area(question, key=f"{key}-reason", max_chars=200, height=80)
        _read(work, key, needs_reason)

    _open(label, key, body)


def _read(work: Reasoned, key: str, needs_reason: bool) -> None:
    mark = actions.token(key)

    def keep(found: Any) -> str:
        st.session_state[_FOUND + key] = found
        return ""

    def read() -> None:
        reason = _reason(key)
        if reason or not needs_reason:
            actions.run(key, mark, lambda session: work(session, reason), keep)
        else:
            _ask_for_reason(key)

    st.button(_("Show it"), key=f"{key}-send", type="primary", on_click=read)
    notices.advice(key)


def form(
    label: str,
    body: Callable[[], None],
    *,
    key: str,
    icon: str | None = None,
    primary: bool = False,
    wide: bool = False,
) -> None:
    """Draw a button that opens ``body`` in front of the page.

    The body saves with ``send``, or with a Form's ``save(done=dialogs.closing(key, text))``.
    """
    if _button(label, key, icon, primary, False):
        _open(label, key, body, "large" if wide else "medium")


def send(
    label: str,
    work: actions.Work,
    *,
    key: str,
    done: str,
    then: actions.Then = None,
    disabled: bool = False,
    first: Callable[[], Any] | None = None,
) -> None:
    """Draw, inside the body of ``form``, the button that does ``work`` and closes."""
    mark = actions.token(key)

    def click() -> None:
        actions.run(key, mark, work, closing(key, done), then, first=first)

    st.button(label, key=f"{key}-send", type="primary", disabled=disabled, on_click=click)
    notices.advice(key)


def closing(key: str, text: str) -> Callable[[Any], str]:
    """Return the ``done`` that closes the dialog ``key`` and says ``text``."""

    def done(_result: Any) -> str:
        st.session_state[_DONE + key] = True
        return text

    return done
