"""A person at a real browser: signs in, types, chooses, presses, says why, uploads, downloads.

Everything is found by the keys of the screen's elements or by what a person reads, in the
language of the desk.
"""

from __future__ import annotations

import re
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Error, expect

from db.sample import DEMO_PASSWORD
from db.seeding import shipped_codes
from rules.language import _, use_language
from tests.ground.servers import OfficeServer

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SHORT_MS = 4000
BROWSER_LANGUAGE = {"zh_CN": "zh-CN", "en": "en"}
_CODES = shipped_codes()
expect.set_options(timeout=20_000)  # as patient as the browser's own steps


class Desk:
    """One person's tab of the office."""

    def __init__(self, page: Page, server: OfficeServer, login: str, language: str) -> None:
        self.page, self.server, self.login, self.language = page, server, login, language

    def say(self, text: str, **values: object) -> str:
        """Return a text of the screen in this desk's language."""
        use_language(self.language)
        return _(text).format(**values)

    def code(self, name: str, code: str) -> str:
        """Return how the office calls a code."""
        return str(_CODES[name][code]["zh" if self.language == "zh_CN" else "en"])

    def sign_in(self, address: str = "") -> Desk:
        self.page.context.clear_cookies()
        self.page.goto(f"{self.server.url}/{address}")
        form = self.page.locator(".stForm input")
        form.nth(0).fill(self.login)
        form.nth(1).fill(DEMO_PASSWORD)
        self.page.locator(".stForm button").last.click()
        expect(self.page.locator(".st-key-sign-out")).to_be_visible()
        return self

    def go(self, address: str) -> Desk:
        self.page.goto(f"{self.server.url}/{address}")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        return self

    def at(self, key: str) -> Locator:
        """Return the element whose key holds the parts of ``key``, which spaces separate.

        A full stop at the end says that nothing follows in the element's key.
        """
        if key.endswith("."):
            return self.page.locator(f".st-key-{key[:-1]}")
        first, *rest = key.split()
        holding = "".join(f"[class*='{part}']" for part in rest)
        return self.page.locator(f"[class*='st-key-{first}']{holding}").last

    def type(self, key: str, text: str) -> Desk:
        box = self.at(key).locator("input, textarea").first
        box.fill(text)
        with suppress(Error):  # the answer to the entry before may be drawing the box anew
            box.press("Tab", timeout=SHORT_MS)
            expect(box).to_have_value(text)
            return self
        box.press("Tab")
        expect(box).to_have_value(text)
        return self

    def fill(self, label: str, text: str) -> Desk:
        """Fill in the input that must be filled, by its label."""
        box = self.page.get_by_role("textbox", name=f"{self.say(label)} *", exact=True)
        box.fill(text)
        box.press("Tab")
        expect(box).to_have_value(text)
        return self

    def is_offered(self, key: str) -> Desk:
        """Wait until the office has filled in what it suggests."""
        expect(self.at(key).locator("input").first).not_to_have_value("")
        return self

    def look_up(self, key: str, text: str) -> Desk:
        """Type a piece of a name into a look-up; its only hit is taken."""
        box = self.at(f"{key}-typed").locator("input")
        box.fill(text)
        box.press("Enter")
        expect(self.at(f"{key}-hit-")).to_be_visible()
        return self

    def choose(self, key: str, label: str) -> Desk:
        return self._choose(key, label, self.page.get_by_role("option", name=label, exact=True))

    def choose_like(self, key: str, part: str) -> Desk:
        """Choose the entry that holds a piece of text."""
        return self._choose(key, part, self.page.get_by_role("option").filter(has_text=part))

    def _choose(self, key: str, text: str, entry: Locator) -> Desk:
        """Open a list and take its entry; once more where the last entry's answer closed it."""
        box = self.at(key).locator("input").first
        for is_last in (False, False, True):
            box.click()
            box.fill(text)  # long lists draw only what is near
            with nullcontext() if is_last else suppress(Error):
                entry.first.click(timeout=None if is_last else SHORT_MS)
                break
        return self

    def answer(self, key: str, label: str) -> Desk:
        """Press one of a few choices that stand beside each other."""
        self.at(key).get_by_role("radio", name=label, exact=True).first.click()
        return self

    def has_chosen(self, key: str, label: str) -> Desk:
        """Wait until the choice that the office starts with is on the screen."""
        expect(self.at(key).get_by_role("radio", name=label, exact=True)).to_be_checked()
        return self

    def press(self, key: str) -> Desk:
        self.at(key).locator("button, a").first.click()
        return self

    def send(self, key: str) -> Desk:
        """Press the button that sends a dialog; it closes when the office has agreed."""
        dialog = self.page.get_by_role("dialog")
        self.press(key)
        try:
            expect(dialog).to_have_count(0, timeout=8_000)
        except AssertionError:
            # A file may still have been on its way: the office says so, and one presses again.
            self.press(key)
            expect(dialog).to_have_count(0)
        return self

    def confirm(self, key: str, reason: str = "") -> Desk:
        """Press a button that asks back; say why where it wants to know."""
        self.press(f"{key}-ask")
        if reason:
            self.type(f"{key}-reason", reason)
        return self.send(f"{key}-send")

    def press_named(self, label: str) -> Desk:
        self.page.get_by_role("button", name=label, exact=True).first.click()
        return self

    def follow(self, label: str) -> Desk:
        """Click a link on the page; the menu may have one of the same name."""
        main = self.page.get_by_role("main")
        main.get_by_role("link", name=self.say(label)).first.click()
        return self

    def tick(self, key: str, text: str) -> Desk:
        """Tick the row of a list that holds a text."""
        grid = self.at(key)
        rows = grid.locator("tbody tr")
        expect(rows.filter(has_text=text)).to_have_count(1)
        number = next(n for n, row in enumerate(rows.all_text_contents()) if text in row)
        grid.locator("canvas").first.click(
            position={"x": 16, "y": 35 * (number + 1) + 17}, force=True
        )
        return self

    def open_tab(self, label: str) -> Desk:
        self.page.get_by_role("tab", name=label, exact=True).click()
        return self

    def attach(self, key: str, name: str, content: bytes, media: str = "application/pdf") -> Desk:
        place = self.at(key).locator("input[type=file]")
        place.set_input_files({"name": name, "mimeType": media, "buffer": content})
        expect(self.at(key)).to_contain_text(name)
        expect(self.at(key).get_by_role("progressbar")).to_have_count(0)
        return self

    def download(self, key: str, folder: Path) -> Path:
        with self.page.expect_download() as waiting:
            self.at(key).locator("button, a").first.click()
        file = folder / waiting.value.suggested_filename
        waiting.value.save_as(file)
        return file

    def sees(self, *texts: str) -> Desk:
        for text in texts:
            expect(self.page.get_by_role("main")).to_contain_text(text)
        return self

    def is_told(self, text: str, **values: object) -> Desk:
        """Wait for what the office says after a step."""
        said = self.page.get_by_test_id("stToast").filter(has_text=self.say(text, **values))
        expect(said.first).to_be_visible()
        return self

    def leaves(self, address: str) -> Desk:
        """Wait until the page is no longer the one whose address ends so."""
        expect(self.page).not_to_have_url(re.compile(rf"{re.escape(address)}$"))
        return self

    def record_id(self) -> int:
        """Return the number of the record in the address."""
        expect(self.page).to_have_url(re.compile(r"[?&]id=\d+"))
        found = re.search(r"[?&]id=(\d+)", self.page.url)
        assert found is not None
        return int(found.group(1))
