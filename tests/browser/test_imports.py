"""A roster from the clerk's computer into the registry and back, in a real browser."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from db.sample import DEMO_PASSWORD
from rules.identity import check_digit
from tests.ground.rosters import workbook
from tests.ground.servers import OfficeServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

HEADINGS = ["会员姓名", "身份证号码", "手机号"]


def _number(order: int) -> str:
    first17 = f"11010119880808{order:03d}"
    return first17 + check_digit(first17)


def _sign_in(page: Page, address: str) -> None:
    page.goto(address)
    form = page.locator(".stForm input")
    form.nth(0).fill("clerk")
    form.nth(1).fill(DEMO_PASSWORD)
    page.locator(".stForm button").last.click()
    expect(page.locator(".st-key-sign-out")).to_be_visible()


def test_a_roster_is_uploaded_taken_in_found_and_taken_back(
    sample_server: OfficeServer, page: Page, tmp_path: Path
) -> None:
    people = [[f"诸葛测试{'甲乙丙丁'[n % 4]}", _number(701 + n), "13800138000"] for n in range(40)]
    people.append(["司徒错误", "123", ""])
    file = tmp_path / "名册.xlsx"
    file.write_bytes(workbook([["新员工入会名册"], HEADINGS, *people], merged=["A1:C1"]))
    _sign_in(page, f"{sample_server.url}/imports")
    page.locator(".st-key-imports-member input[type=file]").set_input_files(file)
    take = page.locator(".st-key-imports-take button")
    expect(take).to_have_text("导入 40 行")
    expect(page.locator(".office-table").first).to_contain_text("司徒错误")

    with page.expect_download() as fetched:
        page.locator(".st-key-imports-refused button").click()
    refused = CalamineWorkbook.from_path(fetched.value.path()).get_sheet_by_index(0).to_python()
    assert refused[1][2:4] == ["司徒错误", "123"]

    take.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("名册.xlsx")
    assert "id=" in page.url
    page.locator(".st-key-imports-undo-ask button").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销本次导入").click()
    expect(page.locator(".office-details")).to_contain_text("撤销时间")
    expect(page.locator(".st-key-imports-undo-ask")).to_have_count(0)


def test_the_template_is_fetched_filled_in_and_recognised(
    sample_server: OfficeServer, page: Page, tmp_path: Path
) -> None:
    _sign_in(page, f"{sample_server.url}/imports")
    with page.expect_download() as fetched:
        page.locator(".st-key-imports-member-template button").click()
    assert fetched.value.suggested_filename == "名册.xlsx"
    book = load_workbook(io.BytesIO(fetched.value.path().read_bytes()))
    headings = [cell.value for cell in book.worksheets[0][1]]
    for heading, value in (("姓名", "诸葛模板"), ("证件号码", _number(799))):
        book.worksheets[0].cell(2, headings.index(heading) + 1).value = value
    filled = tmp_path / "填好.xlsx"
    book.save(filled)
    page.locator(".st-key-imports-member input[type=file]").set_input_files(filled)
    expect(page.locator(".st-key-imports-take button")).to_have_text("导入 1 行")
