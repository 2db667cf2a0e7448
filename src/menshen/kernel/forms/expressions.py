"""Reading the expressions of a form (a part of XPath) into a tree that is plain JSON.

A node is a list with its operator first: `["#", 37.3]` a number, `["'", "text"]` a text, `["$", "name"]` an answer,
`["."]` the answer of the question itself, `["and", a, b]`, `["<=", a, b]`, `["if", a, b, c]` and so on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from menshen.kernel.forms.vocabulary import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator

Tree = list[Any]

LONGEST = 1000  # characters of an expression
DEEPEST = 40  # levels of it
ANY = 99
FUNCTIONS = {
    "not": (1, 1), "selected": (2, 2), "count-selected": (1, 1), "if": (3, 3), "today": (0, 0), "now": (0, 0),
    "once": (1, 1), "regex": (2, 2), "coalesce": (2, ANY), "number": (1, 1), "string": (1, 1), "true": (0, 0),
    "false": (0, 0), "string-length": (1, 1), "round": (1, 2), "concat": (2, ANY), "min": (2, ANY), "max": (2, ANY),
}  # fmt: skip
"""The functions and between how many and how many arguments each takes."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")|\$\{\s*(?P<answer>[A-Za-z_]\w*)\s*\}"
    r"|(?P<sign><=|>=|!=|[=<>()+*,.-])|(?P<word>[A-Za-z][A-Za-z-]*))",
    re.ASCII,
)
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "div", "mod"))


class ExpressionFlaw(Exception):  # noqa: N818  caught where the cell is known
    def __init__(self, flaw: Flaw, **facts: str) -> None:
        self.flaw, self.facts = flaw, facts
        super().__init__(flaw.value)


def parse(text: str) -> Tree:
    """The tree of an expression; ExpressionFlaw says what cannot be read."""
    if len(text) > LONGEST:
        raise ExpressionFlaw(Flaw.EXPRESSION_LONG)
    return _Reader(list(_tokens(text))).whole()


def names_in(tree: Tree) -> set[str]:
    """The questions whose answers it asks for."""
    if tree[0] == "$":
        return {tree[1]}
    return {name for part in tree[1:] if isinstance(part, list) for name in names_in(part)}


def _tokens(text: str) -> Iterator[tuple[str, str, str]]:
    """Kind, what it says, and the rest of the text from there, for the message."""
    place, text = 0, text.strip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found or found.end() == place:
            raise ExpressionFlaw(Flaw.EXPRESSION, rest=text[place:].strip()[:30])
        kind = str(found.lastgroup)
        yield kind, found[kind], text[found.start(kind) :][:30]
        place = found.end()


class _Reader:
    """Precedence climbing over the tokens."""

    def __init__(self, tokens: list[tuple[str, str, str]]) -> None:
        self.tokens, self.place, self.depth = tokens, 0, 0

    def whole(self) -> Tree:
        tree = self._level(0)
        if self.place < len(self.tokens):
            raise self._stuck()
        return tree

    def _level(self, level: int) -> Tree:
        if level == len(_LEVELS):
            return self._signed()
        left = self._level(level + 1)
        while (sign := self._next(_LEVELS[level])) is not None:
            left = [sign, left, self._level(level + 1)]
        return left

    def _signed(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionFlaw(Flaw.EXPRESSION_LONG)
        tree = ["neg", self._signed()] if self._next(("-",)) else self._single()
        self.depth -= 1
        return tree

    def _single(self) -> Tree:
        if self.place >= len(self.tokens):
            raise self._stuck()
        kind, said, _ = self.tokens[self.place]
        if kind == "word" or (kind == "sign" and said not in ("(", ".")):
            return self._function(said)
        self.place += 1
        if kind == "number":
            return ["#", float(said)]
        if kind == "text":
            return ["'", said[1:-1]]
        if kind == "answer":
            return ["$", said]
        if said == ".":
            return ["."]
        tree = self._level(0)
        self._expect(")")
        return tree

    def _function(self, name: str) -> Tree:
        follows = self.tokens[self.place + 1][1] if self.place + 1 < len(self.tokens) else ""
        if follows != "(" or not name[0].isalpha():
            raise self._stuck()
        if name not in FUNCTIONS:
            raise ExpressionFlaw(Flaw.FUNCTION_UNKNOWN, name=name)
        self.place += 2
        arguments: list[Tree] = []
        while not self._next((")",)):
            if arguments:
                self._expect(",")
            arguments.append(self._level(0))
        least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise ExpressionFlaw(Flaw.ARGUMENTS, name=name)
        if name == "regex" and not (arguments[1][0] == "'" and _is_plain(arguments[1][1])):
            raise ExpressionFlaw(Flaw.PATTERN)
        return [name, *arguments]

    def _next(self, wanted: tuple[str, ...]) -> str | None:
        """The next sign if it is one of these, which is then behind us."""
        if self.place < len(self.tokens):
            kind, said, _ = self.tokens[self.place]
            if kind in ("sign", "word") and said in wanted:
                self.place += 1
                return said
        return None

    def _expect(self, sign: str) -> None:
        if self._next((sign,)) is None:
            raise self._stuck()

    def _stuck(self) -> ExpressionFlaw:
        rest = self.tokens[self.place][2] if self.place < len(self.tokens) else "…"
        return ExpressionFlaw(Flaw.EXPRESSION, rest=rest)


_UNPLAIN = re.compile(r"\(\?|\\[1-9]|[*+?}]\s*[*+]")


def _is_plain(pattern: str) -> bool:
    """Whether both engines read it alike and neither can be kept busy by it: no look-around, no reference back, and
    nothing repeated inside something that is repeated."""
    if _UNPLAIN.search(pattern):
        return False
    try:
        re.compile(pattern, re.ASCII)
    except re.error:
        return False
    repeats: list[bool] = []  # for each open bracket, whether something inside is repeated
    bare = re.sub(r"\\.|\[[^\]]*\]", "x", pattern)
    for place, sign in enumerate(bare):
        if sign == "(":
            repeats.append(False)
        elif sign == ")" and repeats:
            inside = repeats.pop()
            follows = bare[place + 1 : place + 2]
            if inside and follows in ("*", "+", "{", "?"):
                return False
            if repeats:
                repeats[-1] = repeats[-1] or inside
        elif sign in "*+{" and repeats:
            repeats[-1] = True
    return True
