"""Declaring a kind of document: its template, how it is numbered, and what its data must hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from menshen.kernel.base.modules import DeclarationError, find
from menshen.kernel.documents.typesetting import PACKAGE
from menshen.kernel.scope.codes import LENGTHS, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from menshen.kernel.base.terms import Term, Vocabulary

LIBRARY = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, slots=True)
class DocumentField:
    """One key of a document's data. `example` shows its shape and prints in the specimen: an invented person's."""

    title: Term
    example: Any
    optional: bool = False


@dataclass(frozen=True)
class DocumentKind:
    """`code` is `domain.noun`; `permission` is what reading such a paper takes in its area. The template is a .typ file
    below the package that defines `sheet(document)`.

    `number_pattern` is filled with `area` (name of the issuing area), `year` and `number` (serial of that kind, area
    and year). GB/T 9704 wants the year in 〔〕 and the serial without leading zeros: `{area}隔告〔{year}〕{number}号`.
    `issuer` is the level that numbers; None lets the area of each document number its own.
    """

    code: str
    title: Term
    permission: Vocabulary
    template: Path
    number_pattern: str
    fields: Mapping[str, DocumentField] = field(default_factory=dict)
    issuer: Level | None = Level.COMMUNITY

    def __post_init__(self) -> None:
        path = Path(self.template).resolve()
        if not path.is_file() or not path.is_relative_to(PACKAGE):
            raise DeclarationError(f"{self.code}: there is no template {self.template} inside the package")
        self.number_of("", 2020, 1)

    def issuing_area(self, area: str) -> str:
        """The code that numbers a document of `area`; an area above the issuing level numbers its own."""
        return area if self.issuer is None else area[: LENGTHS[self.issuer]]

    def number_of(self, area_name: str, year: int, serial: int) -> str:
        return self.number_pattern.format(area=area_name, year=year, number=serial)

    def check(self, data: Mapping[str, Any]) -> None:
        """Refuse data that the template was not written for; ValueError names the keys (a mistake of the caller)."""
        needed = {name for name, known in self.fields.items() if not known.optional}
        if (missing := needed - data.keys()) or (unknown := data.keys() - self.fields.keys()):
            detail = f"lacks {sorted(missing)}" if missing else f"knows no {sorted(unknown)}"
            raise ValueError(f"{self.code} {detail}")

    def specimen(self) -> dict[str, Any]:
        """Data of an invented document, whole."""
        return {name: known.example for name, known in self.fields.items()}

    def digest(self) -> str:
        """SHA-256 over all that shapes the page: the templates in the kind's folder and the shared library."""
        total = sha256(Path(self.template).name.encode())
        for folder in (Path(self.template).resolve().parent, LIBRARY):
            for path in sorted(folder.glob("*.typ")):
                total.update(sha256(path.read_bytes()).digest())
        return total.hexdigest()


def document_kind(code: str) -> DocumentKind:
    """The kind of that code; KeyError for one that no module declares."""
    found: DocumentKind | None = find("documents", code)
    if found is None:
        raise KeyError(code)
    return found
