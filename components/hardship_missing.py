"""What an application still needs, each with the way to the step where it is filled in."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import links
from components.markup import join, link, tag, write
from rules.codes import CodeLists
from rules.hardship_checks import Missing
from rules.hardship_forms import STEPS
from rules.language import _


def show(
    missing: Sequence[Missing], advised: Sequence[Missing], lists: CodeLists, file_id: int
) -> None:
    """Draw what must and what should be filled in before the file is submitted."""
    if missing:
        st.subheader(_("Still missing ({n})").format(n=len(missing)))
        _list(missing, lists, file_id)
    else:
        st.success(_("Nothing is missing."), icon=":material/check_circle:")
    if advised:
        st.caption(_("Advised, and not required:"))
        _list(advised, lists, file_id)


def _list(items: Sequence[Missing], lists: CodeLists, file_id: int) -> None:
    write(
        tag(
            "ul",
            join(tag("li", _entry(one, lists, file_id)) for one in items),
            class_="office-explanation",
        )
    )


def _entry(one: Missing, lists: CodeLists, file_id: int) -> object:
    where = links.to("hardship_apply", id=file_id, step=one.step)
    return join((one.line.shown(lists), " ", link(_(STEPS[one.step]), where)))
