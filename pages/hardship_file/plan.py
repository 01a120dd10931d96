"""The plan of a file's household: the version in force, the one being written, earlier ones."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import actions
from components import plans as parts
from db import plans
from db.hardship_files import FileRow
from db.plans import PlanFile
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _
from rules.plans import SUPERSEDED, UNFINISHED


def draw(actor: Actor, file: FileRow, lists: CodeLists) -> None:
    with reading(actor) as session:
        versions, today = plans.list_of_file(session, file.id), today_of(session)
        causes = plans.list_causes(session, file.id)
    may_edit = file.is_open and actor.can(Permission.EDIT_HARDSHIP)
    if may_edit and not any(version.state in UNFINISHED for version in versions):
        label = _("Write a new version") if versions else _("Write the plan")
        actions.button(
            label,
            partial(plans.draft, file_id=file.id),
            key=f"file-{file.id}-plan",
            done=_("The plan is open for writing."),
            icon=":material/add:",
            primary=not versions,
        )
    verbs = parts.Verbs(
        plans.set_goal,
        plans.add_measure,
        plans.change_measure,
        plans.remove_measure,
        plans.finish_measure,
    )

    def show(version: PlanFile) -> None:
        own = verbs if may_edit else None
        parts.show(version, causes, lists, actor, plans.take, own, today)

    current = [version for version in versions if version.state != SUPERSEDED]
    for version in current:
        show(version)
    if not current:
        parts.nothing(causes)
    earlier = [version for version in versions if version.state == SUPERSEDED]
    if earlier:
        with st.expander(_("Earlier versions ({n})").format(n=len(earlier))):
            for version in earlier:
                show(version)
