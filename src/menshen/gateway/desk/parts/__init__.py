"""What pages of the desk are put together from: one small type per component template of `templates/desk/components`.

A view fills these and nothing else, so that a name misspelt in a view fails in the type check instead of printing
nothing. Texts are strings or Terms; a Term is printed in the reader's language when the template meets it.
"""

from menshen.gateway.desk.parts.figures import Chart, Figure, Progress, Series, Step
from menshen.gateway.desk.parts.form import Field, FieldGroup, Form, Kind
from menshen.gateway.desk.parts.ledger import Cell, Chip, Column, Filter, Option, Pages, Row, Table
from menshen.gateway.desk.parts.maps import Map, MapArea
from menshen.gateway.desk.parts.record import Fact, Happening, Section, Todo, TodoGroup
from menshen.gateway.desk.parts.report import Check, Report, SheetCell, SheetGroup, SheetRow
from menshen.gateway.desk.parts.words import Badge, Empty, Link, MenuGroup, MenuItem, Notice, Presence, Text, Tone
from menshen.gateway.desk.parts.workbook import HeadingMatch, SheetChoice, Tally

__all__ = [
    "Badge",
    "Cell",
    "Chart",
    "Check",
    "Chip",
    "Column",
    "Empty",
    "Fact",
    "Field",
    "FieldGroup",
    "Figure",
    "Filter",
    "Form",
    "Happening",
    "HeadingMatch",
    "Kind",
    "Link",
    "Map",
    "MapArea",
    "MenuGroup",
    "MenuItem",
    "Notice",
    "Option",
    "Pages",
    "Presence",
    "Progress",
    "Report",
    "Row",
    "Section",
    "Series",
    "SheetCell",
    "SheetChoice",
    "SheetGroup",
    "SheetRow",
    "Step",
    "Table",
    "Tally",
    "Text",
    "Todo",
    "TodoGroup",
    "Tone",
]
