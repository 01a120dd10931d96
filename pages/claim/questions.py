"""What the supervision asks about a claim, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import supervision_button
from components.supervision_button import Verbs
from db import supervision
from db.supervision import QuestionRow
from rules.access import Actor
from rules.language import _
from rules.supervision import ANSWERED, OPEN


def draw(actor: Actor, asked: Sequence[QuestionRow], *, settled: bool) -> None:
    """Draw the questions that wait for an answer or a judgement, or those that are settled."""
    rows = [row for row in asked if (row.state not in (OPEN, ANSWERED)) is settled]
    if not rows:
        return
    st.subheader(_("Supervision"))
    verbs = Verbs(supervision.answer, supervision.judge)
    supervision_button.cards(rows, verbs, actor, key="claim-asked", empty="")
