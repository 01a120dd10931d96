"""The last step: what is missing, what the means test would say, and the submission."""

from __future__ import annotations

import streamlit as st

from components import actions, hardship_missing, means
from components.text import plain
from db import hardship_steps, hardship_submission
from db.hardship_files import FileRow
from db.session import reading
from rules.access import Actor
from rules.codes import CodeLists
from rules.hardship import BEGUN
from rules.language import _


def draw(actor: Actor, file: FileRow, lists: CodeLists) -> None:
    with reading(actor) as session:
        readiness = hardship_submission.get_readiness(session, file.id)
    hardship_missing.show(readiness.missing, readiness.advised, lists, file.id)
    found = readiness.collected
    st.subheader(_("Means test"))
    key = f"apply-{file.id}-means"
    if found is None or readiness.result is None:
        st.warning(plain(readiness.problem), icon=":material/warning:")
    else:
        means.preview(
            readiness.result, found.inputs.line, found.rule_set, found.window, lists, key=key
        )
        box = st.expander(_("What if"), key=f"{key}-box", on_change="rerun")
        if box.open:
            with box:
                means.what_if(
                    found.inputs, found.rule_set, found.window, lists, key=f"{key}-what-if"
                )
    if file.state in BEGUN:
        actions.button(
            _("Submit"),
            lambda session: hardship_steps.take(session, file.id, file.version, "submit"),
            key=f"apply-{file.id}-submit",
            done=_("Submitted. The home survey comes next."),
            then=("hardship_file", {"id": file.id}),
            primary=True,
            disabled=bool(readiness.missing),
        )
