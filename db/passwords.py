"""Password hashes: bcrypt over a digest, so that long Chinese passwords count in full."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from threading import BoundedSemaphore

import bcrypt

COST = 12
_AT_ONCE = BoundedSemaphore(4)  # more would let a crowd at the door starve everybody inside


def _digest(password: str) -> bytes:
    # bcrypt reads 72 bytes, 24 Chinese characters; the digest fits and has no zero byte.
    return base64.b64encode(hashlib.sha256(password.encode()).digest())


def hash_password(password: str) -> str:
    """Return the salted hash to store; takes about a third of a second on purpose."""
    with _AT_ONCE:
        return bcrypt.hashpw(_digest(password), bcrypt.gensalt(COST)).decode()


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password with its hash, made before the transaction that stores it opens.

    On SQLite a third of a second of hashing inside it would keep everybody from saving.
    """

    text: str
    hashed: str


def prepare(password: str) -> NewPassword:
    """Hash a password to be stored; whether it is a good one is said by who stores it."""
    return NewPassword(password, hash_password(password))


def is_password(password: str, stored: str | None) -> bool:
    """Compare; an account that does not exist (None) takes the same time and is never right."""
    with _AT_ONCE:
        matches = bcrypt.checkpw(_digest(password), (stored or _nobodys_hash()).encode())
    return matches and stored is not None


def warm_up() -> None:
    """Make the hash that unknown names are compared with, so that the first takes no longer."""
    _nobodys_hash()


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return bcrypt.hashpw(b"nobody", bcrypt.gensalt(COST)).decode()
