"""Sealed values: AES-GCM in the database, a blind index for equality, the key outside.

The key file holds a ring of 32-byte keys; the newest seals, all of them open. Each purpose
(``member.id_no``) has its own derived keys, and the purpose is authenticated with the
value, so that a ciphertext moved to another column does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from rules.errors import OfficeError
from rules.language import N_

NONCE_BYTES = 12
INDEX_BYTES = 16


class KeyRing:
    """The office's keys: ``ring[number]`` opens, ``current`` seals, ``trail`` signs the trail."""

    def __init__(self, current: int, keys: dict[int, bytes], trail: bytes) -> None:
        self.current = current
        self.keys = keys
        self.trail = trail
        self._ciphers: dict[tuple[int, str], AESGCM] = {}
        self._index_hashes: dict[str, hashlib.blake2b] = {}

    def _derive(self, number: int, purpose: str, use: str) -> bytes:
        return hmac.digest(self.keys[number], f"{use}:{purpose}".encode(), "sha256")

    def cipher(self, number: int, purpose: str) -> AESGCM:
        if (number, purpose) not in self._ciphers:
            self._ciphers[number, purpose] = AESGCM(self._derive(number, purpose, "seal"))
        return self._ciphers[number, purpose]

    def index_hash(self, purpose: str) -> hashlib.blake2b:
        """Return the hash that holds the key already; it is copied for each text."""
        if purpose not in self._index_hashes:
            key = self._derive(self.current, purpose, "index")
            self._index_hashes[purpose] = hashlib.blake2b(digest_size=INDEX_BYTES, key=key)
        return self._index_hashes[purpose]

    def with_new_key(self) -> KeyRing:
        """Return a ring that seals with a fresh key and still opens everything older."""
        number = max(self.keys) + 1
        return KeyRing(number, {**self.keys, number: os.urandom(32)}, self.trail)

    def without_old_keys(self) -> KeyRing:
        return KeyRing(self.current, {self.current: self.keys[self.current]}, self.trail)


def new_ring() -> KeyRing:
    return KeyRing(1, {1: os.urandom(32)}, os.urandom(32))


def write_ring(path: Path, ring: KeyRing) -> None:
    """Write the key file in one step, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    text = json.dumps(
        {
            "current": ring.current,
            "keys": {str(number): key.hex() for number, key in ring.keys.items()},
            "trail": ring.trail.hex(),
        }
    )
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def read_ring(path: Path) -> KeyRing:
    """Read the key file; raises OfficeError when it is missing or damaged."""
    try:
        stored = json.loads(path.read_text())
        keys = {int(number): bytes.fromhex(key) for number, key in stored["keys"].items()}
        return KeyRing(int(stored["current"]), keys, bytes.fromhex(stored["trail"]))
    except FileNotFoundError:
        raise OfficeError(
            N_("The office's key file is missing. Put it back from the backup."),
        ) from None
    except (ValueError, KeyError, TypeError):
        raise OfficeError(
            N_("The office's key file is damaged. Put it back from the backup."),
        ) from None


_ring: KeyRing | None = None


def use_ring(new: KeyRing | None) -> KeyRing | None:
    """Make ``new`` the ring that this process seals and opens with; returns the one before."""
    global _ring
    before, _ring = _ring, new
    blind_index.cache_clear()
    return before


def ring() -> KeyRing:
    if _ring is None:
        raise OfficeError(N_("The office's key file is missing. Put it back from the backup."))
    return _ring


def seal(text: str, purpose: str) -> bytes:
    """Encrypt ``text``; the same text never gives the same bytes twice."""
    keys = ring()
    nonce = os.urandom(NONCE_BYTES)
    body = keys.cipher(keys.current, purpose).encrypt(nonce, text.encode(), purpose.encode())
    return keys.current.to_bytes(2, "big") + nonce + body


def sealer(purpose: str) -> Callable[[str], bytes]:
    """Return ``seal`` for one purpose, for the thousands of values of a bulk write."""
    keys, context, draw = ring(), purpose.encode(), os.urandom
    number, encrypt = keys.current.to_bytes(2, "big"), keys.cipher(keys.current, purpose).encrypt

    def seal_one(text: str) -> bytes:
        nonce = draw(NONCE_BYTES)
        return number + nonce + encrypt(nonce, text.encode(), context)

    return seal_one


def unseal(sealed: bytes, purpose: str) -> str:
    """Decrypt; raises OfficeError when the key is not in the ring or the value was altered."""
    number, nonce = int.from_bytes(sealed[:2], "big"), sealed[2 : 2 + NONCE_BYTES]
    try:
        cipher = ring().cipher(number, purpose)
        return cipher.decrypt(nonce, sealed[2 + NONCE_BYTES :], purpose.encode()).decode()
    except (KeyError, InvalidTag):
        raise OfficeError(
            N_("A protected value cannot be read with the office's key. Tell the administrator.")
        ) from None


def opener(purpose: str) -> Callable[[Sequence[bytes | None]], list[str | None]]:
    """Return what unseals many values of one purpose at a time, as an export does."""
    keys, context = ring(), purpose.encode()
    decrypt, start = keys.cipher(keys.current, purpose).decrypt, 2 + NONCE_BYTES

    def open_all(column: Sequence[bytes | None]) -> list[str | None]:
        try:
            return [
                None
                if sealed is None
                else decrypt(sealed[2:start], sealed[start:], context).decode()
                for sealed in column
            ]
        except InvalidTag:  # a value that an older key sealed, or a damaged one
            return [None if sealed is None else unseal(sealed, purpose) for sealed in column]

    return open_all


@lru_cache(maxsize=4096)
def blind_index(text: str, purpose: str) -> bytes:
    """Return the keyed fingerprint by which a sealed value is found again."""
    return indexer(purpose)(text)


def indexer(purpose: str) -> Callable[[str], bytes]:
    """Return ``blind_index`` for one purpose, for the thousands of values of a bulk write."""
    begin = ring().index_hash(purpose).copy

    def index_one(text: str) -> bytes:
        hashed = begin()
        hashed.update(text.encode())
        return hashed.digest()

    return index_one


def signer(key: bytes) -> Callable[[str], str]:
    """Return what signs many texts with HMAC-SHA-256, in hexadecimal.

    The key goes through the hash once and not with each text, which takes half the time.
    """
    padded = key.ljust(hashlib.sha256().block_size, b"\0")
    begin_inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded)).copy
    begin_outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded)).copy

    def sign(text: str) -> str:
        inner, outer = begin_inner(), begin_outer()
        inner.update(text.encode())
        outer.update(inner.digest())
        return outer.hexdigest()

    return sign


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a random secret (cookies, tickets), for storage in its place."""
    return hashlib.sha256(text.encode()).hexdigest()


class Sealed(TypeDecorator[str]):
    """A text column that is encrypted at rest; ``purpose`` is ``table.column``."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else seal(value, self.purpose)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else unseal(value, self.purpose)
