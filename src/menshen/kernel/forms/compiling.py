"""From the sheets of an XLSForm to the JSON that is kept and shown; or what is wrong, cell by cell.

    {"code", "title", "questions": [{"name", "type", "label", "hint"?, "required"?, "required_message"?, "relevant"?,
     "constraint"?, "constraint_message"?, "default"?, "calculation"?, "choices"?, "appearance"?, "questions"?}]}

Texts are `{"zh", "en"}`; conditions are trees of `expressions`; an expression asks only for questions that stand before
its own, so that one pass from the top decides everything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from menshen.kernel.forms.expressions import ExpressionFlaw, names_in, parse
from menshen.kernel.forms.vocabulary import Flaw, FormUnusable, Found

if TYPE_CHECKING:
    from menshen.kernel.forms.expressions import Tree
    from menshen.kernel.forms.sheets import Line, Sheet, Sheets

Form = dict[str, Any]
Text = dict[str, str]

PLAIN = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date",
    "time": "time", "datetime": "datetime", "note": "note", "calculate": "calculate",
}  # fmt: skip
CHOOSING = {"select_one": "one", "select_multiple": "many"}
BEGIN, END = ("begin group", "begin_group"), ("end group", "end_group")
APPEARANCES = ("minimal", "multiline")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
LONGEST_LABEL = 500
_TEXTS = ("label", "hint", "required_message", "constraint_message")
_CONDITIONS = ("relevant", "constraint", "calculation")
_SURVEY = {"type", "name", "required", "default", "appearance", *_TEXTS, *_CONDITIONS}
_CHOICES = {"list_name", "name", "label"}
_SETTINGS = {"form_id", "form_title", "version", "default_language"}
_TRANSLATED = re.compile(r"(?P<column>\w+)\s*:{1,2}\s*[^:]*?\(?(?P<language>zh|en)(?:-\w+)?\)?")
_QUOTES = {ord("‘"): "'", ord("’"): "'", ord("“"): '"', ord("”"): '"'}
_DEFAULTS = {
    "integer": r"-?\d{1,15}", "decimal": r"-?\d{1,15}(\.\d+)?", "date": r"\d{4}-\d\d-\d\d", "time": r"\d\d:\d\d",
    "datetime": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", "note": "", "calculate": "", "group": "",
}  # fmt: skip
_YES = {"yes": ["true"], "true": ["true"], "true()": ["true"], "no": None, "false": None, "false()": None}


def compile_form(sheets: Sheets) -> Form:
    """The form; FormUnusable names every flaw that was found."""
    compiler = _Compiler(sheets)
    form = compiler.form()
    if compiler.found:
        raise FormUnusable(compiler.found)
    if said := _checker(sheets):
        raise FormUnusable([Found("", Flaw.CHECKER, (("said", said),))])
    return form


def walk(questions: list[Form]) -> list[Form]:
    """All questions in their order, each group before what it holds."""
    return [each for one in questions for each in (one, *walk(one.get("questions", [])))]


def _checker(sheets: Sheets) -> str:
    """What pyxform, by which all tools for such forms go, says against it."""
    from pyxform.errors import PyXFormError  # 20 MB, for who publishes a form
    from pyxform.xls2xform import convert

    rows = {name: [dict(line.cells) for line in sheet.lines] for name, sheet in sheets.items()}
    headers = {f"{name}_header": [dict.fromkeys(sheet.columns)] for name, sheet in sheets.items()}
    try:
        convert({**rows, **headers}, form_name="form")
    except PyXFormError as error:
        return str(error)[:400]
    return ""


@dataclass(slots=True)
class _Place:
    """The questions of a group that is open, and where it was begun."""

    questions: list[Form]
    cell: str = ""


class _Compiler:
    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.found: list[Found] = []
        self.before: dict[str, Form] = {}
        self.lists = self._lists()

    def form(self) -> Form:
        survey = self._sheet("survey", ("type", "name"), _SURVEY)
        settings = self._settings()
        places = [_Place([])]
        for line in survey.lines if survey else ():
            assert survey is not None
            kind = line.cells.get("type", "").strip().lower()
            if kind in END:
                if len(places) == 1:
                    self._say(survey, line, "type", Flaw.GROUP_NOT_OPEN)
                else:
                    places.pop()
                continue
            question = self._question(survey, line, kind)
            places[-1].questions.append(question)
            if kind in BEGIN:
                places.append(_Place(question["questions"], survey.cell(line, "type")))
        self.found += [Found(place.cell, Flaw.GROUP_OPEN) for place in places[1:]]
        if survey and not survey.lines:
            self.found.append(Found("survey", Flaw.EMPTY))
        return {**settings, "questions": places[0].questions}

    # Sheets

    def _sheet(self, name: str, needed: tuple[str, ...], known: set[str]) -> Sheet | None:
        """The sheet if it is there, with what it lacks and what it has that we do not know written down."""
        sheet = self.sheets.get(name)
        if sheet is None:
            self.found.append(Found(name, Flaw.SHEET_MISSING))
            return None
        for column in needed:
            if column not in sheet.columns:
                self.found.append(Found(name, Flaw.COLUMN_MISSING, (("name", column),)))
        for heading in sheet.columns:
            translated = _TRANSLATED.fullmatch(heading)
            column = translated["column"] if translated else heading
            texts = heading in known or (translated is not None and column in {*_TEXTS} & known)
            line = next((line for line in sheet.lines if heading in line.cells), None)
            if not texts and line is not None:
                self._say(sheet, line, heading, Flaw.NOT_SUPPORTED, what=heading)
        return sheet

    def _settings(self) -> Form:
        sheet = self._sheet("settings", ("form_id", "form_title"), _SETTINGS)
        line = sheet.lines[0] if sheet and sheet.lines else None
        if sheet is None or line is None:
            return {"code": "", "title": {"zh": "", "en": ""}}
        code, title = line.cells.get("form_id", ""), line.cells.get("form_title", "")
        if not NAME.fullmatch(code):
            self._say(sheet, line, "form_id", Flaw.NAME_WRONG)
        if not title:
            self._say(sheet, line, "form_title", Flaw.LABEL_MISSING)
        chinese, _, english = title.partition(" / ")
        if len(title) > LONGEST_LABEL:
            self._say(sheet, line, "form_title", Flaw.TOO_LONG, limit=str(LONGEST_LABEL))
        return {"code": code, "title": {"zh": chinese, "en": english or chinese}}

    def _lists(self) -> dict[str, list[list[Any]]]:
        if "choices" not in self.sheets:
            return {}
        sheet = self._sheet("choices", ("list_name", "name"), _CHOICES)
        lists: dict[str, list[list[Any]]] = {}
        for line in sheet.lines if sheet else ():
            assert sheet is not None
            name, code = line.cells.get("list_name", ""), line.cells.get("name", "")
            if not re.fullmatch(r"\w{1,40}", code, re.ASCII):
                self._say(sheet, line, "name", Flaw.NAME_WRONG)
            if code in [known for known, _ in lists.get(name, [])]:
                self._say(sheet, line, "name", Flaw.NAME_TAKEN, name=code)
            lists.setdefault(name, []).append([code, self._text(sheet, line, "label", needed=True)])
        return lists

    # One question

    def _question(self, sheet: Sheet, line: Line, kind: str) -> Form:
        question: Form = {"name": line.cells.get("name", ""), "type": self._type(sheet, line, kind)}
        self._name(sheet, line, question)
        needs_label = question["type"] not in ("calculate", "group")
        label = self._text(sheet, line, "label", needed=needs_label)
        question["label"] = label or {"zh": "", "en": ""}
        for column in _TEXTS[1:]:
            if found := self._text(sheet, line, column):
                question[column] = found
        if question["type"] in ("one", "many"):
            question["choices"] = self._choices(sheet, line)
        if question["type"] == "group":
            question["questions"] = []
        for column in _CONDITIONS:
            if (tree := self._tree(sheet, line, column, question)) is not None:
                question[column] = tree
        self._required(sheet, line, question)
        self._default(sheet, line, question)
        if appearance := line.cells.get("appearance", ""):
            if appearance in APPEARANCES:
                question["appearance"] = appearance
            else:
                self._say(sheet, line, "appearance", Flaw.NOT_SUPPORTED, what=appearance)
        self.before[question["name"]] = question
        return question

    def _type(self, sheet: Sheet, line: Line, kind: str) -> str:
        first = kind.partition(" ")[0]
        if kind in PLAIN:
            return PLAIN[kind]
        if kind in BEGIN:
            return "group"
        if first in CHOOSING and len(kind.split()) > 1:
            return CHOOSING[first]
        self._say(sheet, line, "type", Flaw.NOT_SUPPORTED, what=line.cells.get("type", "") or "…")
        return "text"

    def _name(self, sheet: Sheet, line: Line, question: Form) -> None:
        if not NAME.fullmatch(question["name"]):
            self._say(sheet, line, "name", Flaw.NAME_WRONG)
        elif question["name"] in self.before:
            self._say(sheet, line, "name", Flaw.NAME_TAKEN, name=question["name"])

    def _choices(self, sheet: Sheet, line: Line) -> list[list[Any]]:
        _, name, *more = line.cells["type"].split()
        if more:
            self._say(sheet, line, "type", Flaw.NOT_SUPPORTED, what=" ".join(more))
        if name not in self.lists:
            self._say(sheet, line, "type", Flaw.LIST_UNKNOWN, name=name)
        return self.lists.get(name, [])

    def _required(self, sheet: Sheet, line: Line, question: Form) -> None:
        written = line.cells.get("required", "").strip()
        if not written or question["type"] in ("note", "calculate", "group"):
            return
        word = written.lower()
        tree = _YES[word] if word in _YES else self._tree(sheet, line, "required", question)
        if tree is not None:
            question["required"] = tree

    def _default(self, sheet: Sheet, line: Line, question: Form) -> None:
        written = line.cells.get("default", "")
        if not written:
            return
        if "(" in written or "${" in written:
            if (tree := self._tree(sheet, line, "default", question)) is not None:
                question["default"] = tree
            return
        known = [code for code, _ in question.get("choices", [])]
        pattern = _DEFAULTS.get(question["type"], ".*")
        if not re.fullmatch(pattern, written, re.ASCII | re.DOTALL) or (
            known and not set(written.split()) <= set(known)
        ):
            self._say(sheet, line, "default", Flaw.DEFAULT_WRONG)
        question["default"] = ["'", written]

    def _tree(self, sheet: Sheet, line: Line, column: str, question: Form) -> Tree | None:
        written = line.cells.get(column, "").translate(_QUOTES)
        if not written:
            return None
        try:
            tree = parse(written)
        except ExpressionFlaw as flawed:
            self._say(sheet, line, column, flawed.flaw, **flawed.facts)
            return None
        may = {*self.before} | ({question["name"]} if column in ("constraint", "default") else set())
        for name in sorted(names_in(tree) - may):
            self._say(sheet, line, column, Flaw.LATER, name=name)
        return tree

    def _text(self, sheet: Sheet, line: Line, column: str, *, needed: bool = False) -> Text | None:
        """What stands under the heading in each language; one stands in for the other."""
        texts: Text = {}
        for heading, cell in line.cells.items():
            translated = _TRANSLATED.fullmatch(heading)
            if heading == column:
                texts.setdefault("zh", cell)
            elif translated and translated["column"] == column:
                texts[translated["language"]] = cell
            else:
                continue
            if len(cell) > LONGEST_LABEL:
                self._say(sheet, line, heading, Flaw.TOO_LONG, limit=str(LONGEST_LABEL))
            if "${" in cell:
                self._say(sheet, line, heading, Flaw.NOT_SUPPORTED, what="${…}")
        if not texts:
            if needed:
                shown = next((heading for heading in sheet.columns if heading.startswith(column)), column)
                self._say(sheet, line, shown, Flaw.LABEL_MISSING)
            return None
        either = next(iter(texts.values()))
        return {"zh": texts.get("zh", either), "en": texts.get("en", either)}

    def _say(self, sheet: Sheet, line: Line, column: str, flaw: Flaw, **facts: str) -> None:
        self.found.append(Found(sheet.cell(line, column), flaw, tuple(facts.items())))
