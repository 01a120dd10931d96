"""Letters and attached papers in a real browser: made, taken away, uploaded, opened."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from playwright.sync_api import expect

from db.sample import DEMO_PASSWORD
from tests.ground.servers import OfficeServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAPER = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def _enter(page: Page, address: str, login: str = "clerk") -> None:
    page.goto(address)
    form = page.locator(".stForm input")
    form.nth(0).fill(login)
    form.nth(1).fill(DEMO_PASSWORD)
    page.locator(".stForm button").last.click()
    expect(page.locator(".st-key-sign-out")).to_be_visible()


def _text_of(file: Path) -> str:
    return "\n".join(line.text for line in docx.Document(str(file)).paragraphs)


def test_letters_for_everybody_found_come_as_one_word_file(
    sample_server: OfficeServer, page: Page, tmp_path: Path
) -> None:
    _enter(page, f"{sample_server.url}/letters?q=王")
    everybody = page.locator(".st-key-letters-all")
    expect(everybody).to_have_text(re.compile(r"\d"))
    number = int("".join(filter(str.isdecimal, everybody.inner_text())))
    everybody.locator("label").first.click()
    page.get_by_role("button", name=f"打印 {number} 份").click()
    page.get_by_role("dialog").locator(".st-key-letters-print-send button").click()
    with page.expect_download() as waiting:
        page.locator(".st-key-letters-download button").click()
    file = tmp_path / "letters.docx"
    waiting.value.save_as(file)
    text = _text_of(file)
    assert text.count("工会会员证明") == number
    assert text.count("兹证明王") == number
    assert "{{" not in text


def test_a_paper_is_attached_and_opens_for_a_reason(
    sample_server: OfficeServer, page: Page, tmp_path: Path
) -> None:
    _enter(page, f"{sample_server.url}/members?all=1")
    page.locator(".office-table td a").first.click()
    page.get_by_role("tab", name="材料").click()
    page.locator("[class*=-attach-ask] button").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[class*=-attach-kind] input").click()
    page.get_by_role("option", name="入会申请书").click()
    dialog.locator("input[type=file]").set_input_files(
        {"name": "登记表.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    )
    expect(dialog).to_contain_text("登记表.pdf")
    dialog.locator("[class*=-attach-send] button").click()
    expect(dialog).to_have_count(0)
    page.locator("[class*=-open-ask] button").first.click()
    dialog.locator("textarea").fill("核对登记表")
    dialog.locator("[class*=-open-send] button").click()
    with page.expect_download() as waiting:
        page.locator(".st-key-office-paper-download button").click()
    file = tmp_path / "paper.pdf"
    waiting.value.save_as(file)
    assert file.read_bytes() == PAPER


def test_a_proof_is_photographed_and_attached(sample_server: OfficeServer, page: Page) -> None:
    _enter(page, f"{sample_server.url}/members?all=1")
    page.locator(".office-table td a").nth(1).click()
    page.get_by_role("tab", name="材料").click()
    page.locator("[class*=-attach-ask] button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("拍照", exact=True).first.click()
    # One evaluation that waits by itself: the page's own policy forbids a poll to evaluate anew.
    dialog.locator(".stCameraInput video").evaluate(
        "video => video.videoWidth || new Promise(seen => video.onloadedmetadata = seen)"
    )
    with page.expect_response(re.compile("upload_file")):
        dialog.get_by_test_id("stCameraInputButton").click()
    expect(dialog).to_contain_text("重拍")
    dialog.locator("[class*=-attach-send] button").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("[class*=-open-ask] button")).to_have_count(1)


def test_an_own_letter_is_looked_through_when_it_is_uploaded(
    sample_server: OfficeServer, page: Page, tmp_path: Path
) -> None:
    word = docx.Document()
    word.add_paragraph("{{ name }}：您的鞋码为{{ shoe_size }}。")
    file = tmp_path / "letter.docx"
    word.save(str(file))
    _enter(page, f"{sample_server.url}/settings?show=letters&add=1", "admin")
    page.locator("input[type=file]").set_input_files(str(file))
    expect(page.get_by_text("letter.docx")).to_be_visible()
    page.locator(".st-key-letter-new-0-kind input").click()
    page.get_by_role("option", name="会员证明").click()
    expect(page.get_by_role("main")).to_contain_text("shoe_size")
