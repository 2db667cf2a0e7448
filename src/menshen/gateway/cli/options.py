"""Types of options that several commands take."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from menshen.kernel.base import clock

if TYPE_CHECKING:
    from click import Context, Parameter


class Moment(click.ParamType[datetime]):
    """A moment in ISO form; without a zone it is local time."""

    name = "datetime"

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a moment such as 2020-02-05T18:00", param, ctx)
        return moment.astimezone(clock.LOCAL) if moment.tzinfo else moment.replace(tzinfo=clock.LOCAL)


class Day(click.ParamType[date]):
    """A day in ISO form."""

    name = "date"

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> date:
        try:
            day = date.fromisoformat(str(value))
            if not clock.FIRST_YEAR <= day.year <= clock.LAST_YEAR:
                raise ValueError(value)
            return day
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2020-02-05", param, ctx)


MOMENT = Moment()
DAY = Day()
