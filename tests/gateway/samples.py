"""One sample context for every page of the desk, as its view would give it: what the template tests render.

People, phones and numbers are invented; the figures are those of the demonstration town on its last day.
"""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from menshen.gateway.desk import parts
from menshen.kernel.base.clock import LOCAL
from menshen.kernel.base.terms import Term

NOW = datetime(2020, 2, 5, 18, 12, tzinfo=LOCAL)
COMMUNITY = "临江社区"


def at(hour: int, minute: int = 0, day: int = 5) -> datetime:
    return datetime(2020, 2, day, hour, minute, tzinfo=LOCAL)


def _menu(current: str) -> list[parts.MenuGroup]:
    def item(en: str, zh: str, icon: str, count: int = 0) -> parts.MenuItem:
        return parts.MenuItem(Term(en, zh), f"/{icon}", icon, count, current == en)

    return [
        parts.MenuGroup([item("Home", "首页", "home"), item("Tasks", "待办", "list-check", 12)]),
        parts.MenuGroup(
            [
                item("Residents", "居民台账", "users"),
                item("Households", "住户台账", "building-community"),
                item("Special needs", "重点关爱对象", "heartbeat"),
            ],
            Term("Registry", "基础台账"),
        ),
        parts.MenuGroup(
            [
                item("Campaigns", "排查行动", "clipboard-list"),
                item("Arrivals", "来返人员", "plane-arrival", 3),
                item("Quarantine orders", "隔离观察", "shield-check", 5),
                item("Health checks", "测温随访", "temperature"),
            ],
            Term("Response", "防控处置"),
        ),
        parts.MenuGroup(
            [item("Daily report", "日报", "report"), item("Rules in force", "现行规则", "scale")],
            Term("Oversight", "上报与规则"),
        ),
    ]


def shell(current: str = "Home") -> dict[str, Any]:
    """What every page inside the frame is given."""
    return {
        "menu": _menu(current),
        "viewer": SimpleNamespace(name="周敏", role=Term("Community officer", "社区专干"), area=COMMUNITY),
        "home_url": "/",
        "search_url": "/search",
        "language_url": "/language",
        "sign_out_url": "/sign-out",
        "account_url": "/account",
        "query": "",
        "clock_shifted": True,
        "now": NOW,
        "messages": [],
        "version": "0.1.0",
    }


TASKS = [
    parts.Todo(
        Term("Confirm the proposed order: 张*华, from Wuhan", "确认隔离建议：张*华，自武汉返回"),
        "/task/1",
        Term("Compound 3, building 12 · centralised quarantine proposed", "第三小区 12 栋 · 建议集中隔离"),
        parts.Badge(Term("overdue 25 min", "超时 25 分钟"), "wrong", "clock-exclamation"),
    ),
    parts.Todo(
        Term("Situation within two hours: 李*", "两小时内核清情况：李*"),
        "/task/2",
        Term("Arrived home 17:05, train G1402 seat 07A", "17:05 到家，G1402 次 07A 座"),
        parts.Badge(Term("53 min left", "剩余 53 分钟"), "due", "clock"),
    ),
    parts.Todo(
        Term("Evening temperatures not in: 9 people", "晚间体温未报：9 人"),
        "/task/3",
        Term("Village groups 2 and 5", "二组、五组"),
        parts.Badge(Term("today 20:00", "今日 20:00"), "plain"),
    ),
    parts.Todo(
        Term("Fill the responsibility team of order 2020-0187", "补齐隔离决定 2020-0187 的包保人员"),
        "/task/4",
        Term("Doctor missing", "缺医生"),
        parts.Badge(Term("tomorrow", "明日"), "plain"),
    ),
]

FIGURES = [
    parts.Figure(Term("Arrivals, cumulative", "来返人员累计"), 740, Term("people", "人"), 721, "/arrivals"),
    parts.Figure(Term("From Hubei", "其中湖北来返"), 34, Term("people", "人"), 34, "/arrivals?origin=hubei"),
    parts.Figure(Term("Home quarantine in force", "居家隔离在管"), 287, Term("people", "人"), 291, "/orders?mode=home"),
    parts.Figure(
        Term("Centralised in force", "集中隔离在管"), 34, Term("people", "人"), 34, "/orders?mode=centralised"
    ),
    parts.Figure(
        Term("Fever or symptoms today", "今日发热或有症状"),
        2,
        Term("people", "人"),
        0,
        "/checks",
        Term("both referred", "均已转诊"),
        "wrong",
    ),
    parts.Figure(Term("Households reached", "排查到户"), 9_611, Term("of 9,623", "/ 9,623 户"), 9_402, "/campaign"),
    parts.Figure(Term("Released today", "今日解除"), 0, Term("people", "人"), 3, "/orders?ended=today"),
    parts.Figure(Term("Checkpoint passages", "卡口通行"), None, note=Term("not reported yet", "尚未上报")),
]

CHART = parts.Chart(
    "arrivals-chart",
    Term("Arrivals by day", "每日来返人数"),
    [f"{month}-{day:02}" for month, day in [("01", d) for d in range(23, 32)] + [("02", d) for d in range(1, 6)]],
    [
        parts.Series(Term("From Hubei", "湖北"), [9, 8, 6, 4, 3, 2, 1, 1, 0, 0, 0, 0, 0, 0]),
        parts.Series(Term("Other provinces", "外省"), [31, 44, 38, 29, 25, 22, 19, 17, 14, None, 13, 12, 12, 11]),
        parts.Series(Term("Within the province", "省内"), [52, 61, 55, 48, 41, 33, 28, 24, 20, 17, 14, 11, 9, 6]),
    ],
    "stacked",
    Term("people", "人"),
)

HOME = {
    "title": Term("Good evening, 周敏", "周敏，晚上好"),
    "subtitle": Term("12 tasks, 1 of them overdue", "12 项待办，其中 1 项超时"),
    "task_groups": [
        parts.TodoGroup(Term("Overdue", "已超时"), TASKS[:1], "wrong"),
        parts.TodoGroup(Term("Due today", "今日到期"), TASKS[1:], "due"),
    ],
    "done": TASKS[:1],
    "tasks_count": 12,
    "tasks_url": "/tasks",
    "figures": FIGURES,
    "figures_as_of": at(18, 5),
    "attention": [
        parts.Todo(
            Term("Zero report of 青山村 is missing", "青山村零报告未报"),
            "/chase",
            Term("Cut-off was 17:00", "截止时间 17:00"),
            parts.Badge(Term("late", "迟报"), "wrong"),
        ),
        parts.Todo(
            Term("5 households not reached after three attempts", "5 户三次联系未果"),
            "/unreached",
            Term("Compound 7", "第七小区"),
            parts.Badge("5", "due"),
        ),
        parts.Todo(
            Term("14 orders end tomorrow", "14 人明日解除观察"),
            "/ending",
            Term("Notices of release are ready to print", "解除告知书可打印"),
            parts.Badge("14", "info"),
        ),
    ],
    "chart": CHART,
    "links": [parts.Link(Term("Register an arrival", "登记来返人员"), "/arrivals/new", "user-plus", primary=True)],
}

COLUMNS = [
    parts.Column(Term("Name", "姓名"), sort_url="?sort=name", sorted="ascending"),
    parts.Column(Term("ID number", "身份证号")),
    parts.Column(Term("Phone", "联系电话")),
    parts.Column(Term("Grid", "所属网格"), sort_url="?sort=grid"),
    parts.Column(Term("From", "来源地")),
    parts.Column(Term("Arrived", "返回时间"), sort_url="?sort=-arrived"),
    parts.Column(Term("Temperature", "体温"), "number", sort_url="?sort=-temperature"),
    parts.Column(Term("Measure", "管控措施")),
    parts.Column(Term("Remark", "备注"), "long"),
]

HOME_QUARANTINE = parts.Cell(Term("home quarantine", "居家隔离"), tone="info")
CENTRALISED = parts.Cell(Term("centralised", "集中隔离"), tone="due")
MONITORING = parts.Cell(Term("self-monitoring", "自我监测"), tone="plain")


def _person(key: int, name: str, grid: str, origin: str, day: int, heat: str, measure: parts.Cell) -> parts.Row:
    masked: Any = {"presence": "masked"}
    cells = [
        parts.Cell(name),
        parts.Cell(f"990101********{key:03}X", **masked) if key % 4 else parts.Cell(presence="missing"),
        parts.Cell(f"100****{4000 + 37 * key}", **masked),
        parts.Cell(grid),
        parts.Cell(origin),
        parts.Cell(f"2020-02-{day:02} 14:{20 + key}") if key % 5 else parts.Cell(presence="unknown"),
        parts.Cell(heat, tone="wrong" if heat >= "37.3" else ""),
        measure,
        parts.Cell(Term("Doctor visits at 8 and 18", "医生 8 时、18 时上门") if key % 3 == 0 else ""),
    ]
    return parts.Row(cells, f"/arrivals/{key}", str(key), [parts.Link(Term("Check", "测温"), f"/check/{key}")])


PEOPLE = [
    _person(1, "张*华", "第一小区", "湖北省武汉市", 1, "36.5", CENTRALISED),
    _person(2, "李*", "第三小区", "广东省深圳市", 3, "36.8", HOME_QUARANTINE),
    _person(3, "欧阳*雪", "三组", "湖南省长沙市", 2, "37.4", HOME_QUARANTINE),
    _person(4, "王*", "第七小区", "省内", 4, "36.4", MONITORING),
    _person(5, "陈*玥", "第二小区", "贵州省贵阳市", 4, "36.6", HOME_QUARANTINE),
    _person(6, "古丽*木·买买提", "第十小区", "安徽省合肥市", 5, "36.7", HOME_QUARANTINE),
]

TABLE = parts.Table(
    id="arrivals",
    title=Term("Arrivals", "来返人员台账"),
    url="/arrivals",
    columns=COLUMNS,
    rows=PEOPLE,
    count=740,
    pages=parts.Pages.of(740, number=3, size=50, address=lambda page: f"/arrivals?page={page}"),
    search="",
    search_hint=Term("Name, initials, phone tail", "姓名、首字母、电话尾号"),
    filters=[
        parts.Filter(
            "measure",
            Term("Measure", "管控措施"),
            "select",
            options=[
                parts.Option("centralised", Term("centralised", "集中隔离"), count=34),
                parts.Option("home", Term("home quarantine", "居家隔离"), chosen=True, count=287),
                parts.Option("self", Term("self-monitoring", "自我监测"), count=419),
            ],
        ),
        parts.Filter("grid", Term("Grid", "所属网格"), "select", options=[parts.Option("1", "第一小区", count=61)]),
        parts.Filter("arrived", Term("Arrived", "返回日期"), "days", start="2020-01-23", end="2020-02-05"),
        parts.Filter("origin", Term("From", "来源地")),
        parts.Filter("temperature", Term("Temperature", "体温"), "numbers"),
    ],
    chips=[
        parts.Chip(Term("Measure: home quarantine", "管控措施：居家隔离"), "/arrivals?x=1"),
        parts.Chip(Term("Arrived 23 Jan – 5 Feb", "返回日期 1月23日–2月5日"), "/arrivals?x=2"),
    ],
    kept=[("sort", "name")],
    exports=[
        parts.Link("Excel", "/arrivals.xlsx", "file-spreadsheet"),
        parts.Link(Term("Excel with headings only", "Excel 空白模板"), "/arrivals-empty.xlsx", "file-text"),
    ],
    groups=[parts.Link(Term("Confirm orders", "批量确认隔离"), "/orders/confirm", "check", primary=True)],
    as_of=NOW,
)

LEDGER = {
    "title": Term("Arrivals", "来返人员台账"),
    "subtitle": Term("People who came or came back, with origin and measure", "来返人员的来源地与管控措施"),
    "crumbs": [parts.Link(COMMUNITY, "/area"), parts.Link(Term("Response", "防控处置"), "/response")],
    "links": [
        parts.Link(Term("Import Excel", "导入 Excel"), "/arrivals/import", "file-import"),
        parts.Link(Term("Register an arrival", "登记来返人员"), "/arrivals/new", "user-plus", primary=True),
    ],
    "table": TABLE,
}

LEDGER_EMPTY = {
    "title": Term("Special needs", "重点关爱对象台账"),
    "table": parts.Table(
        id="needs",
        title=Term("Special needs", "重点关爱对象台账"),
        url="/needs",
        columns=COLUMNS[:2],
        rows=[],
        count=0,
        empty=parts.Empty(
            Term("Nobody is on this ledger yet", "台账中还没有人员"),
            Term(
                "Import the roster you have, or add people one by one from the residents' ledger.",
                "可导入现有名册，也可在居民台账中逐个添加。",
            ),
            [
                parts.Link(Term("Import Excel", "导入 Excel"), "/needs/import", "file-import", primary=True),
                parts.Link(Term("Residents", "居民台账"), "/residents"),
            ],
        ),
    ),
}

LEDGER_NO_MATCH = {
    "title": Term("Residents", "居民台账"),
    "table": parts.Table(
        id="residents",
        title=Term("Residents", "居民台账"),
        url="/residents",
        columns=COLUMNS[:2],
        rows=[],
        count=0,
        search="zhangsan",
    ),
}

ORDER_FACTS = [
    parts.Fact(Term("Name", "姓名"), "张*华"),
    parts.Fact(Term("ID number", "身份证号"), "990101********012X", "masked", reveal_url="/reveal/2"),
    parts.Fact(Term("Phone", "联系电话"), "100****4037", "masked", reveal_url="/reveal/3"),
    parts.Fact(Term("Last exposure", "末次暴露"), "2020-02-01"),
    parts.Fact(
        Term("Release due", "应解除"), "2020-02-15", badge=parts.Badge(Term("day 4 of 14", "第 4 天 / 14"), "info")
    ),
    parts.Fact(Term("Place", "地点"), "临江宾馆 302", url="/sites/1"),
    parts.Fact(Term("Doctor", "责任医生"), presence="missing"),
    parts.Fact(Term("Flight or train", "车次航班"), presence="unknown"),
    parts.Fact(
        Term("Why", "依据"),
        Term(
            "Stayed in Wuhan until 1 February 2020; stays there within 14 days lead to centralised quarantine (rule of "
            "25 January 2020, article 3).",
            "2020年2月1日前在武汉停留；14日内有该地旅居史者实行集中隔离（2020年1月25日规定第三条）。",
        ),
        wide=True,
    ),
]

HISTORY = [
    parts.Happening(Term("Evening temperature 36.5 °C", "晚间体温 36.5℃"), at(17, 55), "王医生", icon="temperature"),
    parts.Happening(Term("Placed in room 302", "安置入住 302 房"), at(20, 10, 2), "周敏", icon="bed", tone="info"),
    parts.Happening(
        Term("Order confirmed", "隔离决定已确认"),
        at(19, 2, 2),
        "周敏",
        Term("Notice 2020-0187 handed over", "告知书 2020-0187 已送达"),
        "/notice",
        "certificate",
        "good",
    ),
    parts.Happening(
        Term("Temperature 37.4 °C, referred", "体温 37.4℃，已转诊"),
        at(18, 0, 2),
        "李网格员",
        icon="ambulance",
        tone="wrong",
    ),
    parts.Happening(Term("Arrival registered", "登记来返"), at(17, 30, 1), "李网格员", icon="plane-arrival"),
]

RECORD = {
    "title": Term("Order 2020-0187", "隔离决定 2020-0187"),
    "badges": [parts.Badge(Term("in force", "执行中"), "info", "shield-check")],
    "crumbs": [parts.Link(Term("Quarantine orders", "隔离观察"), "/orders")],
    "links": [
        parts.Link(Term("Print notice", "打印告知书"), "/notice.pdf", "printer"),
        parts.Link(Term("Release", "解除"), "/release", "check", primary=True),
    ],
    "further": [
        parts.Link(Term("Hand over to another area", "移交其他辖区执行"), "/transfer"),
        parts.Link(Term("Withdraw the order", "撤销决定"), "/withdraw"),
    ],
    "notices": [
        parts.Notice(
            Term("The responsibility team lacks a doctor.", "包保小组缺少医生。"),
            "due",
            parts.Link(Term("Fill the seat", "补齐人员"), "/team"),
        )
    ],
    "sections": [
        parts.Section(Term("Order", "决定内容"), facts=ORDER_FACTS),
        parts.Section(
            Term("Documents", "文书"), empty=parts.Empty(Term("No documents yet", "暂无文书"), icon="file-text")
        ),
    ],
    "side": [
        parts.Section(Term("History", "经过"), happenings=HISTORY),
        parts.Section(Term("To do", "待办"), todos=TASKS[2:]),
    ],
}
