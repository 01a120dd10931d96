"""Backup and restore: whole, checked, and never in the way of what is there."""

from __future__ import annotations

import tarfile
import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

import config
from config import Settings
from db import backups, members, sealing, units
from db.engine import Store, open_engine, use_store
from db.models.members import Member
from db.models.units import Unit
from db.session import reading, writing
from rules.errors import OfficeError
from tests.ground.databases import NOON, RING
from tests.ground.people import almighty

PAPER = b"%PDF-1.4 a paper of the registry"


pytestmark = pytest.mark.usefixtures("postgres_programs")


@pytest.fixture
def settings(office: Store) -> Settings:
    """The settings of an office with a union, two members, a key file and a stored paper."""
    found = config.settings()
    sealing.write_ring(found.key_file, RING)
    register("陈静", "110101199003070046")
    folder = found.attachments / "ab"
    folder.mkdir(parents=True)
    (folder / "abcd").write_bytes(PAPER)
    return found


def register(name: str, id_no: str) -> int:
    actor = almighty()
    with writing(actor) as session:
        top = session.scalar(text("SELECT min(id) FROM unit"), execution_options={"kernel": True})
        if top is None:
            top = units.found_unit(session, {"name": "云州市总工会", "kind": "federation"})
        return members.register(
            session, top, {"name": name, "id_no": id_no, "mobile": "13800138000"}
        )


def restored(office: Store, settings: Settings, file: Path, now: datetime) -> str:
    """Restore as the command line does: with no connection of this process left open."""
    office.engine.dispose()
    return backups.restore(settings, file, now)


def names(store: Store) -> list[str]:
    before = use_store(store)
    try:
        with reading(almighty()) as session:
            return list(session.scalars(select(Member.name).order_by(Member.id)))
    finally:
        use_store(before)


def test_a_backup_restores_people_key_and_papers(
    office: Store, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "office.backup"
    report = backups.backup(settings, office, file, NOON)
    register("周杰", "110101199003070062")
    (settings.attachments / "ab" / "abcd").unlink()

    kept = restored(office, settings, file, NOON)

    assert report.files == 3
    assert names(office) == ["陈静"]
    assert (settings.attachments / "ab" / "abcd").read_bytes() == PAPER
    assert sealing.read_ring(settings.key_file).keys == RING.keys
    assert kept


def test_what_was_there_before_a_restore_is_kept(
    office: Store, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "office.backup"
    backups.backup(settings, office, file, NOON)
    register("周杰", "110101199003070062")
    kept = restored(office, settings, file, NOON)
    if not office.is_sqlite:
        schema = kept.split(", ")[1]
        with office.engine.connect() as connection:
            assert connection.scalar(text(f"SELECT count(*) FROM {schema}.member")) == 2
        return
    former = Store(open_engine(f"sqlite:///{Path(kept) / 'office.db'}"))
    assert names(former) == ["陈静", "周杰"]
    former.engine.dispose()


def test_only_the_owner_can_read_a_backup(
    office: Store, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "office.backup"
    backups.backup(settings, office, file, NOON)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_backup_made_while_people_write_is_whole(
    office: Store, settings: Settings, tmp_path: Path
) -> None:
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not stop.is_set():
            with writing(almighty()) as session:
                top = session.scalars(select(Unit.id).order_by(Unit.id)).first()
                wanted = {"name": f"第{len(written) + 1}中学工会", "kind": "grassroots_union"}
                written.append(units.found_unit(session, {**wanted, "parent_id": top}))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            backups.backup(settings, office, tmp_path / f"{number}.backup", NOON)
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        restored(office, settings, tmp_path / f"{number}.backup", NOON.replace(second=number))
    assert written


@pytest.fixture
def packed(office: Store, settings: Settings, tmp_path: Path) -> Path:
    file = tmp_path / "office.backup"
    backups.backup(settings, office, file, NOON)
    register("周杰", "110101199003070062")
    return file


def spoilt(file: Path, folder: Path, name: str, content: bytes | None) -> Path:
    """Return a copy of the backup in which one part is another or missing."""
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")
    part = folder / name
    if content is None:
        part.unlink()
    else:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
    other = folder.parent / "spoilt.backup"
    with tarfile.open(other, "w:gz") as archive:
        for entry in sorted(folder.rglob("*")):
            if entry.is_file():
                archive.add(entry, entry.relative_to(folder).as_posix())
    return other


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("attachments/ab/abcd", b"another paper"),
        ("attachments/ab/abcd", None),
        ("attachments/ab/more", b"a paper that the manifest does not know"),
        ("key", None),
        ("manifest.json", b"{}"),
        ("manifest.json", b"not json"),
        ("else.txt", b"what does not belong here"),
    ],
)
def test_an_unfit_backup_is_refused_and_nothing_changes(
    office: Store,
    settings: Settings,
    packed: Path,
    tmp_path: Path,
    name: str,
    content: bytes | None,
) -> None:
    unfit = spoilt(packed, tmp_path / "parts", name, content)
    with pytest.raises(OfficeError, match="not restored"):
        restored(office, settings, unfit, NOON)
    assert names(office) == ["陈静", "周杰"]
    assert (settings.attachments / "ab" / "abcd").read_bytes() == PAPER
    assert not list(settings.office_home.glob(".restore-*"))


def test_a_file_that_is_no_backup_is_refused(
    office: Store, settings: Settings, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.docx"
    letter.write_bytes(b"PK\x03\x04 not a backup")
    for file in (letter, tmp_path / "missing.backup"):
        with pytest.raises(OfficeError, match="not restored"):
            restored(office, settings, file, NOON)
    assert names(office) == ["陈静"]


def test_a_cut_off_backup_is_refused(office: Store, settings: Settings, packed: Path) -> None:
    packed.write_bytes(packed.read_bytes()[:-200])
    with pytest.raises(OfficeError, match="not restored"):
        restored(office, settings, packed, NOON)
    assert names(office) == ["陈静", "周杰"]


def test_a_backup_whose_key_does_not_open_it_is_refused(
    office: Store, settings: Settings, tmp_path: Path
) -> None:
    sealing.write_ring(settings.key_file, sealing.new_ring())
    file = tmp_path / "office.backup"
    backups.backup(settings, office, file, NOON)
    with pytest.raises(OfficeError, match="not restored"):
        restored(office, settings, file, NOON)
    assert names(office) == ["陈静"]


def test_nothing_is_restored_over_an_office_that_is_open_elsewhere(
    office: Store, settings: Settings, packed: Path
) -> None:
    with office.engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM member"))
        with pytest.raises(OfficeError, match="Stop the server"):
            backups.restore(settings, packed, NOON)
    assert names(office) == ["陈静", "周杰"]


def test_a_tampered_backup_is_found_by_its_trail(
    office: Store, settings: Settings, tmp_path: Path
) -> None:
    guard = "trail_no_update" if office.is_sqlite else "trail_guard ON trail"
    with office.engine.execution_options(write=True).begin() as connection:
        connection.execute(text(f"DROP TRIGGER {guard}"))
        connection.execute(text("UPDATE trail SET actor = '无名' WHERE id = 2"))
    file = tmp_path / "office.backup"
    backups.backup(settings, office, file, NOON)
    with pytest.raises(OfficeError) as told:
        restored(office, settings, file, NOON)
    assert "操作记录在第 2 条处断开" in told.value.shown()
