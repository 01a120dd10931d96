"""The office's command line: ``python manage.py --help``."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands import people, rosters
from commands.console import opened, say
from config import settings
from db import backups, checks, rotation, sample, upkeep
from rules.errors import OfficeError
from rules.language import N_, _, closest_language, use_language

app = typer.Typer(
    help="Union Office: serve it, look after it, move its people in and out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
app.add_typer(people.app, name="users")
app.command("import")(rosters.import_roster)
app.command("export")(rosters.export_list)

SAMPLE_HOME = "office-home/demo"
EVERY_INTERFACE = "0.0.0.0"  # noqa: S104 - colleagues on the local network are the users

CITY_MEMBERS, CITY_UNITS = 178_000, 5_647
SMALL_SAMPLE, SMALL_SAMPLE_UNITS = 3_000, 60
File = Annotated[Path, typer.Argument(help="The file to write or to read.")]


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = EVERY_INTERFACE,
) -> None:
    """Serve the office to browsers, on the port that PORT names (8501)."""
    import uvicorn

    with opened():
        name = "localhost" if host == EVERY_INTERFACE else host
        say(N_("Open http://{host}:{port} in a browser."), host=name, port=settings().port)
    uvicorn.run(
        "app:app",
        host=host,
        port=settings().port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
    )


@app.command()
def demo(
    members: Annotated[int, typer.Option(help="How many invented members.")] = SMALL_SAMPLE,
    units: Annotated[int, typer.Option(help="How many unions; 0 for what fits.")] = 0,
    households: Annotated[int, typer.Option(help="How many households; 0 for a few.")] = 0,
    seed: Annotated[int, typer.Option(help="The same number gives the same people.")] = 1,
    serving: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it.")] = True,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = EVERY_INTERFACE,
) -> None:
    """Make a sample office of invented people, if there is none yet, and serve it."""
    os.environ["OFFICE_HOME"] = os.environ.get("OFFICE_HOME") or SAMPLE_HOME
    os.environ["OFFICE_DEMO"] = "1"
    settings.cache_clear()
    mark = settings().sample_mark
    if not mark.exists():
        say(N_("Making a sample office of {n} invented members."), n=members)
        with opened():
            tree = units or _fitting_units(members)
            made = sample.make_sample(members, tree, seed, households or None)
        mark.touch()
        say(N_("Made {units} units and {members} members."), units=made.units, members=made.members)
    if serving:
        serve(host)


def _fitting_units(members: int) -> int:
    if members <= SMALL_SAMPLE:
        return SMALL_SAMPLE_UNITS
    return max(SMALL_SAMPLE_UNITS, members * CITY_UNITS // CITY_MEMBERS)


@app.command()
def backup(file: File) -> None:
    """Write everything into one file, while the office is in use."""
    with opened() as store:
        report = backups.backup(settings(), store, file, _now())
    say(
        N_("{file}: {n} files, {size} MB before packing. It holds the key: keep it safe."),
        file=report.file,
        n=report.files,
        size=f"{report.size / 1e6:.1f}",
    )


@app.command()
def restore(file: File) -> None:
    """Put the office of a backup in place of the present one, which is kept."""
    kept = backups.restore(settings(), file, _now())
    say(N_("Restored. What was there before is in {kept}."), kept=kept)


@app.command()
def check() -> None:
    """Check the whole office: tables, trail, papers, protected values, dates, totals."""
    with opened() as store:
        faults = checks.find_faults(settings(), store)
    for fault in faults:
        typer.echo(fault.shown(), err=True)
    if faults:
        raise typer.Exit(1)
    say(N_("Everything is in order."))


@app.command()
def recount() -> None:
    """Count the kept totals anew, after a check found that they differ from the records."""
    with opened() as store:
        totals = upkeep.recount(store)
    say(N_("{n} totals were counted anew."), n=totals)


@app.command("rotate-key")
def rotate_key() -> None:
    """Make a new key and seal everything with it; goes on where it was interrupted."""
    with opened() as store:
        rows = rotation.rotate_key(settings(), store, _count_up)
    typer.echo()
    say(N_("{n} records were sealed with the new key."), n=rows)


def _count_up(done: int) -> None:
    typer.echo(f"\r{done}", nl=False)


@app.command()
def daily() -> None:
    """Do the day's tidying and back up; to be run each night."""
    with opened() as store:
        gone, report = upkeep.daily(settings(), store, _now())
    say(N_("Tidied up: {n} rows. Backup: {file}"), n=gone, file=report.file)


def _now() -> datetime:
    return datetime.now(UTC)


def main() -> None:
    """Run one command; advice to the administrator instead of a traceback."""
    use_language(closest_language(os.environ.get("LANG")) or "en")
    try:
        app()
    except OfficeError as error:
        typer.echo(error.shown(), err=True)
        sys.exit(1)
    except OSError as error:
        if error.filename is None:
            raise
        told = _("{file} cannot be read or written: {reason}")
        typer.echo(told.format(file=error.filename, reason=error.strerror), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
