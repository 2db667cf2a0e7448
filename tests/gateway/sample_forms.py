"""Samples of forms and of the steps of an import."""

from __future__ import annotations

import dataclasses
from typing import Any

from gateway import samples
from menshen.gateway.desk import parts
from menshen.kernel.base.terms import Term

GRIDS = [parts.Option(f"99010100100100{n}", f"第{name}小区", chosen=n == 3) for n, name in enumerate("一二三四五六", 1)]

FORM = parts.Form(
    url="/arrivals/new",
    command_id="01956a5e-7c11-7d07-9b59-0d5b1f1f1a11",
    cancel_url="/arrivals",
    submit=Term("Register", "登记"),
    groups=[
        parts.FieldGroup(
            [
                parts.Field(
                    "person",
                    Term("Person", "人员"),
                    "lookup",
                    lookup_url="/lookup/people",
                    required=True,
                    hint=Term("Name, initials or phone tail", "姓名、首字母或电话尾号"),
                ),
                parts.Field(
                    "area", Term("Grid", "所属网格"), "select", value="990101001001003", options=GRIDS, required=True
                ),
                parts.Field(
                    "phone",
                    Term("Phone", "联系电话"),
                    "tel",
                    value="10012345678",
                    help=Term("As in the registry; change it only when it is wrong.", "来自居民台账，有误时再改。"),
                ),
            ],
            Term("Who", "人员"),
        ),
        parts.FieldGroup(
            [
                parts.Field("origin", Term("Came from", "来源地"), value="湖北省武汉市", required=True),
                parts.Field(
                    "left_on", Term("Left there on", "离开日期"), "date", "2020-02-01", required=True, span="short"
                ),
                parts.Field(
                    "arrived_at",
                    Term("Arrived at", "到达时间"),
                    "datetime",
                    "2020-02-01T16:40",
                    required=True,
                    span="short",
                ),
                parts.Field("vehicle", Term("Train, flight, plate", "车次、航班、车牌"), value="G1402", span="short"),
                parts.Field("seat", Term("Seat", "座位"), span="short"),
            ],
            Term("Journey", "行程"),
        ),
        parts.FieldGroup(
            [
                parts.Field(
                    "temperature",
                    Term("Temperature", "体温"),
                    "number",
                    "36.5",
                    unit="℃",
                    minimum="34",
                    maximum="43",
                    step="0.1",
                    span="short",
                ),
                parts.Field(
                    "symptoms",
                    Term("Symptoms", "症状"),
                    "multiple",
                    options=[
                        parts.Option(code, Term(en, zh), chosen=code == "cough")
                        for code, en, zh in (
                            ("fever", "fever", "发热"),
                            ("cough", "cough", "咳嗽"),
                            ("tired", "tiredness", "乏力"),
                            ("breath", "short breath", "气促"),
                            ("none", "none", "无"),
                        )
                    ],
                ),
                parts.Field(
                    "contact", Term("Met someone who fell ill there", "接触过当地发病人员"), "checkbox", "true"
                ),
                parts.Field("remark", Term("Remark", "备注"), "textarea", span="wide"),
            ],
            Term("Health", "健康状况"),
        ),
    ],
)


def with_errors(form: parts.Form) -> parts.Form:
    errors = {
        "person": Term("Choose a person from the list.", "请从列表中选择人员。"),
        "left_on": Term("Is after the arrival on 1 February.", "晚于2月1日的到达时间。"),
        "symptoms": Term("“None” cannot stand beside others.", "“无”不能与其他症状同时选择。"),
    }
    groups = [
        dataclasses.replace(
            group, fields=[dataclasses.replace(field, error=errors.get(field.name, "")) for field in group.fields]
        )
        for group in form.groups
    ]
    problem = Term("This arrival was registered at 17:30 by 李网格员.", "该人员已由李网格员于 17:30 登记。")
    return dataclasses.replace(form, groups=groups, problems=[problem])


ACTION_FORM = {
    "title": Term("Register an arrival", "登记来返人员"),
    "crumbs": [parts.Link(Term("Arrivals", "来返人员"), "/arrivals")],
    "notices": [
        parts.Notice(
            Term(
                "A quarantine order is proposed from what you enter; a person confirms it.",
                "系统将按所填内容提出隔离建议，由责任人确认。",
            )
        )
    ],
    "form": FORM,
}

ACTION_DONE = {
    "title": Term("Arrival registered", "登记完成"),
    "sentence": Term("张*华 is registered as arrived on 1 February 2020.", "已登记张*华于2020年2月1日返回。"),
    "facts": samples.ORDER_FACTS[:4],
    "documents": [parts.Link(Term("Notice 2020-0187 (PDF)", "告知书 2020-0187（PDF）"), "/notice.pdf")],
    "follows": samples.TASKS[:2],
    "links": [
        parts.Link(Term("Another one", "继续登记"), "/arrivals/new", "user-plus", primary=True),
        parts.Link(Term("Arrivals", "来返人员台账"), "/arrivals"),
    ],
}

STEPS = [
    parts.Step(Term("Choose the file", "选择文件"), "done"),
    parts.Step(Term("Check", "核对"), "current"),
    parts.Step(Term("Result", "结果")),
]
TALLY = parts.Tally(
    31_904,
    182,
    40,
    [
        (Term("ID number: the check digit is wrong", "身份证号校验码错误"), 27),
        (Term("Twice in this file", "本文件内重复"), 9),
        (Term("Building 99 is not in this grid", "网格内没有 99 栋"), 4),
    ],
    untold=Term("12 rows name a grid that is not known: 东片", "12 行所写的网格不存在：东片"),
)

IMPORT_UPLOAD = {
    "title": Term("Import residents", "导入居民"),
    "steps": [parts.Step(STEPS[0].label, "current"), parts.Step(STEPS[1].label), STEPS[2]],
    "form": parts.Form(
        url="/import",
        submit=Term("Go on", "下一步"),
        cancel_url="/residents",
        groups=[
            parts.FieldGroup(
                [
                    parts.Field(
                        "file",
                        Term("Workbook", "表格文件"),
                        "file",
                        required=True,
                        accept=".xlsx,.xls,.ods,.csv",
                        span="wide",
                        help=Term("Excel or ODS, up to 50 MB.", "Excel 或 ODS 文件，不超过 50 MB。"),
                    ),
                    parts.Field(
                        "area",
                        Term("Area", "所属区域"),
                        "select",
                        value="1",
                        options=[parts.Option("1", samples.COMMUNITY, chosen=True)],
                        required=True,
                        span="wide",
                        help=Term("Rows without a grid of their own go here.", "未写明网格的行归入此处。"),
                    ),
                ]
            )
        ],
    ),
    "template_url": "/template.xlsx",
    "columns": [
        {"title": Term("Name", "姓名"), "required": True, "aliases": "户主姓名、人员姓名"},
        {"title": Term("ID number", "身份证号"), "required": False, "aliases": "公民身份号码、证件号码"},
        {"title": Term("Address", "现住址"), "required": True, "aliases": "小区楼栋、门牌"},
        {"title": Term("Phone", "联系电话"), "required": False, "aliases": "手机、电话"},
    ],
    "earlier": [
        parts.Todo(
            "第三小区花名册.xlsx",
            "/import/7",
            Term("3,204 rows", "3,204 行"),
            parts.Badge(Term("done", "完成"), "good"),
        ),
        parts.Todo(
            "村组.xls", "/import/6", Term("971 rows, 12 refused", "971 行，12 行未通过"), parts.Badge("12", "wrong")
        ),
    ],
}


def _match(name: str, heading: str, values: list[str], chosen: str, certainty: Any = "guessed") -> parts.HeadingMatch:
    columns = (("name", "Name", "姓名"), ("id", "ID number", "身份证号"), ("phone", "Phone", "联系电话"))
    options = [parts.Option(code, Term(en, zh), chosen=code == chosen) for code, en, zh in columns]
    return parts.HeadingMatch(name, heading, values, options, certainty)


IMPORT_PREVIEW = {
    "title": Term("Import residents", "导入居民"),
    "subtitle": "第三小区花名册.xlsx",
    "steps": STEPS,
    "form_url": "/import/8",
    "cancel_url": "/residents",
    "command_id": FORM.command_id,
    "sheets": [parts.SheetChoice("花名册", 32_126, 3), parts.SheetChoice("说明", 4, 1, chosen=False)],
    "headings": [
        _match("column_0", "户主姓名", ["张*华", "李*", "欧阳*雪"], "name", "remembered"),
        _match("column_1", "公民身份号码", ["9901…", "9901…"], "id"),
        _match("column_2", "手 机", ["100…", "100…"], "phone"),
        _match("column_3", "是否党员", ["否", "是"], "", "none"),
    ],
    "missing": [Term("Address", "现住址")],
    "tally": TALLY,
    "table": dataclasses.replace(
        samples.TABLE,
        id="preview",
        title=Term("First rows", "前几行"),
        columns=samples.COLUMNS[:3],
        rows=[dataclasses.replace(row, cells=row.cells[:3], url="", links=()) for row in samples.PEOPLE[:3]],
        search=None,
        filters=(),
        chips=(),
        exports=(),
        groups=(),
        pages=None,
        count=32_126,
        as_of=None,
    ),
}

IMPORT_RUNNING = {
    "title": IMPORT_PREVIEW["title"],
    "steps": STEPS,
    "progress": parts.Progress(Term("Importing", "正在导入"), 18_500, 32_126, "/import/8/progress"),
}
IMPORT_RESULT = {
    "title": IMPORT_PREVIEW["title"],
    "steps": [parts.Step(step.label, "done") for step in STEPS],
    "progress": None,
    "tally": TALLY,
    "error_workbook_url": "/import/8/errors.xlsx",
    "ledger_url": "/residents",
    "again_url": "/import",
}
