"""Letters about files, grants, notices and runs: masked unless allowed, only for their states."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from db import aid_grants, letter_choices, letters, pay_sources
from db.engine import Store
from db.letter_templates import TemplateRow
from db.letters import LetterValues
from db.models.households import Household, HouseholdPerson
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import InvalidInput, NotAllowed, NotFound, WrongState
from rules.letters import (
    HARDSHIP_FILE,
    LETTER_KINDS,
    PAY_RUN,
    STATE_LABELS,
    UNIT,
    placeholder_labels,
)
from tests.ground.aid import family, grant_row, propose, subsistence
from tests.ground.databases import Clock
from tests.ground.hardship import file_row, plant_file, publish_notice
from tests.ground.money import pot
from tests.ground.payday import families, lay_out, sent
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, id_number, plant

pytestmark = pytest.mark.usefixtures("office", "clock")


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


def _template(kind: str) -> TemplateRow:
    return TemplateRow(None, 0, "", kind, "", may_reveal=LETTER_KINDS[kind].reveals)


def _seen(actor: Actor, kind: str, record_id: int) -> LetterValues:
    with reading(actor) as session:
        return letters.list_values(session, _template(kind), [record_id])[0]


def _printed(kind: str, record_id: int, *asked: str, reason: str = "建档留存") -> LetterValues:
    with writing(almighty()) as session:
        return letters.print_values(session, _template(kind), [record_id], asked, reason)[0]


def _with_number(file_id: int, number: str) -> None:
    with writing(almighty()) as session:
        file = file_row(file_id)
        person = session.get(HouseholdPerson, file.applicant_id)
        home = session.get(Household, file.household_id)
        assert person is not None
        assert home is not None
        person.id_type, person.id_no, person.health_status = "id_card", number, "cancer"
        home.home_address = "云溪市北岭县纺织路12号3单元"


class TestFiles:
    def test_the_form_names_the_family_and_masks_what_is_sealed(self, city: City) -> None:
        file_id = plant_file(city.mill, "郑国安", "in_force")
        number = id_number(date(1975, 6, 1), 1)
        _with_number(file_id, number)
        letter = _seen(almighty(), "hardship_form", file_id)
        assert letter.name == "郑国安"
        assert letter.values["category"] == "深度困难"
        assert letter.values["family_size"] == "1"
        assert number not in str(letter.filling)
        assert "纺织路12号" not in str(letter.filling)
        assert "恶性肿瘤" not in str(letter.filling)
        person = letter.rows["people"][0]
        assert (person["name"], person["relation"]) == ("郑国安", "本人")

    def test_full_numbers_are_printed_for_a_reason_that_the_trail_keeps(self, city: City) -> None:
        file_id = plant_file(city.mill, "郑国安", "in_force")
        number = id_number(date(1975, 6, 1), 1)
        _with_number(file_id, number)
        asked = ("id_no", "health_status", "people.id_no", "people.health")
        letter = _printed("hardship_form", file_id, *asked)
        assert letter.values["id_no"] == letter.rows["people"][0]["id_no"] == number
        assert letter.values["health_status"] == letter.rows["people"][0]["health"] == "恶性肿瘤"
        with reading(almighty()) as session:
            told = session.scalars(
                select(TrailRow.details).where(
                    TrailRow.action == "printed", TrailRow.record_id == file_id
                )
            ).one()
        assert json.loads(told)["after"]["reason"] == "建档留存"
        assert number not in told
        with pytest.raises(InvalidInput):
            _printed("hardship_form", file_id, "id_no", reason="")

    def test_a_refusal_is_only_for_a_refused_file(self, city: City) -> None:
        refused = plant_file(city.mill, "郑国安", "refused", category=None)
        in_force = plant_file(city.school, "李玉梅", "in_force")
        assert _seen(almighty(), "hardship_refusal", refused).values["state"] == "未批准"
        with pytest.raises(WrongState):
            _seen(almighty(), "hardship_refusal", in_force)
        with reading(almighty()) as session:
            rows = letter_choices.list_choices(session, _template("hardship_refusal"))
        assert [row.id for row in rows] == [refused]

    def test_another_unit_and_another_role_see_no_letter(self, city: City) -> None:
        file_id = plant_file(city.mill, "郑国安", "in_force")
        with pytest.raises(NotFound):
            _seen(almighty(unit=city.south), "hardship_form", file_id)
        for right in (Permission.PRINT_LETTERS, Permission.SEE_HARDSHIP):
            with pytest.raises(NotAllowed):
                _seen(everyone_but(right), "hardship_form", file_id)
        with reading(almighty(unit=city.south)) as session:
            assert letter_choices.list_choices(session, _template("hardship_form")) == []


def test_a_grant_tells_its_amount_in_words_and_the_cap_step_by_step(city: City) -> None:
    subsistence(106_200)
    home = family(city.mill)
    grant_id = propose(home, pot(city.federation, 10_000_000))
    letter = _seen(almighty(), "aid_approval", grant_id)
    assert letter.values["amount"] == "3,000.00"
    assert letter.values["amount_capital"] == "叁仟元整"
    assert letter.rows["reasons"]
    assert [step["actor"] for step in letter.rows["steps"]][:1] == ["周平"]
    with pytest.raises(WrongState):
        _seen(almighty(), "aid_refusal", grant_id)


def test_a_refusal_of_aid_says_why_in_whole_sentences(city: City) -> None:
    subsistence(106_200)
    home = family(city.mill)
    grant_id = propose(home, pot(city.federation, 10_000_000))
    with writing(almighty()) as session:
        seen = grant_row(grant_id).version
        aid_grants.refuse(session, grant_id, seen, "double_aid", "已由医疗互助补助")
    values = _seen(almighty(), "aid_refusal", grant_id).values
    assert values["refusal"]
    assert values["refusal_note"] == "已由医疗互助补助。"


def _run(city: City, patch: pytest.MonkeyPatch, way: str) -> int:
    payday = lay_out(city)
    patch.setattr(pay_sources, "PROVIDERS", [payday.provide])
    for order, home in enumerate(families(city.mill, 3), start=1):
        payday.month(home, order, by_door=way == "door")
    standing = {one.source_type: payday.standing for one in payday.due}
    patch.setattr(pay_sources, "STANDING", standing)
    return sent(city, way)


def test_letters_about_a_record_are_those_that_fit_it_as_it_stands(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = [_template(name) for name, kind in LETTER_KINDS.items() if kind.shipped]

    def fitting(actor: Actor, record: str, record_id: int) -> list[str]:
        with reading(actor) as session:
            found = letter_choices.list_fitting(session, shipped, record, record_id)
        return [one.kind for one in found]

    file_id = plant_file(city.mill, "郑国安", "in_force")
    assert fitting(almighty(), HARDSHIP_FILE, file_id) == ["hardship_form", "hardship_approval"]
    run_id = _run(city, monkeypatch, "bank")
    assert fitting(almighty(), PAY_RUN, run_id) == ["receipt_list", "realname_summary"]
    with reading(almighty()) as session:
        assert letter_choices.list_choices(session, _template("round_sheet")) == []
    assert fitting(almighty(), UNIT, city.mill) == [
        "election_reminder",
        "mutual_leaflet",
        "mutual_papers",
    ]
    with pytest.raises(NotAllowed):
        fitting(everyone_but(Permission.SEE_HARDSHIP), HARDSHIP_FILE, file_id)


def test_a_notice_says_only_what_the_public_may_read(city: City) -> None:
    file_id = plant_file(city.mill, "欧阳修远")
    notice_id = publish_notice(file_id)
    letter = _seen(almighty(), "public_notice", notice_id)
    line = letter.rows["lines"][0]
    assert line["name"] == "欧***"
    assert line["unit"] == "北岭纺织厂工会"
    assert "修远" not in str(letter.filling)


def test_a_round_sheet_goes_by_building_and_shows_addresses_for_a_reason(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = _run(city, monkeypatch, "door")
    masked = _seen(almighty(), "round_sheet", run_id)
    assert all("路1号" not in row["address"] for row in masked.rows["lines"])
    full = _printed("round_sheet", run_id, "lines.address", "lines.building")
    buildings = [row["building"] for row in full.rows["lines"]]
    assert buildings == sorted(buildings)
    assert full.rows["lines"][0]["cash"] == "100×8"
    assert full.values["total"] == "2,400.00"


def test_every_letter_for_some_states_names_states_that_there_are() -> None:
    for kind in LETTER_KINDS.values():
        assert set(kind.states) <= set(STATE_LABELS.get(kind.record, {}))


@pytest.mark.parametrize("kind", [name for name, kind in LETTER_KINDS.items() if kind.shipped])
def test_every_placeholder_of_a_kind_has_a_label(kind: str) -> None:
    assert all(placeholder_labels(LETTER_KINDS[kind].record).values())
