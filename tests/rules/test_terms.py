"""What the search box makes of what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.terms import TermKind, read_term


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("", TermKind.NONE, ""),
        ("  ", TermKind.NONE, ""),
        ("11010519491231002x", TermKind.ID_NUMBER, "11010519491231002X"),
        ("110105491231002", TermKind.ID_NUMBER, "110105491231002"),
        ("138 1234 5678", TermKind.MOBILE, "13812345678"),
        ("002x", TermKind.LAST_FOUR, "002X"),
        ("５６７８", TermKind.LAST_FOUR, "5678"),
        ("HY2026001", TermKind.MEMBER_NUMBER, "HY2026001"),
        ("20260", TermKind.MEMBER_NUMBER, "20260"),
        ("Wang Fang", TermKind.LETTERS, "wangfang"),
        ("WF", TermKind.LETTERS, "wf"),
        ("王芳", TermKind.NAME, "王芳"),
        ("王 芳", TermKind.NAME, "王芳"),
        ("阿卜杜拉·买买提", TermKind.NAME, "阿卜杜拉买买提"),
    ],
)
def test_a_term_is_recognised_by_its_form(typed: str, kind: TermKind, text: str) -> None:
    assert (read_term(typed).kind, read_term(typed).text) == (kind, text)


@given(st.text(max_size=40))
def test_anything_typed_has_a_kind_and_stable_text(typed: str) -> None:
    term = read_term(typed)
    assert (term.text == "") == (term.kind is TermKind.NONE)
    assert read_term(term.text).kind in (term.kind, TermKind.LETTERS)
