"""Measured geometry of a shape: what it is, not what the script says it is. mm, mm², mm³, Z up."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from OCP.Bnd import Bnd_Box
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Surface
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.collections import IndexedMap_TopoDS_Shape_TopTools_ShapeMapHasher as ShapeMap
from OCP.GeomAbs import GeomAbs_CurveType, GeomAbs_SurfaceType
from OCP.gp import gp_Ax3, gp_Dir, gp_Trsf
from OCP.GProp import GProp_GProps
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp, TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS, TopoDS_Iterator, TopoDS_Shape

from naturalcad_worker.geometry.parts import PartLook
from naturalcad_worker.geometry.shape_io import ShapeError

MAX_EXTENT_MM = 1_000_000.0
MAX_HOLES = 200
_PLAIN_CURVES = (GeomAbs_CurveType.GeomAbs_Line, GeomAbs_CurveType.GeomAbs_Circle)


@dataclass(frozen=True)
class Measured:
    """`facts` are those of the HTTP API; `features` holds what else was recognised (holes)."""

    facts: dict[str, Any]
    features: dict[str, Any]


def measure(shape: TopoDS_Shape) -> Measured:
    """Measures the shape.

    Raises:
        ShapeError: empty_shape without extent, invalid_shape when it is larger than MAX_EXTENT_MM.
    """
    faces = _sub_shapes(shape, TopAbs_ShapeEnum.TopAbs_FACE)
    solids = _sub_shapes(shape, TopAbs_ShapeEnum.TopAbs_SOLID)
    edges = [
        edge
        for edge in _sub_shapes(shape, TopAbs_ShapeEnum.TopAbs_EDGE)
        if not BRep_Tool.Degenerated_s(TopoDS.Edge(edge))
    ]
    low, high = _bounding_box(shape, faces)
    size = [above - below for below, above in zip(low, high, strict=True)]
    if max(size) <= 0:
        raise ShapeError("empty_shape", "The part has no extent.", "Check that every sketch is extruded.")

    surface = GProp_GProps()
    BRepGProp.SurfaceProperties_s(shape, surface)
    volume, center = 0.0, surface.CentreOfMass()
    if solids:
        properties = GProp_GProps()
        BRepGProp.VolumeProperties_s(shape, properties)
        volume = abs(properties.Mass())
        if volume > 1e-9:
            center = properties.CentreOfMass()
    shells = _sub_shapes(shape, TopAbs_ShapeEnum.TopAbs_SHELL)
    facts = {
        "volumeMm3": _rounded(volume),
        "areaMm2": _rounded(surface.Mass()),
        "bboxMm": {
            "min": [_rounded(value) for value in low],
            "max": [_rounded(value) for value in high],
            "size": [_rounded(value) for value in size],
        },
        "centerOfMassMm": [_rounded(value) for value in (center.X(), center.Y(), center.Z())],
        "solids": len(solids),
        "faces": len(faces),
        "edges": len(edges),
        "isValid": bool(BRepCheck_Analyzer(shape, True).IsValid()),
        "isWatertight": bool(solids) and all(BRep_Tool.IsClosed_s(shell) for shell in shells),
    }
    holes = _holes(faces)
    counts = Counter(hole["diameterMm"] for hole in holes)
    facts["holeList"] = holes[:MAX_HOLES]
    grouped = [{"diameterMm": diameter, "count": count} for diameter, count in sorted(counts.items())]
    return Measured(facts, {"holes": grouped})


def measure_parts(shape: TopoDS_Shape, looks: list[PartLook]) -> list[dict[str, Any]]:
    """Name, colour and volume of every direct child of an assembly."""
    found = []
    children = TopoDS_Iterator(shape)
    for look in looks:
        properties = GProp_GProps()
        BRepGProp.VolumeProperties_s(children.Value(), properties)
        found.append({"name": look.name, "color": look.hex, "volumeMm3": _rounded(abs(properties.Mass()))})
        children.Next()
    return found


def _rounded(value: float) -> float:
    """To a millionth, without minus zero."""
    if not math.isfinite(value):
        raise ShapeError("invalid_shape", "The part measures no finite number.", "Check for divisions by zero.")
    return round(value, 6) + 0.0


def _sub_shapes(shape: TopoDS_Shape, kind: TopAbs_ShapeEnum) -> list[TopoDS_Shape]:
    found = ShapeMap()
    TopExp.MapShapes_s(shape, kind, found)
    return [found.FindKey(index) for index in range(1, found.Extent() + 1)]


def _corners(box: Bnd_Box) -> tuple[list[float], list[float]]:
    low, high = box.CornerMin(), box.CornerMax()
    return [low.X(), low.Y(), low.Z()], [high.X(), high.Y(), high.Z()]


def _bounding_box(shape: TopoDS_Shape, faces: list[TopoDS_Shape]) -> tuple[list[float], list[float]]:
    """The exact box. Only faces whose quick, too large box sticks out of what is known are measured exactly."""
    quick: list[tuple[float, TopoDS_Shape, list[float], list[float]]] = []
    for face in faces:
        box = Bnd_Box()
        BRepBndLib.Add_s(face, box, False)
        if box.IsVoid():
            continue
        low, high = _corners(box)
        if box.IsOpen() or max(map(abs, (*low, *high))) > MAX_EXTENT_MM:
            raise ShapeError(
                "invalid_shape",
                f"The part reaches beyond {MAX_EXTENT_MM / 1000:.0f} m, or has no end.",
                "Check the sizes; lengths are millimetres.",
            )
        quick.append((sum(high[axis] - low[axis] for axis in range(3)), face, low, high))
    if not quick:
        raise ShapeError("empty_shape", "The part has no extent.", "Check that every sketch is extruded.")
    known_low, known_high = [math.inf] * 3, [-math.inf] * 3
    for _, face, low, high in sorted(quick, key=lambda entry: -entry[0]):
        # 1e-6 mm: the quick box is widened by the tolerance of the shape, which is no extent.
        if all(low[axis] >= known_low[axis] - 1e-6 and high[axis] <= known_high[axis] + 1e-6 for axis in range(3)):
            continue
        box = Bnd_Box()
        BRepBndLib.AddOptimal_s(face, box, False, False)
        if box.IsVoid():
            continue
        low, high = _corners(box)
        known_low = [min(pair) for pair in zip(known_low, low, strict=True)]
        known_high = [max(pair) for pair in zip(known_high, high, strict=True)]
    return known_low, known_high


def _holes(faces: list[TopoDS_Shape]) -> list[dict[str, Any]]:
    """Round holes: inward-facing cylinders that go (nearly) all the way around their axis. `at` is the middle of the axis.

    Two holes in line on one axis, as in the walls of a fork, count as two; the steps of a counterbore as one each.
    """
    groups: dict[tuple, list[tuple[float, float, float]]] = {}
    exact: dict[tuple, tuple[tuple[float, ...], tuple[float, ...]]] = {}
    for shape in faces:
        face = TopoDS.Face(shape)
        surface = BRepAdaptor_Surface(face, True)
        if surface.GetType() != GeomAbs_SurfaceType.GeomAbs_Cylinder:
            continue
        cylinder = surface.Cylinder()
        points_outward = cylinder.Direct() == (face.Orientation() == TopAbs_Orientation.TopAbs_FORWARD)
        if points_outward:
            continue
        axis: gp_Dir = cylinder.Axis().Direction()
        direction = (axis.X(), axis.Y(), axis.Z())
        sign = 1.0 if next((value for value in direction if abs(value) > 1e-6), 1.0) > 0 else -1.0
        direction = tuple(value * sign for value in direction)
        place = cylinder.Location()
        point = (place.X(), place.Y(), place.Z())
        along = sum(a * b for a, b in zip(point, direction, strict=True))
        foot = tuple(a - along * b for a, b in zip(point, direction, strict=True))
        ends = sorted(along + sign * value for value in _reach(face, surface))
        angle = abs(surface.LastUParameter() - surface.FirstUParameter())
        key = (
            round(cylinder.Radius(), 3),
            *(round(value, 3) + 0.0 for value in direction),
            *(round(value, 2) + 0.0 for value in foot),
        )
        groups.setdefault(key, []).append((ends[0], ends[1], angle))
        # The rounded key only finds pieces that belong together: far from the origin it is no place to measure from.
        exact.setdefault(key, (direction, foot))
    holes: list[dict[str, Any]] = []
    for key, pieces in sorted(groups.items()):
        radius, (direction, foot) = key[0], exact[key]
        for start, end, around in _turns(pieces):
            if around <= 0.75:
                continue
            middle = [round(foot[axis] + (start + end) / 2 * direction[axis], 3) + 0.0 for axis in range(3)]
            holes.append(
                {
                    "diameterMm": round(2 * radius, 3),
                    "depthMm": round(end - start, 3),
                    "axis": [round(value, 3) + 0.0 for value in direction],
                    "at": middle,
                }
            )
    return holes


def _reach(face: Any, surface: BRepAdaptor_Surface) -> tuple[float, float]:
    """From where to where a cylindrical face goes along its axis, from the cylinder's own origin, in mm.

    Its parameters are exact where it ends in lines and circles; where it meets a slanted or round face they are those of
    the poles of a curve, which lie outside of it.
    """
    edges = TopExp_Explorer(face, TopAbs_ShapeEnum.TopAbs_EDGE)
    is_plain = True
    while edges.More() and is_plain:
        edge = TopoDS.Edge(edges.Current())
        is_plain = BRep_Tool.Degenerated_s(edge) or BRepAdaptor_Curve(edge).GetType() in _PLAIN_CURVES
        edges.Next()
    if is_plain:
        return surface.FirstVParameter(), surface.LastVParameter()
    turn = gp_Trsf()
    turn.SetTransformation(gp_Ax3(surface.Cylinder().Location(), surface.Cylinder().Axis().Direction()))
    box = Bnd_Box()
    BRepBndLib.AddOptimal_s(face.Moved(TopLoc_Location(turn)), box, False, False)
    low, high = _corners(box)
    return low[2], high[2]


def _turns(pieces: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """For each stretch of an axis that cylinder pieces cover: its ends, and how much of the full turn they make."""
    turns: list[tuple[float, float, float]] = []
    stretch: list[tuple[float, float, float]] = []

    def close() -> None:
        first, last = min(start for start, _, _ in stretch), max(end for _, end, _ in stretch)
        span = last - first
        covered = sum((end - start) * angle for start, end, angle in stretch)
        turns.append((first, last, covered / (2 * math.pi * span) if span > 1e-9 else 0.0))

    for piece in sorted(pieces):
        if stretch and piece[0] > max(end for _, end, _ in stretch) + 1e-3:
            close()
            stretch = []
        stretch.append(piece)
    if stretch:
        close()
    return turns
