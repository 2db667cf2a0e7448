"""The work report as a Word file: the form that is shipped, the forms of offices, and filling either.

An office changes the words around the figures and the order of things in Word; what a figure is, is filled in from the
kept data of the report, so that nobody types one.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from menshen.domains.reporting.documents.work import SECTIONS
from menshen.domains.reporting.queries import BESIDES, ITEMS
from menshen.domains.reporting.vocabulary import Problem, When
from menshen.kernel.base.clock import in_local
from menshen.kernel.base.problems import Refused
from menshen.kernel.base.terms import Term
from menshen.kernel.documents import word_templates
from menshen.kernel.documents.word_templates import Link, ListOf

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from menshen.kernel.documents.models import Document

    LinkTo = Callable[[Mapping[str, Any]], str]

UNREPORTED = Term("not reported", "未报")
UNNUMBERED = Term("(not numbered)", "（未编号）")
ANNEX = Term("Where the figures come from", "数据来源清单")
COLUMNS = {
    "title": Term("Figure", "项目"),
    "value": Term("Value", "数值"),
    "code": Term("Indicator", "指标代码"),
    "area": Term("Area", "辖区"),
    "days": Term("Days", "日期"),
    "filled_to": Term("Filled to", "数据截至"),
}
SENTENCES = (
    "registers", "coverage", "arrivals", "quarantine", "referrals", "contacts", "clock", "checks", "papers", "reports",
)  # fmt: skip
"""Sentences that every report has, for a form that wants one by itself."""
_NUMERALS = "一二三四五六七八九十"
_TYPED = re.compile(r"\d[\d,，.]*\s*(?:人|户|次|份|例|张|项|%|％|people|households)")
_TEXTS = ("issuer", "addressee", "number", "title", "period", "opening", "cut_off", "as_of", "closing", "dated")


def _tree(leaves: Mapping[str, Any]) -> dict[str, Any]:
    """`{"a.b": 1}` as `{"a": {"b": 1}}`."""
    root: dict[str, Any] = {}
    for code, leaf in leaves.items():
        *branches, name = code.split(".")
        branch = root
        for each in branches:
            branch = branch.setdefault(each, {})
        branch[name] = leaf
    return root


FIGURES = (*(item.code for item in ITEMS), *BESIDES)
PARAGRAPHS = ListOf({"heading": None, "text": None})
OFFERED: dict[str, Any] = {
    **dict.fromkeys(_TEXTS),
    **dict.fromkeys(SECTIONS, PARAGRAPHS),
    "sentences": dict.fromkeys(SENTENCES),
    "figures": _tree(dict.fromkeys(FIGURES)),
    "before": _tree(dict.fromkeys(FIGURES)),
    "sources": ListOf(dict.fromkeys((*COLUMNS, "link"))),
}
"""What a form may ask for."""


@cache
def shipped_form(language: str = "zh") -> bytes:
    """The form that comes with the platform, in the measures of GB/T 9704: also what an office begins with."""
    from menshen.kernel.documents.word import FIRST, WordPaper  # what writes Word files is for who asks for one

    english = language == "en"

    def said(term: Term) -> str:
        return term.en if english else term.zh

    paper = WordPaper()
    paper.letterhead("{{ issuer }}", "{{ number }}")
    paper.title("{{ title }}")
    paper.line("{%p if addressee %}")
    paper.line("{{ addressee }}" + said(Term(":", "：")))
    paper.line("{%p endif %}")
    paper.text("{{ opening }}")
    for number, (code, title) in enumerate(SECTIONS.items()):
        paper.section(f"{number + 1}. {title.en}" if english else f"{_NUMERALS[number]}、{title.zh}")
        paper.line(f"{{%p for each in {code} %}}")
        paper.point("{{ each.heading }}", "{{ each.text }}")
        paper.line("{%p endfor %}")
    annex = said(Term(f"Annex: {ANNEX.en}", f"附件：{ANNEX.zh}"))
    paper.signature(["{{ closing }}", annex], "{{ issuer }}", "{{ dated }}")
    paper.new_page()
    paper.line(said(Term("Annex", "附件")), FIRST)
    paper.title(said(ANNEX))
    cells = [f"{{{{ each.{name} }}}}" for name in COLUMNS]
    rows = [["{%tr for each in sources %}"], [*cells, "{{r each.link }}"], ["{%tr endfor %}"]]
    headings = [*COLUMNS.values(), Term("Look", "查看")]
    paper.table([said(heading) for heading in headings], rows, [34, 14, 36, 22, 19, 19, 12])
    return paper.as_bytes()


def check_form(content: bytes, specimen: Mapping[str, Any]) -> set[str]:
    """The places of a form that an office made, tried with `specimen` data.

    Refused: it asks for what a report does not have, lacks the list of sources, or has a figure typed into it.
    """
    day = date.fromisoformat(specimen["last"])
    asked = word_templates.check(content, OFFERED, _places(specimen, UNNUMBERED.zh, day, "zh", _no_link))
    if "sources" not in asked:
        raise Refused(Problem.FORM_WITHOUT_SOURCES, status=422, field="content")
    typed = _TYPED.search(word_templates.text_of(content))
    if typed:
        raise Refused(Problem.FIGURE_TYPED, status=422, field="content", figure=typed[0])
    return asked


def work_report_docx(
    paper: Document,
    *,
    form: bytes | None = None,
    asked: Collection[str] = (),
    language: str = "zh",
    link: LinkTo | None = None,
) -> bytes:
    """The report as .docx, in the form of the office or in the shipped one. `asked` are the places of that form;
    `link` gives the address of a source, where it has one."""
    issued_on = in_local(paper.issued_at).date()
    extra = [name.split(".", 1) for name in asked if name.startswith(("figures.", "before."))]
    data = paper.data | {"sources": [*paper.data["sources"], *_further(paper.data, extra)]}
    number = paper.number or str(UNNUMBERED.en if language == "en" else UNNUMBERED.zh)
    return word_templates.fill(
        form or shipped_form(language), OFFERED, _places(data, number, issued_on, language, link or _no_link)
    )


def _no_link(source: Mapping[str, Any]) -> str:  # noqa: ARG001  a form that is printed leads nowhere
    return ""


def _further(data: Mapping[str, Any], asked: Collection[list[str]]) -> list[dict[str, Any]]:
    """The sources of figures that only the form asks for."""
    held = {(source["code"], source["when"]["en"]) for source in data["sources"]}
    lines = []
    for group, code in asked:
        when = When.END if group == "figures" else When.START
        if (code, when.en) in held or code not in data["figures"]:
            continue
        figure, like = data["figures"][code], data["sources"][0]
        day = data["last"] if when is When.END else _before(data["first"])
        lines.append(
            like
            | {
                "title": figure["title"], "value": figure["now" if when is When.END else "before"], "code": code,
                "area": data["unit"], "when": {"en": when.en, "zh": when.zh}, "first": day, "last": day,
            }
        )  # fmt: skip
    return lines


def _before(day: str) -> str:
    return date.fromordinal(date.fromisoformat(day).toordinal() - 1).isoformat()


def _places(data: Mapping[str, Any], number: str, issued_on: date, language: str, link: LinkTo) -> dict[str, Any]:
    """What stands in the places, in one language."""

    def said(value: Any) -> str:
        return str(value["en" if language == "en" else "zh"]) if value else ""

    def shown(value: int | None) -> str:
        return (UNREPORTED.en if language == "en" else UNREPORTED.zh) if value is None else str(value)

    sections = {section["code"]: section["items"] for section in data["sections"]}
    english, period = language == "en", period_of(data["first"], data["last"], language)
    brackets = (" (", ")") if english else ("（", "）")
    as_of, cut_off = _moment(data["as_of"], language), _moment(data["cutoff_at"], language)
    unit = said(data["unit"])
    values: dict[str, Any] = {
        "issuer": unit,
        "addressee": said(data["above"]),
        "number": number,
        "period": period,
        "cut_off": cut_off,
        "as_of": as_of,
        "title": f"Report on epidemic prevention and control, {period}" if english
        else f"关于{period}疫情防控工作情况的报告",
        "opening": f"The situation in {unit}, {period}, with figures up to {cut_off} as recorded until {as_of}. "
        "Where each figure comes from is listed at the end." if english
        else f"现将{unit}{period}疫情防控工作情况报告如下（统计截止{cut_off}，登记截至{as_of}，各项数据来源见附件）。",
        "closing": "Reported herewith." if english else "特此报告。",
        "dated": _day(issued_on, language),
        "sentences": dict.fromkeys(SENTENCES, ""),
        "figures": _tree({code: shown(data["figures"].get(code, {}).get("now")) for code in FIGURES}),
        "before": _tree({code: shown(data["figures"].get(code, {}).get("before")) for code in FIGURES}),
        "sources": [
            {
                "title": f"{said(source['title'])}{brackets[0]}{said(source['when'])}{brackets[1]}",
                "value": shown(source["value"]),
                "code": source["code"],
                "area": said(source["area"]),
                "days": " – ".join(dict.fromkeys((source["first"], source["last"]))),
                "filled_to": source["filled_at"][:16].replace("T", " "),
                "link": Link("Open" if english else "查看", url) if (url := link(source)) else "",
            }
            for source in data["sources"]
        ],
    }  # fmt: skip
    for code in SECTIONS:
        items = sections.get(code, [])
        values[code] = [
            {"heading": _heading(said(item["heading"]), place, len(items), language), "text": said(item["text"])}
            for place, item in enumerate(items)
        ]
        values["sentences"] |= {item["code"]: said(item["text"]) for item in items if item["code"] in SENTENCES}
    return values


def _heading(text: str, place: int, count: int, language: str) -> str:
    """（一）摸底排查。 A section of one paragraph has no numbers."""
    if language == "en":
        return f"({place + 1}) {text}. " if count > 1 else f"{text}. "
    tens, ones = divmod(place, len(_NUMERALS))
    numeral = _NUMERALS[ones] if not tens else f"十{_NUMERALS[ones]}"
    return f"（{numeral}）{text}。" if count > 1 else f"{text}。"


def period_of(first: str, last: str, language: str) -> str:
    """2020年1月23日至2月5日 · 23 January to 5 February 2020."""
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    if begins == ends:
        return _day(ends, language)
    if language == "en":
        return (
            f"{begins.day} {begins:%B}{'' if begins.year == ends.year else f' {begins.year}'} to {_day(ends, language)}"
        )
    end = f"{ends.month}月{ends.day}日" if begins.year == ends.year else _day(ends, language)
    return f"{_day(begins, language)}至{end}"


def _day(day: date, language: str) -> str:
    return f"{day.day} {day:%B %Y}" if language == "en" else f"{day.year}年{day.month}月{day.day}日"


def _moment(text: str, language: str) -> str:
    moment = in_local(datetime.fromisoformat(text))
    return f"{_day(moment.date(), language)}{' ' if language == 'en' else ''}{moment:%H:%M}"
