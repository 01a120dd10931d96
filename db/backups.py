"""Backups: one file with database, attachments and key, made while the office is in use.

A restore first unpacks and checks the whole file beside the office; only a sound one takes
its place, and what was there before is kept in a folder of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from config import Settings
from db import checks, dumps, schema, sealing
from db.engine import Store, open_engine
from rules.errors import OfficeError
from rules.language import N_

FORMAT = 1
MANIFEST = "manifest.json"
KEY = "key"
ATTACHMENTS = "attachments"
FASTEST_COMPRESSION = 1


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds: number of files and their bytes before packing."""

    file: Path
    files: int
    size: int


def backup(settings: Settings, store: Store, file: Path, now: datetime) -> BackupReport:
    """Write a backup of the running office to ``file``, which only its owner can read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        staged = Path(folder)
        # The database first: an attachment is stored before the row that names it.
        parts = {dumps.dump_name(settings.database_url): dumps.dump(store, staged)}
        parts[KEY] = settings.key_file
        for attachment in sorted(settings.attachments.rglob("*")):
            if attachment.is_file():
                name = attachment.relative_to(settings.attachments).as_posix()
                parts[f"{ATTACHMENTS}/{name}"] = attachment
        contents = {name: _described(part) for name, part in parts.items()}
        manifest = staged / MANIFEST
        manifest.write_text(
            json.dumps(
                {
                    "format": FORMAT,
                    "made_at": now.isoformat(),
                    "revision": schema.current_revision(store.engine),
                    "files": contents,
                },
                indent=1,
            ),
            encoding="utf-8",
        )
        packed = staged / "packed"
        _pack({MANIFEST: manifest, **parts}, packed)
        packed.replace(file)
    return BackupReport(file, len(contents), sum(part["size"] for part in contents.values()))


def _described(file: Path) -> dict[str, Any]:
    with file.open("rb") as stream:
        return {
            "size": file.stat().st_size,
            "sha256": hashlib.file_digest(stream, "sha256").hexdigest(),
        }


def _pack(parts: dict[str, Path], target: Path) -> None:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        with tarfile.open(
            fileobj=stream, mode="w:gz", compresslevel=FASTEST_COMPRESSION
        ) as archive:
            for name, part in parts.items():
                archive.add(part, name, recursive=False)
        stream.flush()
        os.fsync(stream.fileno())


def restore(settings: Settings, file: Path, now: datetime) -> str:
    """Put the office of a backup in place; returns where the former office is kept.

    Raises OfficeError, and leaves everything as it was, for a file that is damaged, belongs
    to a newer program or fails a check, and while the office is being served.
    """
    settings.office_home.mkdir(parents=True, exist_ok=True, mode=0o700)
    present = Store(open_engine(settings.database_url))
    dumps.require_alone(present)
    with (
        _ring_of_backup(),
        tempfile.TemporaryDirectory(dir=settings.office_home, prefix=".restore-") as folder,
    ):
        staged = Path(folder)
        _unpack(file, staged, settings)
        sealing.use_ring(sealing.read_ring(staged / KEY))
        if dumps.is_sqlite(settings.database_url):
            return _take_sqlite(settings, staged, now)
        return _take_postgres(settings, staged, now)


@contextmanager
def _ring_of_backup() -> Iterator[None]:
    before = sealing.use_ring(None)
    try:
        yield
    finally:
        sealing.use_ring(before)


def _unfit(reason: str) -> OfficeError:
    return OfficeError(
        N_("This backup was not restored: {reason} The office is as it was before."), reason=reason
    )


def _unpack(file: Path, folder: Path, settings: Settings) -> None:
    """Unpack what the manifest names and compare each file with it."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            for member in archive:
                if not member.isfile() or not _expected(member.name):
                    raise _unfit(f"{member.name}?")
                archive.extract(member, folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        named: dict[str, Any] = manifest["files"]
        form = manifest["format"]
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise _unfit(str(error)[:200]) from error
    found = {
        part.relative_to(folder).as_posix(): _described(part)
        for part in folder.rglob("*")
        if part.is_file() and part.name != MANIFEST
    }
    differing = sorted(name for name in {*named, *found} if named.get(name) != found.get(name))
    missing = {KEY, dumps.dump_name(settings.database_url)} - set(found)
    if form != FORMAT or differing or missing:
        raise _unfit(", ".join([*differing, *sorted(missing)])[:200] or f"format {form}.")


def _expected(name: str) -> bool:
    parts = PurePosixPath(name).parts
    if ".." in parts or name.startswith("/"):
        return False
    single = (MANIFEST, KEY, dumps.SQLITE_DUMP, dumps.POSTGRES_DUMP)
    return name in single or (len(parts) > 1 and parts[0] == ATTACHMENTS)


def _check_sound(settings: Settings, store: Store) -> None:
    """Bring the staged office to this program's version and check it as a whole."""
    schema.upgrade(store.engine)
    faults = checks.find_faults(settings, store)
    if faults:
        raise _unfit(" ".join(fault.shown() for fault in faults[:3]))


def _take_sqlite(settings: Settings, staged: Path, now: datetime) -> str:
    copy = staged / dumps.SQLITE_DUMP
    copied = replace(settings, office_home=staged, database_url=f"sqlite:///{copy}")
    store = Store(open_engine(copied.database_url))
    try:
        _check_sound(copied, store)
    except OfficeError:
        raise
    except Exception as error:
        raise _unfit(str(error)[:200]) from error
    finally:
        store.engine.dispose()
    dumps.require_alone(Store(open_engine(copied.database_url)))
    database = dumps.sqlite_file(settings.database_url)
    pairs = [
        (copy, database),
        (staged / KEY, settings.key_file),
        (staged / ATTACHMENTS, settings.attachments),
    ]
    aside = _aside(settings, now)
    _swap(pairs, aside)
    return str(aside)


def _take_postgres(settings: Settings, staged: Path, now: datetime) -> str:
    copied = replace(settings, office_home=staged)
    kept = dumps.replace_postgres(
        settings, staged / dumps.POSTGRES_DUMP, now, lambda store: _check_sound(copied, store)
    )
    pairs = [
        (staged / KEY, settings.key_file),
        (staged / ATTACHMENTS, settings.attachments),
    ]
    aside = _aside(settings, now)
    _swap(pairs, aside)
    return f"{aside}, {kept}"


def _aside(settings: Settings, now: datetime) -> Path:
    folder = settings.office_home / f"before-restore-{now:%Y%m%d-%H%M%S}"
    folder.mkdir(mode=0o700)
    return folder


def _swap(pairs: list[tuple[Path, Path]], aside: Path) -> None:
    """Move the old of each pair aside and the new in; all of them or none."""
    undo: list[tuple[Path, Path]] = []
    try:
        for new, old in pairs:
            for source, target in ((old, aside / old.name), (new, old)):
                if source.exists():
                    shutil.move(source, target)
                    undo.append((target, source))
    except OSError:
        for moved, home in reversed(undo):
            shutil.move(moved, home)
        raise
