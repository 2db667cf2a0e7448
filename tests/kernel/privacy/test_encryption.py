"""Numbers are stored so that the database does not tell them, and are found all the same."""

from __future__ import annotations

import json
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.scope import TODAY
from menshen.kernel.base.clock import local
from menshen.kernel.privacy import keys
from menshen.kernel.privacy.encryption import (
    blind,
    blind_all,
    blinds,
    decrypt,
    decrypt_all,
    encrypt,
    encrypt_all,
    fingerprint,
    key_of,
    refresh,
)
from menshen.kernel.privacy.keys import KeysUnusable, Use

NOON = local(TODAY, 12)
NUMBER = "11010519491231002X"


@pytest.fixture
def own_keys(tmp_path, settings):
    """A key file of the test's own, taken into use and put back."""
    before = settings.KEYS
    settings.KEYS = tmp_path / "keys.json"
    keys.create(NOON)
    refresh()
    yield settings.KEYS
    settings.KEYS = before
    refresh()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_what_is_encrypted_is_read_again(text):
    assert decrypt(encrypt(text)) == text


def test_the_same_number_is_never_stored_the_same_way_twice_and_never_in_plain():
    stored = encrypt_all([NUMBER] * 100)
    assert len(set(stored)) == 100
    assert not any(NUMBER[6:14] in one for one in stored)
    assert decrypt_all(stored) == [NUMBER] * 100


def test_unknown_stays_empty():
    assert (encrypt(""), decrypt(""), blind("", "phone"), blinds(["", ""], "phone")) == ("", "", "", [])
    assert decrypt_all(encrypt_all(["", NUMBER, ""])) == ["", NUMBER, ""]


def test_an_index_is_the_same_for_the_same_number_of_the_same_kind_only():
    assert blind(NUMBER, "id_number") == blind(NUMBER, "id_number") == blind_all([NUMBER], "id_number")[0]
    assert blind(NUMBER, "id_number") != blind(NUMBER, "phone")
    assert blind(NUMBER, "id_number") != blind(NUMBER[:-1] + "3", "id_number")
    assert len(blind(NUMBER, "id_number")) == 32


@pytest.mark.parametrize("place", [5, 20, 40, -1])
def test_a_value_changed_in_the_database_is_not_read_as_another_number(place):
    stored = encrypt(NUMBER)
    other = "B" if stored[place] != "B" else "C"
    changed = stored[:place] + other + (stored[place + 1 :] if place != -1 else "")
    with pytest.raises(KeysUnusable):
        decrypt(changed)


def test_the_key_file_is_for_our_eyes_only_and_made_once(own_keys):
    before = own_keys.read_text()
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o600
    assert keys.create(NOON) is False
    assert own_keys.read_text() == before
    keys.add(Use.ENCRYPTION, NOON)
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o600
    assert [path.name for path in own_keys.parent.iterdir()] == ["keys.json"]


def test_a_new_key_writes_and_the_old_one_is_still_read(own_keys):
    before, index = encrypt(NUMBER), blind(NUMBER, "id_number")
    made = keys.add(Use.ENCRYPTION, NOON)
    turned = keys.add(Use.INDEX, NOON)
    refresh()
    assert decrypt(before) == NUMBER
    assert key_of(encrypt(NUMBER)) == made.id != key_of(before)
    assert blinds([NUMBER], "id_number") == [index, blind(NUMBER, "id_number")]
    assert key_of(blind(NUMBER, "id_number")) == turned.id


def test_another_process_that_changed_the_file_is_noticed_when_its_key_turns_up(own_keys):
    encrypt(NUMBER)  # looked at the file just now
    ring = json.loads(own_keys.read_text())
    keys.add(Use.ENCRYPTION, NOON)
    refresh()
    stored = encrypt(NUMBER)
    with_new = own_keys.read_text()
    own_keys.write_text(json.dumps(ring))
    refresh()
    own_keys.write_text(with_new)
    assert decrypt(stored) == NUMBER


def test_a_forgotten_key_reads_nothing_and_says_which_it_was(own_keys):
    stored = encrypt(NUMBER)
    keys.add(Use.ENCRYPTION, NOON)
    keys.drop(Use.ENCRYPTION, key_of(stored))
    refresh()
    with pytest.raises(KeysUnusable, match=f"{key_of(stored)!r}"):
        decrypt(stored)


def test_the_key_that_writes_is_not_forgotten(own_keys):
    with pytest.raises(ValueError, match="needed"):
        keys.drop(Use.ENCRYPTION, keys.read().encryption[-1].id)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"encryption": [], "index": [], "log": []}', "no JSON"])
def test_a_damaged_key_file_is_said_to_be_damaged(own_keys, text):
    own_keys.write_text(text)
    with pytest.raises(KeysUnusable, match="damaged"):
        refresh()


def test_a_missing_key_file_is_not_replaced_by_another(own_keys):
    own_keys.unlink()
    with pytest.raises(KeysUnusable, match="missing"):
        refresh()
    assert not own_keys.exists()


def test_a_key_shows_itself_without_its_secret(own_keys):
    (key,) = keys.read().log
    assert key.secret not in repr(keys.read())
    assert key.id in repr(key)


def test_a_fingerprint_is_the_same_for_the_same_text_and_says_nothing_without_our_keys(own_keys):
    before = fingerprint(NUMBER)
    assert fingerprint(NUMBER) == before != fingerprint(NUMBER + " ")
    assert len(before) == 32
    own_keys.unlink()
    keys.create(NOON)
    refresh()
    assert fingerprint(NUMBER) != before
