"""What is sealed opens with the office's key only, and only where it was put."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from db import members, sealing
from db.engine import Store
from db.session import reading
from rules.errors import OfficeError
from tests.ground.databases import RING
from tests.ground.people import almighty
from tests.ground.tree import enrol, plant


@pytest.fixture(autouse=True)
def known_ring() -> None:
    sealing.use_ring(RING)


def test_the_same_text_never_gives_the_same_bytes_and_opens_again() -> None:
    first, second = (sealing.seal("13800000001", "member.mobile") for _ in range(2))
    assert first != second
    assert sealing.unseal(first, "member.mobile") == "13800000001"


def test_a_value_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(OfficeError):
        sealing.unseal(sealing.seal("13800000001", "member.mobile"), "member.bank_number")


def test_an_altered_value_does_not_open() -> None:
    sealed = bytearray(sealing.seal("13800000001", "member.mobile"))
    sealed[-1] ^= 1
    with pytest.raises(OfficeError):
        sealing.unseal(bytes(sealed), "member.mobile")


def test_another_offices_key_opens_nothing_and_finds_nothing() -> None:
    sealed = sealing.seal("13800000001", "member.mobile")
    index = sealing.blind_index("13800000001", "member.mobile")
    sealing.use_ring(sealing.new_ring())
    assert sealing.blind_index("13800000001", "member.mobile") != index
    with pytest.raises(OfficeError):
        sealing.unseal(sealed, "member.mobile")


def test_a_column_of_values_opens_whichever_key_sealed_them() -> None:
    old = sealing.seal("13800000001", "member.mobile")
    sealing.use_ring(RING.with_new_key())
    new = sealing.seal("13800000002", "member.mobile")
    open_all = sealing.opener("member.mobile")
    assert open_all([new, None]) == ["13800000002", None]
    assert open_all([new, None, old]) == ["13800000002", None, "13800000001"]
    with pytest.raises(OfficeError):
        open_all([new, sealing.seal("13800000001", "member.bank_number")])


def test_after_a_new_key_the_old_values_still_open() -> None:
    sealed = sealing.seal("13800000001", "member.mobile")
    sealing.use_ring(RING.with_new_key())
    assert sealing.unseal(sealed, "member.mobile") == "13800000001"
    sealing.use_ring(RING.with_new_key().without_old_keys())
    with pytest.raises(OfficeError):
        sealing.unseal(sealed, "member.mobile")


def test_blind_indexes_of_different_columns_cannot_be_compared() -> None:
    assert sealing.blind_index("1", "member.mobile") != sealing.blind_index("1", "member.id_no")


def test_the_key_file_is_for_its_owner_only_and_survives_being_read(tmp_path: Path) -> None:
    file = tmp_path / "key"
    sealing.write_ring(file, RING)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sealing.read_ring(file).keys == RING.keys


@pytest.mark.parametrize("content", [None, "", "{}", '{"current": 1}', "\x00\x01"])
def test_a_missing_or_damaged_key_file_is_told_plainly(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_text(content)
    with pytest.raises(OfficeError) as told:
        sealing.read_ring(file)
    assert "backup" in str(told.value)


def test_two_swapped_ciphertexts_of_one_column_are_the_only_swap_that_opens(
    office: Store,
) -> None:
    city = plant()
    member_id = enrol(city.mill, "郑洁", 2, mobile="13800000001", bank_number="6222020000000000")
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE member SET bank_number = mobile"))
    with reading(almighty()) as session, pytest.raises(OfficeError):
        members.get_member(session, member_id)
