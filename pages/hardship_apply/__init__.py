"""Apply for a family step by step: every step is saved with the draft and can wait."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components import address, hardship, links
from components.text import plain
from db import hardship_files
from db.codes import code_lists
from db.hardship_files import FileRow
from db.session import reading
from pages.hardship_apply import begin, check, facts, family, signed
from rules.access import Actor
from rules.codes import CodeLists
from rules.hardship_checks import CHECK, FACTS, HOUSEHOLD, MONEY, SIGNED
from rules.hardship_forms import STEPS
from rules.language import _

Draw = Callable[[Actor, FileRow, CodeLists], None]


def page(actor: Actor) -> None:
    file_id = address.get_id()
    with reading(actor) as session:
        lists = code_lists(session)
        file = hardship_files.get_file(session, file_id) if file_id else None
    if file is None:
        st.title(_("Apply for a family"))
        begin.draw(actor, lists)
        return
    st.title(_("Application of {name}").format(name=plain(file.head_name)))
    hardship.standing(file, lists)
    links.button(_("To the file"), "hardship_file", icon=":material/folder_shared:", id=file.id)
    if not file.is_editable:
        st.info(_("This file is on its way. Have it returned for correction to change it."))
        return
    step = address.switch(
        _("Step"),
        {name: _(label) for name, label in STEPS.items()},
        key=f"apply-{file.id}-step",
        name="step",
    )
    _steps()[step](actor, file, lists)


def _steps() -> dict[str, Draw]:
    return {
        HOUSEHOLD: family.draw,
        FACTS: facts.facts,
        MONEY: facts.money,
        SIGNED: signed.draw,
        CHECK: check.draw,
    }
