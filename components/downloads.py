"""Files for the person to take away, made only when they are asked for.

    record = partial(exports.record_export, register=exports.MEMBERS, chosen=wanted)
    doors = (writing, reading)
    make = partial(downloads.written_out, doors, actor, record, exports.list_rows, written)
    downloads.lists(_("Export"), make, name=_("Members"), key="members")

``make(form)`` is called with ``"xlsx"`` or ``"csv"`` in a thread of its own, which knows
neither the tab nor its cookie: it takes the actor with it, and the database looks again
whether that person is still signed in. ``written_out`` makes the file of any list that is put
on the trail before it leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import streamlit as st

from rules.access import Actor
from rules.language import _, current_language, use_language

Make = Callable[[str], bytes]
Door = Callable[[Actor], AbstractContextManager[Any]]

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "zip": "application/zip",
}


def lists(label: str, make: Make, *, name: str, key: str) -> None:
    """Draw the ways to take a list away, as a workbook or as text."""
    box = st.popover(label, icon=":material/download:", key=f"{key}-export", on_change="rerun")
    if not box.open:
        return
    words = {"xlsx": _("Excel workbook"), "csv": _("Text file (csv)")}
    with box:
        st.caption(_("What you see here, numbers masked. That it was taken is on the trail."))
        for form, label_of_form in words.items():
            st.download_button(
                label_of_form,
                partial(_speaking, make, form, current_language()),
                file_name=f"{name}.{form}",
                mime=MEDIA_TYPES[form],
                key=f"{key}-export-{form}",
                on_click="ignore",
            )


def written_out(
    doors: tuple[Door, Door],
    actor: Actor,
    record: Callable[..., Any],
    rows: Callable[[Any, Any], Any],
    write: Callable[[Sequence[str], Iterable[Any], str], bytes],
    form: str,
) -> bytes:
    """Return a list as a file of a form such as "xlsx"; ``doors`` open the database, to write
    and to read.

    ``record(session, form=)`` puts it on the trail and returns the permit, with which
    ``rows(session, permit)`` reads it; ``write(headings, rows, form)`` makes the file.
    """
    writing, reading = doors
    with writing(actor) as session:
        permit = record(session, form=form)
    with reading(actor) as session:
        found = rows(session, permit)
        return write(found.headings, found.rows, form)


def file(label: str, make: Callable[[], bytes], *, name: str, key: str) -> None:
    """Draw the button that fetches one file; ``name`` is its name with the ending."""
    st.download_button(
        label,
        partial(_speaking, lambda _form: make(), "", current_language()),
        file_name=name,
        mime=MEDIA_TYPES[name.rsplit(".", 1)[-1]],
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )


def _speaking(make: Make, form: str, language: str) -> bytes:
    use_language(language)
    return make(form)
