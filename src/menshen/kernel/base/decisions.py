"""What a rule returns: a verdict with its reasons and the dated row that decided, never a bare bool."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from menshen.kernel.base.terms import Term, Vocabulary

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in both languages; `code` stays stable for machines, `facts` fill the sentence."""

    code: Vocabulary
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def term(self) -> Term:
        return self.code.term.format(**self.facts)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code.value, "facts": self.facts, "en": self.term.en, "zh": self.term.zh}


@dataclass(frozen=True, slots=True)
class Decision(Generic[V]):
    """A verdict, why, and the `rule_id` of the rule row that decided (None where no row was in force)."""

    verdict: V
    reasons: tuple[Reason, ...]
    rule_id: str | None
