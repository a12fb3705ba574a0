"""The CAD edges of a meshed shape as line segments, and which of them belong to which edge. Seams are left out."""

from __future__ import annotations

from typing import Any

import numpy as np
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.collections import IndexedDataMap_TopoDS_Shape_List_TopoDS_Shape_TopTools_ShapeMapHasher as AncestorMap
from OCP.GeomAbs import GeomAbs_CurveType
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS, TopoDS_Shape

_CURVE_KINDS = {GeomAbs_CurveType.GeomAbs_Line: "line", GeomAbs_CurveType.GeomAbs_Circle: "circle"}
# A node of a circle this far (mm) from where equal steps put it: the steps are not equal, and each node is asked for.
SAME_PLACE_MM = 1e-5


def edge_lines(shape: TopoDS_Shape) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """Segments (m, 2, 3) of every CAD edge in float32 millimetres, and [{start, count, kind, radiusMm?}] in line vertices."""
    owners = AncestorMap()
    TopExp.MapShapesAndAncestors_s(shape, TopAbs_ShapeEnum.TopAbs_EDGE, TopAbs_ShapeEnum.TopAbs_FACE, owners)
    lines: list[np.ndarray] = []
    edges: list[dict[str, Any]] = []
    start = 0
    location = TopLoc_Location()
    for index in range(1, owners.Extent() + 1):
        edge = TopoDS.Edge(owners.FindKey(index))
        faces = owners.FindFromIndex(index)
        if BRep_Tool.Degenerated_s(edge) or faces.Extent() == 0:
            continue
        face = TopoDS.Face(faces.First())
        if BRep_Tool.IsClosed_s(edge, face):
            continue  # a seam is where a surface meets itself, not an edge that anyone sees
        triangulation = BRep_Tool.Triangulation_s(face, location)
        if triangulation is None:
            continue
        polygon = BRep_Tool.PolygonOnTriangulation_s(edge, triangulation, location)
        if polygon is None:
            continue
        curve = BRepAdaptor_Curve(edge)
        kind = _CURVE_KINDS.get(curve.GetType(), "free")
        nodes = _Nodes(triangulation, polygon, None if location.IsIdentity() else location.Transformation())
        entry: dict[str, Any] = {"start": start, "count": 2 * (nodes.count - 1), "kind": kind}
        points = None
        if kind == "circle":
            entry["radiusMm"] = round(curve.Circle().Radius(), 6)
            points = _on_circle(curve, nodes)
        lines.append(nodes.all() if points is None else points)
        edges.append(entry)
        start += entry["count"]
    if not lines:
        return np.empty((0, 2, 3), np.float32), []
    points = np.concatenate(lines)
    ends = np.cumsum([len(line) for line in lines])
    first = np.delete(np.arange(len(points)), ends - 1)
    return np.stack((points[first], points[first + 1]), axis=1), edges


class _Nodes:
    """The nodes of one edge's polygon on a face's mesh; asking the kernel for each takes microseconds."""

    def __init__(self, triangulation: Any, polygon: Any, transformation: Any) -> None:
        self._triangulation, self._polygon, self._transformation = triangulation, polygon, transformation
        self.count: int = polygon.NbNodes()

    def at(self, number: int) -> tuple[float, float, float]:
        """The node's place; numbers begin at 0."""
        point = self._triangulation.Node(self._polygon.Node(number + 1))
        if self._transformation is not None:
            point = point.Transformed(self._transformation)
        return point.X(), point.Y(), point.Z()

    def all(self) -> np.ndarray:
        """Every node, (n, 3)."""
        return np.array([self.at(number) for number in range(self.count)], np.float32)


def _on_circle(curve: BRepAdaptor_Curve, nodes: _Nodes) -> np.ndarray | None:
    """A circle's nodes in equal steps; None where the mesher took other ones."""
    if nodes.count < 8:
        return None
    circle = curve.Circle()
    place, x, y = circle.Location(), circle.XAxis().Direction(), circle.YAxis().Direction()
    angles = np.linspace(curve.FirstParameter(), curve.LastParameter(), nodes.count)[:, None]
    points = np.array([place.X(), place.Y(), place.Z()]) + circle.Radius() * (
        np.cos(angles) * np.array([x.X(), x.Y(), x.Z()]) + np.sin(angles) * np.array([y.X(), y.Y(), y.Z()])
    )
    for number in (0, 1, nodes.count // 3, nodes.count - 1):
        if np.abs(points[number] - nodes.at(number)).max() > SAME_PLACE_MM:
            return None
    return points.astype(np.float32)
