"""A list is one element whose cells hold text, badges and links."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest


def _listed() -> None:
    """A script with a list of two rows; its source runs alone."""
    from dataclasses import dataclass
    from datetime import date

    from components import tables
    from components.markup import badge
    from components.tables import Column

    @dataclass(frozen=True)
    class Row:
        id: int
        name: str
        on: date | None
        size: int

    columns = (
        Column("Name", "name", to=lambda row: f"/member?id={row.id}&x=1"),
        Column("Day", "on", quiet=True),
        Column("Size", "size", number=True),
        Column("State", lambda row: badge(row.name, "good")),
    )
    rows = [Row(1, "<b>王</b>", date(2026, 5, 1), 3), Row(2, "", None, 0)]
    tables.show(rows, columns, empty="")


def _empty() -> None:
    from components import tables

    tables.show([], (), empty="Nothing <here>")


def _paged() -> None:
    from components import tables
    from rules.language import use_language

    use_language("en")
    tables.pages(120)


def _html(script: Callable[[], None], page: str = "") -> str:
    app = AppTest.from_function(script)
    if page:
        app.query_params["page"] = page
    app.run(timeout=30)
    return "".join(one.proto.body for one in app.get("html"))


def test_what_people_wrote_is_text() -> None:
    html = _html(_listed)
    assert "&lt;b&gt;王&lt;/b&gt;" in html
    assert "<b>" not in html


def test_links_badges_days_and_numbers_have_their_form() -> None:
    html = _html(_listed)
    assert 'href="/member?id=1&amp;x=1"' in html
    assert '<td class="quiet day">2026-05-01</td>' in html
    assert '<td class="number">0</td>' in html
    assert 'class="office-badge good"' in html


def test_a_row_without_a_name_can_still_be_opened() -> None:
    assert ">—</a>" in _html(_listed)


def test_an_empty_list_says_what_to_do() -> None:
    assert "Nothing &lt;here&gt;" in _html(_empty)


@pytest.mark.parametrize(
    ("page", "told"),
    [("", "1–50 of 120"), ("3", "101–120 of 120"), ("9", "101–120 of 120"), ("x", "1–50 of 120")],
)
def test_the_count_says_where_in_the_list_one_is(page: str, told: str) -> None:
    assert told in _html(_paged, page)
