"""The one family of errors whose text is advice to a clerk.

The text is an English source sentence with ``{placeholders}``; the screen translates it
and fills the placeholders, so that rules and the database need not know the language.
"""

from __future__ import annotations

from typing import Any

from rules.language import _, shown


class OfficeError(Exception):
    """Something the person at the screen can understand and do something about."""

    def __init__(self, text: str, *, field: str = "", **values: Any) -> None:
        super().__init__(text)
        self.text = text
        self.field = field
        self.values = values

    def __str__(self) -> str:
        return self.text.format(**self.values)

    def shown(self) -> str:
        """Return the advice in the reader's language."""
        return _(self.text).format(**{name: shown(value) for name, value in self.values.items()})


class NotAllowed(OfficeError):
    """The actor lacks the right, or would decide on own work."""


class SignedOut(NotAllowed):
    """The session on the server has ended: sign in again."""


class NotFound(OfficeError):
    """No such record, or none that this actor may know of."""


class InvalidInput(OfficeError):
    """A value breaks a rule; ``field`` names where."""


class WrongState(OfficeError):
    """The record's state does not allow this action."""


class Conflict(OfficeError):
    """Somebody else changed the record, or it exists already."""


class AlreadyDone(Conflict):
    """The same form was sent twice; the first sending counts."""
