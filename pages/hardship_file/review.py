"""The home survey with its photos, and the peer review."""

from __future__ import annotations

from functools import partial

from components import hardship_review, papers
from components.hardship_review import Survey
from db import attachments
from db import hardship_review as verbs
from db.hardship_files import FileRow
from db.session import reading
from db.verbs import today_of, zone_of
from documents.attachments import read_paper
from rules.access import Actor, Permission
from rules.codes import CodeLists


def draw(actor: Actor, file: FileRow, lists: CodeLists) -> None:
    with reading(actor) as session:
        surveys = verbs.list_surveys(session, file.id)
        meetings = verbs.list_peer_reviews(session, file.id)
        today = today_of(session)
    may_edit = actor.can(Permission.EDIT_HARDSHIP)
    key = f"file-{file.id}-review"
    hardship_review.surveys(
        surveys,
        lists,
        today,
        partial(verbs.survey, file_id=file.id) if may_edit and file.state == "submitted" else None,
        verbs.reveal_findings if actor.can(Permission.REVEAL_SEALED) else None,
        partial(_papers, actor, lists),
        key=key,
    )
    judge = partial(verbs.judge, file_id=file.id) if may_edit and file.state == "surveyed" else None
    hardship_review.peer_reviews(meetings, lists, today, judge, key=key)


def _papers(actor: Actor, lists: CodeLists, survey: Survey) -> None:
    with reading(actor) as session:
        rows = attachments.list_of(session, "home_survey", survey.id)
        zone = zone_of(session)
    kept = papers.Kept(attachments, read_paper, Permission.EDIT_HARDSHIP)
    papers.show(actor, kept, rows, lists, zone, ("home_survey", survey.id))
