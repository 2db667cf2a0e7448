"""Sample of the daily sheet: the street with its three units, one of which has not reported."""

from __future__ import annotations

from datetime import date

from gateway import samples
from menshen.gateway.desk import parts
from menshen.kernel.base.terms import Term

SHEET_GROUPS = [
    parts.SheetGroup(Term("Screening", "摸排"), [Term("Households", "户"), Term("People", "人")]),
    parts.SheetGroup(
        Term("Arrivals", "来返人员"),
        [
            Term("Total", "累计"),
            Term("New", "新增"),
            Term("Hubei", "湖北"),
            Term("Other provinces", "外省"),
            Term("In province", "省内"),
        ],
    ),
    parts.SheetGroup(
        Term("Home quarantine", "居家隔离"),
        [Term("Total", "累计"), Term("In force", "在管"), Term("New", "新增"), Term("Released", "解除")],
    ),
    parts.SheetGroup(
        Term("Centralised", "集中隔离"), [Term("In force", "在管"), Term("New", "新增"), Term("Released", "解除")]
    ),
    parts.SheetGroup(Term("Health", "健康"), [Term("Fever", "发热"), Term("Sent to hospital", "送医")]),
]


def _line(
    unit: str, values: list[int | None], badge: parts.Badge | None, depth: int = 1, *, total: bool = False
) -> parts.SheetRow:
    cells = [
        parts.SheetCell(
            value,
            f"/drill/{at}",
            19 if at == 2 and total else None,
            Term("Five times yesterday's", "为昨日的 5 倍") if value == 255 and at == 5 and depth else "",
        )
        for at, value in enumerate(values)
    ]
    return parts.SheetRow(unit, cells, "/unit", depth, badge, total)


SIGNED = parts.Badge(Term("submitted", "已上报"), "good")
REPORT = {
    "title": Term("Daily report of 示范街道", "示范街道疫情防控日报"),
    "crumbs": [parts.Link(Term("Daily report", "日报"), "/reports")],
    "links": [
        parts.Link("Excel", "/report.xlsx", "file-spreadsheet"),
        parts.Link(Term("Sign and lock", "签字锁定"), "/sign", "signature", primary=True),
    ],
    "report": parts.Report(
        area="示范街道",
        day=date(2020, 2, 5),
        badge=parts.Badge(Term("being collected", "汇总中"), "due", "hourglass"),
        groups=SHEET_GROUPS,
        rows=[
            _line(
                "示范街道",
                [15_745, 42_487, 778, 19, 58, 255, 465, 287, 285, 4, 2, 58, 0, 14, 2, 2],
                parts.Badge(Term("2 of 3", "2/3"), "due"),
                0,
                total=True,
            ),
            _line("临江社区", [9_623, 35_947, 740, 19, 34, 255, 451, 287, 285, 4, 2, 34, 0, 0, 2, 2], SIGNED),
            _line(
                "铜都社区",
                [5_926, 5_926, 24, 0, 24, 0, 0, 0, 0, 0, 0, 24, 0, 14, 0, 0],
                parts.Badge(Term("zero report", "零报告"), "good"),
            ),
            _line(
                "青山村",
                [196, 614, 14, None, None, None, 14, None, None, None, None, None, None, None, None, None],
                parts.Badge(Term("missing", "未报"), "wrong"),
            ),
        ],
        previous_url="/report/2020-02-04",
        cutoff=samples.at(17),
        as_of=samples.NOW,
        version=2,
        notices=[
            parts.Notice(
                Term("Version 2 corrects the arrivals of 铜都社区.", "第 2 版更正了铜都社区来返人数。"),
                "info",
                parts.Link(Term("Version 1", "第 1 版"), "/v1"),
            )
        ],
        checks=[
            parts.Check(
                Term("In force = yesterday + new − released − transferred", "在管 = 昨日在管 + 新增 − 解除 − 转出"),
                met=True,
            ),
            parts.Check(
                Term("Children sum to the street: people 42,487 ≠ 42,481", "下级合计：人数 42,487 ≠ 42,481"),
                met=False,
                url="/check",
            ),
        ],
        chase=[
            parts.Todo(
                "青山村",
                "/chase/1",
                Term("村干部 吴*，100****2204", "村干部 吴*，100****2204"),
                parts.Badge(Term("1 h 12 min late", "迟 1 小时 12 分"), "wrong"),
            ),
            parts.Todo(
                Term("铜都社区, evening sheet", "铜都社区晚报"),
                "/chase/2",
                "",
                parts.Badge(Term("due 20:00", "20:00 截止"), "plain"),
            ),
        ],
        chart=samples.CHART,
    ),
}
WORK_REPORT = {
    "title": Term("Work report · 示范街道", "工作情况报告 · 示范街道"),
    "crumbs": [parts.Link(Term("Daily report", "日报"), "/report/")],
    "links": [
        parts.Link(Term("Word", "Word 文档"), "/work.docx", "download"),
        parts.Link(Term("Number and issue", "编号签发"), "/issue", "send", primary=True),
    ],
    "url": "/report/work/",
    "fields": [
        parts.Field("area", Term("Area", "报告单位"), "lookup", value="990101001", shown="街道", lookup_url="/lookup"),
        parts.Field("from", Term("From", "起始日期"), "date", value="2020-01-23", required=True),
        parts.Field("to", Term("To", "截止日期"), "date", value="2020-02-05", required=True),
    ],
    "sections": [
        {
            "title": Term("Situation", "基本情况"),
            "items": [
                (
                    Term("Screening", "摸底排查"),
                    Term(
                        "5,926 households to be asked; 5,815 (98.1%) were, 111 households could not be reached yet.",
                        "应排查5926户，已排查5815户，占98.1%，尚有111户未联系上。",
                    ),
                )
            ],
        },
        {
            "title": Term("Next steps", "下一步工作"),
            "items": [
                (
                    Term("Go on asking the households that were not reached", "继续排查尚未联系上的住户"),
                    Term("To be done by those in brackets. 铜都社区: 111 households (Grid worker).",
                         "由括号内岗位负责：铜都社区111户（网格员）。"),
                )
            ],
        },
    ],
    "sources": [
        {
            "title": Term("Not reached yet", "尚未联系上户数"),
            "when": Term("End of the period", "期末"),
            "value": value,
            "area": area,
            "days": "2020-02-05",
            "filled_to": "2020-02-05 19:30",
            "url": "/figures/screening.not_reached/",
        }
        for area, value in (("示范街道", 111), ("青山村", None))
    ],
    "as_of": samples.NOW,
    "own_form": "",
    "form_links": [parts.Link(Term("Download the form", "下载模板"), "/form", "download")],
    "issued": [parts.Todo("示范街道疫控报〔2020〕1号", "/report/work/1/", "2020-01-23 – 2020-01-31")],
    "may_issue": True,
}  # fmt: skip
