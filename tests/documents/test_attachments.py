"""Attachments: the content decides, and what is kept is safe to show."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from documents.attachments import MOST_BYTES, MOST_PICTURE_BYTES, read_paper
from documents.letters import built_in
from tests.ground.rosters import advice_for, with_part, workbook

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _picture(form: str, size: tuple[int, int] = (40, 20), **more: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(target, form, **more)
    return target.getvalue()


def _png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [b"\x89PNG\r\n\x1a\n"]
    for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00" * 100)), (b"IEND", b"")):
        check = struct.pack(">I", zlib.crc32(kind + body))
        parts.append(struct.pack(">I", len(body)) + kind + body + check)
    return b"".join(parts)


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (_picture("JPEG"), "image/jpeg", "证明.jpg"),
        (_picture("PNG"), "image/png", "证明.png"),
        (_picture("WEBP"), "image/webp", "证明.webp"),
        (PDF, "application/pdf", "证明.pdf"),
        (built_in("transfer_letter"), WORD, "证明.docx"),
    ],
)
def test_a_paper_is_known_by_its_content_and_named_after_it(
    content: bytes, media_type: str, name: str
) -> None:
    paper = read_paper("证明.exe", content)
    assert (paper.media_type, paper.name) == (media_type, name)


def test_a_picture_stands_upright_and_loses_where_and_with_what_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010F] = "secret camera"
    exif[0x0112] = 6
    kept = read_paper("x.jpg", _picture("JPEG", exif=exif))
    assert b"secret" not in kept.content
    assert Image.open(io.BytesIO(kept.content)).size == (20, 40)


def test_what_hides_behind_a_picture_is_dropped() -> None:
    kept = read_paper("x.jpg", _picture("JPEG") + b"<script>alert(1)</script>")
    assert b"script" not in kept.content
    assert kept.media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "empty"),
        (b"x" * (MOST_BYTES + 1), "larger"),
        (b"MZ\x90 program", "Attach"),
        (b"<html><script>alert(1)</script></html>", "Attach"),
        (b"GIF89a", "Attach"),
        (_picture("JPEG")[:200], "damaged"),
        (_png_that_claims(100_000, 100_000), "too large"),
        (PDF.replace(b"%%EOF", b""), "damaged"),
        (PDF.replace(b"<<>>", b"<</Encrypt 2 0 R>>"), "password"),
        (PDF.replace(b"/Catalog", b"/Catalog/JS (x)/JavaScript"), "runs something"),
        (with_part(workbook([["x"]]), "xl/vbaProject.bin", "x"), "macros"),
    ],
)
def test_an_unfit_paper_is_refused_with_advice(content: bytes, advice: str) -> None:
    assert advice in advice_for(lambda: read_paper("证明.pdf", content))


def test_a_large_photo_is_kept_smaller() -> None:
    photo = _picture("JPEG", (9000, 6000), quality=100) + bytes(MOST_BYTES)
    kept = read_paper("入户.jpg", photo)
    assert len(kept.content) < MOST_BYTES
    assert Image.open(io.BytesIO(kept.content)).size == (4096, 2731)


def test_a_file_beyond_every_limit_is_refused_before_it_is_opened() -> None:
    photo = _picture("JPEG") + bytes(MOST_PICTURE_BYTES)
    assert "larger" in advice_for(lambda: read_paper("入户.jpg", photo))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("..\\..\\evil.pdf", "evil.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("结婚证\u202efdp.exe", "结婚证fdp.pdf"),
        ("", "file.pdf"),
        ("长" * 300, "长" * 116 + ".pdf"),
    ],
)
def test_names_lose_folders_tricks_and_excess(given: str, kept: str) -> None:
    assert read_paper(given, PDF).name == kept
