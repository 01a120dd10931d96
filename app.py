"""The server of the office: ``uvicorn app:app``, ``streamlit run app.py``, ``manage.py serve``.

All three start the same guarded application. The script that Streamlit runs for each click
is ``shell/main.py``.
"""

from __future__ import annotations

import gc
import logging
import pkgutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config as streamlit_config

import pages
from config import settings
from db import passwords, schema, set_up, sign_ins
from db.engine import Store
from rules.errors import OfficeError
from rules.language import _
from shell import document, doors, failures, gate
from shell.visitor import cookie_name

LOG = logging.getLogger("union_office")
SCRIPT = Path(__file__).resolve().parent / "shell" / "main.py"


def use_our_settings() -> None:
    """Let the settings beside this file hold, from whichever folder the server is started.

    Streamlit looks for them in the working directory; without them it tells the internet
    of each visit and shows tracebacks to the browser. ``streamlit run`` finds them itself.
    """
    if streamlit_config._main_script_path is None:
        streamlit_config._main_script_path = __file__
        streamlit_config.get_config_options(force_reparse=True)


@asynccontextmanager
async def open_office(_app: st.App) -> AsyncIterator[None]:
    """Open the database, load every page, and say how to begin in an empty office."""
    store = open_store()
    # Loaded here, so that no first visitor waits for it.
    for module in ("altair", "shell.frame"):
        import_module(module)
    for page in pkgutil.iter_modules(pages.__path__):
        load(f"pages.{page.name}")
    announce()
    answer_at_once()
    # What lives from here to the end is no garbage: a collection must not walk through it.
    gc.collect()
    passwords.warm_up()
    gc.freeze()
    yield
    store.engine.dispose()


def open_store() -> Store:
    """Open the database; what keeps it closed is said in one sentence."""
    try:
        return schema.open_office(settings())
    except OfficeError as error:
        sys.stderr.write(error.shown() + "\n")
        raise SystemExit(1) from None


def load(module: str) -> None:
    """Import a module; one broken page must not keep the others from opening."""
    try:
        import_module(module)
    except ImportError:
        LOG.exception("%s cannot be loaded", module)


def announce() -> None:
    """Print the code of the set-up, while there is nobody who could sign in."""
    code = set_up.announce()
    if code is not None:
        told = _("This office is not set up yet. One-time code:")
        sys.stdout.write("\n" + told + " " + code + "\n\n")
        sys.stdout.flush()


def answer_at_once() -> None:
    """Let listening sockets send small answers without waiting for more to send."""
    for found in gc.get_objects():
        # The type itself is asked: a proxy of something gone would answer with an error.
        if issubclass(type(found), socket.socket) and _is_listening(found):
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _is_listening(found: socket.socket) -> bool:
    if found.fileno() < 0 or found.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    return bool(found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def is_signed_in(cookie: str) -> bool:
    """Say whether the cookie's session is alive."""
    return sign_ins.lookup(cookie) is not None


use_our_settings()
app = st.App(
    SCRIPT,
    routes=[*doors.ROUTES, *document.ROUTES],
    middleware=[Middleware(gate.Gate, is_signed_in=is_signed_in, cookie_name=cookie_name())],
    lifespan=open_office,
    on_script_error=failures.show,
)
