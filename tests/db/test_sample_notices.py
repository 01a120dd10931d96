"""The sample's notices, checks and questions are such as the office itself would have let be."""

from __future__ import annotations

from sqlalchemy import select

from db import notice_lists, notices, reverification_coverage
from db.models.hardship import HardshipFile
from db.models.notices import NoticeLine, Objection, PublicNotice, Supervision
from db.sample import Made
from db.session import reading
from db.verbs import today_of
from rules.hardship import DECIDED
from tests.ground.people import almighty


def test_the_sample_has_notices_that_agree_with_their_files(made: Made) -> None:
    with reading(almighty()) as session:
        rows = session.execute(
            select(HardshipFile, PublicNotice)
            .join(NoticeLine, NoticeLine.file_id == HardshipFile.id)
            .join(PublicNotice, PublicNotice.id == NoticeLine.notice_id)
        ).all()
        settled = [file.id for file, _ in rows if file.state in ("noticed", "reviewed")]
        assert settled
        for file_id in settled:
            notices.check_settled(session, file_id)
        named = {file.id for file, _ in rows}
        passed = session.scalars(select(HardshipFile).where(HardshipFile.state.in_(DECIDED)))
        assert {file.id for file in passed} <= named
        for file, notice in rows:
            assert notice.state != "prepared" or file.state == "peer_reviewed"
            assert file.state != "on_notice" or notice.state in ("published", "ended", "closed")
            assert notice.state != "ended" or notice.ends_on < today_of(session)


def test_a_file_of_the_sample_that_waits_after_its_notice_has_an_open_objection(
    made: Made,
) -> None:
    with reading(almighty()) as session:
        waiting = session.execute(
            select(NoticeLine.file_id, NoticeLine.notice_id)
            .join(HardshipFile, HardshipFile.id == NoticeLine.file_id)
            .join(PublicNotice, PublicNotice.id == NoticeLine.notice_id)
            .where(HardshipFile.state == "on_notice", PublicNotice.state.in_(("ended", "closed")))
        ).all()
        objected = session.execute(
            select(Objection.file_id, Objection.notice_id).where(Objection.state == "open")
        ).all()
    assert {tuple(row) for row in waiting} <= {tuple(row) for row in objected}


def test_the_samples_draws_can_be_repeated_and_its_questions_stand_in_several_states(
    made: Made,
) -> None:
    with reading(almighty()) as session:
        drawn = reverification_coverage.list_draws(session, today_of(session).year)
        states = set(session.scalars(select(Supervision.state)))
        shown = notice_lists.list_page(session)
    assert drawn.rows
    assert all(row.fits for row in drawn.rows)
    assert {"open", "answered", "accepted"} <= states
    assert {"published", "closed"} <= {row.state for row in shown.rows}
