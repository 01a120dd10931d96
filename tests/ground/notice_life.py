"""Something on every list of notices, re-verification and supervision, for screens."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from db import objections, reverifications, supervision
from db.models.notices import NoticeLine
from db.session import writing
from db.verbs import today_of
from rules.access import Actor
from rules.fields import Value
from tests.ground.hardship import plant_file, publish_notice
from tests.ground.people import almighty
from tests.ground.tree import City


def object_to(file_id: int, actor: Actor | None = None, **more: Value) -> int:
    """Write down an objection to a file on notice, received today; returns its id."""
    with writing(actor or almighty(name="王芳")) as session:
        said: dict[str, Value] = {
            "received_on": today_of(session),
            "channel": "phone",
            "raised_by": "刘洋 13900001111",
            "text": "其家庭另有门面房出租",
        }
        wanted = select(NoticeLine.id).where(NoticeLine.file_id == file_id)
        line_id = session.scalars(wanted.order_by(NoticeLine.id.desc())).all()[0]
        return objections.record(session, line_id, {**said, **more})


def watch_over(city: City, name: str) -> int:
    """Publish, object, draw and ask about files of people of this name; returns the notice."""
    plant_file(city.mill, name)
    noticed = plant_file(city.mill, name)
    notice_id = publish_notice(noticed)
    object_to(noticed)
    in_force = [
        plant_file(city.mill, name, "in_force", review_due_on=date(2026, 11, 1)) for _ in range(4)
    ]
    with writing(almighty(name="李建国")) as session:
        reverifications.draw(session, None, date(today_of(session).year, 12, 31))
    with writing(almighty(name="吴玉梅")) as session:
        question: dict[str, Value] = {"kind": "spot_check", "days": 5, "question": name}
        for record_type, record_id in (
            ("hardship_file", in_force[0]),
            ("public_notice", notice_id),
        ):
            supervision.ask(session, record_type, record_id, question)
    return notice_id
