"""Finding people by a piece of the name, its pinyin or its initials.

Every piece of one to four characters of a name is a row of ``name_gram``, and so are its
pinyin and its initials from each syllable on. A piece of the name is then one equality, a
run of letters one range, both answered by the primary key alone; ``LIKE '%x%'`` over the
register would read it all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pypinyin import Style, lazy_pinyin
from sqlalchemy import Delete, Insert, Select, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from db import bulk
from db.models.households import PersonGram
from db.models.people import NameGram

DEEPEST_SEARCH = 2000
"""A search that has more hits than this wants another letter, not another page."""
LONGEST_PIECE = 4
LONGEST_GRAM = 60
_AFTER_Z = "{"
_SKIPPED = frozenset(" \t\n\r\u3000·•‧.-–—'`")


@dataclass(frozen=True, slots=True)
class Grams:
    """A table of grams and its column that names the record."""

    model: Any
    key: str

    @property
    def owner(self) -> Any:
        return getattr(self.model, self.key)


MEMBERS = Grams(NameGram, "member_id")
PEOPLE = Grams(PersonGram, "person_id")
"""Grams of the registry's members, and of the people of households."""


@lru_cache(maxsize=20_000)
def _syllables(character: str) -> str:
    return "".join(lazy_pinyin(character, style=Style.NORMAL, errors="ignore"))


# Surnames whose usual reading differs from the character's everyday one.
SURNAME_READINGS = {
    "曾": "zeng",
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "任": "ren",
    "华": "hua",
    "盖": "ge",
    "查": "zha",
    "朴": "piao",
    "区": "ou",
    "翟": "zhai",
    "缪": "miao",
    "宓": "mi",
    "乐": "yue",
    "覃": "qin",
    "黑": "he",
    "秘": "bi",
    "繁": "po",
    "冼": "xian",
}
COMPOUND_READINGS = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"),
}


def searched_text(name: str) -> str:
    """Return what of a name is searched: without spaces and the dots of foreign names."""
    return "".join(character for character in name.lower() if character not in _SKIPPED).strip()


@lru_cache(maxsize=50_000)
def pinyin_of(name: str) -> tuple[str, ...]:
    """Return the name's syllables in lower case without tones, surnames read as surnames."""
    letters = searched_text(name)
    readings = [_syllables(character) or character.lower() for character in letters]
    if name[:2] in COMPOUND_READINGS:
        readings[:2] = COMPOUND_READINGS[name[:2]]
    elif name[:1] in SURNAME_READINGS:
        readings[0] = SURNAME_READINGS[name[:1]]
    return tuple(reading for reading in readings if reading.isalnum())


def sort_key(name: str) -> str:
    """Return the key by which names are listed: pinyin, then the characters themselves."""
    return (" ".join(pinyin_of(name)) + " " + name)[:LONGEST_GRAM]


@lru_cache(maxsize=50_000)
def grams(name: str) -> frozenset[str]:
    """Return every gram of a name; at most a few dozen short strings."""
    text = searched_text(name)
    pieces = {
        text[start : start + length]
        for length in range(1, LONGEST_PIECE + 1)
        for start in range(len(text) - length + 1)
    }
    syllables = pinyin_of(name)
    for start in range(len(syllables)):
        pieces.add("".join(syllables[start:])[:LONGEST_GRAM])
        pieces.add("".join(syllable[0] for syllable in syllables[start:])[:LONGEST_GRAM])
    return frozenset(pieces)


@lru_cache(maxsize=8)
def _adding(where: Grams) -> Insert:
    return insert(where.model.__table__)


@lru_cache(maxsize=8)
def _dropping(where: Grams) -> Delete:
    table = where.model.__table__
    return delete(table).where(table.c[where.key].in_(bindparam("ids", expanding=True)))


def write_grams(
    session: Session, people: Iterable[tuple[int, str]], where: Grams = MEMBERS
) -> None:
    """Add the grams of new people, given as (id, name)."""
    rows = [{"gram": gram, where.key: key} for key, name in people for gram in grams(name)]
    if rows:
        session.connection().execute(_adding(where), rows)


def write_grams_of_many(
    session: Session, named: Mapping[str, Sequence[int]], where: Grams = MEMBERS
) -> None:
    """Add the grams of thousands of new people, given as name -> ids.

    Rows go in by gram, so that the table grows along its key instead of all over it.
    """
    holders: dict[str, list[int]] = {}
    for name, ids in named.items():
        for gram in grams(name):
            holders.setdefault(gram, []).extend(ids)
    groups = (((gram,), sorted(holders[gram])) for gram in sorted(holders))
    bulk.insert_groups(session, where.model.__table__, ("gram", where.key), groups)


def drop_grams(session: Session, ids: Sequence[int], where: Grams = MEMBERS) -> None:
    """Forget the grams of people that were renamed, merged or taken back."""
    session.connection().execute(_dropping(where), {"ids": list(ids)})


def replace_grams(session: Session, key: int, name: str, where: Grams = MEMBERS) -> None:
    drop_grams(session, [key], where)
    write_grams(session, [(key, name)], where)


def matching_name(piece: str, where: Grams = MEMBERS) -> Select[Any]:
    """Select the ids of people whose name holds ``piece``, newest first.

    Pieces longer than four characters match where all their four-character parts do.
    """
    text = searched_text(piece)
    last_start = max(len(text) - LONGEST_PIECE, 0)
    parts = [text[start : start + LONGEST_PIECE] for start in range(last_start + 1)]
    chosen = select(where.owner).where(where.model.gram == parts[0])
    for part in parts[1:]:
        chosen = chosen.where(where.owner.in_(select(where.owner).where(where.model.gram == part)))
    return chosen.order_by(where.owner.desc())


def matching_letters(letters: str, where: Grams = MEMBERS) -> Select[Any]:
    """Select the ids of people whose pinyin or initials go on with ``letters``.

    One person may come more than once; in the order of the grams.
    """
    start = searched_text(letters)[:LONGEST_GRAM]
    return (
        select(where.owner)
        .where(where.model.gram >= start, where.model.gram < start + _AFTER_Z)
        .order_by(where.model.gram, where.owner)
    )


def first_different(session: Session, wanted: Select[Any], enough: int) -> list[int]:
    """Return the first ``enough`` different ids; one name may match by several grams."""
    found: dict[int, None] = {}
    asked = wanted.limit(DEEPEST_SEARCH)
    with closing(session.scalars(asked, execution_options={"yield_per": 200})) as hits:
        for key in hits:
            found[key] = None
            if len(found) == enough:
                break
    return list(found)
