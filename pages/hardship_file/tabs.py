"""The plain tabs of a file: its papers, its life, its changes."""

from __future__ import annotations

from components import changes, hardship, papers
from db import attachments, hardship_steps, trail_pages
from db.hardship_files import FileRow
from db.session import reading
from db.trail_pages import Wanted
from db.verbs import zone_of
from documents.attachments import read_paper
from rules.access import Actor, Permission
from rules.codes import CodeLists


def documents(actor: Actor, file: FileRow, lists: CodeLists) -> None:
    """Papers and photos of the file."""
    with reading(actor) as session:
        rows, zone = attachments.list_of(session, "hardship_file", file.id), zone_of(session)
    kept = papers.Kept(attachments, read_paper, Permission.EDIT_HARDSHIP)
    papers.show(actor, kept, rows, lists, zone, ("hardship_file", file.id))


def life(actor: Actor, file: FileRow, _lists: CodeLists) -> None:
    """Who took which step, when and why."""
    with reading(actor) as session:
        steps, zone = hardship_steps.list_moves(session, file.id), zone_of(session)
    hardship.life(steps, zone)


def history(actor: Actor, file: FileRow, lists: CodeLists) -> None:
    """Who changed what in the file."""
    with reading(actor) as session:
        wanted = Wanted(record_type="hardship_file", record_id=file.id)
        found, zone = trail_pages.list_page(session, wanted), zone_of(session)
    changes.history(found.rows, lists, zone)
