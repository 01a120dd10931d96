"""Rosters in and out of the registry from the server's keyboard."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands.console import opened, say, unit_id
from db import exports, imports
from db.import_rows import Incoming, Preview
from db.scope import OfficeSession
from db.session import reading, writing
from documents.header_matching import Ground, known_headings, match_columns
from documents.roster_reader import Roster, read_roster
from documents.roster_writer import refused_workbook, write_csv, write_workbook
from rules.access import CONSOLE
from rules.errors import InvalidInput
from rules.fields import Fields, by_name
from rules.imports import CLAIMS, ENROLMENTS, Counts, reason_of
from rules.language import N_

REFUSED_SHOWN = 20
WRITERS = {".xlsx": write_workbook, ".csv": write_csv}

UnitText = Annotated[str, typer.Option("--unit", help="A unit: its number or its name.")]
File = Annotated[Path, typer.Argument(help="The file to read or to write.")]


class Register(StrEnum):
    """What can be imported."""

    MEMBERS = "members"
    UNITS = "units"
    ENROLMENTS = "enrolments"
    CLAIMS = "claims"


REGISTERS = {
    Register.MEMBERS: imports.MEMBERS,
    Register.UNITS: imports.UNITS,
    Register.ENROLMENTS: ENROLMENTS,
    Register.CLAIMS: CLAIMS,
}


class Listed(StrEnum):
    """What can be exported."""

    MEMBERS = "members"
    UNITS = "units"


EXPORTS = {Listed.MEMBERS: exports.MEMBERS, Listed.UNITS: exports.UNITS}


def import_roster(
    register: Register,
    file: File,
    unit: UnitText = "",
    dry_run: Annotated[bool, typer.Option(help="Say what would happen, and do nothing.")] = False,
    refused: Annotated[
        Path | None, typer.Option(help="Write refused rows, with their reasons, to this .xlsx.")
    ] = None,
) -> None:
    """Take a roster (.xlsx, .xls or .csv) in: all acceptable rows at once, or none."""
    with opened():
        with reading(CONSOLE) as session:
            fields = imports.list_columns(session, REGISTERS[register])
            roster = read_roster(file.read_bytes(), known_headings(fields))
            incoming = _incoming(session, roster, fields, file.name, unit)
            preview = imports.get_preview(session, REGISTERS[register], incoming)
        _report(preview.counts)
        _show_refused(preview, fields, roster, refused)
        if dry_run:
            say(N_("Nothing was changed."))
            return
        with writing(CONSOLE) as session:
            imports.take_in(session, REGISTERS[register], incoming, preview.counts)
    say(N_("Imported."))


def export_list(
    register: Listed,
    file: File,
    unit: UnitText = "",
) -> None:
    """Write all members or units (below --unit) to a .xlsx or .csv, numbers masked."""
    if file.suffix.lower() not in WRITERS:
        raise InvalidInput(N_("Choose a file that ends with .xlsx or .csv."))
    with opened():
        with writing(CONSOLE) as session:
            chosen = {"below_id": unit_id(session, unit)} if unit else {}
            permit = exports.record_export(session, EXPORTS[register], chosen, file.suffix[1:])
        with reading(CONSOLE) as session, file.open("wb") as target:
            found = exports.list_rows(session, permit)
            rows = WRITERS[file.suffix.lower()](target, found.headings, found.rows)
    say(N_("{n} rows were written to {file}."), n=rows, file=file)


def _incoming(
    session: OfficeSession, roster: Roster, fields: Fields, file_name: str, unit: str
) -> Incoming:
    matches = match_columns(roster.headings, fields)
    # Nobody looks at a guess here, so a heading that is merely alike stays unused.
    sure = {m.field: m.column for m in matches if m.ground in (Ground.SAVED, Ground.ALIAS)}
    unused = tuple(m.heading for m in matches if m.column not in sure.values() and m.heading)
    if unused:
        say(N_("Columns that are not used: {names}"), names=", ".join(unused))
    top = unit_id(session, unit) if unit else None
    return Incoming(roster.rows, sure, top, file_name, roster.sha256)


def _report(counts: Counts) -> None:
    say(
        N_("{read} rows: {new} new, {changed} changed, {unchanged} unchanged, {refused} refused"),
        read=counts.read,
        new=counts.new,
        changed=counts.changed,
        unchanged=counts.unchanged,
        refused=counts.refused,
    )


def _show_refused(preview: Preview, fields: Fields, roster: Roster, file: Path | None) -> None:
    described = by_name(fields)
    reasons = {row.number: reason_of(row.errors, described) for row in preview.refused}
    for number, reason in list(reasons.items())[:REFUSED_SHOWN]:
        typer.echo(f"{number}: {reason}", err=True)
    if file is not None and reasons:
        rows = ((n, cells, reasons[n]) for n, cells in roster.rows() if n in reasons)
        file.write_bytes(refused_workbook(roster.headings, rows))
