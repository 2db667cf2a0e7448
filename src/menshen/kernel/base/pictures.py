"""Pictures that people hand in: a signature drawn on a screen, the photo of a signed paper."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

DRAWING_WIDTH, DRAWING_HEIGHT = 600, 200
LONGEST_DRAWING = 20_000
"""Characters: a long name written slowly has about 6,000."""
LARGEST_PHOTO = 1_000_000  # bytes
_STROKES = re.compile(r"(M\d{1,3} \d{1,3}(L\d{1,3} \d{1,3})+)+", re.ASCII)
_IMAGE_DATA, _COMMENT = 0xDA, 0xFE


class Picture(NamedTuple):
    kind: Literal["image/svg+xml", "image/jpeg"]
    content: bytes


def is_drawing(text: str) -> bool:
    """Whether it is strokes as the path of an SVG, `M10 20L12 21L15 22M…`: lines between whole points, nothing else."""
    return len(text) <= LONGEST_DRAWING and _STROKES.fullmatch(text) is not None


def drawn(strokes: str) -> str:
    """The drawing as an SVG of its own; black on white, so that it can be read on a dark page."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {DRAWING_WIDTH} {DRAWING_HEIGHT}">'
        '<rect width="100%" height="100%" fill="#fff"/>'
        '<path fill="none" stroke="#000" stroke-width="4" stroke-linecap="round" stroke-linejoin="round" '
        f'd="{strokes}"/></svg>'
    )


def bare_photo(content: bytes) -> bytes | None:
    """The JPEG without what a camera writes beside the picture (place, device, time); None where it is none."""
    if not content.startswith(b"\xff\xd8"):
        return None
    kept, place = [content[:2]], 2
    while content[place : place + 1] == b"\xff" and place + 4 <= len(content):
        marker = content[place + 1]
        if marker == _IMAGE_DATA:
            end = content.find(b"\xff\xd9", place)
            return b"".join([*kept, content[place : end + 2]]) if end > 0 else None
        following = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if marker != _COMMENT and not 0xE0 < marker <= 0xEF:  # noqa: PLR2004 — APP1 to APP15; APP0 is of the picture
            kept.append(content[place:following])
        place = following
    return None
