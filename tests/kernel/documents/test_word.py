"""Word files in the measures of GB/T 9704-2012."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from menshen.kernel.documents.word import WordPaper


@pytest.fixture(scope="module")
def made():
    paper = WordPaper()
    paper.letterhead("示范街道", "示范街道疫控报〔2020〕1号")
    paper.title("关于疫情防控工作情况的报告")
    paper.line("示范区：")
    paper.text("现报告如下。")
    paper.section("一、基本情况")
    paper.point("（一）摸底排查。", "应排查5926户。")
    paper.signature(["特此报告。"], "示范街道", "2020年2月5日")
    paper.new_page()
    paper.table(["项目", "数值"], [["户数", "1"], ["合计一格"]], [100, 50])
    return paper.as_bytes()


@pytest.fixture(scope="module")
def opened(made):
    return docx.Document(io.BytesIO(made))


def test_the_page_and_its_type_area(opened):
    (section,) = opened.sections
    millimetres = {
        "page_width": 210, "page_height": 297, "top_margin": 37, "bottom_margin": 35, "left_margin": 28,
        "right_margin": 26,
    }  # fmt: skip
    for name, expected in millimetres.items():
        assert abs(getattr(section, name) - Mm(expected)) < Mm(0.1), name
    grid = opened.element.body.sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "lines"
    assert abs(int(grid.get(qn("w:linePitch"))) / 20 * 22 - 225 / 25.4 * 72) < 1, "22 lines in 225 mm"


def test_text_lines_are_exactly_28_points_and_characters_a_quarter_closer(opened):
    (body,) = [one for one in opened.paragraphs if one.text == "现报告如下。"]
    assert body.paragraph_format.line_spacing == Pt(28)
    assert body.paragraph_format.first_line_indent == Pt(32)
    (run,) = body.runs
    assert run.font.size == Pt(16)
    spacing = run.font.element.rPr.find(qn("w:spacing"))
    assert int(spacing.get(qn("w:val"))) / 20 == -0.25
    assert 28 * (16 - 0.25) <= 156 / 25.4 * 72, "28 characters fit into a line"


def test_each_part_has_its_face_on_every_run(opened):
    faces = {
        run.text: run.font.element.rPr.rFonts.get(qn("w:eastAsia")) for one in opened.paragraphs for run in one.runs
    }
    assert faces["关于疫情防控工作情况的报告"] == "方正小标宋简体"
    assert faces["一、基本情况"] == "黑体"
    assert faces["（一）摸底排查。"] == "楷体_GB2312"
    assert faces["应排查5926户。"] == "仿宋_GB2312"
    parts = [
        opened.element,
        *(each._element for each in (opened.sections[0].footer, opened.sections[0].even_page_footer)),
    ]
    runs = [run for part in parts for run in part.iter(qn("w:r")) if not run.findall(qn("w:br"))]
    assert len(runs) > 15
    for run in runs:
        assert run.rPr.rFonts.get(qn("w:eastAsia")), run.text
    (title,) = [run for one in opened.paragraphs for run in one.runs if run.text.startswith("关于")]
    assert title.font.size == Pt(22)


def test_parts_of_a_run_stand_in_the_order_that_word_asks_for(opened):
    order = ["rFonts", "b", "color", "spacing", "sz", "szCs", "u", "lang"]
    for run in opened.element.iter(qn("w:r")):
        if run.rPr is not None:
            names = [child.tag.rpartition("}")[2] for child in run.rPr]
            assert names == sorted(names, key=order.index)
    order = ["keepNext", "pBdr", "snapToGrid", "spacing", "ind", "jc"]
    for paragraph in opened.element.iter(qn("w:p")):
        if paragraph.pPr is not None:
            names = [name for child in paragraph.pPr if (name := child.tag.rpartition("}")[2]) in order]
            assert names == sorted(names, key=order.index)


def test_page_numbers_stand_outside_the_type_area_right_and_left_in_turn(opened):
    section = opened.sections[0]
    assert opened.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (number,) = footer.paragraphs
        assert number.text == "—  —"
        assert "PAGE" in number._p.xml
        assert number.alignment.name == side.upper()
        assert all(run.font.size == Pt(14) for run in number.runs)
    below = section.bottom_margin - section.footer_distance - Pt(14)
    assert abs(below - Mm(7)) < Mm(0.5), "the number is 7 mm below the text"


def test_faces_name_what_stands_in_for_them(made):
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        fonts = archive.read("word/fontTable.xml").decode()
        styles = archive.read("word/styles.xml").decode()
    for name, instead in (("仿宋_GB2312", "FangSong"), ("黑体", "SimHei"), ("方正小标宋简体", "SimSun")):
        assert re.search(f'w:name="{name}".*?<w:altName w:val="[^"]*{instead}', fonts), name
    assert 'w:eastAsia="zh-CN"' in styles


def test_a_signature_is_not_alone_on_a_page_and_headings_of_tables_repeat(opened):
    texts = [one.text for one in opened.paragraphs]
    closing = opened.paragraphs[texts.index("特此报告。")]
    assert closing.paragraph_format.keep_with_next
    first, second, third = opened.tables[0].rows
    assert first._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in second.cells] == ["户数", "1"]
    assert third.cells[0].text == third.cells[1].text == "合计一格"
