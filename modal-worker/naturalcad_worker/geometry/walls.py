"""The thinnest wall of a closed mesh, estimated by rays along the three axes.

A wall is where a ray enters and leaves through surfaces that face away from each other. Wedges and edges, whose
thickness falls to nothing, are none. An estimate: thinner places between two rays, or in a direction that no axis
comes near, are not seen.
"""

from __future__ import annotations

import numpy as np

from naturalcad_worker.geometry import rays

RAYS = 72
# Facing surfaces may be this far from parallel; further than that a ray from an axis cannot tell a wall's thickness.
PARALLEL, SEEN = np.cos(np.radians(12)), 0.5
# A single ray may graze a rounding; a wall is met by several.
HITS = 4


def thinnest_wall(corners: np.ndarray) -> float | None:
    """In mm; None where no two surfaces face each other."""
    found: list[np.ndarray] = []
    # By axis, then by corner: numpy is many times slower with short rows.
    columns = np.ascontiguousarray(corners.transpose(2, 1, 0), np.float64)
    for axis in range(3):
        turned = np.roll(columns, axis, axis=0)
        low, high = turned.min(axis=(1, 2)), turned.max(axis=(1, 2))
        turned = turned.transpose(2, 1, 0)
        cell = np.maximum((high - low)[:2] / RAYS, 1e-9)
        cells, heights, turns, owners = rays.crossings(turned, low, cell, RAYS)
        order = np.lexsort((heights, cells))
        cells, heights, turns, owners = cells[order], heights[order], turns[order], owners[order]
        walls = np.flatnonzero((cells[1:] == cells[:-1]) & (turns[:-1] > 0) & (turns[1:] < 0))
        enter, leave = (_normals(turned[owners[hits]]) for hits in (walls, walls + 1))
        facing = -(enter * leave).sum(axis=1)
        slope = np.minimum(np.abs(enter[:, 2]), np.abs(leave[:, 2]))
        good = (facing > PARALLEL) & (slope > SEEN)
        found.append(((heights[walls + 1] - heights[walls]) * slope)[good])
    thicknesses = np.sort(np.concatenate(found))
    thicknesses = thicknesses[thicknesses > 1e-6]
    if len(thicknesses) < HITS:
        return None
    return round(float(thicknesses[HITS - 1]), 3)


def _normals(corners: np.ndarray) -> np.ndarray:
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return normals / np.maximum(np.linalg.norm(normals, axis=1), 1e-20)[:, None]
