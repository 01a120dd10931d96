"""Rules of aid on the screen: read, copied, taken into use, ended; lines of regions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from db import aid_rules
from db.session import reading
from rules.access import Actor
from rules.dated_sets import SetKind
from rules.language import LANGUAGES
from rules.means_sets import RuleSet
from tests.db.test_aid_rules import NEXT_YEAR, OURS, add_line, copy, row_of, use
from tests.ground.assessed import assessed, earning
from tests.ground.people import almighty
from tests.ground.tree import plant
from tests.pages.conftest import HOSTILE, Screen, role

Open = Callable[[Actor], Screen]
LINE = 106_200


@pytest.fixture
def shown(screen: Open) -> Screen:
    return screen(role("administrator", language="en"))


def _open(shown: Screen, kind: str = "means_test", **values: object) -> Screen:
    return shown.open("settings", show="aid_rules", kind=kind, **values)


def _said(shown: Screen) -> str:
    return shown.text.replace("\\", "")


def _files() -> None:
    city = plant()
    assessed(city.mill, HOSTILE, earning(1000, LINE))
    assessed(city.mill, "李芳", earning(1800, LINE))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(SetKind))
def test_every_set_can_be_read_copied_and_changed(
    screen: Open, kind: SetKind, language: str
) -> None:
    shown = screen(role("administrator", language=language))
    with reading(almighty()) as session:
        rows = aid_rules.list_sets(session, kind)
    assert all(row.rules.heading.label in _open(shown, kind).html for row in rows)
    for row in rows:
        assert row.rules.heading.code in _open(shown, kind, set=row.id).html
        _open(shown, kind, copy=row.id)
        if not row.rules.heading.in_use:
            _open(shown, kind, change=row.id)


def test_a_copy_is_kept_and_shows_what_it_would_change(shown: Screen) -> None:
    _files()
    pattern = row_of("NAT2020")
    form = f"aid-rules-{pattern.id}-copy"
    _open(shown, copy=pattern.id).type(
        form,
        **{
            "code": "OURS2027",
            "label": "本市2027",
            "valid_from": "2027-01-01",
            "rungs.1.limits.0.factor": "1.5",
        },
    )
    shown.click(f"{form}-save")
    new = row_of("OURS2027").rules
    assert isinstance(new, RuleSet)
    assert not new.heading.in_use
    assert float(new.rungs[1].limits[0].factor) == 1.5
    assert "2 open files were judged again; 1 would change category." in _said(shown)
    assert "Relative hardship → no category: 1." in _said(shown)


def test_a_wrong_number_is_refused_under_its_field(shown: Screen) -> None:
    pattern = row_of("NAT2020")
    form = f"aid-rules-{pattern.id}-copy"
    _open(shown, copy=pattern.id).type(
        form, code="OURS", label="本市", valid_from="2027-01-01", near_factor="two"
    )
    shown.click(f"{form}-save")
    assert "Enter a number from 0 to 1000 such as 1.5." in shown.html


def test_a_kept_copy_is_changed_and_taken_into_use(shown: Screen) -> None:
    set_id = copy(heading=OURS)
    form = f"aid-rules-{set_id}-change"
    _open(shown, change=set_id).type(form, label="本市2027修订", near_factor="2.5")
    shown.click(f"{form}-save")
    assert row_of("OURS2027").rules.heading.label == "本市2027修订"
    shown.click(f"aid-rules-{set_id}-use")
    assert row_of("OURS2027").rules.heading.in_use
    assert "to come" in shown.html
    shown.click(f"aid-rules-{set_id}-aside-ask").click(f"aid-rules-{set_id}-aside-send")
    assert not row_of("OURS2027").rules.heading.in_use


def test_a_set_is_ended_by_a_day_after_a_look_at_what_follows(shown: Screen) -> None:
    _files()
    row = row_of("NAT2020")
    form = f"aid-rules-{row.id}-end"
    _open(shown, set=row.id).type(form, valid_to="2026-12-31")
    assert "2 cannot be judged" in _said(shown)
    shown.click(f"{form}-save")
    assert row_of("NAT2020").rules.heading.valid_to == date(2026, 12, 31)


def test_names_of_families_stay_with_those_who_see_hardship_files(screen: Open) -> None:
    _files()
    copy(heading=OURS, rungs__1__limits__0__factor="1.5")
    set_id = row_of("OURS2027").id
    assert "李芳" not in _open(screen(role("administrator")), set=set_id).html
    assert "李芳" in _open(screen(almighty()), set=set_id).html


def test_a_ceiling_is_read_without_what_limits_nothing(shown: Screen) -> None:
    row = row_of("NAT-A", SetKind.AID_CAPS)
    html = _open(shown, "aid_caps", set=row.id).html
    assert "Medical aid · Relative hardship" in html
    assert "150,000.00" in html
    assert "For these categories" not in html


def test_a_line_is_added_after_a_look_at_what_it_changes(shown: Screen) -> None:
    _files()
    _open(shown, "lines")
    assert "No subsistence line yet." in shown.html
    shown.app.selectbox(key="aid-line-new-0-region").select("city").run()
    shown.type("aid-line-new", valid_from="2027-01-01", monthly_fen="1900")
    assert "Relative hardship → Deep hardship: 1." in _said(shown)
    shown.click("aid-line-new-save")
    with reading(almighty()) as session:
        assert aid_rules.line_on(session, "city", NEXT_YEAR).monthly_fen == 190_000


def test_a_line_is_corrected(shown: Screen) -> None:
    line_id = add_line("city", date(2026, 7, 1), 72_000, 216_000)
    _open(shown, "lines", line=line_id)
    shown.type(f"aid-line-{line_id}", monthly_fen="730")
    shown.click(f"aid-line-{line_id}-save")
    with reading(almighty()) as session:
        found = aid_rules.line_on(session, "city", NEXT_YEAR)
    assert (found.monthly_fen, found.minimum_wage_fen) == (73_000, 216_000)
    assert "730.00" in shown.html


def test_a_set_that_has_ended_can_only_be_copied(shown: Screen) -> None:
    row = row_of("NAT2016")
    _open(shown, set=row.id)
    assert not [key for key in shown.button_keys if key.startswith("aid-rules-")]
    copy(heading=OURS)
    use("OURS2027")
    assert (
        f"aid-rules-{row_of('OURS2027').id}-end-save"
        in _open(shown, set=row_of("OURS2027").id).button_keys
    )
