"""Lines of a part on paper: three projected views and one from the corner, and a flat face with its exact curves.

Views are third-angle, in millimetres, 1:1. Hidden lines come from the mesh, which is quick and never stalls; a flat
face keeps its lines, arcs and circles, so that it can be cut from sheet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import StringIO

import ezdxf
import numpy as np
from ezdxf.document import Drawing as DxfDocument
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Surface
from OCP.BRepGProp import BRepGProp
from OCP.GeomAbs import GeomAbs_CurveType, GeomAbs_SurfaceType
from OCP.gp import gp_Ax2, gp_Ax3, gp_Dir, gp_Pnt, gp_Trsf
from OCP.GProp import GProp_GProps
from OCP.HLRAlgo import HLRAlgo_Projector
from OCP.HLRBRep import HLRBRep_PolyAlgo, HLRBRep_PolyHLRToShape
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp, TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Shape

MARGIN_MM, GAP_SHARE = 5.0, 0.15
CURVE_POINTS = 48
# name, towards the eye, to the right
VIEWS = (
    ("front", (0, -1, 0), (1, 0, 0)),
    ("top", (0, 0, 1), (1, 0, 0)),
    ("right", (1, 0, 0), (0, 1, 0)),
    ("corner", (1, -1, 1), (1, 1, 0)),
)


@dataclass(frozen=True)
class Arc:
    """Counter-clockwise from `start` to `end`, radians; a circle when they are a full turn apart."""

    center: tuple[float, float]
    radius: float
    start: float
    end: float

    @property
    def is_circle(self) -> bool:
        """Whether it closes."""
        return self.end - self.start > 2 * math.pi - 1e-9


Curve = np.ndarray | Arc


@dataclass
class Sheet:
    """Curves in mm, y up, by what they are."""

    visible: list[np.ndarray]
    hidden: list[np.ndarray]
    flat: list[Curve]


def draw(shape: TopoDS_Shape) -> Sheet:
    """Everything on one sheet. A part without a body is a flat one: its exact outline alone."""
    flat = _flat_face(shape)
    if not TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_SOLID).More() and flat:
        return Sheet([], [], flat)
    views = {name: _project(shape, towards, right) for name, towards, right in VIEWS}
    boxes = {name: _box([*visible, *hidden]) for name, (visible, hidden) in views.items()}
    gap = max(MARGIN_MM, GAP_SHARE * max(float((high - low).max()) for low, high in boxes.values()))
    front_low, front_high = boxes["front"]
    right_of_front = front_high[0] + gap - boxes["right"][0][0]
    top_of_front = front_high[1] + gap - boxes["top"][0][1]
    shifts = {
        "front": np.zeros(2),
        "top": np.array([0.0, top_of_front]),
        "right": np.array([right_of_front, 0.0]),
        "corner": np.array([front_high[0] + gap, front_high[1] + gap]) - boxes["corner"][0],
    }
    visible = [line + shifts[name] for name, (lines, _) in views.items() for line in lines]
    hidden = [line + shifts[name] for name, (_, lines) in views.items() if name != "corner" for line in lines]
    if flat:
        low, high = _box(flat)
        flat = [_moved(curve, np.array([front_low[0] - low[0], front_low[1] - gap - high[1]])) for curve in flat]
    return Sheet(visible, hidden, flat)


def write_svg(sheet: Sheet) -> bytes:
    """An SVG in millimetres; hidden lines dashed, the flat face in a group of its own."""
    low, high = _box([*sheet.visible, *sheet.hidden, *sheet.flat])
    width, height = (high - low + 2 * MARGIN_MM).tolist()
    stroke = max(min(width, height) / 600, 0.05)

    def at(point: np.ndarray) -> str:
        return f"{point[0] - low[0] + MARGIN_MM:.3f},{high[1] - point[1] + MARGIN_MM:.3f}"

    def path(curve: Curve) -> str:
        if isinstance(curve, Arc) and curve.is_circle:
            left, right = (np.array(curve.center) + (side * curve.radius, 0) for side in (-1, 1))
            half = f"A{curve.radius:.4f},{curve.radius:.4f} 0 0 0"
            return f"M{at(left)}{half} {at(right)}{half} {at(left)}"
        if isinstance(curve, Arc):
            start, end = _on_arc(curve, curve.start), _on_arc(curve, curve.end)
            large = int(curve.end - curve.start > math.pi)
            return f"M{at(start)}A{curve.radius:.4f},{curve.radius:.4f} 0 {large} 0 {at(end)}"
        return "M" + "L".join(at(point) for point in curve)

    def group(name: str, curves: list, extra: str = "") -> str:
        drawn = "".join(path(curve) for curve in curves)
        return f'<path id="{name}" d="{drawn}"{extra}/>' if drawn else ""

    dashes = f' stroke-dasharray="{4 * stroke:.3f} {3 * stroke:.3f}" opacity="0.55"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.3f}mm" height="{height:.3f}mm" '
        f'viewBox="0 0 {width:.3f} {height:.3f}" fill="none" stroke="#1a1d21" stroke-width="{stroke:.3f}" '
        'stroke-linecap="round">'
        + group("hidden", sheet.hidden, dashes)
        + group("visible", sheet.visible)
        + group("flat", sheet.flat)
        + "</svg>\n"
    ).encode()


def write_dxf(sheet: Sheet) -> bytes:
    """A DXF (R2010) in millimetres with the layers VISIBLE, HIDDEN and FLAT."""
    document: DxfDocument = ezdxf.new("R2010", setup=["linetypes"], units=4)
    for name, colour, line in (("VISIBLE", 7, "Continuous"), ("HIDDEN", 8, "DASHED"), ("FLAT", 5, "Continuous")):
        document.layers.add(name, color=colour, linetype=line)
    space = document.modelspace()
    for layer, curves in (("VISIBLE", sheet.visible), ("HIDDEN", sheet.hidden), ("FLAT", sheet.flat)):
        attributes = {"layer": layer}
        for curve in curves:
            if isinstance(curve, Arc) and curve.is_circle:
                space.add_circle(curve.center, curve.radius, dxfattribs=attributes)
            elif isinstance(curve, Arc):
                start, end = math.degrees(curve.start), math.degrees(curve.end)
                space.add_arc(curve.center, curve.radius, start, end, dxfattribs=attributes)
            elif len(curve) == 2:
                space.add_line(*curve.tolist(), dxfattribs=attributes)
            else:
                space.add_lwpolyline(curve.tolist(), dxfattribs=attributes)
    stream = StringIO()
    document.write(stream)
    return stream.getvalue().encode()


# ---- projected views ---------------------------------------------------------------------------------------------


def _project(shape: TopoDS_Shape, towards: tuple, right: tuple) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Visible and hidden lines, from the mesh that the shape carries."""
    algorithm = HLRBRep_PolyAlgo()
    algorithm.Load(shape)
    frame = gp_Ax2(gp_Pnt(0, 0, 0), gp_Dir(*towards), gp_Dir(*right))
    algorithm.Projector(HLRAlgo_Projector(frame))
    algorithm.Update()
    lines = HLRBRep_PolyHLRToShape()
    lines.Update(algorithm)
    visible = [*_segments(lines.VCompound()), *_segments(lines.OutLineVCompound())]
    return visible, [*_segments(lines.HCompound()), *_segments(lines.OutLineHCompound())]


def _segments(compound: TopoDS_Shape | None) -> list[np.ndarray]:
    found: list[np.ndarray] = []
    if compound is None or compound.IsNull():
        return found
    explorer = TopExp_Explorer(compound, TopAbs_ShapeEnum.TopAbs_EDGE)
    while explorer.More():
        edge = TopoDS.Edge(explorer.Current())
        ends = [BRep_Tool.Pnt_s(vertex) for vertex in (TopExp.FirstVertex_s(edge), TopExp.LastVertex_s(edge))]
        found.append(np.array([(point.X(), point.Y()) for point in ends]))
        explorer.Next()
    return found


# ---- flat faces --------------------------------------------------------------------------------------------------


def _flat_face(shape: TopoDS_Shape) -> list[Curve]:
    """The curves around the largest plane face (of a body), or around every face (of a flat part), in its plane."""
    has_body = TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_SOLID).More()
    planes: list[tuple[float, TopoDS_Shape]] = []
    explorer = TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_FACE)
    while explorer.More():
        face = TopoDS.Face(explorer.Current())
        if BRepAdaptor_Surface(face, False).GetType() == GeomAbs_SurfaceType.GeomAbs_Plane:
            properties = GProp_GProps()
            BRepGProp.SurfaceProperties_s(face, properties)
            planes.append((properties.Mass(), face))
        explorer.Next()
    if not planes:
        return []
    planes.sort(key=lambda entry: -entry[0])
    chosen = planes[:1] if has_body else planes
    into_plane = _into_plane(TopoDS.Face(chosen[0][1]))
    curves: list[Curve] = []
    for _, face in chosen:
        edges = TopExp_Explorer(face, TopAbs_ShapeEnum.TopAbs_EDGE)
        while edges.More():
            curves.append(_curve(BRepAdaptor_Curve(TopoDS.Edge(edges.Current())), into_plane))
            edges.Next()
    return curves


def _into_plane(face) -> gp_Trsf:
    """Takes the face's plane to z = 0, seen from outside; a level face keeps its own x and y."""
    plane = BRepAdaptor_Surface(face, True).Plane()
    normal = plane.Axis().Direction()
    if (face.Orientation() == TopAbs_Orientation.TopAbs_REVERSED) == plane.Direct():
        normal = normal.Reversed()
    transformation = gp_Trsf()
    if normal.Z() > 1 - 1e-9:
        return transformation
    right = gp_Dir(0, 0, 1).Crossed(normal) if abs(normal.Z()) < 1 - 1e-9 else gp_Dir(1, 0, 0)
    transformation.SetTransformation(gp_Ax3(plane.Location(), normal, right))
    return transformation


def _curve(curve: BRepAdaptor_Curve, into_plane: gp_Trsf) -> Curve:
    first, last = curve.FirstParameter(), curve.LastParameter()
    kind = curve.GetType()

    def at(parameter: float) -> tuple[float, float]:
        point = curve.Value(parameter).Transformed(into_plane)
        return point.X(), point.Y()

    if kind == GeomAbs_CurveType.GeomAbs_Line:
        return np.array([at(first), at(last)])
    if kind == GeomAbs_CurveType.GeomAbs_Circle:
        circle = curve.Circle().Transformed(into_plane)
        center = circle.Location()
        middle = (center.X(), center.Y())
        if last - first > 2 * math.pi - 1e-9:
            return Arc(middle, circle.Radius(), 0.0, 2 * math.pi)
        start, end = (math.atan2(y - middle[1], x - middle[0]) for x, y in (at(first), at(last)))
        if circle.Axis().Direction().Z() < 0:
            start, end = end, start
        return Arc(middle, circle.Radius(), start, end if end > start else end + 2 * math.pi)
    return np.array([at(value) for value in np.linspace(first, last, CURVE_POINTS)])


def _on_arc(arc: Arc, angle: float) -> np.ndarray:
    return np.array(arc.center) + arc.radius * np.array([math.cos(angle), math.sin(angle)])


def _moved(curve: Curve, by: np.ndarray) -> Curve:
    if isinstance(curve, Arc):
        x, y = (np.array(curve.center) + by).tolist()
        return Arc((x, y), curve.radius, curve.start, curve.end)
    return curve + by


def _box(curves: list) -> tuple[np.ndarray, np.ndarray]:
    points = [
        np.array([_on_arc(curve, angle) for angle in np.linspace(curve.start, curve.end, 33)])
        if isinstance(curve, Arc)
        else curve
        for curve in curves
    ]
    if not points:
        return np.zeros(2), np.zeros(2)
    joined = np.concatenate(points)
    return joined.min(axis=0), joined.max(axis=0)
