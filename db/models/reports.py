"""Reports of figures, kept as they were issued."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped


class IssuedReport(Recorded, Scoped, Base):
    """The figures of a period as a unit issued them; a correction is another row.

    ``number`` is 1 for the first issue; a correction follows ``corrects_id``, with its reason
    and ``changes`` against it. ``figures`` is the JSON of ``rules.reports.Report``, ``sha256``
    its fingerprint.
    """

    __tablename__ = "issued_report"
    __table_args__ = (UniqueConstraint("unit_id", "period", "number"),)
    __area__ = "issued_reports"

    period: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(100))
    corrects_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("issued_report.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    changes: Mapped[str] = mapped_column(Text, default="[]")
    figures: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))

    @property
    def trail_label(self) -> str:
        return f"{self.period} / {self.number}"
