"""What is given in a campaign: gifts to many people at once, aid proposed for many at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.aid import GRANT_FIELDS, LOCAL_HUKOU, MY_FUNDS, MY_KINDS, SITUATION_FIELDS, STAGE
from rules.cap_sets import AidKind, Stage
from rules.codes import CodeLists
from rules.errors import InvalidInput
from rules.explanation import Line, line
from rules.fields import Field, Fields, Kind, by_name
from rules.funds import check_positive
from rules.language import N_
from rules.money import Fen

MOST_AT_ONCE = 200
"""So many people are given to, or proposed for, in one go."""


@dataclass(frozen=True, slots=True)
class Own:
    """What one person of a round gets instead of the amount for all, and why."""

    fen: Fen
    reason: str = ""

    def told_with(self, text: str) -> str:
        """Return the round's reason with the one of this person."""
        return "；".join(part for part in (text.strip(), self.reason.strip()) if part)


ALIKE: Mapping[int, Own] = MappingProxyType({})
"""Nobody of a round has an amount of their own."""


def why_not_own(own: Own, fen: Fen) -> Line | None:
    """Return why somebody's own amount cannot be taken; None where it can."""
    try:
        check_positive(own.fen)
    except InvalidInput as error:
        return Line(error.text, error.values)
    if own.fen != fen and not own.reason.strip():
        return line(N_("say why the amount differs"))
    return None


MY_CAMPAIGNS = "campaigns_under_way"
CAMPAIGN = Field(
    "campaign_id",
    N_("Part of the campaign"),
    Kind.CHOICE,
    codes=MY_CAMPAIGNS,
    help=N_("The campaign under way that this counts for; empty for none."),
)
"""Asked on the forms of aid, gifts and visits while a campaign of the unit is under way."""


def with_campaign(fields: Fields, lists: CodeLists) -> Fields:
    """Return a form's fields with the campaign, where some are under way to choose from."""
    return (*fields, CAMPAIGN) if lists.get(MY_CAMPAIGNS) else fields


MANY_KINDS = (
    AidKind.AUTUMN_STUDY,
    AidKind.STUDY_AID,
    AidKind.WARMTH_CAMPAIGN,
    AidKind.LIVING_AID,
    AidKind.TEMPORARY_RELIEF,
    AidKind.TRAINING_AID,
    AidKind.OTHER,
)
"""Aid that may be proposed for many at once: its ceiling asks for nobody's own bills."""

_GRANT = by_name(GRANT_FIELDS)
MANY_FIELDS: Fields = (
    Field("kind", N_("Kind of aid"), Kind.CHOICE, codes=MY_KINDS, required=True),
    Field("fen", N_("Amount for each"), Kind.MONEY, required=True),
    Field("need", _GRANT["need"].label, length=60, required=True, help=_GRANT["need"].help),
    Field("fund_id", N_("From which fund"), Kind.CHOICE, codes=MY_FUNDS, required=True),
    Field("reason", N_("Reason"), Kind.LONG_TEXT, required=True),
    Field(
        LOCAL_HUKOU.name,
        LOCAL_HUKOU.label,
        Kind.YES_NO,
        help=N_("Only where the ceiling in force asks for it."),
    ),
)

STAGE_OF: Mapping[str, Stage] = {
    "preschool": Stage.KINDERGARTEN,
    "pupil": Stage.COMPULSORY,
    "senior_pupil": Stage.HIGH_SCHOOL,
    "student": Stage.COLLEGE,
    "special_pupil": Stage.SPECIAL,
}
"""The school stage of a person, by what the archive says of work or study."""

KNOWN_OF_MANY = frozenset((STAGE.name, LOCAL_HUKOU.name, SITUATION_FIELDS[-1].name))
"""What of a case's situation is known without asking each family."""
