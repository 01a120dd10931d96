"""Papers of members and units: kept, listed, opened, taken out of use, and refused."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import date

import pytest
from sqlalchemy import select

from config import settings
from db import attachments, codes, stored_files, transfers
from db.engine import Store
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, OfficeError, WrongState
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, plant, version_of

pytestmark = pytest.mark.usefixtures("office")

PDF = b"%PDF-1.4 a paper %%EOF"
TYPE = "application/pdf"


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@pytest.fixture
def member_id(city: City) -> int:
    return enrol(city.mill, "郑洁", 2)


@pytest.fixture
def _small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", len(PDF))


def _add(
    actor: Actor,
    record_id: int,
    record_type: str = "member",
    kind: str = "id_copy",
    content: bytes = PDF,
    media_type: str = TYPE,
    name: str = "身份证.pdf",
) -> int:
    with writing(actor) as session:
        return attachments.add(session, record_type, record_id, kind, name, media_type, content)


def _names(actor: Actor, record_id: int, record_type: str = "member") -> list[str]:
    with reading(actor) as session:
        return [row.name for row in attachments.list_of(session, record_type, record_id)]


def _open(actor: Actor, paper_id: int, reason: str = "") -> bytes:
    with writing(actor) as session:
        return attachments.open_paper(session, paper_id, reason).content


def _openings() -> list[str]:
    with reading(almighty()) as session:
        return list(
            session.scalars(
                select(TrailRow.details).where(
                    TrailRow.record_type == "attachment", TrailRow.action == "revealed"
                )
            )
        )


def test_a_paper_is_stored_by_its_hash_for_the_server_alone(member_id: int) -> None:
    _add(almighty(), member_id)
    sha256 = hashlib.sha256(PDF).hexdigest()
    file = stored_files.file_of(settings().attachments, sha256)
    assert file.read_bytes() == PDF
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [found.name for found in file.parent.iterdir()] == [sha256]
    with reading(almighty()) as session:
        assert attachments.stored_hashes(session) == [sha256]


def test_the_list_says_which_papers_open_for_a_reason_only(member_id: int, city: City) -> None:
    _add(almighty(), member_id)
    _add(almighty(), member_id, kind="photo", media_type="image/jpeg", name="照片.jpg")
    _add(almighty(), city.mill, "unit", "other", name="批复.pdf")
    with reading(almighty()) as session:
        rows = attachments.list_of(session, "member", member_id)
        of_unit = attachments.list_of(session, "unit", city.mill)
    assert [(row.kind, row.sealed) for row in rows] == [("photo", False), ("id_copy", True)]
    assert [(row.name, row.size, row.sealed) for row in of_unit] == [("批复.pdf", len(PDF), False)]


def test_a_sealed_paper_opens_for_a_reason_that_stays_on_the_trail(member_id: int) -> None:
    paper = _add(almighty(), member_id)
    assert _open(almighty(), paper, "核对身份") == PDF
    assert len(_openings()) == 1
    assert "核对身份" in _openings()[0]


def test_a_sealed_paper_stays_shut_without_reason_or_right(member_id: int) -> None:
    paper = _add(almighty(), member_id)
    with pytest.raises(InvalidInput):
        _open(almighty(), paper, " ")
    with pytest.raises(NotAllowed):
        _open(everyone_but(Permission.REVEAL_SEALED), paper, "核对身份")
    assert _openings() == []


def test_an_open_paper_needs_no_reason_and_leaves_no_trail(member_id: int) -> None:
    paper = _add(almighty(), member_id, kind="photo", media_type="image/jpeg")
    assert _open(everyone_but(Permission.REVEAL_SEALED), paper) == PDF
    assert _openings() == []


def test_a_paper_taken_out_of_use_is_neither_listed_nor_opened_but_stays(member_id: int) -> None:
    paper = _add(almighty(), member_id)
    with writing(almighty()) as session:
        attachments.retire(session, paper, 1)
    assert _names(almighty(), member_id) == []
    with pytest.raises(WrongState):
        _open(almighty(), paper, "核对身份")
    with writing(almighty()) as session, pytest.raises(WrongState):
        attachments.retire(session, paper, 2)
    assert stored_files.fetch(hashlib.sha256(PDF).hexdigest()) == PDF


def test_a_stale_list_does_not_retire_a_paper(member_id: int) -> None:
    paper = _add(almighty(), member_id)
    with writing(almighty()) as session, pytest.raises(Conflict):
        attachments.retire(session, paper, 7)


def test_the_same_paper_twice_is_refused_and_of_another_kind_is_one_file(member_id: int) -> None:
    _add(almighty(), member_id)
    with pytest.raises(Conflict):
        _add(almighty(), member_id)
    _add(almighty(), member_id, kind="other")
    with reading(almighty()) as session:
        assert len(attachments.stored_hashes(session)) == 1


@pytest.mark.parametrize(
    ("kind", "media_type", "content", "name"),
    [
        ("no_such_kind", TYPE, PDF, "a.pdf"),
        ("other", "text/html", PDF, "a.html"),
        ("photo", TYPE, PDF, "a.pdf"),
        ("other", TYPE, b"", "a.pdf"),
        ("other", TYPE, PDF + b"!", "a.pdf"),
        ("other", TYPE, PDF, " "),
        ("other", TYPE, PDF, "a" * 121),
    ],
)
@pytest.mark.usefixtures("_small_files")
def test_a_wrong_kind_type_size_or_name_is_refused(
    member_id: int, kind: str, media_type: str, content: bytes, name: str
) -> None:
    with pytest.raises(InvalidInput):
        _add(almighty(), member_id, "member", kind, content, media_type, name)
    assert _names(almighty(), member_id) == []


def test_a_retired_kind_of_paper_is_no_longer_taken(member_id: int) -> None:

    with writing(almighty()) as session:
        entries = codes.list_entries(session, "attachment_kind")
        entry = next(entry for entry in entries if entry.code == "other")
        codes.change_entry(session, entry.id, entry.version, entry.zh, retired=True)
    with pytest.raises(InvalidInput):
        _add(almighty(), member_id, kind="other")


def test_papers_follow_the_rights_of_their_record(city: City, member_id: int) -> None:
    with pytest.raises(NotAllowed):
        _add(everyone_but(Permission.EDIT_MEMBERS), member_id)
    with pytest.raises(NotAllowed):
        _add(everyone_but(Permission.EDIT_UNITS), city.mill, "unit", "other")
    paper = _add(almighty(), member_id, kind="approval")
    with pytest.raises(NotAllowed):
        _names(everyone_but(Permission.SEE_MEMBERS), member_id)
    with writing(everyone_but(Permission.EDIT_MEMBERS)) as session, pytest.raises(NotAllowed):
        attachments.retire(session, paper, 1)
    with pytest.raises(NotAllowed):
        _open(everyone_but(Permission.SEE_MEMBERS), paper)


def test_another_county_neither_sees_adds_nor_opens(city: City, member_id: int) -> None:
    paper = _add(almighty(), member_id, kind="approval")
    stranger = almighty(unit=city.south)
    for attempt in (
        lambda: _names(stranger, member_id),
        lambda: _add(stranger, member_id),
        lambda: _open(stranger, paper),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_paper_of_an_unknown_register_is_refused(member_id: int) -> None:
    with pytest.raises(NotFound):
        _add(almighty(), member_id, "account")


def test_papers_go_along_with_a_transferred_member(city: City, member_id: int) -> None:
    _add(almighty(), member_id)

    with writing(almighty(name="陈静")) as session:
        transfer = transfers.propose(
            session, member_id, version_of(member_id), city.dock, date(2026, 11, 24)
        )
    with writing(almighty(name="周平")) as session:
        transfers.decide(session, transfer, 1, "accept")
    assert _names(almighty(unit=city.south), member_id) == ["身份证.pdf"]
    with pytest.raises(NotFound):
        _names(almighty(unit=city.north), member_id)


def test_missing_and_damaged_files_are_told_apart_from_mistakes(member_id: int) -> None:
    paper = _add(almighty(), member_id, kind="approval")
    file = stored_files.file_of(settings().attachments, hashlib.sha256(PDF).hexdigest())
    file.write_bytes(b"something else")
    with pytest.raises(OfficeError, match="damaged"):
        _open(almighty(), paper)
    file.unlink()
    with pytest.raises(OfficeError, match="missing"):
        _open(almighty(), paper)


def test_a_full_disk_leaves_neither_a_row_nor_half_a_file(
    member_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_handle: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OfficeError, match="could not be stored"):
        _add(almighty(), member_id)
    monkeypatch.undo()
    assert _names(almighty(), member_id) == []
    assert not [file for file in settings().attachments.rglob("*") if file.is_file()]


def test_one_record_takes_a_limited_number_of_papers(
    member_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_PAPERS", 1)
    _add(almighty(), member_id)
    with pytest.raises(InvalidInput):
        _add(almighty(), member_id, content=PDF + b" ")


def test_papers_need_a_place_in_the_office(member_id: int) -> None:
    with pytest.raises(NotAllowed):
        _names(actor_with(Permission.SEE_MEMBERS), member_id)
