"""Code lists: entries are relabelled, added, retired; the codes in records stay."""

from __future__ import annotations

import pytest

from db import codes, extra_fields
from db.codes import CodeEntry, code_lists
from db.session import reading, writing
from rules.access import Permission
from rules.codes import label_of
from rules.errors import Conflict, InvalidInput, NotAllowed
from rules.language import use_language
from rules.parsing import parse
from tests.ground.people import almighty, everyone_but

pytestmark = pytest.mark.usefixtures("office")


def _entry(code: str, name: str = "relation") -> CodeEntry:
    with reading(almighty()) as session:
        return next(entry for entry in codes.list_entries(session, name) if entry.code == code)


def _change(code: str, seen: int | None = None, **values: object) -> None:
    entry = _entry(code)
    full = {"zh": entry.zh, "en": entry.en, "position": entry.position, **values}
    with writing(almighty()) as session:
        codes.change_entry(session, entry.id, seen or entry.version, **full)  # type: ignore[arg-type]


def _first() -> CodeEntry:
    with reading(almighty()) as session:
        return codes.list_entries(session, "relation")[0]


def test_a_relabelled_entry_shows_its_new_label_wherever_it_is_read() -> None:
    code = _first().code
    _change(code, zh="爱人", en="Spouse")
    use_language("zh_CN")
    with reading(almighty()) as session:
        assert label_of(code_lists(session), "relation", code) == "爱人"


def test_spellings_are_kept_each_once() -> None:
    code = _first().code
    _change(code, aliases="老伴，伴侣、老伴\n对象")
    assert _entry(code).aliases == ("老伴", "伴侣", "对象")


def test_an_entry_out_of_use_goes_to_the_end_and_comes_back() -> None:
    code = _first().code
    _change(code, retired=True)
    assert _first().code != code
    _change(code, retired=False)
    assert _first().code == code


def test_an_added_entry_stands_last_and_takes_its_chinese_label_for_both() -> None:
    with writing(almighty()) as session:
        codes.add_entry(session, "relation", "godchild", "义子女")
    with reading(almighty()) as session:
        last = codes.list_entries(session, "relation")[-1]
    assert (last.code, last.zh, last.en) == ("godchild", "义子女", "义子女")


def test_a_spelling_of_another_entry_is_refused() -> None:
    with reading(almighty()) as session:
        first, second = codes.list_entries(session, "relation")[:2]
    with pytest.raises(InvalidInput) as refused:
        _change(first.code, aliases=second.zh)
    assert refused.value.field == "aliases"


@pytest.mark.parametrize(
    ("code", "label", "field"),
    [("God Child", "义子女", "code"), ("", "义子女", "code"), ("godchild", " ", "zh")],
)
def test_an_entry_without_a_fit_code_and_label_is_refused(
    code: str, label: str, field: str
) -> None:
    with writing(almighty()) as session, pytest.raises(InvalidInput) as refused:
        codes.add_entry(session, "relation", code, label)
    assert refused.value.field == field


def test_a_code_exists_once_in_a_list() -> None:
    with writing(almighty()) as session, pytest.raises(Conflict):
        codes.add_entry(session, "relation", _first().code, "又一个")


def test_a_list_that_nobody_shipped_cannot_be_added_to() -> None:
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        codes.add_entry(session, "colours", "red", "红")


def test_an_office_begins_a_list_and_gives_it_to_a_field_of_its_own() -> None:
    with writing(almighty()) as session:
        name = codes.begin_list(session, " 党小组 ", "第一小组\n\n第二小组\n第一小组")
        extra_fields.add(session, "member", "party_group", "党小组", "choice", name)
    with reading(almighty()) as session:
        assert [entry.zh for entry in codes.list_entries(session, "党小组")] == [
            "第一小组",
            "第二小组",
        ]
        field = extra_fields.list_fields(session, "member")[-1]
        use_language("zh_CN")
        assert parse(field, "第二小组", code_lists(session)) == "2"


def test_a_list_of_an_office_never_bears_a_shipped_name() -> None:
    with writing(almighty()) as session:
        assert codes.begin_list(session, "shift", "Day\nNight") == "Shift"
        for name in ("Relation", "SHIFT", "x"):
            with pytest.raises((Conflict, InvalidInput)):
                codes.begin_list(session, name, "Day")
        for labels in (" \n", "长" * 61, "\n".join(map(str, range(201)))):
            with pytest.raises(InvalidInput):
                codes.begin_list(session, "Another", labels)


def test_a_stale_form_is_refused() -> None:
    entry = _first()
    _change(entry.code, zh="爱人")
    with pytest.raises(Conflict):
        _change(entry.code, seen=entry.version, zh="配偶或伴侣")
    assert _entry(entry.code).zh == "爱人"


def test_code_lists_are_changed_by_who_manages_settings_only() -> None:
    entry = _first()
    with writing(everyone_but(Permission.MANAGE_SETTINGS)) as session:
        with pytest.raises(NotAllowed):
            codes.change_entry(session, entry.id, entry.version, "爱人")
        with pytest.raises(NotAllowed):
            codes.add_entry(session, "relation", "godchild", "义子女")
        with pytest.raises(NotAllowed):
            codes.begin_list(session, "党小组", "第一小组")
        with pytest.raises(NotAllowed):
            codes.list_entries(session, "relation")
