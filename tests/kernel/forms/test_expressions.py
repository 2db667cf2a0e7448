"""The expressions of questionnaires, by the cases that every engine shares."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from menshen.kernel.forms.evaluating import Asked, evaluate, text
from menshen.kernel.forms.expressions import DEEPEST, LONGEST, ExpressionFlaw, names_in, parse
from menshen.kernel.forms.vocabulary import Flaw

SHARED = json.loads((Path(__file__).parents[2] / "spec" / "forms" / "expressions.json").read_text(encoding="utf-8"))
AT = datetime.fromisoformat(SHARED["at"])


@pytest.mark.parametrize("case", SHARED["cases"], ids=lambda case: f"{case['expression']} → {case['value']}")
def test_what_an_expression_comes_to(case):
    tree = json.loads(json.dumps(parse(case["expression"])))
    found = text(evaluate(tree, Asked(AT, case.get("answers", {}), case.get("own", ""))))
    assert found == case["value"]


@pytest.mark.parametrize("case", SHARED["refused"], ids=lambda case: case["expression"])
def test_what_is_no_expression(case):
    with pytest.raises(ExpressionFlaw) as refused:
        parse(case["expression"])
    assert refused.value.flaw.value == case["flaw"]


def test_the_questions_that_it_asks_for():
    assert names_in(parse("if(${a} = 1, concat(${b}, 'c'), today() - ${ d })")) == {"a", "b", "d"}


@pytest.mark.parametrize(
    "long", ["1+" * LONGEST + "1", "(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1), "-" * (DEEPEST + 1) + "1"]
)
def test_nobody_keeps_the_reader_busy(long):
    with pytest.raises(ExpressionFlaw) as refused:
        parse(long)
    assert refused.value.flaw is Flaw.EXPRESSION_LONG
