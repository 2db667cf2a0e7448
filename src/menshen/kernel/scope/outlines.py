"""Outlines of areas: GeoJSON as people have it, checked, thinned and rounded to what a map of the office needs."""

from __future__ import annotations

import json
from typing import Any

MOST_POINTS = 400  # of one area
_DECIMALS = 5  # a metre
_LEAST_RING = 4
_KINDS = {"Polygon": 1, "MultiPolygon": 2}

Point = tuple[float, float]
Ring = list[Point]


def geometry_of(text: str) -> dict[str, Any]:
    """A geometry ready to be kept; ValueError with a sentence `English / 中文` for anything else."""
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("this is not GeoJSON / 不是 GeoJSON 格式") from None
    if not isinstance(found, dict) or found.get("type") not in _KINDS:
        raise ValueError("an outline is a Polygon or a MultiPolygon / 边界须为 Polygon 或 MultiPolygon")
    given: Any = found.get("coordinates")
    polygons: Any = [given] if found["type"] == "Polygon" else given
    try:
        shapes = [[_ring(ring) for ring in polygon] for polygon in polygons]
    except (TypeError, KeyError, IndexError):
        raise ValueError("the coordinates are no lists of longitude and latitude / 坐标格式不正确") from None
    if not shapes or not all(shapes):
        raise ValueError("the outline is empty / 边界为空")
    shapes = _thinned(shapes)
    coordinates: Any = shapes[0] if found["type"] == "Polygon" else shapes
    return {"type": found["type"], "coordinates": coordinates}


def features_of(text: str) -> list[tuple[dict[str, Any], str]]:
    """`(properties, geometry as text)` of each feature of a collection; ValueError where it is none."""
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("this is not GeoJSON / 不是 GeoJSON 格式") from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise ValueError("the file holds no FeatureCollection / 文件不是 FeatureCollection")
    return [(one.get("properties") or {}, json.dumps(one.get("geometry"))) for one in features]


def _ring(points: Any) -> Ring:
    ring = [_point(point) for point in points]
    if len(ring) < _LEAST_RING or ring[0] != ring[-1]:
        raise ValueError("a ring has at least four points and ends where it began / 边界线须至少四点并首尾相接")
    return ring


def _point(point: Any) -> Point:
    longitude, latitude = point[0], point[1]
    if not all(isinstance(one, (int, float)) for one in (longitude, latitude)):
        raise TypeError(point)
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):  # noqa: PLR2004  degrees; nor what is no number
        raise ValueError("a point lies outside of the earth: degrees are meant / 坐标超出经纬度范围")
    return round(longitude, _DECIMALS), round(latitude, _DECIMALS)


def _thinned(shapes: list[list[Ring]]) -> list[list[Ring]]:
    """With fewer points where there are more than a map needs: those go first that lie nearest to their line."""
    tolerance = 1e-5
    while sum(len(ring) for shape in shapes for ring in shape) > MOST_POINTS and tolerance < 1:
        shapes = [[_simplified(ring, tolerance) for ring in shape] for shape in shapes]
        tolerance *= 2
    return shapes


def _simplified(ring: Ring, tolerance: float) -> Ring:
    """Douglas and Peucker's way, between the point where the ring begins and the one farthest from it."""
    if len(ring) <= _LEAST_RING:
        return ring
    start = ring[0]
    far = max(range(len(ring)), key=lambda at: (ring[at][0] - start[0]) ** 2 + (ring[at][1] - start[1]) ** 2)
    kept = {0, far, len(ring) - 1}
    spans = [(0, far), (far, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        between = range(first + 1, last)
        if not between:
            continue
        at = max(between, key=lambda place: _distance(ring[place], ring[first], ring[last]))
        if _distance(ring[at], ring[first], ring[last]) > tolerance:
            kept.add(at)
            spans += [(first, at), (at, last)]
    thin = [ring[at] for at in sorted(kept)]
    return thin if len(thin) >= _LEAST_RING else ring


def _distance(point: Point, start: Point, end: Point) -> float:
    """From the point to the straight line between two others, in degrees."""
    across, up = end[0] - start[0], end[1] - start[1]
    length: float = (across**2 + up**2) ** 0.5
    if length == 0:
        return float(((point[0] - start[0]) ** 2 + (point[1] - start[1]) ** 2) ** 0.5)
    return abs(across * (start[1] - point[1]) - (start[0] - point[0]) * up) / length


def tiles(codes: list[str]) -> dict[str, dict[str, Any]]:
    """A square for each area, row by row, where nobody has given outlines: a map without geography."""
    across = max(1, round(len(codes) ** 0.5 * 1.3))
    found = {}
    for place, code in enumerate(codes):
        left, low = place % across, -(place // across)
        right, high = left + 0.94, low + 0.94
        corners = [(left, low), (right, low), (right, high), (left, high), (left, low)]
        found[code] = {"type": "Polygon", "coordinates": [corners]}
    return found
