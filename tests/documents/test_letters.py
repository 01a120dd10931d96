"""Letters: filled, escaped, sandboxed, and one file for many."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm

from documents import letters
from documents.letter_sketches import ENGLISH_SKETCHES, SKETCHES
from rules.errors import InvalidInput
from rules.letters import LETTER_KINDS, placeholder_labels
from tests.ground.rosters import advice_for, with_part, workbook


def _letter(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _texts(content: bytes) -> list[str]:
    return [line.text for line in docx.Document(io.BytesIO(content)).paragraphs]


def _cells(document: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def _table(*cells: str) -> bytes:
    document = docx.Document()
    document.add_table(1, len(cells))
    for cell, text in zip(document.tables[0].rows[0].cells, cells, strict=True):
        cell.text = text
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize("name", letters.BUILT_IN)
def test_every_letter_of_the_office_is_safe_and_asks_only_for_what_is_known(name: str) -> None:
    for language in LETTER_KINDS[name].languages:
        content = letters.built_in(name, language)
        letters.check_template(content)
        known = placeholder_labels(LETTER_KINDS[name].record)
        assert letters.placeholders(content) <= set(known)


@pytest.mark.parametrize("name", letters.IN_ENGLISH)
def test_a_letter_in_english_says_what_the_chinese_one_does(name: str) -> None:
    english = letters.built_in(name, "en")
    kept, drawn = docx.Document(io.BytesIO(english)), ENGLISH_SKETCHES[name]()
    assert [line.text for line in kept.paragraphs] == [line.text for line in drawn.paragraphs]
    assert _cells(kept) == _cells(drawn)
    assert letters.placeholders(english) == letters.placeholders(letters.built_in(name))
    said = "".join(line.text for line in kept.paragraphs)
    assert said.isascii()


def test_every_shipped_kind_has_its_template_and_every_template_its_kind() -> None:
    assert set(letters.BUILT_IN) == {name for name, kind in LETTER_KINDS.items() if kind.shipped}
    assert set(letters.BUILT_IN) == set(SKETCHES)
    english = {name for name, kind in LETTER_KINDS.items() if "en" in kind.languages}
    assert set(letters.IN_ENGLISH) == set(ENGLISH_SKETCHES) == english


@pytest.mark.parametrize("name", letters.BUILT_IN)
def test_a_shipped_letter_with_full_numbers_says_so(name: str) -> None:
    kind = LETTER_KINDS[name]
    asks = letters.placeholders(letters.built_in(name)) & {"lines.id_no", "lines.address"}
    assert kind.reveals or not asks


@pytest.mark.parametrize("name", letters.BUILT_IN)
def test_the_letters_kept_are_the_letters_drawn_on_a4_in_chinese_fonts(name: str) -> None:
    kept: Any = docx.Document(io.BytesIO(letters.built_in(name)))
    drawn = SKETCHES[name]()
    assert [line.text for line in kept.paragraphs] == [line.text for line in drawn.paragraphs]
    assert _cells(kept) == _cells(drawn)
    page = kept.sections[0]
    sides = sorted((page.page_width.cm, page.page_height.cm))
    assert [round(side, 1) for side in sides] == [21, 29.7]
    assert page.left_margin < Cm(3)
    fonts = kept.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋"


def test_values_are_filled_in_letter_by_letter() -> None:
    made = letters.fill(
        _letter("{{ name }}：{{ note }}"), {"name": "张<伟>&", "note": "{{ name }}"}
    )
    assert _texts(made) == ["张<伟>&：{{ name }}"]


def test_a_placeholder_without_a_value_stays_empty_and_is_listed() -> None:
    template = _letter("{{ name }}{{ nickname }}")
    assert _texts(letters.fill(template, {"name": "张伟"})) == ["张伟"]
    assert letters.placeholders(template) == {"name", "nickname"}


def test_a_batch_is_one_file_with_each_letter_on_a_page_of_its_own() -> None:
    people = [{"name": "张伟"}, {"name": "李敏"}, {"name": "王芳"}]
    made = letters.fill_batch(_letter("{{ name }}同志", "您好"), people)
    assert _texts(made) == ["张伟同志", "您好", "李敏同志", "您好", "王芳同志", "您好"]
    lines = docx.Document(io.BytesIO(made)).paragraphs
    breaks = [bool(line.paragraph_format.page_break_before) for line in lines]
    assert breaks == [False, False, True, False, True, False]


def test_an_empty_batch_and_one_beyond_the_limit_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(InvalidInput, match="at least one"):
        letters.fill_batch(_letter("x"), [])
    monkeypatch.setattr(letters, "MOST_IN_A_BATCH", 2)
    with pytest.raises(InvalidInput, match="At most 2"):
        letters.fill_batch(_letter("x"), [{}] * 3)


def test_a_row_that_names_a_part_is_repeated_for_each_line() -> None:
    people = [{"name": "张<伟>&", "relation": "本人"}, {"name": "{{ name }}", "relation": "配偶"}]
    made = letters.fill(_table("{{ people.name }}", "{{ people.relation }}"), {"people": people})
    found = docx.Document(io.BytesIO(made))
    assert _cells(found) == [["张<伟>&", "本人"], ["{{ name }}", "配偶"]]


def test_a_table_without_lines_keeps_no_row_and_a_missing_part_stays_empty() -> None:
    template = _table("{{ people.name }}{{ people.nickname }}")
    assert letters.placeholders(template) == {"people.name", "people.nickname"}
    assert _cells(docx.Document(io.BytesIO(letters.fill(template, {"people": []})))) == []
    made = letters.fill(template, {"people": [{"name": "张伟"}]})
    assert _cells(docx.Document(io.BytesIO(made))) == [["张伟"]]


@pytest.mark.parametrize(
    "attack", ["{{ people.name.__class__ }}", "{{ people.__class__ }}", "{{ people.items }}"]
)
def test_a_row_gives_its_parts_and_nothing_else(attack: str) -> None:
    try:
        made = letters.fill(_table(attack), {"people": [{"name": "张伟"}]})
    except InvalidInput:
        return
    assert "class" not in str(_cells(docx.Document(io.BytesIO(made))))


def test_a_template_that_repeats_by_itself_is_refused() -> None:
    nested = "{% for a in people %}{% for b in people %}x{% endfor %}{% endfor %}"
    with pytest.raises(InvalidInput):
        letters.check_template(_letter(nested))
    with pytest.raises(InvalidInput):
        letters.fill(_letter(nested), {"people": [{"name": "张伟"}] * 5000})


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ name.__class__ }}{{ cycler.__init__.__globals__.os }}",
        "{% for n in range(100000000) %}x{% endfor %}",
        "{{ 1 / 0 }}",
    ],
)
def test_a_template_that_reaches_for_more_than_values_is_stopped(attack: str) -> None:
    try:
        made = letters.fill(_letter(attack), {"name": "张伟"})
    except InvalidInput:
        return
    assert "class" not in "".join(_texts(made))


@pytest.mark.parametrize(
    "attack",
    [
        "{% for a in range(90000) %}x{% endfor %}",
        "{{ 'x' * 5000 }}",
        "{{ 10 ** 5000 }}",
        "{{ '%05000d' % 1 }}",
        "{{ 'x'.ljust(5000) }}",
        "{{ '{:5000}'.format(1) }}",
        "{{ 'x'['ljust'](5000) }}",
        "{{ 'x'|center(5000) }}",
    ],
)
def test_a_template_cannot_be_made_to_keep_the_server_busy(attack: str) -> None:
    with pytest.raises(InvalidInput):
        letters.fill(_letter(attack), {"name": "张伟"})


def test_a_template_may_choose_and_trim() -> None:
    made = letters.fill(_letter("{% if name %}{{ name[:2]|trim }}{% endif %}"), {"name": "张伟"})
    assert "张伟" in "".join(_texts(made))


def test_a_broken_placeholder_is_named() -> None:
    assert "not well formed" in advice_for(lambda: letters.check_template(_letter("{{ name ")))


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (workbook([["姓名"]]), "Word file"),
        (b"plain text", "Word file"),
        (b"x" * (letters.MOST_TEMPLATE_BYTES + 1), "larger"),
        (with_part(_letter("x"), "word/vbaProject.bin", "x"), "macros"),
        (
            with_part(
                _letter("x"),
                "word/_rels/settings.xml.rels",
                '<Relationships><Relationship Id="a" Type="attachedTemplate"'
                ' Target="http://example.cn/x.dotm" TargetMode="External"/></Relationships>',
            ),
            "outside",
        ),
        (
            with_part(
                _letter("x"),
                "word/_rels/settings.xml.rels",
                "<Relationships><Relationship Id='a' Type='http://x.cn/hyperlink' Target='#a'/>"
                "<Relationship Id='b' Type='attachedTemplate' Target='http://x.cn/x.dotm'"
                " TargetMode='External'/></Relationships>",
            ),
            "outside",
        ),
        (with_part(_letter("x"), "word/_rels/settings.xml.rels", "<Relationships"), "damaged"),
        (with_part(_letter("x"), "word/document.xml", "<a"), "damaged"),
    ],
)
def test_an_unfit_template_is_refused(content: bytes, advice: str) -> None:
    assert advice in advice_for(lambda: letters.check_template(content))


def test_an_unknown_letter_is_no_file_name() -> None:
    with pytest.raises(KeyError):
        letters.built_in("../secrets")
