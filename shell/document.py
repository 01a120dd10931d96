"""The one HTML document in which Streamlit's browser part starts, in our own words.

Streamlit's own names its maker, preloads a font that we do not use and says in English that
JavaScript is needed. Ours takes over only its scripts and style sheets.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from html import escape
from pathlib import Path

import streamlit
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from rules.language import DEFAULT_LANGUAGE, _, closest_language, use_language

STATIC = Path(__file__).parent / "static"
_STARTERS = re.compile(
    r'<script type="module"[^>]*></script>|<link rel="(?:modulepreload|stylesheet)"[^>]*>'
)
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
  <head>
    <meta charset="UTF-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, shrink-to-fit=no">
    <link rel="icon" type="image/svg+xml" href="/office/icon.svg">
    <link rel="stylesheet" href="/office/frame.css?{mark}">
    <link rel="stylesheet" href="/office/look.css?{mark}">
    <link rel="stylesheet" href="/office/wall.css?{mark}">
    <link rel="stylesheet" href="/office/print.css?{mark}" media="print">
    <title>{title}</title>
    <script src="/office/words.js?{mark}" defer></script>
    <script src="/office/office.js?{mark}" defer></script>
    <script src="/office/links.js?{mark}" defer></script>
    <script src="/office/keys.js?{mark}" defer></script>
    <script src="/office/wall.js?{mark}" defer></script>
    <script src="/office/charts.js?{mark}" defer></script>
    {starters}
  </head>
  <body>
    <noscript><p>{no_script}</p></noscript>
    <div id="root"></div>
  </body>
</html>
"""


class PageName(Convertor[str]):
    """The first part of an address that is neither a file nor one of Streamlit's own."""

    regex = "(?!_stcore|static|media|component|_oauth|oauth2)[^/.]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("page_name", PageName())


@lru_cache(maxsize=1)
def starters() -> str:
    """Return the tags that load Streamlit's browser part."""
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    return "\n    ".join(_STARTERS.findall(index.read_text(encoding="utf-8"))).replace(
        '"./static/', '"/static/'
    )


@lru_cache(maxsize=1)
def _mark() -> str:
    """Return a mark that changes with our own files, so that browsers fetch them anew."""
    files = sorted(STATIC.iterdir())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


@lru_cache(maxsize=8)
def compose(language: str) -> str:
    """Return the document for a reader of ``language``."""
    use_language(language)
    return _PAGE.format(
        language=language.replace("_", "-"),
        title=escape(_("Union Office")),
        no_script=escape(_("Allow JavaScript for this address; the office needs it.")),
        mark=_mark(),
        starters=starters(),
    )


async def serve(request: Request) -> HTMLResponse:
    """Answer with the document in the browser's language."""
    wanted = request.headers.get("accept-language", "").split(",")[0].split(";")[0]
    page = compose(closest_language(wanted) or DEFAULT_LANGUAGE)
    return HTMLResponse(page, headers={"cache-control": "no-cache"})


async def refuse(_request: Request) -> Response:
    """Answer that there is nothing: pages have one part only."""
    return Response(status_code=404)


ROUTES = [
    Mount("/office", StaticFiles(directory=STATIC)),
    Route("/{page:page_name}", serve),
    Route("/{page:page_name}/{rest:path}", refuse),
]
