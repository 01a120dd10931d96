"""Files for the person to take away, made only when they are asked for.

    downloads.lists(_("Export"), partial(_export, actor, wanted), name=_("Members"), key="members")

``make(form)`` is called with ``"xlsx"`` or ``"csv"`` in a thread of its own, which knows
neither the tab nor its cookie: it takes the actor with it, and the database looks again
whether that person is still signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from rules.language import _, current_language, use_language

Make = Callable[[str], bytes]

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
