"""Columns that hold an encrypted number, with the blind index beside them.

    id_number = EncryptedField(what="id_number", blank=True)
    id_number_index = BlindIndexField(of="id_number")

Python sees the plain number, the database the cipher. `filter(id_number=…)` and `id_number__in` ask the index; nothing
else can be asked of such a column. Both columns are filled by `save`, `bulk_create` and `insert_rows`. `update`,
`bulk_update` and `save(update_fields=…)` write what they are told, so they name both and the index is set before
(`row.id_number_index = blind(row.id_number, "id_number")`). Plain SQL reads the cipher: `decrypt` what is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Lookup

from menshen.kernel.privacy.encryption import INDEX_LENGTH, blind, blind_all, blinds, decrypt, encrypt, encrypt_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    _Text = models.TextField[str, str]
    _Char = models.CharField[str, str]
else:  # Django's fields know parameters only to the type checker
    _Text, _Char = models.TextField, models.CharField


class EncryptedField(_Text):
    """A number that the database must not tell. `what` names its kind, by which its index is kept apart from others;
    without one there is no index, and the number cannot be searched for."""

    def __init__(self, *args: Any, what: str = "", **options: Any) -> None:
        self.what = what
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, place, arguments, options = super().deconstruct()
        return name, place, arguments, options | ({"what": self.what} if self.what else {})

    @property
    def index(self) -> models.Field[Any, Any] | None:
        """The column of the blind index."""
        return self.model._meta.get_field(f"{self.name}_index") if self.what else None  # type: ignore[return-value]  # no relation

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return decrypt(value) if value else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return super().get_db_prep_save(value, connection)
        return encrypt(str(value))

    def stored(self, values: Sequence[str]) -> list[tuple[models.Field[Any, Any], list[str]]]:
        """The columns that many values fill, for `insert_rows`."""
        columns: list[tuple[models.Field[Any, Any], list[str]]] = [(self, encrypt_all(values))]
        if self.index is not None:
            columns.append((self.index, blind_all(values, self.what)))
        return columns

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether a number is one of those given: ciphers do not compare."""
        return _LOOKUPS.get(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is encrypted: it cannot be asked for its {lookup_name}")


class BlindIndexField(_Char):
    """The blind index of the `EncryptedField` named by `of`; 32 characters, empty for an unknown number."""

    def __init__(self, *args: Any, of: str = "", **options: Any) -> None:
        self.of = of
        options |= {"max_length": INDEX_LENGTH, "blank": True, "db_collation": "C", "editable": False}
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, place, arguments, options = super().deconstruct()
        kept = {key: value for key, value in options.items() if key not in _FIXED}
        return name, place, arguments, kept | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002, FBT001  Django's signature
        source: Any = model_instance._meta.get_field(self.of)
        index = blind(getattr(model_instance, self.of), source.what)
        setattr(model_instance, self.attname, index)
        return index


_FIXED = ("max_length", "blank", "db_collation", "editable")


class _OneOf(Lookup):
    """Compares the blind index, which may have been made with an older key."""

    lookup_name = "in"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:  # noqa: ARG002  Django's signature
        if not isinstance(self.lhs, Col) or not isinstance(self.lhs.target, EncryptedField):
            raise FieldError("an encrypted number can only be asked for where it stands")
        field = self.lhs.target
        wanted = self.numbers()
        if field.index is None:
            raise FieldError(f"{field.name} has no index: it cannot be searched for")
        column, _ = compiler.compile(Col(self.lhs.alias, field.index))
        asked = blinds(wanted, field.what) + ([""] if "" in wanted else [])
        return f"{column} = ANY(%s)", [asked]

    def numbers(self) -> list[str]:
        if hasattr(self.rhs, "as_sql") or hasattr(self.rhs, "query"):
            raise FieldError("an encrypted number is compared with plain numbers, not with another column")
        return [str(number) for number in self.rhs]


class _Exactly(_OneOf):
    lookup_name = "exact"

    def numbers(self) -> list[str]:
        if not isinstance(self.rhs, str):
            raise FieldError("an encrypted number is compared with a plain number")
        return [self.rhs]


_LOOKUPS = {"in": _OneOf, "exact": _Exactly}
