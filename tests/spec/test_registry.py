"""The tables of `registry/`."""

from __future__ import annotations

from menshen.domains.registry import rules
from menshen.kernel.base.idnumbers import is_id_number
from spec.reading import cases, day, said


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


@cases("registry/duplicates", "Likeness")
def test_likeness(row):
    one = rules.Traits(
        "张伟明",
        row["ID number"],
        frozenset({"10000000001"}),
        frozenset({"滨江花园-3-501"}),
        row["gender"],
        day(row["born"]),
    )
    other = rules.Traits(
        row["other's name"],
        row["other's ID number"],
        frozenset(filter(None, [row["other's phone"]])),
        frozenset(filter(None, [row["other's address"]])),
        row["other's gender"],
        day(row["other's birthday"]),
    )
    assert (rules.likeness(one, other) or "") == row["likeness"]
    assert (rules.likeness(other, one) or "") == row["likeness"]


@cases("registry/duplicates", "One edit")
def test_one_edit(row):
    assert said(rules.within_one_edit(row["one"], row["other"])) == row["within one edit"]
    assert said(rules.within_one_edit(row["other"], row["one"])) == row["within one edit"]
