"""The figures of mutual aid: what each is called, and the sentence that says what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.language import N_


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's name on the screen and the sentence that says what it counts."""

    label: str
    meaning: str


FIGURES: Mapping[str, Figure] = {
    "people": Figure(
        N_("People covered"),
        N_("Covers that begin in the period, one for each person and plan."),
    ),
    "due": Figure(N_("Fees due"), N_("What the covers that begin in the period cost.")),
    "fees": Figure(
        N_("Fees received"),
        N_("Received so far for covers that begin in the period, whenever they came in."),
    ),
    "came_in": Figure(
        N_("Fees that came in"),
        N_("Fees entered as received in the period, less those taken back."),
    ),
    "claims": Figure(
        N_("Claims accepted"), N_("Claims handed in in the period, whatever came of them.")
    ),
    "approved": Figure(
        N_("Claims approved"), N_("Of the claims handed in in the period, those approved so far.")
    ),
    "refused": Figure(
        N_("Claims refused"), N_("Of the claims handed in in the period, those refused so far.")
    ),
    "paid": Figure(
        N_("Benefits paid"), N_("What reached people in the period, whenever they claimed it.")
    ),
    "loss_ratio": Figure(
        N_("Loss ratio"),
        N_("What was paid out in the period, of the fees received for its covers."),
    ),
    "renewal": Figure(
        N_("Renewal rate"),
        N_("Covers renewed without a gap, of those whose renewal would begin in the period."),
    ),
}
