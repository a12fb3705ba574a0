"""Triangles and edge lines of a shape: complete, closed where the shape is, and as STL (binary, millimetres, Z up)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any

import numpy as np
from OCP.Bnd import Bnd_Box
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.BRepTools import BRepTools
from OCP.GeomAbs import GeomAbs_SurfaceType
from OCP.IMeshTools import IMeshTools_MeshAlgoType, IMeshTools_Parameters
from OCP.StlAPI import StlAPI_Writer
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS, TopoDS_Iterator, TopoDS_Shape

from naturalcad_worker.geometry.edges import edge_lines
from naturalcad_worker.geometry.rounds import angle_for, solid_volume
from naturalcad_worker.geometry.shape_io import ShapeError

# Linear tolerance in mm and angular tolerance in radians. The angle decides the size of most meshes.
QUALITIES = {"draft": (0.3, 0.5), "normal": (0.1, 0.2), "fine": (0.02, 0.1)}
# A small part gets a tolerance in proportion, a very large one is not meshed to a tenth of a millimetre.
SMALL_PART_SHARE, LARGE_PART_SHARE = 1 / 500, 1 / 20_000
MAX_TRIANGLES = 2_000_000
# Of the solid's own volume.
MOST_VOLUME_LOST = 0.0019
MAX_REFINED_TRIANGLES = 100_000
# The fast one first: where it leaves a face bare, the slow one fills in what is missing.
_ALGORITHMS = (
    IMeshTools_MeshAlgoType.IMeshTools_MeshAlgoType_Delabella,
    IMeshTools_MeshAlgoType.IMeshTools_MeshAlgoType_Watson,
)
STL_TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


@dataclass
class Mesh:
    """A tessellated shape in millimetres, Z up. `corners` is (n, 3, 3), in the order of the CAD faces."""

    corners: np.ndarray
    labels: np.ndarray
    faces: list[dict[str, Any]]
    segments: np.ndarray
    edges: list[dict[str, Any]]
    bare_faces: int = 0
    face_of_triangle: np.ndarray = field(default_factory=lambda: np.empty(0, np.int32))

    @property
    def triangles(self) -> int:
        """How many triangles there are."""
        return len(self.corners)

    @property
    def volume(self) -> float:
        """What a closed mesh holds, in mm³ (a sum of tetrahedra over the origin)."""
        a, b, c = (self.corners[:, corner].astype(np.float64) for corner in range(3))
        return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)

    @cached_property
    def welded(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Vertices shared inside each CAD face, their normals (weighted by corner angle), and triangles as indices."""
        return _weld_and_shade(self.corners, self.face_of_triangle)


def tessellate(shape: TopoDS_Shape, quality: str) -> Mesh:
    """Meshes the shape and checks the mesh for faces that were left out.

    Raises:
        ShapeError: invalid_shape when faces stay bare, output_too_large past MAX_TRIANGLES.
    """
    linear, angular = QUALITIES[quality]
    size = _diagonal(shape)
    linear = max(min(linear, size * SMALL_PART_SHARE), size * LARGE_PART_SHARE)
    if quality != "draft":
        angular = angle_for(shape, angular)
    _mesh_with(shape, IMeshTools_MeshAlgoType.IMeshTools_MeshAlgoType_Delabella, linear, angular)
    counts = _triangle_counts(shape)
    # The fast algorithm leaves some faces bare and says nothing; the slow one fills in what is missing.
    if 0 in counts:
        _mesh_with(shape, IMeshTools_MeshAlgoType.IMeshTools_MeshAlgoType_Watson, linear, angular)
        counts = _triangle_counts(shape)
    mesh = _collect(shape, counts)
    if quality != "draft" and any(face["kind"] == "free" for face in mesh.faces):
        for _ in range(2):
            mesh, linear, angular = _refined(shape, mesh, linear, angular)
    if not is_watertight(mesh) and _is_closed(shape):
        BRepTools.Clean_s(shape)
        _mesh_with(shape, IMeshTools_MeshAlgoType.IMeshTools_MeshAlgoType_Watson, linear, angular)
        mesh = _collect(shape, _triangle_counts(shape))
    return mesh


def _refined(shape: TopoDS_Shape, mesh: Mesh, linear: float, angular: float) -> tuple[Mesh, float, float]:
    """The mesh, or a finer one where free surfaces took more of the volume than MOST_VOLUME_LOST; its tolerances."""
    volume = solid_volume(shape)
    lost = abs(mesh.volume - volume) / volume if volume > 0 else 0.0
    # What a chord cuts off grows with the square of its angle, the triangles in proportion to what is left.
    share = max(0.6 * MOST_VOLUME_LOST / max(lost, 1e-9), 0.02)
    if lost <= MOST_VOLUME_LOST or mesh.triangles / share > MAX_REFINED_TRIANGLES:
        return mesh, linear, angular
    linear, angular = linear * share**0.5, angular * share**0.5
    BRepTools.Clean_s(shape)
    for algorithm in _ALGORITHMS:
        _mesh_with(shape, algorithm, linear, angular)
        counts = _triangle_counts(shape)
        if 0 not in counts:
            break
    return _collect(shape, counts), linear, angular


def is_watertight(mesh: Mesh) -> bool:
    """Whether every triangle edge is met by as many triangles in the one direction as in the other."""
    if _is_balanced(mesh.labels):
        return True
    points = mesh.corners.reshape(-1, 3)
    grid = max(float(np.ptp(points, axis=0).max()) * 1e-6, 1e-5)
    return _is_balanced(_labels(np.round(points / grid).astype(np.float32)))


def write_stl(mesh: Mesh) -> bytes:
    """Binary STL."""
    soup = np.zeros(mesh.triangles, STL_TRIANGLE)
    soup["corners"] = mesh.corners
    soup["normal"] = _flat_normals(mesh.corners)
    return b"NaturalCAD".ljust(80) + struct.pack("<I", mesh.triangles) + soup.tobytes()


def of_parts(shape: TopoDS_Shape) -> list[Mesh]:
    """A mesh for each direct child of a compound that `tessellate` has been through, in order."""
    meshes = []
    children = TopoDS_Iterator(shape)
    while children.More():
        child = children.Value()
        meshes.append(_collect(child, _triangle_counts(child)))
        children.Next()
    return meshes


# ---- from the kernel ---------------------------------------------------------------------------------------------


def _diagonal(shape: TopoDS_Shape) -> float:
    box = Bnd_Box()
    BRepBndLib.Add_s(shape, box, False)
    if box.IsVoid():
        raise ShapeError("empty_shape", "The part has no extent.", "Check that every sketch is extruded.")
    low, high = box.CornerMin(), box.CornerMax()
    return float(low.Distance(high))


def _mesh_with(shape: TopoDS_Shape, algorithm: IMeshTools_MeshAlgoType, linear: float, angular: float) -> None:
    parameters = IMeshTools_Parameters()
    parameters.MeshAlgo = algorithm
    parameters.Deflection = linear
    parameters.Angle = angular
    parameters.InParallel = False
    BRepMesh_IncrementalMesh(shape, parameters)


def _faces(shape: TopoDS_Shape):
    explorer = TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_FACE)
    while explorer.More():
        yield TopoDS.Face(explorer.Current())
        explorer.Next()


def _triangle_counts(shape: TopoDS_Shape) -> list[int]:
    location = TopLoc_Location()
    counts = []
    for face in _faces(shape):
        triangulation = BRep_Tool.Triangulation_s(face, location)
        counts.append(0 if triangulation is None else triangulation.NbTriangles())
    return counts


def _is_closed(shape: TopoDS_Shape) -> bool:
    explorer = TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_SOLID)
    return bool(explorer.More())


def _collect(shape: TopoDS_Shape, counts: list[int]) -> Mesh:
    total = sum(counts)
    if total > MAX_TRIANGLES:
        raise ShapeError(
            "output_too_large",
            f"The mesh has {total} triangles; at most {MAX_TRIANGLES} are taken.",
            "Ask for draft quality, or leave out fine patterns and threads.",
        )
    if total == 0:
        raise ShapeError(
            "invalid_shape",
            "No face of the part can be meshed.",
            "Check for lengths and radii of 0, and for open outlines.",
        )
    stream = BytesIO()
    writer = StlAPI_Writer()
    writer.ASCIIMode = False
    writer.Write(shape, stream)
    # One call that hands over every triangle; asking the kernel for each of them takes a hundred times as long.
    soup = np.frombuffer(stream.getvalue(), STL_TRIANGLE, offset=84)
    if len(soup) != total:
        raise ShapeError(
            "invalid_shape", f"The mesh lost triangles: {len(soup)} of {total}.", "Build the part from closed solids."
        )
    # -0.0 and 0.0 are one place; adding 0 makes them one bit pattern.
    corners = soup["corners"] + np.float32(0)
    labels = _labels(corners.reshape(-1, 3))
    owner = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    proper = _proper_triangles(labels)
    if not proper.all():
        corners, labels, owner = corners[proper], labels[proper], owner[proper]
    kept = np.bincount(owner, minlength=len(counts)).tolist()
    faces: list[dict[str, Any]] = []
    start = 0
    for face, count in zip(_faces(shape), kept, strict=True):
        faces.append({"start": start, "count": count, **_surface_kind(face)})
        start += count
    segments, edges = edge_lines(shape)
    return Mesh(corners, labels, faces, segments, edges, counts.count(0), owner)


_SURFACE_KINDS = {
    GeomAbs_SurfaceType.GeomAbs_Plane: "plane",
    GeomAbs_SurfaceType.GeomAbs_Cylinder: "cylinder",
    GeomAbs_SurfaceType.GeomAbs_Cone: "cone",
    GeomAbs_SurfaceType.GeomAbs_Sphere: "sphere",
    GeomAbs_SurfaceType.GeomAbs_Torus: "torus",
}


def _surface_kind(face) -> dict[str, Any]:
    surface = BRepAdaptor_Surface(face, False)
    kind = _SURFACE_KINDS.get(surface.GetType(), "free")
    if kind == "cylinder":
        return {"kind": kind, "radiusMm": round(surface.Cylinder().Radius(), 6)}
    if kind == "sphere":
        return {"kind": kind, "radiusMm": round(surface.Sphere().Radius(), 6)}
    return {"kind": kind}


# ---- arithmetic --------------------------------------------------------------------------------------------------


def _hash_rows(columns: list[np.ndarray]) -> np.ndarray:
    """One 64-bit number for each row of 32-bit columns."""
    mixed = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        mixed = (mixed ^ column.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _group(columns: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """First row and group number of every distinct row. Exact: a hash that collides gives way to a sort of the rows."""
    _, first, inverse = np.unique(_hash_rows(columns), return_index=True, return_inverse=True)
    if all(np.array_equal(column, column[first[inverse]]) for column in columns):
        return first, inverse
    _, first, inverse = np.unique(np.stack(columns, axis=1), axis=0, return_index=True, return_inverse=True)
    return first, inverse.reshape(-1)


def _bits(points: np.ndarray) -> list[np.ndarray]:
    return [np.ascontiguousarray(points[:, axis]).view(np.uint32) for axis in range(3)]


def _labels(points: np.ndarray) -> np.ndarray:
    """A vertex number for each corner; corners at one place share it."""
    _, inverse = _group(_bits((points + np.float32(0)).astype(np.float32)))
    return inverse.reshape(-1, 3)


def _proper_triangles(labels: np.ndarray) -> np.ndarray:
    """Which triangles have an area: not those with two corners in one place, nor two that lie face to face."""
    a, b, c = labels[:, 0], labels[:, 1], labels[:, 2]
    proper = (a != b) & (b != c) & (c != a)
    ordered = np.sort(labels, axis=1)
    _, group = _group([ordered[:, axis].astype(np.uint32) for axis in range(3)])
    sizes = np.bincount(group)
    if sizes.max(initial=0) < 2:
        return proper
    # Even and odd orders of the same three corners cancel where there are as many of the one as of the other.
    turns = np.where(((a < b).astype(int) + (b < c) + (c < a)) == 2, 1, -1)
    cancels = (np.bincount(group, turns) == 0) & (sizes > 1)
    return proper & ~cancels[group]


def _is_balanced(triangles: np.ndarray) -> bool:
    a, b, c = triangles[:, 0], triangles[:, 1], triangles[:, 2]
    proper = (a != b) & (b != c) & (c != a)
    a, b, c = a[proper].astype(np.int64), b[proper].astype(np.int64), c[proper].astype(np.int64)
    if len(a) == 0:
        return False
    count = int(triangles.max()) + 1
    start, end = np.concatenate((a, b, c)), np.concatenate((b, c, a))
    one_way = np.sort(start * count + end)
    other_way = np.sort(end * count + start)
    return bool(np.array_equal(one_way, other_way))


def _flat_normals(corners: np.ndarray) -> np.ndarray:
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return normals / np.maximum(np.linalg.norm(normals, axis=1), 1e-20)[:, None]


def _weld_and_shade(corners: np.ndarray, owner: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    points = corners.reshape(-1, 3)
    first, inverse = _group([*_bits(points), np.repeat(owner, 3).astype(np.uint32)])
    # Vertices in the order of their first use: neighbours in space stay neighbours in memory.
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    indices = rank[inverse].reshape(-1, 3)
    vertices = points[first[order]]

    along = np.roll(corners, -1, axis=1) - corners
    lengths = np.linalg.norm(along, axis=2)
    units = along / np.maximum(lengths, 1e-12)[..., None]
    cosines = -np.einsum("nij,nij->ni", units, np.roll(units, 1, axis=1))
    angles = np.arccos(np.clip(cosines, -1, 1))
    normals = _flat_normals(corners)
    flat = indices.reshape(-1)
    summed = np.stack(
        [
            np.bincount(flat, (normals[:, axis, None] * angles).reshape(-1), minlength=len(vertices))
            for axis in range(3)
        ],
        axis=1,
    )
    lengths = np.linalg.norm(summed, axis=1)
    summed[lengths < 1e-9] = (0, 0, 1)
    summed /= np.maximum(np.linalg.norm(summed, axis=1), 1e-20)[:, None]
    return vertices, summed.astype(np.float32), indices
