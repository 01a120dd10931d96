"""The overview of a file: its means test, its days, its facts."""

from __future__ import annotations

import streamlit as st

from components import details, hardship, means
from db import assessment_overrides, assessments
from db.hardship_files import FileRow
from db.session import reading
from db.verbs import zone_of
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.fields import Fields
from rules.hardship import UNDECIDED
from rules.language import _


def draw(fields: Fields, actor: Actor, file: FileRow, lists: CodeLists) -> None:
    with reading(actor) as session:
        rows, zone = assessments.list_of_file(session, file.id), zone_of(session)
    hardship.key_dates(file)
    standing = [row for row in rows if row.id == file.assessment_id]
    if standing:
        means.frozen(standing[0], lists, zone, _verbs(actor, file))
    elif file.is_editable:
        st.info(_("The means test is frozen when the file is submitted."))
    earlier = [row for row in rows if row.id != file.assessment_id]
    if earlier:
        with st.expander(_("Earlier means tests ({n})").format(n=len(earlier))):
            for row in earlier:
                means.frozen(row, lists, zone, means.Verbs())
    details.show(fields, file.values, lists)


def _verbs(actor: Actor, file: FileRow) -> means.Verbs:
    if file.state not in UNDECIDED:
        return means.Verbs()
    may_review = actor.can(Permission.REVIEW_HARDSHIP)
    may_approve = actor.can(Permission.APPROVE_HARDSHIP)
    return means.Verbs(
        assessment_overrides.override if may_review else None,
        assessment_overrides.confirm if may_approve else None,
        assessment_overrides.drop if may_review else None,
    )
