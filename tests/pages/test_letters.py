"""Letters on the screen: choose, preview, print one or many, and who may not."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from sqlalchemy import select

from db import letter_templates, transfers
from db.models.trail import TrailRow
from db.session import reading, writing
from documents import letters as files
from rules.access import Actor, Permission
from tests.ground.people import actor_with, almighty
from tests.pages.conftest import HOSTILE, NAMES, Sample, Screen

Open = Callable[[Actor], Screen]
MASK = "110***********"


def _printer(*more: Permission, unit: int | None = None) -> Actor:
    return actor_with(
        Permission.USE_OFFICE,
        Permission.PRINT_LETTERS,
        Permission.SEE_MEMBERS,
        Permission.BROWSE_MEMBERS,
        Permission.SEE_UNITS,
        Permission.TRANSFER_MEMBERS,
        *more,
        unit=unit,
        language="en",
    )


def _printed() -> list[tuple[str, str]]:
    with reading(almighty()) as session:
        rows = session.execute(
            select(TrailRow.record_type, TrailRow.label).where(TrailRow.action == "printed")
        )
        return [(row.record_type, row.label) for row in rows]


def _buttons(shown: Screen) -> set[str]:
    return shown.keys()


def _handed_over(shown: Screen) -> int:
    """How many letters the dialog was given; it makes the file of them when it is drawn."""
    return len(shown.app.session_state["office:revealed:letters-print"])


def _own_certificate(may_reveal: bool, state: str = "") -> int:
    with writing(almighty()) as session:
        return letter_templates.add(
            session,
            "在职证明",
            "member_certificate",
            files.built_in("member_certificate"),
            state=state,
            may_reveal=may_reveal,
        )


def test_a_certificate_for_one_member_is_previewed_masked_and_printed(
    sample: Sample, screen: Open
) -> None:
    shown = screen(_printer()).open("letters", member=sample.member_id)
    assert NAMES[0] in shown.html
    assert MASK in shown.html
    shown.click("letters-print-ask").click("letters-print-send")
    assert _handed_over(shown) == 1
    assert _printed() == [("member", NAMES[0])]


def test_letters_for_all_members_of_a_unit_come_in_one_file(sample: Sample, screen: Open) -> None:
    shown = screen(_printer()).open("letters", below_id=sample.city.dock)
    shown.app.toggle(key="letters-all").set_value(True).run()
    shown.checked()
    shown.click("letters-print-ask").click("letters-print-send")
    assert _handed_over(shown) == len(_printed()) == 30


def test_nobody_is_listed_before_a_name_or_a_unit_is_given(sample: Sample, screen: Open) -> None:
    shown = screen(_printer()).open("letters")
    assert not shown.app.get("arrow_data_frame")
    assert "letters-print-ask" not in _buttons(shown)


def test_a_reminder_goes_to_units_whose_term_ends(sample: Sample, screen: Open) -> None:
    shown = screen(_printer()).open("letters", letter="election_reminder")
    shown.app.toggle(key="letters-all").set_value(True).run()
    assert "北岭纺织厂工会" in shown.html
    assert "2026年12月31日" in shown.html


def test_a_transfer_letter_names_both_units(sample: Sample, screen: Open) -> None:
    with reading(almighty()) as session:
        waiting = transfers.list_page(session).rows[0]
    shown = screen(_printer()).open("letters", transfer=waiting.id)
    assert "南浦港务公司工会" not in shown.html
    assert "北岭纺织厂工会" in shown.html
    assert "北岭第一中学工会" in shown.html


def test_a_letter_that_reveals_asks_for_a_reason_and_shows_nothing_before(
    sample: Sample, screen: Open
) -> None:
    _own_certificate(may_reveal=True)
    shown = screen(_printer(Permission.REVEAL_SEALED)).open("letters", member=sample.member_id)
    assert MASK in shown.html
    shown.click("letters-print-ask").click("letters-print-send")
    assert _printed() == []
    shown.answer("letters-print", "办理居住证")
    assert _printed() == [("member", NAMES[0])]


def test_a_letter_that_reveals_is_not_offered_without_that_right(
    sample: Sample, screen: Open
) -> None:
    _own_certificate(may_reveal=True)
    shown = screen(_printer()).open("letters", member=sample.member_id)
    assert "letters-print-ask" not in _buttons(shown)
    assert shown.app.warning


def test_an_own_letter_takes_the_shipped_ones_place(sample: Sample, screen: Open) -> None:
    _own_certificate(may_reveal=False)
    choice = screen(_printer()).open("letters").app.selectbox(key="letters-letter")
    assert "在职证明" in choice.options
    assert "Membership certificate" not in choice.options


def test_a_letter_for_another_state_says_so(sample: Sample, screen: Open) -> None:
    key = _own_certificate(may_reveal=False, state="retained")
    shown = screen(_printer()).open("letters", member=sample.member_id, letter=key)
    assert "letters-print-ask" not in _buttons(shown)
    assert "as things stand" in shown.text.replace("\\", "")


def test_a_member_of_another_county_is_not_found(sample: Sample, screen: Open) -> None:
    shown = screen(_printer(unit=sample.city.north)).open("letters", member=sample.member_id)
    assert "letters-print-ask" not in _buttons(shown)
    assert MASK not in shown.html


def test_a_name_full_of_markup_is_printed_letter_by_letter(sample: Sample, screen: Open) -> None:
    shown = screen(_printer()).open("letters", member=sample.hostile_id)
    assert "<script>alert" not in shown.html
    shown.click("letters-print-ask").click("letters-print-send")
    assert _printed() == [("member", HOSTILE)]


def test_what_nothing_fills_in_is_named(sample: Sample, screen: Open) -> None:
    word, content = docx.Document(), io.BytesIO()
    word.add_paragraph("{{ name }} {{ shoe_size }}")
    word.save(content)
    with writing(almighty()) as session:
        key = letter_templates.add(session, "新信函", "member_letter", content.getvalue())
    shown = screen(_printer()).open("letters", member=sample.member_id, letter=key)
    assert "shoe" in shown.app.warning[0].value


@pytest.mark.parametrize("record", ["member", "unit", "transfer"])
def test_a_number_that_names_no_record_is_told_so(
    sample: Sample, screen: Open, record: str
) -> None:
    shown = screen(_printer()).open("letters", **{record: 987654})
    assert "letters-print-ask" not in _buttons(shown)


def test_a_circular_is_printed_from_the_account_of_a_month(sample: Sample, screen: Open) -> None:
    printer = _printer(Permission.SEE_CLAIMS, Permission.SEE_FIGURES)
    shown = screen(printer).open("letters", letter="mutual_circular", mutual_account=202610)
    ways = [one.proto.query_string for one in shown.app.get("page_link")]
    assert "year=2026&month=10" in ways
    shown.click("letters-print-ask").click("letters-print-send")
    assert _handed_over(shown) == 1
