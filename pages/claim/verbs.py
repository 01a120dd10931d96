"""What may be done with a claim, bound to the version that the person sees."""

from __future__ import annotations

from functools import partial
from typing import Any

from components import choices, claim_steps
from db import claim_followups, claim_recoveries
from db import claim_steps as steps
from db.claims import ClaimFile
from rules import claims as rules
from rules.codes import Code, CodeLists
from rules.fields import Value


def of(claim: ClaimFile) -> claim_steps.Verbs:
    """Return the verbs of one claim."""
    key, seen = claim.row.id, claim.row.version
    return claim_steps.Verbs(
        partial(_take, key, seen),
        partial(_take_in, key, seen),
        partial(_appeal, key, seen),
        partial(_top_up, key, seen),
        partial(_flag, key, seen),
        partial(_recovered, key, seen),
        noted={rules.APPROVE: claim.fees.shown({})} if claim.fees else {},
    )


def own_lists(claim: ClaimFile, lists: CodeLists) -> dict[str, tuple[Code, ...]]:
    """Return the claim's own choices: papers that are missing, what the plan names."""
    missing = {one.code for one in claim.papers if one.missing}
    grounds = rules.grounds_of(claim.plan.terms.refusals, lists.get("claim_refusal", ()))
    classes = choices.of_labels(
        {one.code: one.name or one.code for one in claim.plan.terms.classes(claim.row.event)}
    )
    return {
        rules.MY_PAPERS: tuple(c for c in lists.get("claim_paper", ()) if c.code in missing),
        rules.MY_REFUSALS: grounds,
        rules.MY_CLASSES: classes,
    }


def _take(key: int, seen: int, session: Any, action: str, note: str, **given: Any) -> None:
    steps.take(session, key, seen, action, note, steps.Given(**given))


def _take_in(key: int, seen: int, session: Any, codes: tuple[str, ...]) -> None:
    steps.take_in(session, key, seen, codes)


def _appeal(key: int, seen: int, session: Any, note: str) -> int:
    return claim_followups.appeal(session, key, seen, note)


def _top_up(key: int, seen: int, session: Any, note: str) -> int:
    return claim_followups.top_up(session, key, seen, note)


def _flag(key: int, seen: int, session: Any, typed: dict[str, Value]) -> None:
    claim_recoveries.flag(session, key, seen, typed)


def _recovered(key: int, seen: int, session: Any, typed: dict[str, Value]) -> None:
    claim_recoveries.receive(session, key, seen, typed)
