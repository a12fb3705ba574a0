"""How far one part is from another: overlap, surface distances with their floor, sizes and topology. Fixed seeds.

`a` is the reference or the older part, `b` the other. Overlap and surface distances hardly see a small hole; topology
does, so it stands beside them. Distances in mm, volumes in mm³.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from OCP.BRepAlgoAPI import BRepAlgoAPI_Cut
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS_Shape
from scipy.spatial import cKDTree

from naturalcad_worker.geometry import facts, glb, imports, mesh, rays
from naturalcad_worker.geometry.shape_io import ShapeError, read_shape, write_shape

POINTS = 10_000
FINE_RAYS, COARSE_RAYS = 320, 40
CANDIDATES_KEPT = 3
# Below this share of a part's volume a difference is the kernel's own arithmetic.
NO_VOLUME = 1e-9


@dataclass
class Side:
    """One of the two parts. `shape` is None for an STL file: its triangles are all there is."""

    corners: np.ndarray
    shape: TopoDS_Shape | None
    measured: dict[str, Any]


def load(content: bytes, file_format: str | None) -> Side:
    """A part out of a STEP or STL file.

    Raises:
        ShapeError: bad_input, or that of a shape that cannot be measured.
    """
    if (file_format or imports.format_of(content)) == "stl":
        corners = imports.read_stl(content)
        return Side(corners, None, _measured_mesh(corners))
    shape = imports.read_step(content)
    measured = facts.measure(shape).facts
    corners = mesh.tessellate(read_shape(write_shape(shape)), "normal").corners.astype(np.float64)
    return Side(corners, shape, {**measured, **_topology(corners)})


def metrics(a: Side, b: Side) -> dict[str, Any]:
    """Everything but booleans."""
    iou, spread = rays.overlap(a.corners, b.corners, FINE_RAYS)
    volume_a, volume_b = a.measured["volumeMm3"], b.measured["volumeMm3"]
    size_a, size_b = (np.array(side.measured["bboxMm"]["size"]) for side in (a, b))
    keys = ["components", "eulerNumber", "solids"]
    keys += ["faces"] if a.shape is not None and b.shape is not None else []
    return {
        "iou": round(iou, 6),
        "iouMethod": "rays",
        "iouSpread": round(spread, 6),
        **_aligned(a.corners, b.corners),
        **_distances(a.corners, b.corners),
        "volumeErrorPct": round(100 * (volume_b - volume_a) / volume_a, 6) if volume_a else None,
        "bboxErrorMm": [round(float(value), 6) for value in size_b - size_a],
        "topology": {
            "matches": all(a.measured[key] == b.measured[key] for key in keys),
            "differs": [key for key in keys if a.measured[key] != b.measured[key]],
        },
        "a": a.measured,
        "b": b.measured,
    }


def difference(a: Side, b: Side) -> tuple[dict[str, Any], bytes, bytes]:
    """Volumes and GLB files of what `b` has more (added) and less (removed) than `a`, and the overlap that follows.

    Raises:
        ShapeError: a mesh that is too large to become a solid, or a boolean that the kernel refuses.
    """
    first, second = (imports.solid_of(side.corners) if side.shape is None else side.shape for side in (a, b))
    added, removed = _cut(second, first), _cut(first, second)
    volume_a, volume_b = _volume(first), _volume(second)
    added_mm3, removed_mm3 = _volume(added), _volume(removed)
    united = volume_a + added_mm3
    # Both ways round must leave the same common volume, or a boolean went wrong.
    if abs((volume_a - removed_mm3) - (volume_b - added_mm3)) > 1e-3 * max(united, 1e-9):
        raise ShapeError("invalid_shape", "The kernel's booleans of the two parts contradict each other.", "")
    nothing = NO_VOLUME * max(united, 1.0)
    answer = {
        "iou": round((volume_a - removed_mm3) / united, 9) if united > 0 else 0.0,
        "iouMethod": "boolean",
        "addedMm3": round(added_mm3, 6) if added_mm3 > nothing else 0.0,
        "removedMm3": round(removed_mm3, 6) if removed_mm3 > nothing else 0.0,
    }
    return (
        answer,
        _glb(added) if added_mm3 > nothing else b"",
        _glb(removed) if removed_mm3 > nothing else b"",
    )


# ---- measures ----------------------------------------------------------------------------------------------------


def _measured_mesh(corners: np.ndarray) -> dict[str, Any]:
    points = corners.reshape(-1, 3)
    low, high = points.min(axis=0), points.max(axis=0)
    crosses = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    topology = _topology(corners)
    return {
        "volumeMm3": round(abs(_mesh_volume(corners)), 6),
        "areaMm2": round(float(np.linalg.norm(crosses, axis=1).sum()) / 2, 6),
        "bboxMm": {
            "min": [round(float(value), 6) for value in low],
            "max": [round(float(value), 6) for value in high],
            "size": [round(float(value), 6) for value in high - low],
        },
        "triangles": len(corners),
        "solids": topology["components"] if topology["isWatertight"] else 0,
        **topology,
    }


def _mesh_volume(corners: np.ndarray) -> float:
    middle = corners.reshape(-1, 3).mean(axis=0)
    a, b, c = (corners[:, index] - middle for index in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum()) / 6


def _centroid(corners: np.ndarray) -> np.ndarray:
    """Centre of the volume; of the box where there is no volume."""
    points = corners.reshape(-1, 3)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    a, b, c = (corners[:, index] - middle for index in range(3))
    volumes = np.einsum("ij,ij->i", a, np.cross(b, c)) / 6
    total = volumes.sum()
    if abs(total) < 1e-12:
        return middle
    return middle + ((a + b + c) / 4 * volumes[:, None]).sum(axis=0) / total


def _topology(corners: np.ndarray) -> dict[str, Any]:
    points = corners.reshape(-1, 3)
    grid = max(float(np.ptp(points, axis=0).max()) * 1e-6, 1e-6)
    _, labels = np.unique(np.round(points / grid).astype(np.int64), axis=0, return_inverse=True)
    triangles = labels.reshape(-1, 3)
    proper = (triangles[:, 0] != triangles[:, 1]) & (triangles[:, 1] != triangles[:, 2])
    triangles = triangles[proper & (triangles[:, 2] != triangles[:, 0])]
    edges = np.sort(np.concatenate((triangles[:, :2], triangles[:, 1:], triangles[:, ::2])), axis=1)
    lines, counts = np.unique(edges, axis=0, return_counts=True)
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    size = int(labels.max()) + 1
    used = np.unique(triangles)
    graph = coo_matrix((np.ones(len(lines)), (lines[:, 0], lines[:, 1])), shape=(size, size))
    _, groups = connected_components(graph, directed=False)
    return {
        "components": len(np.unique(groups[used])),
        "eulerNumber": int(len(used) - len(lines) + len(triangles)),
        "isWatertight": bool((counts == 2).all()),
    }


def _sampled(corners: np.ndarray, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    chosen = corners[random.choice(len(corners), POINTS, p=areas / areas.sum())]
    u, v = random.random((2, POINTS))
    over = u + v > 1
    u[over], v[over] = 1 - u[over], 1 - v[over]
    return chosen[:, 0] + u[:, None] * (chosen[:, 1] - chosen[:, 0]) + v[:, None] * (chosen[:, 2] - chosen[:, 0])


def _distances(a: np.ndarray, b: np.ndarray) -> dict[str, Any]:
    points_a, points_b, again = _sampled(a, 1), _sampled(b, 2), _sampled(a, 3)
    floor = _between(points_a, again)
    found = _between(points_a, points_b)
    longest = float(np.ptp(a.reshape(-1, 3), axis=0).max())
    return {
        "chamferMm": round(found[0], 6),
        "hausdorffMm": round(found[1], 6),
        "hausdorff95Mm": round(found[2], 6),
        "chamferPct": round(100 * found[0] / longest, 6),
        # What the same surface, sampled twice, is apart: no difference below it means anything.
        "floor": {
            "points": POINTS,
            "chamferMm": round(floor[0], 6),
            "hausdorffMm": round(floor[1], 6),
            "hausdorff95Mm": round(floor[2], 6),
        },
    }


def _between(a: np.ndarray, b: np.ndarray) -> tuple[float, float, float]:
    to_b, to_a = cKDTree(b).query(a)[0], cKDTree(a).query(b)[0]
    return (
        float(to_b.mean() + to_a.mean()) / 2,
        float(max(to_b.max(), to_a.max())),
        float(max(np.percentile(to_b, 95), np.percentile(to_a, 95))),
    )


# ---- alignment ---------------------------------------------------------------------------------------------------


def _turns() -> list[np.ndarray]:
    """The 24 rotations that take axes to axes."""
    found = []
    for order in itertools.permutations(range(3)):
        for signs in itertools.product((1, -1), repeat=3):
            matrix = np.zeros((3, 3))
            matrix[range(3), order] = signs
            if np.linalg.det(matrix) > 0:
                found.append(matrix)
    return found


def _axes(corners: np.ndarray) -> np.ndarray:
    """Principal axes of the surface as rows, right-handed."""
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    offset = corners - np.average(corners.mean(axis=1), axis=0, weights=areas)
    sums = offset.sum(axis=1)
    # The second moment of a triangle, exact: it must not depend on how the surface was meshed.
    moment = np.einsum("n,nci,ncj->ij", areas, offset, offset) + np.einsum("n,ni,nj->ij", areas, sums, sums)
    _, vectors = np.linalg.eigh(moment)
    axes = vectors.T[::-1]
    return axes if np.linalg.det(axes) > 0 else axes * np.array([[1], [1], [-1]])


def _aligned(a: np.ndarray, b: np.ndarray) -> dict[str, Any]:
    """Overlap once both are centred and of one volume, in the best of the axis and principal-axis rotations. No mirror."""
    unit_a, unit_b = _normalised(a), _normalised(b)
    turns = _turns()
    axes_a, axes_b = _axes(unit_a), _axes(unit_b)
    candidates = [*turns, *(axes_a.T @ turn @ axes_b for turn in turns)]
    coarse = [rays.overlap_once(unit_a, unit_b @ turn.T, COARSE_RAYS) for turn in candidates]
    best = np.argsort(coarse)[::-1][:CANDIDATES_KEPT]
    values = [(rays.overlap(unit_a, unit_b @ candidates[index].T, FINE_RAYS // 2)[0], int(index)) for index in best]
    value, index = max(values)
    return {
        "alignedIou": round(value, 6),
        "alignment": {
            "rotation": [[round(float(cell), 6) for cell in row] for row in candidates[index]],
            "scale": round(_scale(b) / _scale(a), 9),
        },
    }


def _scale(corners: np.ndarray) -> float:
    """What brings a part to a volume of 1; by its longest side where it has none."""
    volume = abs(_mesh_volume(corners))
    side = float(np.ptp(corners.reshape(-1, 3), axis=0).max())
    return 1 / (np.cbrt(volume) if volume > 1e-9 * side**3 else side)


def _normalised(corners: np.ndarray) -> np.ndarray:
    return (corners - _centroid(corners)) * _scale(corners)


# ---- booleans ----------------------------------------------------------------------------------------------------


def _cut(shape: TopoDS_Shape, tool: TopoDS_Shape) -> TopoDS_Shape:
    operation = BRepAlgoAPI_Cut(shape, tool)
    if not operation.IsDone() or operation.Shape().IsNull():
        raise ShapeError("invalid_shape", "The kernel cannot subtract the one part from the other.", "")
    return operation.Shape()


def _volume(shape: TopoDS_Shape) -> float:
    if not TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_SOLID).More():
        return 0.0
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, properties)
    return abs(float(properties.Mass()))


def _glb(shape: TopoDS_Shape) -> bytes:
    return glb.write_glb(mesh.tessellate(read_shape(write_shape(shape)), "normal"))
