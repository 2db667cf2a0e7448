"""Printing documents: what their templates see of them, and the pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from menshen.kernel.base.clock import LOCAL
from menshen.kernel.base.problems import Refused
from menshen.kernel.documents.declaration import LIBRARY, document_kind
from menshen.kernel.documents.models import Document
from menshen.kernel.documents.typesetting import PACKAGE, fonts_available, typeset, typeset_each
from menshen.kernel.documents.vocabulary import DocumentProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from menshen.kernel.documents.declaration import DocumentKind


def render_pdf(documents: Sequence[Document]) -> bytes:
    """One PDF with the documents in their order, of any kinds, each from a page of its own.

    A withdrawn document and a draft print with a mark across. Refused: the machine has no Chinese font.
    """
    kinds = _kinds(documents)
    return typeset(_main(kinds), _pages(documents, kinds), timestamp=_latest(documents))


def render_each(documents: Sequence[Document]) -> bytes:
    """A zip file with each document as a PDF of its own, named by its number and never by a person."""
    kinds = _kinds(documents)
    names = [f"{place:04d} {_file_name(document)}.pdf" for place, document in enumerate(documents, 1)]
    return typeset_each(_main(kinds), _pages(documents, kinds), names, timestamp=_latest(documents))


def _kinds(documents: Sequence[Document]) -> dict[str, DocumentKind]:
    if not documents:
        raise ValueError("there is nothing to print")
    if not fonts_available():
        raise Refused(DocumentProblem.NO_CHINESE_FONT, status=503)
    return {code: document_kind(code) for code in dict.fromkeys(document.kind for document in documents)}


def _latest(documents: Sequence[Document]) -> int:
    return int(max(document.issued_at for document in documents).timestamp())


def _file_name(document: Document) -> str:
    """The number without what no file system takes."""
    return "".join(char for char in document.number if char.isalnum() or char in "〔〕-_ ")


def _main(kinds: dict[str, DocumentKind]) -> str:
    """The source that typst compiles, without the data: imports of our own templates and a call."""
    imports, table = [], []
    for position, (code, kind) in enumerate(kinds.items()):
        path = Path(kind.template).resolve().relative_to(PACKAGE).as_posix()
        imports.append(f'#import "/{path}" as template{position}')
        table.append(f'"{code}": template{position}.sheet,')
    library = (LIBRARY / "menshen.typ").relative_to(PACKAGE).as_posix()
    return "\n".join([*imports, f'#import "/{library}": run', f"#run(({''.join(table)}), documents)"])


def _pages(documents: Sequence[Document], kinds: dict[str, DocumentKind]) -> list[dict[str, Any]]:
    """What the templates see of each document besides its data."""
    corrected = {document.supersedes_id for document in documents if document.supersedes_id}
    numbers = dict(Document.objects.filter(pk__in=corrected).values_list("id", "number")) if corrected else {}
    digests = {code: kind.digest() for code, kind in kinds.items()}
    return [
        {
            "kind": document.kind,
            "title": {"zh": kinds[document.kind].title.zh, "en": kinds[document.kind].title.en},
            "number": document.number,
            "issued_on": document.issued_at.astimezone(LOCAL).date().isoformat(),
            "supersedes": numbers.get(document.supersedes_id),
            "withdrawn_on": document.withdrawn_at and document.withdrawn_at.astimezone(LOCAL).date().isoformat(),
            "form": document.template_digest[:8],
            "form_changed": document.template_digest != digests[document.kind],
            "unsettable": False,
            "data": document.data,
        }
        for document in documents
    ]
