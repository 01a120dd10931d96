"""What every table shares: typed columns, versions, scope, time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Table,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

BigKey = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column declared INTEGER."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC in Python, without offset in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must carry its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    __table__: ClassVar[Table]
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        date: Date,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


class Recorded:
    """A record whose every change goes to the trail and raises its version.

    ``__area__`` names the figures and lists to refresh; ``label`` is how the trail calls it.
    """

    __area__: ClassVar[str] = ""

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        return {"version_id_col": cls.version}

    @property
    def trail_label(self) -> str:
        """Name the record for a reader of the trail, without sealed values."""
        return str(getattr(self, "name", "") or self.id)


class WithinScope:
    """A record that only some actors see: those at or above one of its units."""

    @classmethod
    def scope_columns(cls) -> tuple[Any, ...]:
        """The columns of which one must name a unit in the actor's subtree."""
        raise NotImplementedError(cls.__name__)

    def home_units(self) -> set[int | None]:
        """The units that the writer of this record must have in scope."""
        raise NotImplementedError(type(self).__name__)


class Scoped(WithinScope):
    """A record that belongs to one unit."""

    @declared_attr
    def unit_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(BigKey, ForeignKey("unit.id"), index=True)

    @classmethod
    def scope_columns(cls) -> tuple[Any, ...]:
        return (cls.unit_id,)

    def home_units(self) -> set[int | None]:
        return {self.unit_id}
