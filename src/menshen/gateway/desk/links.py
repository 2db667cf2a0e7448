"""Addresses that several pages give."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

if TYPE_CHECKING:
    from datetime import date


def figure_url(code: str, area: str, day: date) -> str:
    """The records behind a figure."""
    return f"{reverse('desk:figure', args=[code])}?{urlencode({'area': area, 'day': day.isoformat()})}"


def action_url(code: str, **filled: object) -> str:
    """The form of an action with some of its fields filled."""
    query = urlencode({name: value for name, value in filled.items() if value is not None})
    return f"{reverse('desk:action', args=[code])}{'?' + query if query else ''}"
