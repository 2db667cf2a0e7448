"""What an expression comes to, given the answers so far and the moment.

Values are texts, numbers (double, as in XPath) and truth; an unanswered question is the empty text, several chosen
codes are one text with spaces between. A day is `2020-02-05`, a moment `2020-02-05T18:30`, both local. A day plus a
number is a day, a day minus a day is a number of days. Comparing with what is unanswered is false.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from menshen.kernel.base.clock import in_local

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from menshen.kernel.forms.expressions import Tree

Value = str | float | bool
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?", re.ASCII)
_DAY_LENGTH = 10
_NUMBER = re.compile(r"\s*-?(?:\d+\.?\d*|\.\d+)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an expression may look at; `own` is the answer of the question whose expression it is."""

    at: datetime
    answers: Mapping[str, str] = field(default_factory=dict)
    own: str = ""


def evaluate(tree: Tree, asked: Asked) -> Value:
    """The value of a tree that `parse` made."""
    name, parts = tree[0], tree[1:]
    if name in _LEAVES:
        return _LEAVES[name](parts, asked)
    if name == "and":
        return all(truth(evaluate(part, asked)) for part in parts)
    if name == "or":
        return any(truth(evaluate(part, asked)) for part in parts)
    if name == "if":
        return evaluate(parts[1] if truth(evaluate(parts[0], asked)) else parts[2], asked)
    if name == "once":
        return asked.own or evaluate(parts[0], asked)
    return _FUNCTIONS[name](*(evaluate(part, asked) for part in parts))


def truth(value: Value) -> bool:
    """As XPath has it: a text is true unless it is empty, a number unless it is zero or none."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def text(value: Value) -> str:
    """The text of a value: whole numbers without a point, no number is empty."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004  exact so far
    return value


def number(value: Value) -> float:
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value) else math.nan
    return float(value)


def _is_day(value: Value) -> bool:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None


def _equal(one: Value, other: Value) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return truth(one) == truth(other)
    if isinstance(one, float) or isinstance(other, float):
        return number(one) == number(other)
    return one == other


def _different(one: Value, other: Value) -> bool:
    return not _equal(one, other)


def _compared(holds: Callable[[int], bool]) -> Callable[[Value, Value], bool]:
    def compare(one: Value, other: Value) -> bool:
        if _is_day(one) and _is_day(other):
            left, right = str(one), str(other)
            if _DAY_LENGTH in (len(left), len(right)):
                left, right = left[:_DAY_LENGTH], right[:_DAY_LENGTH]
            return holds((left > right) - (left < right))
        a, b = number(one), number(other)
        return not (math.isnan(a) or math.isnan(b)) and holds((a > b) - (a < b))

    return compare


def _plus(one: Value, other: Value) -> Value:
    if _is_day(one):
        return _moved(str(one), number(other))
    return _moved(str(other), number(one)) if _is_day(other) else number(one) + number(other)


def _minus(one: Value, other: Value) -> Value:
    if _is_day(one) and _is_day(other):
        try:
            return float((_day(str(one)) - _day(str(other))).days)
        except ValueError:
            return math.nan
    return _moved(str(one), -number(other)) if _is_day(one) else number(one) - number(other)


def _day(value: str) -> date:
    return date.fromisoformat(value[:_DAY_LENGTH])


def _moved(day: str, days: float) -> str:
    try:
        return (_day(day) + timedelta(days=int(days))).isoformat()
    except (ValueError, OverflowError):
        return ""


def _divided(one: Value, other: Value) -> float:
    return number(one) / number(other) if number(other) else math.nan


def _rest(one: Value, other: Value) -> float:
    a, b = number(one), number(other)
    return math.fmod(a, b) if b and not math.isinf(a) else math.nan


def _rounded(value: Value, digits: Value = 0.0) -> float:
    """Halves go up, as in XPath."""
    shift = float(10.0 ** max(min(number(digits), 15), -15))
    found = number(value) * shift
    return found if math.isnan(found) or math.isinf(found) else math.floor(found + 0.5) / shift


def _extreme(choose: Callable[[list[float]], float]) -> Callable[..., float]:
    def among(*values: Value) -> float:
        found = [number(value) for value in values if value != ""]
        return choose(found) if found and not any(map(math.isnan, found)) else math.nan

    return among


_LEAVES: dict[str, Callable[[list[Any], Asked], Value]] = {
    "#": lambda parts, _: float(parts[0]),
    "'": lambda parts, _: str(parts[0]),
    "$": lambda parts, asked: asked.answers.get(parts[0], ""),
    ".": lambda _, asked: asked.own,
    "today": lambda _, asked: in_local(asked.at).date().isoformat(),
    "now": lambda _, asked: f"{in_local(asked.at):%Y-%m-%dT%H:%M}",
}
_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "=": _equal,
    "!=": _different,
    "<": _compared(lambda order: order < 0),
    ">": _compared(lambda order: order > 0),
    "<=": _compared(lambda order: order <= 0),
    ">=": _compared(lambda order: order >= 0),
    "+": _plus,
    "-": _minus,
    "*": lambda one, other: number(one) * number(other),
    "div": _divided,
    "mod": _rest,
    "neg": lambda value: -number(value),
    "not": lambda value: not truth(value),
    "selected": lambda chosen, code: text(code) in text(chosen).split(),
    "count-selected": lambda chosen: float(len(text(chosen).split())),
    "regex": lambda value, pattern: re.fullmatch(text(pattern), text(value), re.ASCII) is not None,
    "coalesce": lambda *values: next((value for value in values if value != ""), ""),
    "number": number,
    "string": text,
    "true": lambda: True,
    "false": lambda: False,
    "string-length": lambda value: float(len(text(value))),
    "round": _rounded,
    "concat": lambda *values: "".join(map(text, values)),
    "min": _extreme(min),
    "max": _extreme(max),
}
