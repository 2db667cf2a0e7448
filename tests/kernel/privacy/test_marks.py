"""Of every column that may tell something of a person it is said what it is held for, on what basis, how long."""

from __future__ import annotations

from typing import ClassVar

import pytest
from django.apps import apps
from django.db import models

from menshen.kernel.base.terms import Term
from menshen.kernel.privacy.fields import EncryptedField
from menshen.kernel.privacy.marks import Basis, Keep, Mark, Purpose, impersonal_of, marks_of, unmarked
from menshen.kernel.scope.models import Scoped

SCOPED = sorted((model for model in apps.get_models() if issubclass(model, Scoped)), key=str)
MARK = Mark(Purpose.REACH, Basis.PUBLIC_HEALTH_EMERGENCY, Keep.RESIDENCE)


@pytest.mark.parametrize("model", SCOPED, ids=[model._meta.label for model in SCOPED])
def test_every_column_is_marked(model):
    assert list(unmarked(model)) == []


@pytest.mark.parametrize("model", SCOPED, ids=[model._meta.label for model in SCOPED])
def test_every_table_has_words_for_its_rows(model):
    assert isinstance(model.called, Term)


@pytest.mark.parametrize("column", ["name", "born_on", "count", "facts", "alone", "secret"])
def test_a_column_that_nobody_marked_is_found(column):
    class Base(models.Model):
        name = models.CharField(max_length=9)
        personal: ClassVar = {"name": MARK}

        class Meta:
            abstract = True
            app_label = "privacy"

    class Row(Base):
        born_on = models.DateField()
        count = models.IntegerField()
        facts = models.JSONField()
        alone = models.BooleanField()
        secret = EncryptedField()
        personal: ClassVar = {"born_on": MARK, "facts": MARK, "alone": MARK, "secret": MARK}
        impersonal = ("count",)

        class Meta:
            app_label = "privacy"

    try:
        assert list(unmarked(Row)) == []
        Base.personal = {key: mark for key, mark in Base.personal.items() if key != column}
        Row.personal = {key: mark for key, mark in Row.personal.items() if key != column}
        Row.impersonal = () if column == "count" else ("count",)
        assert list(unmarked(Row)) == [column]
    finally:
        del apps.all_models["privacy"]["row"]
        apps.clear_cache()


def test_a_mark_for_a_column_that_is_none_and_a_column_marked_twice_are_found():
    class Odd(models.Model):
        name = models.CharField(max_length=9)
        personal: ClassVar = {"name": MARK, "gone": MARK}
        impersonal = ("name",)

        class Meta:
            app_label = "privacy"

    try:
        assert list(unmarked(Odd)) == ["gone", "name"]
        assert (set(marks_of(Odd)), impersonal_of(Odd)) == ({"name", "gone"}, {"name"})
    finally:
        del apps.all_models["privacy"]["odd"]
        apps.clear_cache()
