"""Texts from people come out letter by letter, wherever they are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import links, markup
from components.text import plain

MARKED = "\\`*_{}[]()#+-.!|~$:<>&=^"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王建国", "王建国"),
        ("**x**", r"\*\*x\*\*"),
        (":red[x]", r"\:red\[x\]"),
        ("$a$", r"\$a\$"),
        ("<script>", r"\<script\>"),
        ("1. x", r"1\. x"),
        ("a\n# b", r"a \# b"),
        ("  x\t y ", "x y"),
    ],
)
def test_markdown_is_shown_as_text(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize("name", [":smile:", ":material/home:", ":+1:"])
def test_the_name_of_an_icon_stays_a_word(name: str) -> None:
    assert ":\u2060" in plain(name).replace("\\", "")


@given(st.text())
def test_no_sign_of_markdown_stands_without_its_backslash(text: str) -> None:
    shown = plain(text)
    for position, sign in enumerate(shown):
        if sign in MARKED.replace("\\", ""):
            assert shown[:position].endswith("\\")


@given(st.text())
def test_html_holds_no_markup_of_a_person(text: str) -> None:
    shown = markup.tag("b", text, title=text)
    assert shown.count("<") == 2
    assert shown.count('"') == (2 if text else 0)


def test_markup_of_our_own_is_not_escaped_twice() -> None:
    inner = markup.badge("a & b", "good")
    assert markup.tag("p", inner).count("&amp;") == 1
    assert isinstance(markup.join((inner, "<")), markup.Html)


def test_an_address_takes_only_what_is_known() -> None:
    assert links.to("desk") == "/"
    assert links.to("member", id=12, tab=None) == "/member?id=12"
    assert links.to("members", q="张 三&x=1") == "/members?q=%E5%BC%A0+%E4%B8%89%26x%3D1"
