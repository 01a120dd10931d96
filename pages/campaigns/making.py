"""Making a year: from the template of the theme months, or from the year before."""

from __future__ import annotations

import streamlit as st

from components import actions, address, campaign_years, lookups
from components.identity import current_actor
from components.lookups import Hit
from db import campaign_choices, unit_lists
from db import campaign_years as verbs
from db.campaign_years import Made
from db.codes import code_lists
from db.session import reading
from rules.access import Actor
from rules.campaign_years import NEW, SOURCE_LABELS
from rules.language import _


def draw(actor: Actor, year: int) -> None:
    """Show what the year would get, and make it."""
    st.title(_("Make the year {year}").format(year=year))
    address.button(
        _("Back to the plan"), key="campaigns-back", icon=":material/arrow_back:", make=None
    )
    sources = {code: _(label) for code, label in SOURCE_LABELS.items()}
    source = address.switch(_("Made from"), sources, key="campaigns-source", name="source")
    unit_id = _unit(actor)
    if unit_id is None:
        st.info(_("Choose for which unit the year is made."))
        return
    with reading(actor) as session:
        lists = code_lists(session)
        drafts = verbs.preview(session, unit_id, year, source)
    campaign_years.drafts(drafts, lists, year)
    below = st.toggle(
        _("Also for the county, township and industry unions directly below"),
        key="campaigns-below",
    )
    actions.button(
        _("Make the year"),
        lambda session: verbs.make_year(session, unit_id, year, source, below),
        key="campaigns-make",
        done=_told,
        then=("campaigns", {"year": year, "show": "list"}),
        primary=True,
        disabled=not below and all(draft.fate != NEW for draft in drafts),
    )


def _unit(actor: Actor) -> int | None:
    """Return the unit that was looked up, else the actor's own."""
    with reading(actor) as session:
        own = campaign_choices.get_own_unit(session)
    start = Hit(*own) if own else None
    hit = lookups.pick(_("Unit"), key="campaigns-make-unit", find=_find, chosen=start)
    return hit.id if hit else None


def _told(made: Made) -> str:
    if not made.made:
        return _("Nothing new was made: all of it is there already.")
    shape = _("{n} campaigns were made for {units} units.")
    if made.there:
        shape = _("{n} campaigns were made for {units} units; {there} were there already.")
    return shape.format(n=made.made, units=made.units, there=made.there)


def _find(text: str) -> list[Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
