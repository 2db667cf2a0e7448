"""Ledgers (台账): columns over what is recorded, read from the workbooks that people have and written back to them.

`columns`, `cells`, `dates`, `headings`, `files`, `workbook_in` and `workbook_out` know neither Django nor
the database: a workbook goes in, typed rows with their problems come out.
"""
