"""Row scope: the session itself limits every query to the actor's part of the tree."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import event, false, or_, select
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.util import LoaderCriteriaOption

from db.models.base import Base, Recorded, WithinScope
from rules.access import Actor
from rules.errors import NotFound
from rules.language import N_


class OfficeSession(Session):
    """A session that knows its actor, and shows and takes only what is the actor's."""

    @property
    def actor(self) -> Actor:
        actor: Actor = self.info["actor"]
        return actor


def office_of(session: Session) -> str:
    """Return what tells the office's database from others that the process may have open."""
    office: str = session.info["office"]
    return office


def scoped_models() -> Iterable[Any]:
    return (
        mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, WithinScope)
    )


def below(unit_id: int) -> Any:
    """The units of the subtree whose top is ``unit_id``, as a subquery."""
    from db.models.units import UnitBelow

    return select(UnitBelow.unit_id).where(UnitBelow.ancestor_id == unit_id)


class _Limit(LoaderCriteriaOption):
    """Loader criteria that hold for the alias itself where an alias is what a query joins.

    In an ON clause SQLAlchemy leaves the criteria as they were written, for the table without
    an alias; where that table stands in the query as well, the alias would not be limited.
    """

    __slots__ = ()
    # What a statement's place in the cache depends on; it is not inherited.
    _traverse_internals = LoaderCriteriaOption._traverse_internals

    def _resolve_where_criteria(self, ext_info: Any) -> Any:
        limit = super()._resolve_where_criteria(ext_info)
        return ext_info._adapter.traverse(limit) if ext_info.is_aliased_class else limit


@lru_cache(maxsize=1024)
def _criteria(unit_id: int | None, wide: bool) -> tuple[Any, ...]:
    def limit(model: Any) -> Any:
        if unit_id is None:
            return false()
        # "+ 0" keeps a planner from gathering a county's rows by unit before sorting them.
        columns = (column + 0 if wide else column for column in model.scope_columns())
        return or_(*(column.in_(below(unit_id)) for column in columns))

    return tuple(_Limit(model, limit(model), include_aliases=True) for model in scoped_models())


@event.listens_for(OfficeSession, "do_orm_execute")
def _keep_to_scope(state: ORMExecuteState) -> None:
    kernel = state.execution_options.get("kernel")
    if not state.is_orm_statement or (_rewrites_records(state) and not kernel):
        if not kernel:
            raise RuntimeError("this statement would pass by scope or trail: use the ORM's records")
        return
    actor: Actor = state.session.info["actor"]
    if actor.everywhere or kernel or state.is_column_load:
        return
    state.statement = state.statement.options(*_criteria(actor.unit_id, actor.wide))


def _rewrites_records(state: ORMExecuteState) -> bool:
    if state.is_select:
        return False
    mapper = state.bind_mapper
    return mapper is None or issubclass(mapper.class_, Recorded)


@event.listens_for(OfficeSession, "before_flush")
def _take_only_own(session: OfficeSession, _context: Any, _instances: Any) -> None:
    for record in session.deleted:
        if isinstance(record, Recorded):
            raise RuntimeError(f"{type(record).__name__} records end, they are never deleted")
    if session.info["actor"].everywhere:
        return
    units: set[int | None] = set()
    handed_over = session.info.get("handed_over", ())
    for record in (*session.new, *session.dirty):
        if any(record is other for other in handed_over):
            continue
        if isinstance(record, WithinScope) and isinstance(record, Recorded):
            units |= record.home_units()
    check_units(session, {unit for unit in units if unit is not None})


def hand_over(session: Session, record: Any) -> None:
    """Let this transaction write a record of a unit that hands a person over to the actor's."""
    session.info.setdefault("handed_over", []).append(record)


def check_units(session: Session, unit_ids: Iterable[int | None]) -> None:
    """Raise NotFound unless every unit lies in the actor's subtree."""
    from db.models.units import UnitBelow

    actor: Actor = session.info["actor"]
    wanted = set(unit_ids)
    if actor.everywhere or not wanted:
        return
    with session.no_autoflush:
        seen = session.scalars(
            select(UnitBelow.unit_id)
            .where(UnitBelow.ancestor_id == actor.unit_id, UnitBelow.unit_id.in_(wanted))
            .execution_options(kernel=True)
        )
        if wanted - set(seen):
            raise NotFound(N_("There is no such unit in your part of the tree."))
