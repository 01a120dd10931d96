"""The way in for a wall display: the key in the address in place of a person."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from components import address, wall
from db import wall_door
from rules.language import _, use_language
from shell import visitor
from shell.menu import WALL


def show(office: str) -> None:
    """Show the wall for a key that opens it; a calm sentence for every other."""
    st.set_page_config(page_title=f"{_(WALL.title)} · {office}", page_icon="/office/icon.svg")
    entry = wall_door.enter(address.get("key"), visitor.address())
    if entry.actor is not None and WALL.open_to(entry.actor):
        use_language(entry.actor.language)
        import_module(f"pages.{WALL.name}").page(entry.actor)
    elif entry.wait_seconds:
        wall.say(_("The wall opens again by itself in a while."))
        wall.try_again(entry.wait_seconds)
    else:
        wall.say(_("This display has ended. Ask the union's office for a new address."), ended=True)
