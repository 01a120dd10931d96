"""Which column fills which field."""

from __future__ import annotations

from documents.header_matching import Ground, match_columns, saved_form
from documents.headings import plain_heading
from rules.members import MEMBER_FIELDS
from tests.ground.rosters import FIELDS


def _matched(*headings: str, saved: dict[str, str] | None = None) -> list[tuple[str, Ground]]:
    return [(match.field, match.ground) for match in match_columns(headings, FIELDS, saved)]


def test_notes_and_marks_in_a_heading_do_not_matter() -> None:
    assert _matched("*身份证号码（18位）", " 姓 名 ", "手机号码:") == [
        ("id_no", Ground.ALIAS),
        ("name", Ground.ALIAS),
        ("mobile", Ground.ALIAS),
    ]


def test_english_labels_and_column_names_are_known_too() -> None:
    assert [field for field, _ in _matched("Name", "id_no", "Joined the union")] == [
        "name",
        "id_no",
        "joined_on",
    ]


def test_of_two_columns_for_one_field_the_more_usual_heading_wins() -> None:
    found = _matched("联系电话", "手机")
    assert found[1] == ("mobile", Ground.ALIAS)
    assert found[0][0] != "mobile"


def test_a_like_heading_is_proposed_but_marked_as_a_guess() -> None:
    assert _matched("会员姓名全称") == [("name", Ground.LIKENESS)]


def test_a_heading_like_nothing_is_left_alone() -> None:
    assert _matched("血型") == [("", Ground.NONE)]


def test_what_an_office_chose_for_a_source_comes_first() -> None:
    saved = saved_form([("人员", "name"), ("姓名", "")])
    assert _matched("人员", "姓名", saved=saved) == [("name", Ground.SAVED), ("", Ground.SAVED)]


def test_a_remembered_field_that_is_gone_is_forgotten() -> None:
    assert _matched("姓名", saved={plain_heading("姓名"): "no_such_field"}) == [
        ("name", Ground.ALIAS)
    ]


def test_no_alias_means_two_fields() -> None:
    seen: dict[str, str] = {}
    for field in MEMBER_FIELDS:
        for alias in field.aliases:
            assert seen.setdefault(plain_heading(alias), field.name) == field.name, alias
