"""A real Chromium: one for the run, a fresh context for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
"""The camera is the browser's own test picture, and asks nobody."""


def installed_chromium() -> str | None:
    """Return the machine's Chromium; None lets Playwright use its own."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A function that opens a browser's context: another person at another machine."""
    contexts: list[BrowserContext] = []

    def open_context(language: str = "zh-CN", **options: Any) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 1600}, **options}
        context = chromium.new_context(
            locale=language, timezone_id="Asia/Shanghai", accept_downloads=True, **options
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A fresh tab of a Chinese browser, high enough that nothing has to be scrolled to."""
    return new_context().new_page()
