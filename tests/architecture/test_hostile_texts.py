"""Texts that nobody means well, in every text of every action, by every door, and in every sheet: done or refused in a
sentence, never a fault, and never alive in a page."""

from __future__ import annotations

import pytest

from architecture.conftest import traceless
from architecture.samples import samples
from architecture.town import COMMUNITY, NOW
from menshen.kernel.base.modules import declared
from menshen.kernel.ledgers.importing import run_import
from menshen.kernel.ledgers.vocabulary import CellKind
from menshen.kernel.ledgers.workbook_out import write_sheet
from menshen.kernel.scope.viewers import system_viewer

SCRIPT = '"><script>alert(1)</script>'
HOSTILE = {
    "a script": SCRIPT,
    "a formula": '=HYPERLINK("http://elsewhere.example","王喆")',
    "a NUL": "王\0喆",
    "written backwards": "\u202e王喆\u2066\u200f",
    "half a character": "王\ud83d",
    "a template": "{{ person.id_number }}{% include 'x' %}#import \"x\"",
}
ANSWERED = {200, 302, 400, 404, 409, 413, 422}
ACTIONS = {action.code: action for action in declared("actions")}
LEDGERS = {ledger.code: ledger for ledger in declared("ledgers") if ledger.imports}


def texts_of(action) -> list[str]:
    """The fields of its command that take free text."""
    described = action.command.model_json_schema()["properties"]
    return [name for name, known in described.items() if any(map(_is_text, known.get("anyOf", [known])))]


def _is_text(known) -> bool:
    return known.get("type") == "string" and not {"enum", "format", "pattern", "const"} & set(known)


each_action = pytest.mark.parametrize("code", [code for code, action in ACTIONS.items() if texts_of(action)])
each_text = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


def test_there_are_texts_to_try():
    assert sum(bool(texts_of(action)) for action in ACTIONS.values()) > len(ACTIONS) / 2


@each_text
@each_action
def test_in_every_text_of_an_action(code, text, town, door):
    hostile = samples(town)[code] | dict.fromkeys(texts_of(ACTIONS[code]), text)
    knock(door, code, hostile)


@each_action
def test_a_megabyte_in_a_text_of_an_action(code, town, door):
    knock(door, code, samples(town)[code] | {texts_of(ACTIONS[code])[0]: "喆" * 350_000})


def knock(door, code, command) -> None:
    answer = door.api("everyone", f"actions/{code}", command)
    assert answer.status_code in ANSWERED
    assert "json" in answer["Content-Type"]
    sent = {name: value for name, value in command.items() if value is not None}
    if not any("\ud83d" in str(value) for value in sent.values()):  # no browser can send it
        page = door.desk("everyone", f"/actions/{code}/", sent)
        assert page.status_code in ANSWERED
        assert page.status_code == 302 or b'<html lang="zh-CN"' in page.content, "no page of ours"
        assert SCRIPT not in page.content.decode()


@pytest.mark.parametrize("size", [11, 70])
def test_more_than_is_read_is_said_at_every_door(size, town, door):
    body = b"[" + b" " * size * 2**20
    answer = door.api("everyone", "actions/scope.open_area", body)
    assert (answer.status_code, answer.json()["code"]) == (413, "base:input:too_large")
    page = door.desk("everyone", "/actions/scope.open_area/", {"name": "x" * (size * 2**20)})
    assert page.status_code == 413
    assert "过大" in page.content.decode()


@each_text
@pytest.mark.parametrize("code", LEDGERS)
def test_in_every_text_of_a_sheet(code, text, town, tmp_path):
    if "\ud83d" in text:
        pytest.skip("no sheet can hold it")
    columns = [column for column in LEDGERS[code].columns if column.imported]
    row = [text[:30_000] if column.kind in (CellKind.TEXT, CellKind.NAME) else "" for column in columns]
    write_sheet(tmp_path / "sheet.xlsx", "表", [column.title.zh for column in columns], [row])
    with traceless():
        report = run_import(LEDGERS[code], tmp_path / "sheet.xlsx", area=COMMUNITY, by=system_viewer(), at=NOW)
    assert report.rows == 1
