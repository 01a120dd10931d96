"""What is shown to those who may not see a value whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import masks


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masks.mask_name_public, "王明", "王*"),
        (masks.mask_name_public, "欧阳修远", "欧***"),
        (masks.mask_name_public, "王", "王*"),
        (masks.mask_name_public, "", ""),
        (masks.mask_mobile, "13812345678", "138****5678"),
        (masks.mask_mobile, "1381", "****"),
        (masks.mask_id_number, "11010519491231002X", "110***********002X"),
        (masks.mask_id_number, "E12345678", "*******78"),
        (masks.mask_bank_number, "6222021234567890123", "****0123"),
        (masks.mask_address, "商洛市商州区北新街12号2单元301室", "商洛市商州区北新街***"),
        (masks.mask_address, "丹凤县龙驹寨街道东河社区3号", "丹凤县龙驹寨街道***"),
        (masks.mask_address, "商州区4号楼", "商州区***"),
        (masks.mask_address, "职工公寓4号楼101", "职工公寓4号***"),
        (masks.mask_address, "3号楼12", "3号***"),
        (masks.mask_address, "", ""),
    ],
)
def test_masks_show_what_they_promise(mask: object, value: str, shown: str) -> None:
    assert callable(mask)
    assert mask(value) == shown


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_a_masked_id_number_hides_birth_date_and_keeps_its_length(number: str) -> None:
    shown = masks.mask_id_number(number)
    assert len(shown) == len(number)
    assert shown.count("*") == 11


@given(st.text(min_size=1, max_size=30))
def test_a_masked_name_never_shows_more_than_one_character(name: str) -> None:
    assert masks.mask_name_public(name)[1:].strip("*") == ""
