"""Ways from record to record: letters of what one looks at, runs of what they paid."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rules.access import Actor
from tests.pages.conftest import Sample, Screen, role

Open = Callable[[Actor], Screen]


def _ways(shown: Screen) -> dict[str, str]:
    """Return the page links of a screen: label and where it leads."""
    return {
        link.proto.label: f"{link.proto.page}?{link.proto.query_string}"
        for link in shown.app.get("page_link")
    }


def _records(sample: Sample) -> dict[str, tuple[str, int]]:
    return {
        "hardship_file": ("hardship_file", sample.file_id),
        "grant": ("aid_grant", sample.aid.grant),
        "notice": ("public_notice", sample.notice_id),
        "pay_run": ("pay_run", sample.run_id),
    }


@pytest.mark.parametrize("page", ["hardship_file", "grant", "notice", "pay_run"])
def test_a_record_leads_to_its_letters(sample: Sample, screen: Open, page: str) -> None:
    record, record_id = _records(sample)[page]
    ways = _ways(screen(role("clerk")).open(page, id=record_id))
    assert f"{record}={record_id}" in ways["函件"]


@pytest.mark.parametrize("page", ["hardship_file", "grant", "notice", "pay_run"])
def test_letters_lead_back_to_their_record(sample: Sample, screen: Open, page: str) -> None:
    record, record_id = _records(sample)[page]
    ways = _ways(screen(role("clerk")).open("letters", **{record: record_id}))
    assert ways["返回原记录"].endswith(f"{page}?id={record_id}")


@pytest.mark.parametrize("page", ["hardship_file", "grant", "notice", "pay_run"])
def test_who_prints_no_letters_is_not_led_to_them(sample: Sample, screen: Open, page: str) -> None:
    _record, record_id = _records(sample)[page]
    assert "函件" not in _ways(screen(role("supervisor")).open(page, id=record_id))
