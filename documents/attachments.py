"""Attachments: what a file really is, made safe to keep and to show.

The name's ending counts for nothing. Pictures are opened and drawn anew, which drops
places, cameras and whatever else was hidden in them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import PurePath

from PIL import Image, ImageOps, UnidentifiedImageError

from documents.containers import (
    BROKEN,
    ENCRYPTED,
    MEBIBYTE,
    TOO_LARGE,
    Container,
    check_archive,
    container_of,
)
from rules.errors import InvalidInput
from rules.language import N_

MOST_BYTES = 10 * MEBIBYTE
MOST_UNPACKED_BYTES = 200 * MEBIBYTE
MOST_PICTURE_BYTES = 40 * MEBIBYTE
"""A photo may be so large when it arrives; it is kept smaller."""
MOST_PIXELS = 40_000_000
MOST_PIXELS_OF_A_PHOTO = 120_000_000
"""A JPEG is made smaller while it is unpacked, so that it may be larger than other pictures."""
LONGEST_SIDE = 4096
LONGEST_NAME = 120
_NO_NAME = '<>:"/\\|?*'

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEDIA_TYPES = {
    Container.JPEG: ("image/jpeg", ".jpg"),
    Container.PNG: ("image/png", ".png"),
    Container.WEBP: ("image/webp", ".webp"),
    Container.PDF: ("application/pdf", ".pdf"),
    Container.DOCX: (_WORD, ".docx"),
    Container.XLSX: (_SHEET, ".xlsx"),
}
_PICTURES = {Container.JPEG: "JPEG", Container.PNG: "PNG", Container.WEBP: "WEBP"}
_PDF_ACTIVE = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile")

_WRONG_TYPE = N_("Attach a picture (jpg, png, webp), a PDF, or a .docx or .xlsx file.")
_TOO_MANY_PIXELS = N_("This picture is too large. Make it smaller and try again.")
_ACTIVE_PDF = N_(
    "This PDF runs something when it is opened. Print it to a new PDF and attach that."
)

# The limit below is ours and is checked before a picture is unpacked.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that may be kept: its own name with the true ending, type and safe content."""

    name: str
    media_type: str
    content: bytes


def read_paper(name: str, content: bytes) -> Paper:
    """Check an uploaded file by its content; raises InvalidInput with advice."""
    if not content:
        raise InvalidInput(N_("This file is empty."))
    if len(content) > MOST_PICTURE_BYTES:
        raise InvalidInput(TOO_LARGE, limit=MOST_BYTES // MEBIBYTE)
    kind = container_of(content)
    if len(content) > MOST_BYTES and kind not in _PICTURES:
        raise InvalidInput(TOO_LARGE, limit=MOST_BYTES // MEBIBYTE)
    if kind not in _MEDIA_TYPES:
        raise InvalidInput(_WRONG_TYPE)
    media_type, ending = _MEDIA_TYPES[kind]
    if kind in _PICTURES:
        content = _redrawn(content, _PICTURES[kind])
    elif kind is Container.PDF:
        _check_pdf(content)
    else:
        check_archive(content, MOST_UNPACKED_BYTES)
    return Paper(_safe_name(name, ending), media_type, content)


def _redrawn(content: bytes, form: str) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=(form,)) as picture:
            most = MOST_PIXELS_OF_A_PHOTO if form == "JPEG" else MOST_PIXELS
            if picture.width * picture.height > most:
                raise InvalidInput(_TOO_MANY_PIXELS)
            picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
            kept = _saved(ImageOps.exif_transpose(picture), form)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise InvalidInput(BROKEN) from None
    if len(kept) > MOST_BYTES:
        raise InvalidInput(_TOO_MANY_PIXELS)
    return kept


def _saved(picture: Image.Image, form: str) -> bytes:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = picture
    if form == "JPEG" and picture.mode not in ("RGB", "L"):
        plain = picture.convert("RGB")
    elif picture.mode == "P":
        plain = picture.convert("RGBA")
    # Pixels alone are carried over: no comments, places or profiles.
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    target = io.BytesIO()
    if form == "PNG":
        clean.save(target, form, optimize=False)
    else:
        clean.save(target, form, quality=88)
    return target.getvalue()


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:]:
        raise InvalidInput(BROKEN)
    if b"/Encrypt" in content:
        raise InvalidInput(ENCRYPTED)
    if any(marker in content for marker in _PDF_ACTIVE):
        raise InvalidInput(_ACTIVE_PDF)


def _safe_name(name: str, ending: str) -> str:
    """Return the file's name without folders, control characters or a misleading ending."""
    base = PurePath(name.replace("\\", "/")).name
    stem = base.rsplit(".", 1)[0] if "." in base else base
    kept = "".join(mark for mark in stem if mark.isprintable() and mark not in _NO_NAME)
    kept = kept.strip(". ")
    return (kept or "file")[: LONGEST_NAME - len(ending)] + ending
