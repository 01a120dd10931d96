"""The photos and scans that hang on a claim, and who changed what."""

from __future__ import annotations

from components import changes, papers
from db import attachments, trail_pages
from db.claims import ClaimFile
from db.session import reading
from db.trail_pages import Wanted
from db.verbs import zone_of
from documents.attachments import read_paper
from rules.access import Actor, Permission
from rules.codes import CodeLists


def draw(actor: Actor, claim: ClaimFile, lists: CodeLists) -> None:
    """Draw the photos and scans, with the way to add one."""
    key = claim.row.id
    with reading(actor) as session:
        rows, zone = attachments.list_of(session, "claim", key), zone_of(session)
    kept = papers.Kept(attachments, read_paper, Permission.TAKE_CLAIMS)
    papers.show(actor, kept, rows, lists, zone, ("claim", key))


def history(actor: Actor, claim: ClaimFile, lists: CodeLists) -> None:
    """Draw who changed what in the claim."""
    with reading(actor) as session:
        wanted = Wanted(record_type="claim", record_id=claim.row.id)
        found, zone = trail_pages.list_page(session, wanted), zone_of(session)
    changes.history(found.rows, lists, zone)
