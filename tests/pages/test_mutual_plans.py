"""Mutual-aid plans on the screen: the catalogue, one plan, its forms, the bench, its steps."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rules.access import Actor
from rules.language import LANGUAGES
from rules.mutual_forms import Section
from tests.db.test_mutual_plans import latest, plan_of, publish
from tests.pages.conftest import Screen, role

Open = Callable[[Actor], Screen]


def said(shown: Screen) -> str:
    return shown.text.replace("\\", "")


def key_of(shown: Screen, end: str) -> str:
    return next(str(one.key) for one in shown.app.text_input if str(one.key).endswith(end))


def clerk(screen: Open, language: str = "en") -> Screen:
    return screen(role("clerk", language=language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_plan_can_be_read_edited_and_tried(screen: Open, language: str) -> None:
    shown = clerk(screen, language)
    listed = shown.open("mutual_plans").html
    for code in ("SHANGLUO", "BINZHOU", "ACCIDENT2011", "WEIHAI"):
        plan = plan_of(code)
        assert plan.name in listed
        assert plan.name in said(shown.open("mutual_plan", id=plan.id))
        for view in ("bench", "history"):
            shown.open("mutual_plan", id=plan.id, show=view)
        for section in Section:
            shown.open("mutual_plan", id=plan.id, edit=1, section=section.value)


def test_the_bench_tells_what_a_case_gives_while_it_is_typed(screen: Open) -> None:
    row = latest("SHANGLUO")
    shown = clerk(screen).open("mutual_plan", id=row.plan_id, show="bench")
    key = key_of(shown, "own_in_fen")
    shown.app.text_input(key=key).input("1000").run()
    assert "Benefit 700.00 yuan" in shown.text
    assert "1,000.00 × 70% = 700.00." in shown.text
    shown.app.text_input(key=key).input("100").run()
    assert "Lifted to the floor: 300.00." in shown.text


def test_a_case_of_the_bench_becomes_an_example_that_must_agree(screen: Open) -> None:
    row = latest("SHANGLUO")
    shown = clerk(screen).open("mutual_plan", id=row.plan_id, show="bench")
    for name, text in (("own_in_fen", "2000"), ("name", "two thousand"), ("expected_fen", "1500")):
        shown.app.text_input(key=key_of(shown, f"-{name}")).input(text)
    shown.app.run()
    shown.click(
        next(key for key in shown.button_keys if key.endswith("-save") and "drop" not in key)
    )
    assert latest("SHANGLUO").terms.examples[-1].name == "two thousand"
    assert "1 of 6 examples do not agree." in said(shown)


def test_terms_are_changed_in_the_browser(screen: Open) -> None:
    row = latest("SHANGLUO")
    shown = clerk(screen).open("mutual_plan", id=row.plan_id, edit=1, section="benefits")
    key = key_of(shown, "0.percent")
    shown.app.text_input(key=key).input("120").run()
    save = next(key for key in shown.button_keys if key.endswith("-save"))
    shown.click(save)
    assert latest("SHANGLUO").terms == row.terms
    shown.app.text_input(key=key).input("75").run()
    shown.click(save)
    assert latest("SHANGLUO").terms.parts[0].percent == 75


def test_a_draft_is_thrown_away_and_its_plan_brought_back_in_the_browser(screen: Open) -> None:
    row = latest("SHANGLUO")
    shown = clerk(screen).open("mutual_plan", id=row.plan_id)
    shown.click(f"mutual-{row.id}-discard-ask").click(f"mutual-{row.id}-discard-send")
    name = shown.open("mutual_plan", id=row.plan_id).app.title[0].value.replace("\\", "")
    assert name not in shown.open("mutual_plans", show="all").html
    assert name in shown.open("mutual_plans", show="discarded").html
    shown.open("mutual_plan", id=row.plan_id).click(f"mutual-{row.plan_id}-next")
    assert latest("SHANGLUO").number == 2
    assert name in shown.open("mutual_plans", show="all").html


def test_the_one_who_publishes_does_so_from_the_plan_and_then_ends_it(screen: Open) -> None:
    row = latest("SHANGLUO")
    shown = screen(role("approver", language="en")).open("mutual_plan", id=row.plan_id)
    shown.click(f"mutual-{row.id}-publish-ask")
    shown.click(f"mutual-{row.id}-publish-send")
    assert latest("SHANGLUO").published_on is not None
    shown.open("mutual_plan", id=row.plan_id).click("mutual-end-ask")
    shown.app.text_input(key=f"mutual-{row.id}-end-0-valid_to").input("2099-12-31")
    shown.click(f"mutual-{row.id}-end-save")
    assert latest("SHANGLUO").state == "ended"


def test_a_published_version_offers_the_next_one_and_shows_what_it_changes(screen: Open) -> None:
    row = publish("WEIHAI")
    shown = clerk(screen).open("mutual_plan", id=row.plan_id, edit=1)
    assert "Only a draft is changed" in said(shown)
    shown.click(f"mutual-{row.plan_id}-next")
    assert len(plan_of("WEIHAI").versions) == 3
    shown.open("mutual_plan", id=row.plan_id, version=2, show="history")
    assert "What V2 changes against V1" in said(shown)
    assert "36.00" in shown.html


def test_a_reader_sees_terms_and_bench_and_no_way_to_change_them(screen: Open) -> None:
    row = latest("SHANGLUO")
    shown = screen(role("supervisor", language="en"))
    for view in ("terms", "bench", "history"):
        shown.open("mutual_plan", id=row.plan_id, show=view)
        assert not [key for key in shown.button_keys if key.startswith(("mutual-", "bench-"))]


def test_a_plan_begins_in_the_browser_as_a_copy_of_another(screen: Open) -> None:
    pattern = latest("SHANGLUO")
    shown = clerk(screen).open("mutual_plans").click("mutual-plan-new-ask")
    form = "mutual-plan-new-form-0"
    shown.app.text_input(key=f"{form}-code").input("OURS2026")
    shown.app.text_input(key=f"{form}-name").input("Our plan")
    shown.app.selectbox(key=f"{form}-kind").select("hospital")
    shown.app.selectbox(key=f"{form}-copy_of").select(str(pattern.id))
    shown.click("mutual-plan-new-form-save")
    assert latest("OURS2026").terms == pattern.terms
    plan_id = plan_of("OURS2026").id
    assert "Draft" in shown.open("mutual_plan", id=plan_id).html


def test_a_benefit_is_added_to_a_draft_and_taken_out_again(screen: Open) -> None:
    row = latest("SHANGLUO")
    shown = clerk(screen).open("mutual_plan", id=row.plan_id, edit=1, section="benefits")
    shown.click("mutual-new-part-ask")
    shown.app.selectbox(key="mutual-new-part-form-0-part").select("per_diem")
    shown.click("mutual-new-part-form-save")
    assert [part.kind for part in latest("SHANGLUO").terms.parts] == ["linear", "per_diem"]
    shown.open("mutual_plan", id=row.plan_id, edit=1, section="benefits", part=1)
    shown.click(f"mutual-{row.id}-part-1-ask").click(f"mutual-{row.id}-part-1-send")
    assert latest("SHANGLUO").terms == row.terms
