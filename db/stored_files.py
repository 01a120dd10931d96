"""Bytes that lie beside the database: papers and templates, named by their SHA-256.

A file is written whole or not at all and never changed afterwards, so the same paper
stored twice is one file, and a name that does not fit its content shows damage.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from config import settings
from rules.errors import OfficeError
from rules.language import N_


def file_of(folder: Path, sha256: str) -> Path:
    """Return where the bytes with this hash lie below ``folder``."""
    return folder / sha256[:2] / sha256


def keep(content: bytes) -> str:
    """Store ``content``, readable by the server only; returns its hash once it is on disk."""
    sha256 = hashlib.sha256(content).hexdigest()
    file = file_of(settings().attachments, sha256)
    if file.exists():
        # As fresh as a new one: what no record names is thrown away by its age.
        os.utime(file)
        return sha256
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_name(f"{sha256}.{secrets.token_hex(4)}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
        _settle(file.parent)
    except OSError:
        beside.unlink(missing_ok=True)
        raise OfficeError(
            N_("The paper could not be stored. Nothing was saved; tell the administrator.")
        ) from None
    return sha256


def drop_unnamed(folder: Path, named: Collection[str], before: datetime) -> int:
    """Remove files that no record names and nobody stored since; returns how many."""
    gone = 0
    for file in sorted(folder.glob("??/*")):
        if file.name not in named and file.stat().st_mtime < before.timestamp():
            file.unlink()
            gone += 1
    return gone


def _settle(folder: Path) -> None:
    """Bring the new name itself to the disk, and the folder's own name if that is new."""
    for place in (folder, folder.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def fetch(sha256: str) -> bytes:
    """Return stored bytes; raises OfficeError when they are missing or damaged."""
    try:
        content = file_of(settings().attachments, sha256).read_bytes()
    except OSError:
        raise OfficeError(
            N_("The stored paper is missing. Tell the administrator; the backup has it.")
        ) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise OfficeError(
            N_("The stored paper is damaged. Tell the administrator; the backup has it.")
        )
    return content
