"""Word files in the form of GB/T 9704-2012 (format of official documents), built by code.

A4, a type area of 156 mm × 225 mm with 22 lines of 28 characters; text in 仿宋, the title in 小标宋, first headings in
黑体, second ones in 楷体. Word takes Chinese characters from `w:eastAsia`, which therefore stands on every run. Each
face names others to fall back on, because not every machine has those that the standard asks for.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

RED = RGBColor(0xC8, 0x10, 0x2E)
LINE_PITCH = 580  # twentieths of a point: 225 mm in 22 lines
LINE = Pt(28)
TIGHTER = -5  # twentieths of a point between characters, so that 28 of 16 pt fit into 156 mm
SIZE, TITLE_SIZE, PAGE_NUMBER_SIZE, TABLE_SIZE = Pt(16), Pt(22), Pt(14), Pt(9)
TWO_CHARACTERS = Pt(32)
SIGNATURE_INDENT = Pt(202)  # centres the name over a date that ends four characters before the margin
LATIN = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface and those that stand in for it, the best first."""

    name: str
    instead: tuple[str, ...]
    family: str = "roman"


BODY = Face("仿宋_GB2312", ("仿宋", "FangSong", "STFangsong", "Noto Serif CJK SC", "Noto Serif SC"))
TITLE = Face("方正小标宋简体", ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "宋体", "SimSun", "Noto Serif CJK SC"))
FIRST = Face("黑体", ("SimHei", "STHeiti", "Noto Sans CJK SC", "Noto Sans SC"), "swiss")
SECOND = Face("楷体_GB2312", ("楷体", "KaiTi", "STKaiti", "Noto Serif CJK SC"))
NUMBERS = Face("宋体", ("SimSun", "STSong", "Noto Serif CJK SC"))
FACES = (BODY, TITLE, FIRST, SECOND, NUMBERS)


class WordPaper:
    """One official paper, written from the top down."""

    def __init__(self) -> None:
        self.document = docx.Document()
        self._set_up_styles()
        self._set_up_page()
        self._name_fonts()

    # -- what stands in it ---------------------------------------------------------------------------------------------

    def letterhead(self, issuer: str, number: str) -> None:
        """The issuer in red, the number, and the red line across the type area."""
        self._written(issuer, TITLE, size=Pt(36), align="center", colour=RED, line=Pt(56))
        self._written("", BODY, align="center")
        numbered = self._written(number, BODY, align="center")
        _edge(numbered, "bottom", colour="C8102E", eighths=18, gap=4)

    def title(self, text: str) -> None:
        self._written("", BODY)
        self._written(text, TITLE, size=TITLE_SIZE, align="center", line=Pt(32))
        self._written("", BODY)

    def addressee(self, text: str) -> None:
        self._written(text, BODY)

    def section(self, text: str) -> None:
        """A heading of the first level."""
        paragraph = self._written(text, FIRST, indent=True)
        paragraph.paragraph_format.keep_with_next = True

    def point(self, heading: str, text: str) -> None:
        """A heading of the second level with its text behind it."""
        self._run(self._written(heading, SECOND, indent=True), text, BODY)

    def text(self, text: str) -> None:
        self._written(text, BODY, indent=True)

    def line(self, text: str, face: Face = BODY) -> None:
        """A line from the margin on."""
        self._written(text, face)

    def signature(self, closing: Sequence[str], issuer: str, dated: str) -> None:
        """The closing lines, and the issuer centred over the date, which ends four characters before the margin.

        They stay together: a page that holds a signature alone is not an official paper's.
        """
        lines = [*(self._written(text, BODY, indent=True) for text in closing), self._written("", BODY)]
        for text in (issuer, dated):
            line = self._written(text, BODY, align="center")
            line.paragraph_format.left_indent = SIGNATURE_INDENT
            lines.append(line)
        for line in lines[:-1]:
            line.paragraph_format.keep_with_next = True

    def new_page(self) -> None:
        self._written("", BODY).runs[-1].add_break(WD_BREAK.PAGE)

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """A ruled table, `widths` in mm; its headings stand on each page. A row of one cell goes across."""
        table = self.document.add_table(rows=0, cols=len(headings))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for number, row in enumerate([headings, *rows]):
            cells = table.add_row().cells
            if len(row) == 1:
                cells[0].merge(cells[-1])
            for cell, text, width in zip(cells, row, widths, strict=False):
                cell.width = Mm(width)
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.line_spacing = Pt(13)
                _leave_grid(paragraph)
                self._run(paragraph, text, BODY if number else FIRST, size=TABLE_SIZE, tighter=0)
        written = next(self.document.element.body.iterchildren(qn("w:tbl"), reversed=True)).findall(qn("w:tr"))
        for line in written:
            line.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        written[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def as_bytes(self) -> bytes:
        file = io.BytesIO()
        self.document.save(file)
        return file.getvalue()

    # -- how it is set -------------------------------------------------------------------------------------------------

    def _written(
        self,
        text: str,
        face: Face,
        *,
        size: Pt = SIZE,
        align: str = "both",
        indent: bool = False,
        colour: RGBColor | None = None,
        line: Pt = LINE,
    ) -> Paragraph:
        paragraph = self.document.add_paragraph()
        form = paragraph.paragraph_format
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER if align == "center" else WD_ALIGN_PARAGRAPH.JUSTIFY
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, line
        if line != LINE:
            _leave_grid(paragraph)
        if indent:
            form.first_line_indent = TWO_CHARACTERS
        self._run(paragraph, text, face, size=size, colour=colour)
        return paragraph

    def _run(
        self,
        paragraph: Paragraph,
        text: str,
        face: Face,
        *,
        size: Pt = SIZE,
        colour: RGBColor | None = None,
        tighter: int = TIGHTER,
    ) -> Run:
        run = paragraph.add_run(text)
        run.font.size = size
        if colour is not None:
            run.font.color.rgb = colour
        _set_faces(run.font.element.get_or_add_rPr(), face, tighter)
        return run

    def _set_up_styles(self) -> None:
        normal = self.document.styles["Normal"]
        normal.font.size = SIZE
        for spoken in self.document.styles.element.iter(qn("w:lang")):
            spoken.set(qn("w:eastAsia"), "zh-CN")  # which characters a font that serves several countries draws
        _set_faces(normal.element.get_or_add_rPr(), BODY, TIGHTER)
        form = normal.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
        form.widow_control = False

    def _set_up_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(15), Mm(23)  # the number's line is 7 mm below the text
        grid = self.document.element.body.sectPr.find(qn("w:docGrid"))
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(LINE_PITCH))
        self.document.settings.odd_and_even_pages_header_footer = True
        self._number_pages(section.footer, "right")
        self._number_pages(section.even_page_footer, "left")

    def _number_pages(self, footer: Any, side: str) -> None:
        """— 1 — one character in: right on odd pages, left on even ones."""
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        form = paragraph.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, PAGE_NUMBER_SIZE
        if side == "right":
            form.alignment, form.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, PAGE_NUMBER_SIZE
        else:
            form.alignment, form.left_indent = WD_ALIGN_PARAGRAPH.LEFT, PAGE_NUMBER_SIZE
        _leave_grid(paragraph)
        for part in ("— ", "begin", "PAGE", "end", " —"):
            run = self._run(paragraph, part if "—" in part else "", NUMBERS, size=PAGE_NUMBER_SIZE, tighter=0)
            if part in ("begin", "end"):
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), part)
                run.font.element.append(mark)
            elif part == "PAGE":
                field = OxmlElement("w:instrText")
                field.set(qn("xml:space"), "preserve")
                field.text = part
                run.font.element.append(field)

    def _name_fonts(self) -> None:
        """Say in the file what stands in for a face that a machine lacks."""
        part = next(part for part in self.document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
        table = etree.fromstring(part.blob)
        for face in FACES:
            table.append(
                parse_xml(
                    f'<w:font {nsdecls("w")} w:name="{face.name}"><w:altName w:val="{",".join(face.instead)}"/>'
                    f'<w:charset w:val="86"/><w:family w:val="{face.family}"/><w:pitch w:val="auto"/></w:font>'
                )
            )
        written = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
        part._blob = written  # noqa: SLF001  the library offers no way to change a part that it does not know


def _set_faces(properties: Any, face: Face, tighter: int) -> None:
    """Latin letters, Chinese characters and their spacing."""
    fonts = properties.get_or_add_rFonts()
    for use in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{use}"), None)
    latin = face.name if face is NUMBERS else LATIN
    for use, name in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", face.name)):
        fonts.set(qn(f"w:{use}"), name)
    if tighter:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(tighter))
        properties.insert_element_before(spacing, *_AFTER_SPACING)


_AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:effect", "w:lang")


def _leave_grid(paragraph: Paragraph) -> None:
    """Lines of another height do not stand on the grid of the text."""
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    properties = paragraph.paragraph_format.element.get_or_add_pPr()
    properties.insert_element_before(off, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")


def _edge(paragraph: Paragraph, side: str, *, colour: str, eighths: int, gap: int) -> None:
    """A line along a side of the paragraph, `eighths` of a point thick, `gap` points away."""
    line = f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{gap}" w:color="{colour}"/>'
    edges = parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
    properties = paragraph.paragraph_format.element.get_or_add_pPr()
    properties.insert_element_before(edges, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
