"""Volumes of two meshes and of what they share, by parallel rays: no boolean, so it neither fails nor hangs.

A grid of rays crosses both meshes; along each ray the stretches inside the one, the other and both are added up. The
result is the same every time. Three directions are taken; how far they differ says how good the figure is.
"""

from __future__ import annotations

import numpy as np

# Pairs of triangle and ray that are looked at in one go: bounds the memory, not the result.
CHUNK = 2_000_000
# Rays avoid the exact middle of their cell: corners and edges of parts love round numbers.
OFFSET = np.array([0.5 + 0.0137, 0.5 - 0.0171])


def overlap(a: np.ndarray, b: np.ndarray, rays: int) -> tuple[float, float]:
    """Intersection over union of two closed meshes (n, 3, 3), and its spread over three directions."""
    values = [_overlap_along(np.roll(a, axis, axis=2), np.roll(b, axis, axis=2), rays) for axis in range(3)]
    return float(np.mean(values)), float(max(values) - min(values))


def overlap_once(a: np.ndarray, b: np.ndarray, rays: int) -> float:
    """Intersection over union from one direction: for ranking candidates."""
    return _overlap_along(a, b, rays)


def _overlap_along(a: np.ndarray, b: np.ndarray, rays: int) -> float:
    points = np.concatenate((a.reshape(-1, 3), b.reshape(-1, 3)))
    low, high = points.min(axis=0), points.max(axis=0)
    cell = np.maximum((high - low)[:2] / rays, 1e-9)
    cells_a, z_a, turn_a, _ = crossings(a, low, cell, rays)
    cells_b, z_b, turn_b, _ = crossings(b, low, cell, rays)
    cells = np.concatenate((cells_a, cells_b))
    if len(cells) == 0:
        return 0.0
    heights = np.concatenate((z_a, z_b))
    order = np.lexsort((heights, cells))
    cells, heights = cells[order], heights[order]
    zeros_a, zeros_b = np.zeros(len(turn_b), np.int32), np.zeros(len(turn_a), np.int32)
    inside_a = _running(np.concatenate((turn_a, zeros_a))[order], cells)
    inside_b = _running(np.concatenate((zeros_b, turn_b))[order], cells)
    lengths = np.where(cells[1:] == cells[:-1], heights[1:] - heights[:-1], 0.0)
    in_a, in_b = inside_a[:-1] > 0, inside_b[:-1] > 0
    united = float(lengths[in_a | in_b].sum())
    return float(lengths[in_a & in_b].sum()) / united if united > 0 else 0.0


def _running(turns: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """The sum of the turns so far on the same ray."""
    total = np.cumsum(turns)
    starts = np.flatnonzero(np.concatenate(([True], cells[1:] != cells[:-1])))
    before = np.repeat(total[starts] - turns[starts], np.diff(np.concatenate((starts, [len(cells)]))))
    return total - before


def crossings(
    corners: np.ndarray, low: np.ndarray, cell: np.ndarray, rays: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Where rays along the last axis meet triangles: the ray's number, the height, +1 for in and -1 for out, the triangle."""
    # One row for each corner of a triangle: sums and extremes over short rows would take most of the time.
    x, y = ((corners[:, :, axis].T - low[axis]) / cell[axis] - OFFSET[axis] for axis in (0, 1))
    area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
    first_x = np.clip(np.ceil(x.min(axis=0)), 0, rays).astype(np.int64)
    first_y = np.clip(np.ceil(y.min(axis=0)), 0, rays).astype(np.int64)
    wide = np.clip(np.floor(x.max(axis=0)), -1, rays - 1).astype(np.int64) - first_x + 1
    high = np.clip(np.floor(y.max(axis=0)), -1, rays - 1).astype(np.int64) - first_y + 1
    # Most triangles of a fine mesh lie between two rays.
    numbers = np.flatnonzero((np.abs(area) > 1e-12) & (wide > 0) & (high > 0))
    x, y, z, area = x[:, numbers], y[:, numbers], corners[numbers, :, 2].T, area[numbers]
    first_x, first_y, wide, high = first_x[numbers], first_y[numbers], wide[numbers], high[numbers]
    counts = wide * high
    total = np.cumsum(counts)
    inner = np.searchsorted(total, np.arange(CHUNK, total[-1] if len(total) else 0, CHUNK)) + 1
    bounds = np.unique(np.concatenate(([0], inner, [len(counts)])))
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = []
    for start, end in zip(bounds[:-1], bounds[1:], strict=True):
        part = slice(start, end)
        cells, heights, turns, owners = _met(
            x[:, part], y[:, part], z[:, part], area[part], first_x[part], first_y[part], wide[part], high[part], rays
        )
        found.append((cells, heights, turns, numbers[part][owners]))
    if not found:
        return np.empty(0, np.int64), np.empty(0), np.empty(0, np.int32), np.empty(0, np.int64)
    cells, heights, turns, owners = (np.concatenate(column) for column in zip(*found, strict=True))
    return cells, heights, turns, owners


def _met(x, y, z, area, first_x, first_y, wide, high, rays):
    """Row by row: where a triangle's outline crosses the row, and the rays between. Its box may hold far more of them."""
    owner, step = _spread(np.where(wide > 0, np.maximum(high, 0), 0))
    row = first_y[owner] + step
    left, right = np.full(len(row), np.inf), np.full(len(row), -np.inf)
    low, top = np.zeros(len(row)), np.zeros(len(row))
    for a, b in ((0, 1), (1, 2), (2, 0)):
        ya, yb = y[a][owner], y[b][owner]
        crosses = (np.minimum(ya, yb) <= row) & (row <= np.maximum(ya, yb)) & (ya != yb)
        share = np.where(crosses, (row - ya) / np.where(ya == yb, 1.0, yb - ya), 0.0)
        at = x[a][owner] + share * (x[b][owner] - x[a][owner])
        height = z[a][owner] + share * (z[b][owner] - z[a][owner])
        is_left, is_right = crosses & (at < left), crosses & (at > right)
        left, low = np.where(is_left, at, left), np.where(is_left, height, low)
        right, top = np.where(is_right, at, right), np.where(is_right, height, top)
    met = left <= right
    owner, row, left, right, low, top = (column[met] for column in (owner, row, left, right, low, top))
    start = np.maximum(np.ceil(left), 0).astype(np.int64)
    stop = np.minimum(np.floor(right), rays - 1).astype(np.int64)
    span, step = _spread(np.maximum(stop - start + 1, 0))
    column = start[span] + step
    width = right[span] - left[span]
    share = np.where(width > 0, (column - left[span]) / np.where(width > 0, width, 1.0), 0.0)
    heights = low[span] + share * (top[span] - low[span])
    owner = owner[span]
    # A triangle seen from above turns left: the ray, going up, leaves the solid there.
    turns = np.where(area[owner] > 0, -1, 1).astype(np.int32)
    return row[span] * rays + column, heights, turns, owner


def _spread(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For counts [2, 3]: owners [0, 0, 1, 1, 1] and steps [0, 1, 0, 1, 2]."""
    owners = np.repeat(np.arange(len(counts)), counts)
    return owners, np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
