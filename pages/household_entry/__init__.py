"""Enter a household and its people one after another, or change a person or a home."""

from __future__ import annotations

from components import address
from db.codes import code_lists
from db.session import reading
from pages.household_entry import changing, founding, joining
from rules.access import Actor


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists = code_lists(session)
    if person_id := address.get_id("person"):
        changing.person(actor, person_id, lists)
    elif home_id := address.get_id("home"):
        changing.home(actor, home_id, lists)
    elif household_id := address.get_id():
        if address.get("outside"):
            joining.payee(actor, household_id, lists)
        else:
            joining.person(actor, household_id, lists)
    else:
        founding.draw(actor, lists)
