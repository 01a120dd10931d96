"""The screens of public notices: what the public may read, and the clerk's way through one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from db import notices
from db.engine import Store
from db.models.hardship import HardshipFile
from db.models.households import Household, HouseholdPerson
from db.session import writing
from db.verbs import load
from rules.access import Actor
from tests.ground.databases import Clock
from tests.ground.hardship import NOTICE, file_row, notice_row, plant_file, publish_notice
from tests.ground.notice_life import object_to
from tests.ground.people import almighty
from tests.ground.tree import City, plant
from tests.pages.conftest import HOSTILE, Sample, Screen

Open = Callable[[Actor], Screen]

SECRETS = {
    "id_no": "110101198503080013",
    "mobile": "13812345678",
    "bank_number": "6222020200112233445",
    "illness_note": "尿毒症三期",
    "health_status": "kidney_failure",
    "disability_type": "limbs",
    "note": "妻子张桂兰",
}
HOME = {"home_address": "云溪市北岭县解放路8号", "building": "3栋2单元", "other_phone": "05718888"}
STORY = {"cause_note": "丈夫肾移植", "remarks": "欠债二十万", "primary_cause": "serious_illness"}


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _fill_with_secrets(file_id: int) -> list[str]:
    """Write sealed and hostile values into everything that a file hangs on; return them."""
    with writing(almighty()) as session:
        file = load(session, HardshipFile, file_id)
        person = load(session, HouseholdPerson, file.applicant_id)
        household = load(session, Household, file.household_id)
        for record, values in ((person, SECRETS), (household, HOME), (file, STORY)):
            for name, value in values.items():
                setattr(record, name, value)
        person.monthly_income = 123_456
        household.hukou_region = "北岭县城关镇"
        session.add(HouseholdPerson(unit_id=file.unit_id, name="王小雨", illness_note="哮喘"))
    told = [*SECRETS.values(), *HOME.values(), *STORY.values()]
    return [*told, "1,234.56", "123456", "城关镇", "王小雨", "哮喘"]


@pytest.mark.parametrize("show", ["", "sheet"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_notice_tells_nothing_but_the_narrow_words(
    city: City, screen: Open, show: str, language: str
) -> None:
    file_id = plant_file(city.mill, "欧阳修远")
    secrets = _fill_with_secrets(file_id)
    notice_id = publish_notice(file_id)
    shown = screen(almighty()).open("notice", id=notice_id, show=show)
    assert "欧***" in shown.html
    assert "北岭纺织厂工会" in shown.html
    assert "修远" not in shown.text
    assert not [secret for secret in secrets if secret in shown.text]


def test_the_sheet_masks_a_hostile_name_and_escapes_what_was_typed(
    city: City, screen: Open
) -> None:
    file_id = plant_file(city.mill, HOSTILE)
    with writing(almighty()) as session:
        typed = {**NOTICE, "title": HOSTILE, "basis": HOSTILE, "mailbox": HOSTILE}
        notice_id = notices.prepare(session, [file_id], typed)
    shown = screen(almighty()).open("notice", id=notice_id, show="sheet")
    assert "<script>" not in shown.html
    assert "&lt;script&gt;" in shown.html
    assert "三" not in shown.html.split("<tbody>")[1].split("</tbody>")[0]


def test_the_sheet_is_gone_after_the_period(city: City, screen: Open, clock: Clock) -> None:
    notice_id = publish_notice(plant_file(city.mill, "王明"))
    assert "王*" in screen(almighty()).open("notice", id=notice_id, show="sheet").html
    clock.advance(days=8)
    assert "王*" not in screen(almighty()).open("notice", id=notice_id, show="sheet").text


def test_a_period_into_a_year_without_a_table_warns(city: City, screen: Open, clock: Clock) -> None:
    clock.advance(days=34)
    notice_id = publish_notice(plant_file(city.mill, "王明"))
    shown = screen(almighty()).open("notice", id=notice_id)
    assert [warning for warning in shown.app.warning if "工作日表" in warning.value]


def test_a_clerk_publishes_hears_answers_and_ends(city: City, screen: Open, clock: Clock) -> None:
    file_id = plant_file(city.mill, "王明")
    with writing(almighty(name="王芳")) as session:
        notice_id = notices.prepare(session, [file_id], NOTICE)
    clerk = screen(almighty(name="王芳"))
    clerk.open("notice", id=notice_id).click(f"notice-{notice_id}-publish")
    assert notice_row(notice_id).state == "published"
    objection_id = object_to(file_id)
    reviewer = screen(almighty(name="李建国")).open("notices", show="objections")
    reviewer.answer(f"notices-objection-{objection_id}-dismiss", "经核实不属实")
    clock.advance(days=8)
    clerk.open("notice", id=notice_id).click(f"notice-{notice_id}-end")
    assert (notice_row(notice_id).state, file_row(file_id).state) == ("ended", "noticed")


def test_a_file_tells_its_notices_objections_and_checks(sample: Sample, screen: Open) -> None:
    shown = screen(almighty()).open("hardship_file", id=sample.file_id)
    assert "公示与复核" in shown.text
