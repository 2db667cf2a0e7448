"""The workbooks that the communities send: the same facts in three hands, with the faults that such files have.

`sheets` lays rows out in a file, `hands` writes a value as people write it, `forms` turns records into rows and puts
the faults in, `rosters` and `registers` are the forms, `files` writes all of them for a town.
"""

from menshen.demo.workbooks.files import Content, DemoFile, write_files
from menshen.demo.workbooks.forms import Flaw
from menshen.demo.workbooks.rosters import RosterStyle, write_roster
from menshen.demo.workbooks.sheets import BadRow, Expected

__all__ = ["BadRow", "Content", "DemoFile", "Expected", "Flaw", "RosterStyle", "write_files", "write_roster"]
