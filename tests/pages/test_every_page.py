"""Every page for every role, in an empty and in a lively office, in both languages.

An office is made once for a page and a language: what it costs would be most of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec

import pytest

from db import accounts
from db.passwords import prepare
from db.session import writing
from rules.access import Actor
from rules.language import LANGUAGES
from shell.menu import PAGES, Entry
from tests.ground.people import almighty
from tests.pages.conftest import ROLES, Sample, Screen, role

BUILT = [entry for entry in PAGES if find_spec(f"pages.{entry.name}")]
Open = Callable[[Actor], Screen]
OF_ONE_RECORD = (
    "member",
    "unit",
    "hardship_file",
    "visit",
    "pay_run",
    "grant",
    "benefit",
    "fund",
    "household",
    "household_person",
    "household_change",
    "notice",
    "claim",
    "enrolment",
    "mutual_plan",
    "campaign",
    "activity",
)
NOT_THERE = ":material/search_off:"
"""The mark of the advice that stands in place of a page."""


def _look(screen: Open, entry: Entry, name: str, language: str, **values: object) -> None:
    actor = role(name, language=language)
    if entry.name == "my_account":
        login = f"zhou.ping{ROLES.index(name)}"
        with writing(almighty()) as session:
            password = prepare("four plain long words")
            own = accounts.create(session, login, "周平", None, [name], password)
        actor = replace(actor, account_id=own)
    shown = screen(actor).open(entry.name, **values)
    refused = [warning.value for warning in shown.app.warning if warning.icon == NOT_THERE]
    in_vain = entry.name in OF_ONE_RECORD and not values
    assert bool(refused) == (in_vain or not entry.open_to(actor)), refused
    assert bool(shown.app.title) or refused


def _look_as_everybody(screen: Open, entry: Entry, language: str, **values: object) -> None:
    for name in ROLES:
        try:
            _look(screen, entry, name, language, **values)
        except AssertionError as error:
            error.add_note(f"The role was {name}.")
            raise


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", BUILT, ids=lambda entry: entry.name)
def test_every_page_opens_for_every_role_in_an_empty_office(
    screen: Open, entry: Entry, language: str
) -> None:
    _look_as_everybody(screen, entry, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", BUILT, ids=lambda entry: entry.name)
def test_every_page_opens_for_every_role_in_a_lively_office(
    sample: Sample, screen: Open, entry: Entry, language: str
) -> None:
    ids = {
        "member": sample.hostile_id,
        "unit": sample.city.mill,
        "hardship_file": sample.file_id,
        "household": sample.household_id,
        "household_person": sample.person_id,
        "household_change": sample.change_id,
        "visit": sample.visit_id,
        "grant": sample.aid.grant,
        "benefit": sample.aid.benefit,
        "fund": sample.aid.fund,
        "mutual_plan": 1,
        "notice": sample.notice_id,
        "claim": sample.claim_id,
        "enrolment": sample.hand_in_id,
        "campaign": sample.campaign_id,
        "activity": sample.activity_id,
    }
    values = {"id": ids[entry.name]} if entry.name in ids else {}
    _look_as_everybody(screen, entry, language, **values)
