"""Every text of the screen is there in Chinese, and the program reads what was translated."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from tests.ground import catalogue

PROJECT = catalogue.PROJECT
SHOWN_ON_SCREEN = ("pages", "components", "shell")
SHOWING = frozenset(
    "button caption checkbox date_input download_button error expander file_uploader header info"
    " link_button markdown metric multiselect number_input page_link popover radio selectbox"
    " segmented_control subheader success text text_area text_input title toast toggle warning"
    " write".split()
)
"""Elements whose first argument a person reads."""


def _modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for folder in folders:
        for file in sorted((PROJECT / folder).rglob("*.py")):
            yield file.relative_to(PROJECT), ast.parse(file.read_text(encoding="utf-8"))


def _placeholders(text: str) -> list[tuple[str, str, str]]:
    parts = Formatter().parse(text)
    return sorted((name, spec or "", conv or "") for _, name, spec, conv in parts if name)


def test_every_text_has_a_chinese_translation() -> None:
    spoken = catalogue.translations(catalogue.SPOKEN)
    texts = catalogue.source_texts()
    missing = [f"{text!r} in {sorted(texts[text])}" for text in texts if text not in spoken]
    assert not missing, "\n".join(missing)


def test_no_text_stands_inside_an_f_string_where_the_catalogue_does_not_look() -> None:
    hidden = [
        f"{file}:{call.lineno}"
        for file, tree in _modules(*catalogue.SOURCES)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in catalogue.KEYWORDS and isinstance(call.args[0], ast.Constant)
    ]
    assert not hidden


def test_the_catalogue_holds_nothing_that_the_source_no_longer_says() -> None:
    left_over = set(catalogue.translations(catalogue.SPOKEN)) - set(catalogue.source_texts())
    assert not left_over


def test_translations_keep_every_placeholder() -> None:
    wrong = [
        text
        for text, spoken in catalogue.translations(catalogue.SPOKEN).items()
        if _placeholders(text) != _placeholders(spoken)
    ]
    assert not wrong


def test_the_compiled_catalogue_is_the_written_one() -> None:
    assert catalogue.compiled() == catalogue.translations(catalogue.SPOKEN)


def test_no_text_is_put_together_before_it_is_translated() -> None:
    wrong = []
    for file, tree in _modules(*catalogue.SOURCES):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in ("_", "N_") and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                wrong.append(f"{file}:{node.lineno}")
    assert not wrong


def test_no_text_is_translated_while_a_module_is_imported() -> None:
    wrong = []
    for file, tree in _modules(*catalogue.SOURCES):
        for node in _run_at_import(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "_":
                    wrong.append(f"{file}:{node.lineno}: use N_ here")
    assert not wrong


def _run_at_import(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        yield child
        yield from _run_at_import(child)


def test_no_element_shows_a_text_that_is_not_translated() -> None:
    wrong = []
    for file, tree in _modules(*SHOWN_ON_SCREEN):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _shows_bare_text(node):
                wrong.append(f"{file}:{node.lineno}")
    assert not wrong


def _shows_bare_text(call: ast.Call) -> bool:
    if not (isinstance(call.func, ast.Attribute) and call.func.attr in SHOWING and call.args):
        return False
    owner = call.func.value
    if isinstance(owner, ast.Name) and owner.id in ("logger", "log", "logging", "actions"):
        return False
    first = call.args[0]
    text = first.value if isinstance(first, ast.Constant) else ""
    return isinstance(text, str) and any(letter.isalpha() for letter in text)


@pytest.mark.parametrize(
    ("source", "spoken", "same"),
    [
        ("{n} rows", "{n} 行", True),
        ("{n} rows of {total}", "{total} 行中的 {n} 行", True),
        ("{n} rows", "{m} 行", False),
        ("{n} rows", "行", False),
        ("{amount:.2f}", "{amount}", False),
    ],
)
def test_placeholders_are_compared_by_name_and_format(source: str, spoken: str, same: bool) -> None:
    assert (_placeholders(source) == _placeholders(spoken)) is same
