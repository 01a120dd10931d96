"""Work that takes longer than a click: it runs beside the page, which shows how far it is.

    jobs.button(_("Import"), work, rows, key="imports-take", done=..., then=...)

``work(session, progress)`` is done in one ``writing(actor, token)`` of its own thread, so
that neither another click nor a closed tab can cut it off; ``progress(n)`` tells how many
of ``rows`` are done. What is done within a second looks like any other click. While it
runs, ``button`` draws a bar in the button's place; an OfficeError stays there as advice.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import streamlit as st

from components import actions, notices
from components.identity import current_actor
from rules.access import Actor
from rules.errors import OfficeError, SignedOut
from rules.language import N_, _

Progress = Callable[[int], None]
Work = Callable[[Any, Progress], Any]

PATIENCE_SECONDS = 1.0
LOOK_EVERY_SECONDS = 0.5
_JOB = "office:job:"
_BROKE = N_("Something broke, and nothing was saved. Tell the administrator.")


@dataclass(slots=True)
class _Job:
    """One piece of work, seen from both threads: only its own thread writes here."""

    rows: int
    finished: int = 0
    result: Any = None
    error: OfficeError | None = None
    thread: Thread = field(default_factory=Thread)

    @property
    def share(self) -> float:
        return min(self.finished / self.rows, 1.0) if self.rows else 0.0

    def tell(self, rows: int) -> None:
        self.finished = rows

    def run(self, actor: Actor, mark: str, work: Work) -> None:
        try:
            with actions.open_writer(actor, mark) as session:
                self.result = work(session, self.tell)
        except OfficeError as error:
            self.error = error


def button(
    label: str,
    work: Work,
    rows: int,
    *,
    key: str,
    done: Callable[[Any], str],
    then: Callable[[Any], actions.Target],
    settled: Callable[[], Any] = lambda: None,
    disabled: bool = False,
    primary: bool = True,
) -> None:
    """Draw the button; once clicked, the progress of the work in its place.

    ``rows`` is 0 where nobody can tell how far the work is. ``settled`` is called when the
    work is over, however it went, to forget what the page showed of the time before.
    """
    job: _Job | None = st.session_state.get(_JOB + key)
    if job is not None and job.thread.is_alive():
        _watch(key, job)
        return
    if job is not None:
        _tell(key, job, done, then)
        settled()
        st.rerun()
    st.button(
        label,
        key=key,
        type="primary" if primary else "secondary",
        on_click=_start,
        args=(key, actions.token(key), work, rows),
        disabled=disabled,
    )
    notices.advice(key)


def _start(key: str, mark: str, work: Work, rows: int) -> None:
    if _JOB + key in st.session_state:
        return
    notices.forget_advice(key)
    actions.speak()
    try:
        actor = current_actor()
    except SignedOut as error:
        notices.put_advice(key, error)
        return
    job = st.session_state[_JOB + key] = _Job(rows)
    job.thread = Thread(target=copy_context().run, args=(job.run, actor, mark, work), name=key)
    job.thread.start()
    job.thread.join(PATIENCE_SECONDS)


def _tell(
    key: str, job: _Job, done: Callable[[Any], str], then: Callable[[Any], actions.Target]
) -> None:
    """Keep for the next run how the finished work went."""
    del st.session_state[_JOB + key]
    actions.renew(key)
    if job.error is not None:
        notices.put_advice(key, job.error)
    elif job.result is None:
        notices.put_advice(key, OfficeError(_BROKE))
    else:
        notices.keep(done(job.result))
        actions.leave(then(job.result))


def _watch(key: str, job: _Job) -> None:
    def look() -> None:
        actions.speak()
        if not job.thread.is_alive():
            st.rerun()
        if not job.rows:
            st.progress(1.0, text=_("Please wait. This goes on even if you leave the page."))
            return
        text = _("{n} of {total} rows").format(n=f"{job.finished:,}", total=f"{job.rows:,}")
        st.progress(job.share, text=text)

    st.fragment(look, run_every=LOOK_EVERY_SECONDS, key=f"{key}-watch")()
