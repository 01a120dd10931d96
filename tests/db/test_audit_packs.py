"""The audit pack of a run: everything in one archive, for a reason that is on the trail."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import date

import pytest
from sqlalchemy import select

from db import attachments, audit_packs, pay_closing, pay_outcomes, pay_runs, pay_sources
from db.engine import Store
from db.models.hardship import HardshipFile
from db.models.trail import TrailRow
from db.session import reading, writing
from documents.audit_pack import write_pack
from documents.roster_reader import read_roster
from rules.access import Permission
from rules.errors import InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground.databases import Clock
from tests.ground.payday import (
    MONTHLY,
    Family,
    Payday,
    cashier,
    drafted,
    families,
    lay_out,
    preparer,
    sent,
)
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)
PHOTO = b"\x89PNG\r\n\x1a\n" + b"signed" * 50


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


@pytest.fixture
def payday(city: City, monkeypatch: pytest.MonkeyPatch) -> Payday:
    found = lay_out(city)
    monkeypatch.setattr(pay_sources, "PROVIDERS", [found.provide])
    monkeypatch.setattr(pay_sources, "STANDING", {MONTHLY: found.standing})
    return found


@pytest.fixture
def run_id(city: City, payday: Payday) -> int:
    """A settled round of two: one handed over with a photo, one brought back."""
    two = families(city.mill, 2)
    for order, family in enumerate(two, start=1):
        payday.month(family, order, by_door=True)
    _file(city, two[0])
    found = sent(city, "door")
    with writing(cashier()) as session:
        first, second = _lines(session, found)
        attachments.add(
            session, "pay_line", first.id, "delivery_photo", "../签收.png", "image/png", PHOTO
        )
        pay_outcomes.hand_over(session, first.id, first.version, TODAY)
        pay_outcomes.not_delivered(session, second.id, second.version, "not_home")
    with writing(cashier()) as session:
        seen = pay_runs.get_run(session, found).version
        pay_closing.settle(session, found, seen, 1600_00, 800_00)
    return found


def _lines(session: object, run_id: int) -> list:
    from db import pay_lines

    rows = pay_lines.list_page(session, run_id, {}).rows  # type: ignore[arg-type]
    return sorted(rows, key=lambda line: line.number)


def _file(city: City, family: Family) -> None:
    with writing(almighty()) as session:
        session.add(
            HardshipFile(
                unit_id=city.mill,
                household_id=family.household_id,
                applicant_id=family.person_id,
                head_name="家0001<b>",
                sort_name="家0001",
                state="in_force",
                is_open=True,
                file_level="grassroots",
                archive_no="H2026-00001",
                applied_on=TODAY,
                region="city",
                edited_on=TODAY,
                category="deep",
            )
        )


def _packed(run_id: int) -> zipfile.ZipFile:
    target = io.BytesIO()
    taker = preparer("吴玉梅")
    with writing(taker) as session:
        given = audit_packs.permit(session, run_id, "年度经费审查")
    with reading(taker) as session:
        pack = audit_packs.gather(session, given)
        write_pack(target, pack.tables, pack.covers, pack.papers)
    return zipfile.ZipFile(target)


def _csv(packed: zipfile.ZipFile, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(packed.read(name).decode("utf-8-sig"))))


def test_the_pack_holds_lists_covers_receipts_and_sums_that_agree(run_id: int) -> None:
    packed = _packed(run_id)
    names = set(packed.namelist())
    assert names >= {
        "list.xlsx",
        "payments.csv",
        "files.html",
        "notices.csv",
        "approvals.csv",
        "signatures.csv",
        "call_backs.csv",
        "sums.csv",
        "manifest.csv",
    }
    assert [name for name in names if name.startswith("receipts/0001-")]
    rows = [cells for _row, cells in read_roster(packed.read("list.xlsx"), {"账号"}).rows()]
    assert [row[6] for row in rows] == ["6222020000000000001", "6222020000000000002"]
    assert [row[8] for row in rows] == ["已发放", "已退回"]
    assert [row[3] for row in _csv(packed, "sums.csv")[1:6]] == ["是"] * 5
    assert len(_csv(packed, "approvals.csv")) > 4
    cover = packed.read("files.html").decode()
    assert "H2026-00001" in cover
    assert "家0001&lt;b&gt;" in cover


def test_the_manifest_names_every_file_with_its_fingerprint(run_id: int) -> None:
    packed = _packed(run_id)
    told = {row[0]: row[2] for row in _csv(packed, "manifest.csv")[1:]}
    assert set(told) == set(packed.namelist()) - {"manifest.csv"}
    for name, sha256 in told.items():
        assert hashlib.sha256(packed.read(name)).hexdigest() == sha256
        assert ".." not in name


def test_taking_the_pack_is_on_the_trail_with_its_reason(run_id: int) -> None:
    _packed(run_id)
    with reading(almighty()) as session:
        row = session.scalars(select(TrailRow).where(TrailRow.action == "exported")).one()
    assert (row.actor, row.record_type) == ("吴玉梅", "pay_run")
    assert "年度经费审查" in row.details


def test_a_pack_needs_a_reason_the_right_and_a_run_that_was_sent(
    run_id: int, city: City, payday: Payday
) -> None:
    with writing(preparer()) as session, pytest.raises(InvalidInput):
        audit_packs.permit(session, run_id, " ")
    with writing(everyone_but(Permission.REVEAL_SEALED)) as session, pytest.raises(NotAllowed):
        audit_packs.permit(session, run_id, "年度经费审查")
    with writing(preparer(unit=city.south)) as session, pytest.raises(NotFound):
        audit_packs.permit(session, run_id, "年度经费审查")
    draft = drafted(preparer(), city.federation, "door")
    with writing(preparer()) as session, pytest.raises(WrongState):
        audit_packs.permit(session, draft, "年度经费审查")


def test_another_persons_permit_opens_nothing(run_id: int) -> None:
    with writing(preparer()) as session:
        given = audit_packs.permit(session, run_id, "年度经费审查")
    with reading(preparer("周平")) as session, pytest.raises(NotAllowed):
        audit_packs.gather(session, given)
