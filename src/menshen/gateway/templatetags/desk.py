"""What the desk's templates need beyond Django's own tags: two languages, icons, tones, days and counts.

A text stands in the template in both languages, `{% t "Save" "保存" %}`, and is printed in the reader's; there are no
catalogues beside the templates. Values that a person reads (terms, cells) arrive formatted, so little is left to do.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django_vite.templatetags.django_vite import vite_asset_url

from menshen.kernel.base.clock import LOCAL
from menshen.kernel.base.terms import Term, language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from menshen.gateway.desk.parts import Cell, Column, Fact, Field, Row, Table

register = template.Library()

WEEKDAYS = (
    Term("Mon", "周一"),
    Term("Tue", "周二"),
    Term("Wed", "周三"),
    Term("Thu", "周四"),
    Term("Fri", "周五"),
    Term("Sat", "周六"),
    Term("Sun", "周日"),
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# What Django's message levels mean here.
TONES = {"debug": "plain", "info": "info", "success": "good", "warning": "due", "error": "wrong"}
TONE_ICONS = {
    "plain": "info-circle",
    "info": "info-circle",
    "good": "circle-check",
    "due": "clock-exclamation",
    "wrong": "alert-triangle",
}


@register.simple_tag
def t(en: str, zh: str, **facts: Any) -> str:
    """The sentence in the reader's language, `{name}` places filled: `{% t "{n} rows" "{n} 行" n=count %}`."""
    return str(Term(en, zh).format(**facts) if facts else Term(en, zh))


@register.simple_tag
def page_language() -> str:
    """The value of `<html lang>`."""
    return "en" if language() == "en" else "zh-CN"


@cache
def _svg(name: str, size: str) -> SafeString:
    sheet = vite_asset_url("src/icons.svg")
    extra = f" icon-{size}" if size else ""
    return format_html('<svg class="icon{}" aria-hidden="true"><use href="{}#{}"></use></svg>', extra, sheet, name)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """One icon of the sprite, hidden from screen readers: the words beside it speak. `size` is `sm` or nothing."""
    return _svg(name, size)


@register.simple_tag
def brand_mark() -> SafeString:
    return format_html(
        '<img class="brand-mark" src="{}" alt="" width="28" height="28">', vite_asset_url("src/favicon.svg")
    )


@register.filter
def tone(level_tag: str) -> str:
    """Our tone for a level of Django's messages; a tone stays what it is."""
    return TONES.get(level_tag, level_tag if level_tag in TONE_ICONS else "plain")


@register.filter
def tone_icon(name: str) -> str:
    return TONE_ICONS.get(name, "info-circle")


@register.filter
def thousands(value: float | None) -> str:
    """12,345; nothing for None, because a missing number is not zero."""
    return "" if value is None else f"{value:,}"


@register.filter
def change(value: int | None) -> str:
    """+3, −3 or ±0, with the real minus sign; nothing for None."""
    if value is None:
        return ""
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{abs(value):,}"


@register.filter
def day(value: date) -> str:
    """2020年2月5日 周三 · Wed 5 Feb 2020."""
    weekday = WEEKDAYS[value.weekday()]
    if language() == "en":
        return f"{weekday} {value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日 {weekday}"


@register.filter
def moment(value: datetime | date) -> str:
    """The local minute of an aware datetime: 2020-02-05 18:00; a day as it is."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")


# Missing, unknown, masked and zero are four things, and read as four.
MISSING = Term("not recorded", "未登记")
UNKNOWN = Term("unknown", "不详")
MASKED = Term("partly hidden", "部分隐藏")


def _shown(value: Cell | Fact) -> str:
    if value.presence == "missing":
        return f'<span class="is-missing">—<span class="visually-hidden">{MISSING}</span></span>'
    if value.presence == "unknown":
        return f'<span class="is-missing">{UNKNOWN}</span>'
    text = escape(str(value.text))
    if value.presence == "masked":
        return f'<span class="is-masked">{text} {icon("eye-off")}<span class="visually-hidden">{MASKED}</span></span>'
    return f'<a href="{escape(value.url)}">{text}</a>' if value.url else text


@register.simple_tag
def presence(value: Cell | Fact) -> SafeString:
    """A value with its link, or the sign for why it is not there."""
    return mark_safe(_shown(value))  # noqa: S308  escaped above


def _cell(cell: Cell, column: Column) -> str:
    shown = f'<span class="pill tone-{cell.tone}">{_shown(cell)}</span>' if cell.tone else _shown(cell)
    classes = {"number": "is-number", "long": "is-long"}.get(column.kind, "") + ("" if shown else " is-empty")
    return f'<td role="cell" class="{classes}" data-label="{escape(str(column.title))}">{shown}</td>'


@register.simple_tag
def row_cells(row: Row, columns: Sequence[Column]) -> SafeString:
    """The cells of one row; the first names the row and opens its record.

    Written out here and not in the template: a page of a ledger has some five hundred cells, and this takes a third of
    the time.
    """
    first, *others = row.cells
    name = f'<a href="{escape(row.url)}">{_shown(first)}</a>' if row.url else _shown(first)
    cells = [_cell(cell, column) for cell, column in zip(others, columns[1:], strict=True)]
    return mark_safe(f'<th scope="row" role="rowheader">{name}</th>{"".join(cells)}')  # noqa: S308  escaped above


@register.simple_tag
def swap(table: Table, url: str) -> SafeString:
    """The attributes by which a link swaps only the results of `table`."""
    return format_html(
        'hx-get="{}" hx-target="#{}" hx-swap="outerHTML" hx-push-url="true" hx-indicator="#{}"', url, table.id, table.id
    )


@register.simple_tag
def described(field: Field) -> SafeString:
    """What an input says about itself: required, wrong, and where its error and help stand."""
    ids = " ".join(f"field-{field.name}-{part}" for part in ("error", "help") if getattr(field, part))
    described_by = format_html(' aria-describedby="{}"', ids) if ids else SafeString("")
    wrong = SafeString(' aria-invalid="true"') if field.error else SafeString("")
    required = SafeString("required") if field.required else SafeString("")
    return required + wrong + described_by
