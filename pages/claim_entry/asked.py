"""Which fields of the counter's form an event and a plan ask for, and their choices."""

from __future__ import annotations

from components import choices
from db.claim_intake import Preview
from db.cover import Cover
from rules import claims as rules
from rules.codes import Code, CodeLists
from rules.fields import by_name
from rules.mutual_terms import PlanTerms


def own_lists(preview: Preview, event: str, lists: CodeLists) -> dict[str, tuple[Code, ...]]:
    """Return the choices that only this claim has: its covers, papers and classes."""
    covers = choices.of_records((one.enrolment_id, _named(one)) for one in preview.covers)
    terms = _terms(preview)
    wanted = terms.papers.get(event, ()) if terms else ()
    classes = terms.classes(event) if terms else ()
    return {
        rules.MY_COVERS: covers,
        rules.MY_PAPERS: tuple(one for one in lists.get("claim_paper", ()) if one.code in wanted),
        rules.MY_CLASSES: choices.of_labels({one.code: one.name or one.code for one in classes}),
    }


def _terms(preview: Preview) -> PlanTerms | None:
    return preview.cover.terms if preview.cover is not None else None


def _named(cover: Cover) -> str:
    return f"{cover.plan_name} {cover.from_on} – {cover.to_on}"


def shown(preview: Preview, event: str, chosen: str | None, lists: CodeLists) -> list[str]:
    """Return which fields the event and the plan ask for; ``chosen`` is the cover so far."""
    wanted = set(by_name(rules.INTAKE_FIELDS)) - {"class_code", "papers"}
    if _is_to_choose(preview, event, chosen):
        wanted.add(rules.COVER_FIELD.name)
    if lists.get(rules.MY_CLASSES):
        wanted.add("class_code")
    if lists.get(rules.MY_PAPERS):
        wanted.add("papers")
    if event == rules.DEATH:
        wanted -= {"died"}
    return [one.name for one in rules.COUNTER_FIELDS if one.name in wanted]


def _is_to_choose(preview: Preview, event: str, chosen: str | None) -> bool:
    """Say whether the cover is not clear of itself: several answer the event, or none does."""
    answering = [one for one in preview.covers if event in one.terms.events]
    return len(preview.covers) > 1 and (bool(chosen) or len(answering) != 1)
