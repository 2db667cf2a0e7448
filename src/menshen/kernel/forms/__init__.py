"""Questionnaires that an office edits as an XLSForm in Excel: compiled to small JSON, answered and checked by us.

Owns: `compile_form` (workbook → JSON, or what is wrong with which cell), `parse` and `evaluate` (the expressions),
`fill` (answers in, values and problems out). Keeps nothing: whoever asks questions keeps versions and answers. What the
engine does not do is refused when the form is compiled, never when somebody answers. The field app reads the same JSON;
`tests/spec/forms/expressions.json` holds the cases that both engines must decide alike.
Five words: form, question, choice, expression, flaw.
"""
