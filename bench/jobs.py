"""Long jobs, each run in a process of its own so that its memory can be told.

``python -m bench.jobs NAME FILE`` prints one line of JSON: seconds, peak MB and counts.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

Counts = dict[str, int]


def office_new(_file: Path) -> Counts:
    """Make an empty office with one union."""
    import config
    from db import schema, units
    from db.session import writing
    from rules.access import CONSOLE

    schema.open_office(config.settings())
    with writing(CONSOLE) as session:
        units.found_unit(session, {"name": "云州市总工会", "kind": "federation"})
    return {}


def office_import(file: Path) -> Counts:
    """Take a roster in as the browser and the command line do."""
    import config
    from db import imports, schema, unit_lists
    from db.import_rows import Incoming
    from db.session import reading, writing
    from documents.header_matching import known_headings, match_columns
    from documents.roster_reader import read_roster
    from rules.access import CONSOLE

    schema.open_office(config.settings())
    with reading(CONSOLE) as session:
        fields = imports.list_columns(session, imports.MEMBERS)
        unit = unit_lists.find_units(session, "云州")[0].id
    began = time.perf_counter()
    roster = read_roster(file.read_bytes(), known_headings(fields))
    columns = {m.field: m.column for m in match_columns(roster.headings, fields) if m.field}
    incoming = Incoming(roster.rows, columns, unit, file.name, roster.sha256)
    with writing(CONSOLE) as session:
        counts = imports.take_in(session, imports.MEMBERS, incoming).counts
    return _timed(began, new=counts.new, unchanged=counts.unchanged, refused=counts.refused)


def office_export(file: Path) -> Counts:
    """Write all members to a file as the list page does."""
    import config
    from db import exports, schema
    from db.session import reading, writing
    from documents import roster_writer
    from rules.access import CONSOLE

    schema.open_office(config.settings())
    began = time.perf_counter()
    write = roster_writer.write_csv if file.suffix == ".csv" else roster_writer.write_workbook
    with writing(CONSOLE) as session:
        permit = exports.record_export(session, exports.MEMBERS, {}, file.suffix[1:])
    with reading(CONSOLE) as session, file.open("wb") as target:
        listed = exports.list_rows(session, permit)
        rows = write(target, listed.headings, listed.rows)
    return _timed(began, rows=rows)


def django_new(_file: Path) -> Counts:
    """Make Django's tables with one union."""
    models = _django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, run_syncdb=True)
    models.Unit.objects.create(name="云州市总工会", kind="federation", sort_name="yun zhou")
    return {}


def django_import(file: Path) -> Counts:
    """Check the same rows and add them with ``bulk_create``, without sealing and trail."""
    models = _django()
    from django.core.exceptions import ValidationError
    from django.db import transaction

    unit = models.Unit.objects.get()
    began = time.perf_counter()
    rows = _csv_rows(file) if file.suffix == ".csv" else _sheet_rows(file)
    heading = next(rows)
    at = {name: heading.index(name) for name in COLUMNS}
    known = set(models.Member.objects.values_list("id_no", flat=True))
    refused, batch, new = 0, [], 0
    with transaction.atomic():
        for row in rows:
            try:
                values = {COLUMNS[name]: READ[name](str(row[at[name]] or "")) for name in COLUMNS}
                if not values["name"] or values["id_no"] in known:
                    raise ValidationError("name or number")
                models.check_member(
                    "id_card", values["id_no"], values["gender"], values["birth_on"]
                )
            except (ValidationError, ValueError, KeyError):
                refused += 1
                continue
            known.add(values["id_no"])
            batch.append(
                models.Member(
                    unit=unit, id_type="id_card", sort_name=_sort_name(values["name"]), **values
                )
            )
            if len(batch) == 2000:
                new += len(models.Member.objects.bulk_create(batch))
                batch = []
        new += len(models.Member.objects.bulk_create(batch))
    return _timed(began, new=new, refused=refused)


def django_export(file: Path) -> Counts:
    """Write all members with ``values_list`` and csv, or with django-import-export."""
    models = _django()
    began = time.perf_counter()
    if file.suffix == ".csv":
        names = [found.attname for found in models.Member._meta.concrete_fields]
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(names)
            rows = models.Member.objects.select_related("unit").values_list(*names, "unit__name")
            writer.writerows(rows.iterator(chunk_size=2000))
    else:
        from bench.django_site.registry.admin import MemberResource

        file.write_bytes(MemberResource().export(models.Member.objects.all()).xlsx)
    return _timed(began, rows=models.Member.objects.count())


def _django() -> Any:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.django_site.settings"
    django.setup()
    from bench.django_site.registry import models

    return models


def _csv_rows(file: Path) -> Iterator[Any]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.reader(stream)


def _sheet_rows(file: Path) -> Iterator[Any]:
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True)
    yield from book.worksheets[0].iter_rows(values_only=True)


def _sort_name(name: str) -> str:
    from pypinyin import lazy_pinyin

    return (" ".join(lazy_pinyin(name)) + " " + name)[:60]


def _day(text: str) -> date:
    return date(*map(int, text.replace(".", "-").split("-")))


COLUMNS = {
    "姓名": "name", "证件号码": "id_no", "性别": "gender", "出生日期": "birth_on",
    "手机号码": "mobile", "民族": "nation", "学历": "education", "政治面貌": "political_status",
    "工号": "job_no", "岗位": "job", "入会时间": "joined_on", "会员编号": "member_no",
}  # fmt: skip
GENDERS = {"男": "male", "女": "female"}
READ: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(COLUMNS, str.strip),
    "性别": GENDERS.__getitem__,
    "出生日期": _day,
    "入会时间": _day,
}


def _timed(began: float, **counts: int) -> Counts:
    return {"milliseconds": round((time.perf_counter() - began) * 1000), **counts}


JOBS = {
    job.__name__: job
    for job in (office_new, office_import, office_export, django_new, django_import, django_export)
}

if __name__ == "__main__":
    told = JOBS[sys.argv[1]](Path(sys.argv[2]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({**told, "peak_mb": peak}))
