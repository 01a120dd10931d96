"""Long forms not yet sent, kept for the person who types them and for nobody else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.engine import upsert
from db.models.office import Draft
from db.verbs import actor_of, needs, now_of
from rules.access import Permission
from rules.errors import InvalidInput
from rules.language import N_

LONGEST_DRAFT = 100_000
"""Characters of a stored draft; a form of forty fields has some three thousand."""

_KERNEL = {"kernel": True}


@needs(Permission.USE_OFFICE)
def get_draft(session: Session, form: str) -> dict[str, Any]:
    """Return what the actor typed into ``form`` earlier, empty when there is nothing."""
    stored = session.scalar(select(Draft.values).where(*_own(session, form)))
    draft: dict[str, Any] = json.loads(stored) if stored else {}
    return draft


@needs(Permission.USE_OFFICE)
def keep(session: Session, form: str, typed: Mapping[str, Any]) -> None:
    """Keep what the actor has typed so far, in place of what was kept before."""
    if not typed:
        drop(session, form)
        return
    text = json.dumps(dict(typed), ensure_ascii=False)
    if len(text) > LONGEST_DRAFT:
        raise InvalidInput(N_("This is too long to be kept as a draft."))
    statement = upsert(session, Draft.__table__)  # type: ignore[arg-type]
    statement = statement.values(
        account_id=actor_of(session).account_id or 0, form=form, values=text, at=now_of(session)
    )
    fresh = statement.excluded
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["account_id", "form"],
            set_={Draft.__table__.c["values"]: fresh["values"], Draft.__table__.c.at: fresh.at},
        ),
        execution_options=_KERNEL,
    )


@needs(Permission.USE_OFFICE)
def drop(session: Session, form: str) -> None:
    """Forget the actor's draft of ``form``; the form has been sent or emptied."""
    session.execute(delete(Draft).where(*_own(session, form)), execution_options=_KERNEL)


def _own(session: Session, form: str) -> tuple[Any, ...]:
    return Draft.account_id == (actor_of(session).account_id or 0), Draft.form == form
