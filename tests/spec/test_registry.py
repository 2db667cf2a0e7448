"""The tables of `registry/`."""

from __future__ import annotations

from menshen.domains.registry import rules
from menshen.kernel.base.idnumbers import is_id_number
from spec.reading import cases


@cases("registry/keys", "Names")
def test_names(row):
    assert rules.name_key(row["name"]) == row["key"]
    assert rules.pinyin_initials(row["name"]) == row["initials"]


@cases("registry/keys", "Names as they are kept")
def test_kept_names(row):
    assert (rules.kept_name(row["name"]) or "") == row["kept"]


@cases("registry/keys", "Addresses")
def test_addresses(row):
    assert rules.address_key(row["estate"], row["building"], row["unit"], row["door"]) == row["key"]


@cases("registry/keys", "Addresses written in one")
def test_addresses_written_in_one(row):
    assert rules.address_parts(row["address"]) == (row["estate"], row["building"], row["unit"], row["door"])


@cases("registry/keys", "Phone tails")
def test_phone_tails(row):
    assert rules.phone_tail(row["number"]) == row["tail"]


@cases("registry/keys", "What an identity number says")
def test_identity_numbers(row):
    assert is_id_number(row["number"])
    born_on, gender = rules.born_and_gender(row["number"])
    assert (born_on.isoformat(), gender.value) == (row["born"], row["gender"])
