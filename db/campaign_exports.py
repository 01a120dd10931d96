"""The people and the goods of a campaign to take away; each export is on the trail first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import campaign_goods, campaign_people, exports
from db.bulk import portions
from db.exports import Cell, Export, Permit
from db.verbs import actor_of, needs
from rules import campaign_people as rules
from rules.access import Permission, check_allowed
from rules.campaign_goods import KIND_LABELS
from rules.language import N_, _

PEOPLE, GOODS = "campaign_target", "campaign_goods"
ROWS_AT_ONCE = 500

_PEOPLE = (
    N_("Name"),
    N_("Unit"),
    N_("State"),
    N_("How they came here"),
    N_("Reason"),
    N_("How reached"),
    N_("Reached on"),
    N_("Note"),
)
_GOODS = (
    N_("Day"),
    N_("In or out"),
    N_("Goods"),
    N_("Pieces"),
    N_("From whom or to whom"),
    N_("Note"),
)


@needs(Permission.EXPORT_MEMBERS)
def record(session: Session, what: str, chosen: Mapping[str, Any], form: str = "xlsx") -> Permit:
    """Put an export on the trail before it leaves; returns the permit to read the rows.

    ``chosen`` as for the list of people or of goods.
    """
    check_allowed(actor_of(session), Permission.SEE_CAMPAIGNS)
    query = _IDS[what](session, chosen).order_by(None)
    counted = select(func.count()).select_from(query.subquery())
    rows = session.scalar(counted, execution_options=query.get_execution_options()) or 0
    return exports.permit_of(session, what, chosen, form, rows)


_IDS = {PEOPLE: campaign_people.select_ids, GOODS: campaign_goods.select_ids}


@needs(Permission.EXPORT_MEMBERS)
def list_rows(session: Session, permit: Permit) -> Export:
    """Return what the permit is for; raises NotAllowed for anybody else's permit."""
    exports.check_own(session, permit)
    check_allowed(actor_of(session), Permission.SEE_CAMPAIGNS)
    ids = list(session.scalars(_IDS[permit.register](session, permit.chosen)))
    if permit.register == PEOPLE:
        return Export(tuple(map(_, _PEOPLE)), _people(session, ids))
    return Export(tuple(map(_, _GOODS)), _goods(session, ids))


def _people(session: Session, ids: list[int]) -> Iterator[tuple[Cell, ...]]:
    for part in portions(ids, ROWS_AT_ONCE):
        for row in campaign_people.rows_of(session, part):
            yield (
                row.name,
                row.unit_name,
                _(rules.TARGET_LABELS[row.state]),
                _(rules.SOURCE_LABELS[row.source]),
                row.reason,
                "、".join(_(rules.WAY_LABELS[way]) for way in row.ways),
                row.reached_on.isoformat() if row.reached_on else None,
                row.note,
            )


def _goods(session: Session, ids: list[int]) -> Iterator[tuple[Cell, ...]]:
    for part in portions(ids, ROWS_AT_ONCE):
        for row in campaign_goods.rows_of(session, part):
            yield (
                row.on.isoformat(),
                _(KIND_LABELS[row.kind]),
                row.item,
                str(row.pieces),
                row.whom,
                row.note,
            )
