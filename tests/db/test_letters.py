"""Letters: own templates in place of shipped ones, values masked, prints on the trail."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import event, select

from config import settings as environment
from db import (
    extra_fields,
    letter_templates,
    letters,
    memberships,
    settings,
    stored_files,
    transfers,
)
from db.engine import Store
from db.letter_templates import TemplateRow
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.language import current_language, use_language
from rules.letters import LETTER_KINDS
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant, version_of

pytestmark = pytest.mark.usefixtures("office")

WORD = b"PK\x03\x04 a letter"
CERTIFICATE = TemplateRow(None, 0, "", "member_certificate", "", may_reveal=False)
REMINDER = TemplateRow(None, 0, "", "election_reminder", "", may_reveal=False)
WAY = TemplateRow(None, 0, "", "transfer_letter", "", may_reveal=False)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@pytest.fixture
def member_id(city: City) -> int:
    return enrol(city.mill, "郑洁", 2, mobile="13800000001", joined_on=date(2015, 3, 1))


def _add(name: str = "在职证明", kind: str = "member_certificate", **more: object) -> int:
    with writing(almighty()) as session:
        return letter_templates.add(session, name, kind, WORD, **more)  # type: ignore[arg-type]


def _usable() -> list[tuple[str, str]]:
    with reading(almighty()) as session:
        return [(row.kind, row.name) for row in letter_templates.list_usable(session)]


def _template(template_id: int) -> TemplateRow:
    with reading(almighty()) as session:
        return letter_templates.get_template(session, template_id)


def _print(
    actor: Actor, template: TemplateRow, record_id: int, *asked: str, reason: str = ""
) -> dict[str, str]:
    with writing(actor) as session:
        found = letters.print_values(session, template, [record_id], asked, reason)
    return dict(found[0].values)


def _printed() -> list[dict[str, object]]:
    with reading(almighty()) as session:
        rows = session.scalars(select(TrailRow.details).where(TrailRow.action == "printed"))
        return [json.loads(row)["after"] for row in rows]


class TestTemplates:
    def test_an_own_letter_takes_the_shipped_ones_place_until_it_is_retired(
        self, city: City
    ) -> None:
        shipped = [(name, "") for name, kind in LETTER_KINDS.items() if kind.shipped]
        assert _usable() == shipped
        key = _add()
        assert _usable() == [*shipped[1:], ("member_certificate", "在职证明")]
        with writing(almighty()) as session:
            letter_templates.retire(session, key, 1)
        assert _usable() == shipped

    def test_a_letter_for_one_state_leaves_the_shipped_one_to_the_others(self, city: City) -> None:
        _add(state="retained")
        kinds = [kind for kind, _name in _usable()]
        assert kinds.count("member_certificate") == 2

    def test_several_letters_of_one_kind_stand_side_by_side(self, city: City) -> None:
        _add("信函一", "member_letter")
        _add("信函二", "member_letter")
        assert [name for kind, name in _usable() if kind == "member_letter"] == ["信函一", "信函二"]

    def test_the_word_file_is_kept_as_it_came(self, city: City) -> None:
        key = _add()
        with reading(almighty()) as session:
            assert letter_templates.get_content(session, key) == WORD
        assert any(environment().attachments.rglob("*"))

    def test_a_retired_letter_prints_no_more_and_comes_back(self, city: City) -> None:
        key = _add()
        with writing(almighty()) as session:
            letter_templates.retire(session, key, 1)
        with reading(almighty()) as session, pytest.raises(WrongState):
            letter_templates.get_content(session, key)
        with writing(almighty()) as session:
            letter_templates.bring_back(session, key, 2)
        assert _template(key).name == "在职证明"
        with writing(almighty()) as session, pytest.raises(WrongState):
            letter_templates.bring_back(session, key, 3)

    def test_a_name_in_use_is_not_used_twice(self, city: City) -> None:
        first = _add()
        with pytest.raises(Conflict):
            _add()
        with writing(almighty()) as session:
            letter_templates.retire(session, first, 1)
        _add()
        with writing(almighty()) as session, pytest.raises(Conflict):
            letter_templates.bring_back(session, first, 2)

    @pytest.mark.parametrize(
        ("name", "kind", "state", "content"),
        [
            ("", "member_certificate", "", WORD),
            ("长" * 61, "member_certificate", "", WORD),
            ("证明", "no_such_kind", "", WORD),
            ("证明", "member_certificate", "no_such_state", WORD),
            ("证明", "election_reminder", "member", WORD),
            ("证明", "member_certificate", "", b"%PDF-1.4"),
            ("证明", "member_certificate", "", WORD + bytes(letter_templates.MOST_BYTES)),
        ],
    )
    def test_what_is_no_letter_is_refused(
        self, city: City, name: str, kind: str, state: str, content: bytes
    ) -> None:
        with writing(almighty()) as session, pytest.raises(InvalidInput):
            letter_templates.add(session, name, kind, content, state)

    def test_a_stale_list_retires_nothing(self, city: City) -> None:
        key = _add()
        with writing(almighty()) as session, pytest.raises(Conflict):
            letter_templates.retire(session, key, 5)

    def test_only_the_settings_right_changes_templates(self, city: City) -> None:
        actor = everyone_but(Permission.MANAGE_SETTINGS)
        key = _add()
        with writing(actor) as session:
            with pytest.raises(NotAllowed):
                letter_templates.add(session, "证明", "member_letter", WORD)
            with pytest.raises(NotAllowed):
                letter_templates.retire(session, key, 1)
            with pytest.raises(NotAllowed):
                letter_templates.list_all(session)

    def test_templates_are_on_the_trail(self, city: City) -> None:
        _add(may_reveal=True)
        with reading(almighty()) as session:
            row = session.execute(
                select(TrailRow.label, TrailRow.verb).where(
                    TrailRow.record_type == "letter_template"
                )
            ).one()
        assert tuple(row) == ("在职证明", "letter_templates.add")


class TestValues:
    def test_a_letter_is_filled_in_with_labels_masks_and_the_offices_name(
        self, member_id: int
    ) -> None:
        with writing(almighty()) as session:
            settings.change(session, "office_name", "云溪市总工会", 0)
        values = _print(almighty(), CERTIFICATE, member_id, "name", "id_no")
        assert (values["name"], values["unit_name"]) == ("郑洁", "北岭纺织厂工会")
        assert (values["gender"], values["joined_on"]) == ("女", "2015年3月1日")
        assert (values["office_name"], values["today"]) == ("云溪市总工会", "2026年11月24日")
        assert "*" in values["id_no"]
        assert values["mobile"] == "138****0001"

    def test_letters_speak_the_offices_language_and_shipped_ones_chinese(
        self, member_id: int
    ) -> None:
        own = _template(_add())
        use_language("en")
        try:
            assert _print(almighty(), own, member_id)["gender"] == "女"
            assert current_language() == "en"
            with writing(almighty()) as session:
                settings.change(session, "language", "en", 0)
            assert _print(almighty(), own, member_id)["gender"] == "Female"
            assert _print(almighty(), CERTIFICATE, member_id)["gender"] == "女"
        finally:
            use_language("zh_CN")

    def test_every_placeholder_on_offer_has_a_value(self, city: City, member_id: int) -> None:
        with writing(almighty()) as session:
            extra_fields.add(session, "member", "shoe_size", "鞋码", "text")
        with reading(almighty()) as session:
            known = letters.list_placeholders(session, "member")
            assert known["shoe_size"] == "鞋码"
            assert set(known) == set(
                letters.list_values(session, CERTIFICATE, [member_id])[0].values
            )
            every = letters.list_placeholders(session, "unit")
            of_units = {name for name in every if "." not in name}  # rows come beside the values
            assert set(of_units) == set(
                letters.list_values(session, REMINDER, [city.mill])[0].values
            )

    def test_a_reminder_knows_the_superior_union_and_the_members_below(
        self, city: City, member_id: int
    ) -> None:
        with reading(almighty(unit=city.north)) as session:
            values = letters.list_values(session, REMINDER, [city.north])[0].values
        assert (values["parent_name"], values["member_count"]) == ("云溪市总工会", "1")

    def test_a_transfer_letter_knows_both_units(self, city: City, member_id: int) -> None:
        with writing(almighty()) as session:
            seen = version_of(member_id)
            key = transfers.propose(session, member_id, seen, city.dock, date(2026, 11, 24))
        values = _print(almighty(unit=city.north), WAY, key)
        assert values["from_unit_name"] == "北岭纺织厂工会"
        assert values["to_unit_name"] == "南浦港务公司工会"
        assert values["effective_on"] == "2026年11月24日"
        with pytest.raises(NotFound):
            _print(almighty(unit=city.south), WAY, key)

    def test_each_letter_is_on_the_trail(self, member_id: int) -> None:
        _print(almighty(), CERTIFICATE, member_id)
        assert _printed() == [{"letter": "member_certificate"}]

    def test_a_preview_leaves_no_trail(self, member_id: int) -> None:
        with writing(almighty()) as session:
            letters.list_values(session, CERTIFICATE, [member_id])
        assert _printed() == []

    def test_full_numbers_need_a_letter_that_may_a_right_and_a_reason(self, member_id: int) -> None:
        plain, open_letter = _template(_add("甲")), _template(_add("乙", may_reveal=True))
        assert "*" in _print(almighty(), plain, member_id, "id_no", reason="办理证件")["id_no"]
        with pytest.raises(InvalidInput):
            _print(almighty(), open_letter, member_id, "id_no")
        actor = everyone_but(Permission.REVEAL_SEALED)
        with pytest.raises(NotAllowed):
            _print(actor, open_letter, member_id, "id_no", reason="办理证件")
        values = _print(almighty(), open_letter, member_id, "name", "id_no", reason="办理证件")
        assert len(values["id_no"]) == 18
        assert "*" not in values["id_no"]
        assert values["mobile"] == "138****0001"
        assert _printed()[-1] == {"letter": "乙", "revealed": ["id_no"], "reason": "办理证件"}

    def test_who_claims_that_a_letter_may_reveal_is_not_believed(self, member_id: int) -> None:
        key = _add("甲")
        claimed = TemplateRow(key, 1, "甲", "member_certificate", "", may_reveal=True)
        assert "*" in _print(almighty(), claimed, member_id, "id_no", reason="办理证件")["id_no"]

    def test_a_letter_for_one_state_is_refused_for_another(self, member_id: int) -> None:
        template = _template(_add(state="retained"))
        with pytest.raises(WrongState):
            _print(almighty(), template, member_id)
        with writing(almighty()) as session:
            memberships.end_membership(
                session, member_id, version_of(member_id), "retained", date(2026, 11, 24)
            )
        assert _print(almighty(), template, member_id)["status"] == "保留会籍"

    def test_nobody_prints_for_another_county_or_for_nobody(
        self, city: City, member_id: int
    ) -> None:
        with pytest.raises(NotFound):
            _print(almighty(unit=city.south), CERTIFICATE, member_id)
        with reading(almighty()) as session, pytest.raises(InvalidInput):
            letters.list_values(session, CERTIFICATE, [])
        with reading(almighty()) as session, pytest.raises(InvalidInput):
            letters.list_values(session, CERTIFICATE, range(1, 502))

    @pytest.mark.parametrize("right", [Permission.PRINT_LETTERS, Permission.SEE_MEMBERS])
    def test_printing_needs_its_right_and_that_of_the_register(
        self, member_id: int, right: Permission
    ) -> None:
        with pytest.raises(NotAllowed):
            _print(everyone_but(right), CERTIFICATE, member_id)

    def test_a_full_file_costs_no_statement_per_letter(
        self, office: Store, city: City, member_id: int
    ) -> None:
        others = [enrol(city.mill, "钱伟", order) for order in (4, 6, 8)]
        sent: list[str] = []
        event.listen(office.engine, "before_cursor_execute", lambda *call: sent.append(call[2]))
        counts = []
        for ids in ([member_id], [member_id], [member_id, *others]):
            sent.clear()
            with reading(almighty()) as session:
                letters.list_values(session, CERTIFICATE, ids)
            counts.append(len(sent))
        assert counts[1] == counts[2]


def test_a_template_is_stored_once_however_often_it_is_used(city: City) -> None:
    _add("甲")
    _add("乙")
    assert stored_files.keep(WORD) == stored_files.keep(WORD)
    files = [file for file in environment().attachments.rglob("*") if file.is_file()]
    assert len(files) == 1
