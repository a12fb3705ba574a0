"""The CAD edges of a meshed shape as line segments, and which of them belong to which edge. Seams are left out."""

from __future__ import annotations

from typing import Any

import numpy as np
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.collections import IndexedDataMap_TopoDS_Shape_List_TopoDS_Shape_TopTools_ShapeMapHasher as AncestorMap
from OCP.GCPnts import GCPnts_AbscissaPoint
from OCP.GeomAbs import GeomAbs_CurveType
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS, TopoDS_Shape

_CURVE_KINDS = {GeomAbs_CurveType.GeomAbs_Line: "line", GeomAbs_CurveType.GeomAbs_Circle: "circle"}
# A node of a circle this far (mm) from where equal steps put it: the steps are not equal, and each node is asked for.
SAME_PLACE_MM = 1e-5
LENGTH_WITHIN_MM = 1e-4
# With fewer it takes no longer to ask.
FEWEST_NODES = 8
_PENDING = np.empty((0, 3), np.float32)


def edge_lines(shape: TopoDS_Shape) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """Segments (m, 2, 3) of every CAD edge in float32 millimetres, and [{start, count, kind, radiusMm?, lengthMm?}] in
    line vertices. The length of a free curve is the curve's own: its segments, which cut corners, do not tell it."""
    owners = AncestorMap()
    TopExp.MapShapesAndAncestors_s(shape, TopAbs_ShapeEnum.TopAbs_EDGE, TopAbs_ShapeEnum.TopAbs_FACE, owners)
    lines: list[np.ndarray] = []
    circles = _Circles()
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
        if kind == "circle":
            entry["radiusMm"] = round(curve.Circle().Radius(), 6)
        if kind == "free":
            entry["lengthMm"] = round(GCPnts_AbscissaPoint.Length_s(curve, LENGTH_WITHIN_MM), 6)
        if kind == "circle" and nodes.count >= FEWEST_NODES:
            circles.add(len(lines), curve, nodes)
            lines.append(_PENDING)
        else:
            lines.append(nodes.all())
        edges.append(entry)
        start += entry["count"]
    circles.fill(lines)
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


class _Circles:
    """Circles whose nodes are expected in equal steps; all of them are worked out at once."""

    def __init__(self) -> None:
        self._by_count: dict[int, list[tuple[int, list[float], _Nodes]]] = {}

    def add(self, line: int, curve: BRepAdaptor_Curve, nodes: _Nodes) -> None:
        """Notes the circle of the line with this number."""
        circle = curve.Circle()
        place, x, y, radius = circle.Location(), circle.XAxis().Direction(), circle.YAxis().Direction(), circle.Radius()
        figures = [place.X(), place.Y(), place.Z(), radius * x.X(), radius * x.Y(), radius * x.Z()]
        figures += [radius * y.X(), radius * y.Y(), radius * y.Z(), curve.FirstParameter(), curve.LastParameter()]
        self._by_count.setdefault(nodes.count, []).append((line, figures, nodes))

    def fill(self, lines: list[np.ndarray]) -> None:
        """Puts each circle's nodes in its place; where the mesher took other steps, each node is asked for."""
        for count, found in self._by_count.items():
            figures = np.array([entry[1] for entry in found])[:, None, :]
            steps = np.linspace(0, 1, count)[None, :, None]
            angles = figures[..., 9:10] + steps * (figures[..., 10:11] - figures[..., 9:10])
            points = figures[..., 0:3] + np.cos(angles) * figures[..., 3:6] + np.sin(angles) * figures[..., 6:9]
            probes = (0, 1, count // 3, count - 1)
            asked = np.array([[nodes.at(number) for number in probes] for _, _, nodes in found])
            is_even = np.abs(points[:, probes] - asked).max(axis=(1, 2)) <= SAME_PLACE_MM
            for (line, _, nodes), circle, is_known in zip(found, points.astype(np.float32), is_even, strict=True):
                lines[line] = circle if is_known else nodes.all()
