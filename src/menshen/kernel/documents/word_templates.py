"""Word files that an office edits, with places that the platform fills.

What may stand in a place is little: a name that the paper offers (`{{ title }}`, `{{ figures.registry.people }}`), a
list of it (`{%p for each in situation %}`), and whether something is there (`{%p if problems %}`). No calculation, no
assignment, no text in quotes: a figure comes from the records or does not come at all. The file is checked as it is
filled, by the same code, in a sandbox.

The libraries that read and write Word files are loaded when one is read or written.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn
from zipfile import BadZipFile

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from menshen.kernel.base.problems import Refused
from menshen.kernel.documents.typesetting import settable
from menshen.kernel.documents.vocabulary import DocumentProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docxtpl import DocxTemplate
    from jinja2 import Template

LARGEST = 1024 * 1024  # bytes of the file
LONGEST_NAME = 80  # characters of a place that a sentence repeats
LARGEST_INSIDE = 40 * 1024 * 1024  # bytes of what it holds: a small file may unfold to a very large one
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_FOREIGN = re.compile(r"vba|activeX|embeddings/|oleObject", re.IGNORECASE)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_PLACE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_OUTSIDE = b'TargetMode="External"'
_LINK = b"relationships/hyperlink"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list in a paper: what each of its items offers."""

    item: Offered


Offered = Any
"""What a paper offers under a name: None for a text, a mapping of names, or a `ListOf` one of these."""


class _Strict(ImmutableSandboxedEnvironment):
    """Compiles nothing that asks for more than the paper offers. `asked` are the names it met, as they are written."""

    def __init__(self, offered: Mapping[str, Offered]) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.filters.clear()
        self.offered = offered
        self.asked: set[str] = set()

    def from_string(self, source: Any, *args: Any, **options: Any) -> Template:
        _Reader(self).read(self.parse(source).body, self.offered)
        return super().from_string(source, *args, **options)


class _Reader:
    """Walks through a template and refuses what is not offered, by its name."""

    def __init__(self, environment: _Strict) -> None:
        self.asked = environment.asked

    def read(self, found: list[nodes.Node], known: Mapping[str, Offered]) -> None:
        for node in found:
            if isinstance(node, nodes.Output):
                for part in node.nodes:
                    if not isinstance(part, nodes.TemplateData) and self._offered(part, known) is not None:
                        _refuse(DocumentProblem.PLACE_IS_NO_TEXT, name=_written(part))
            elif isinstance(node, nodes.For):
                self._loop(node, known)
            elif isinstance(node, nodes.If):
                self._condition(node.test, known)
                branches = [node.body, *(each.body for each in node.elif_), node.else_]
                for each in node.elif_:
                    self._condition(each.test, known)
                for branch in branches:
                    self.read(branch, known)
            else:
                _refuse(DocumentProblem.PLACE_NOT_UNDERSTOOD, name=_written(node))

    def _loop(self, node: nodes.For, known: Mapping[str, Offered]) -> None:
        listed = self._offered(node.iter, known)
        if not isinstance(listed, ListOf) or node.recursive or node.test is not None:
            _refuse(DocumentProblem.PLACE_IS_NO_LIST, name=_written(node.iter))
        if not isinstance(node.target, nodes.Name) or node.target.name in known:
            _refuse(DocumentProblem.PLACE_NOT_UNDERSTOOD, name=_written(node.target))
        plain = {name: offer for name, offer in known.items() if not isinstance(offer, ListOf)}  # no lists in lists
        self.read(node.body, plain | {node.target.name: listed.item})
        self.read(node.else_, known)

    def _condition(self, test: nodes.Node, known: Mapping[str, Offered]) -> None:
        if isinstance(test, nodes.Not):
            self._condition(test.node, known)
        elif isinstance(test, (nodes.And, nodes.Or)):
            self._condition(test.left, known)
            self._condition(test.right, known)
        else:
            self._offered(test, known)

    def _offered(self, node: nodes.Node, known: Mapping[str, Offered]) -> Offered:
        """What stands under that name."""
        steps = _steps(node)
        self.asked.add(".".join(steps))
        offered: Offered = known
        for step in steps:
            if not isinstance(offered, dict) or step not in offered:
                _refuse(DocumentProblem.PLACE_UNKNOWN, name=".".join(steps))
            offered = offered[step]
        return offered


def _steps(node: nodes.Node) -> list[str]:
    if isinstance(node, nodes.Name):
        return [node.name]
    if isinstance(node, nodes.Getattr):
        return [*_steps(node.node), node.attr]
    return _refuse(DocumentProblem.PLACE_NOT_UNDERSTOOD, name=_written(node))


def _written(node: nodes.Node) -> str:
    """About how the place reads in the file; for whoever has to find it."""
    if isinstance(node, (nodes.Name, nodes.Getattr)):
        try:
            return ".".join(_steps(node))
        except Refused:
            return node.attr if isinstance(node, nodes.Getattr) else node.name
    inner = next((part for part in node.iter_child_nodes() if isinstance(part, (nodes.Name, nodes.Getattr))), None)
    what = type(node).__name__.lower()
    return f"{what} {_written(inner)}" if inner else what


def _refuse(problem: DocumentProblem, **facts: Any) -> NoReturn:
    shown = {name: fact[:LONGEST_NAME] if isinstance(fact, str) else fact for name, fact in facts.items()}
    raise Refused(problem, status=422, **shown)


@dataclass(frozen=True, slots=True)
class Link:
    """A value that leads somewhere when it is clicked."""

    text: str
    url: str


def fill(content: bytes, offered: Mapping[str, Offered], values: Mapping[str, Any]) -> bytes:
    """The Word file with its places filled with `values`, which hold what `offered` says.

    Refused: the file is none, or a place asks for something else; the sentence names it.
    """
    template, _ = _filled(content, offered, values)
    file = io.BytesIO()
    template.save(file)
    return file.getvalue()


def check(content: bytes, offered: Mapping[str, Offered], values: Mapping[str, Any]) -> set[str]:
    """The names that a file from outside asks for; refused like `fill`, which is tried with a specimen's values."""
    _check_inside(content)
    _, environment = _filled(content, offered, values)
    return environment.asked


def _filled(content: bytes, offered: Mapping[str, Offered], values: Mapping[str, Any]) -> tuple[DocxTemplate, _Strict]:
    template, environment = _opened(content), _Strict(offered)
    try:
        template.render(_ready(values, template), environment, autoescape=True)
    except (TemplateSyntaxError, SyntaxError, ValueError, KeyError, AttributeError) as error:  # also of XML
        raise Refused(DocumentProblem.PLACES_CUT, status=422) from error
    return template, environment


def _ready(value: Any, template: DocxTemplate) -> Any:
    """The values as Word takes them, without characters that it cannot hold or that hide text."""
    if isinstance(value, dict):
        return {name: _ready(each, template) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_ready(each, template) for each in value]
    if isinstance(value, Link):
        from docxtpl import RichText

        link = RichText()
        link.add(settable(value.text), url_id=template.build_url_id(value.url), color="0563C1", underline=True, size=18)
        return link
    return settable(value)


def text_of(content: bytes) -> str:
    """What the file says itself, paragraph by paragraph, without what will be filled in."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if _PARTS.fullmatch(name)]
    paragraphs = [piece for part in parts for piece in part.split("</w:p>")]
    return "\n".join(_PLACE.sub("", "".join(_TEXT.findall(piece))) for piece in paragraphs)


def _opened(content: bytes) -> DocxTemplate:
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate

    try:
        template = DocxTemplate(io.BytesIO(content))
        template.init_docx()
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError) as error:
        raise Refused(DocumentProblem.NO_WORD_FILE, status=422) from error
    return template


def _check_inside(content: bytes) -> None:
    """No programs, no embedded files, nothing that is fetched from elsewhere when somebody opens it."""
    if len(content) > LARGEST:
        _refuse(DocumentProblem.WORD_FILE_TOO_LARGE, megabytes=LARGEST // 1024**2)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_INSIDE:
                _refuse(DocumentProblem.WORD_FILE_TOO_LARGE, megabytes=LARGEST // 1024**2)
            foreign = [name for name in archive.namelist() if _FOREIGN.search(name)]
            relations = [name for name in archive.namelist() if name.endswith(".rels")]
            foreign += [name for name in relations if _fetches(archive.read(name))]
    except BadZipFile as error:
        raise Refused(DocumentProblem.NO_WORD_FILE, status=422) from error
    if foreign:
        _refuse(DocumentProblem.WORD_FILE_HOLDS_FOREIGN, name=foreign[0])


def _fetches(relations: bytes) -> bool:
    return any(_OUTSIDE in one and _LINK not in one for one in relations.split(b"<Relationship ")[1:])
