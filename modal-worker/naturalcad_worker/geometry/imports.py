"""STEP and STL files that people bring: read in a confined child, refused with the reason when they are no shape.

Nothing here trusts a count or an offset of the file before it is held against the bytes that are there.
"""

from __future__ import annotations

import re
from io import BytesIO

import numpy as np
from OCP.BRep import BRep_Builder
from OCP.BRepBuilderAPI import (
    BRepBuilderAPI_MakeFace,
    BRepBuilderAPI_MakePolygon,
    BRepBuilderAPI_MakeSolid,
    BRepBuilderAPI_Sewing,
)
from OCP.BRepGProp import BRepGProp
from OCP.gp import gp_Pnt
from OCP.GProp import GProp_GProps
from OCP.IFSelect import IFSelect_ReturnStatus
from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain
from OCP.STEPControl import STEPControl_Reader
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Compound, TopoDS_Shape

from naturalcad_worker.geometry.shape_io import ShapeError

STL_RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
MAX_MESH_TRIANGLES = 500_000
# A solid keeps a face for each plane it finds; sewing more triangles than this takes minutes.
MAX_SOLID_TRIANGLES = 20_000
MAX_COORDINATE_MM = 1_000_000.0
_VERTEX = re.compile(rb"vertex\s+(\S+)\s+(\S+)\s+(\S+)")


def bad_input(message: str, hint: str = "Export the file again from the program that made it.") -> ShapeError:
    """The refusal of a file that cannot be used."""
    return ShapeError("bad_input", message, hint)


def format_of(content: bytes) -> str:
    """`step` or `stl`, by what the bytes look like.

    Raises:
        ShapeError: bad_input, neither of the two.
    """
    head = content[:512].lstrip()
    if head.startswith(b"ISO-10303-21"):
        return "step"
    if len(content) >= 84 and len(content) == 84 + 50 * int.from_bytes(content[80:84], "little"):
        return "stl"
    if head.startswith(b"solid") and b"facet" in content[:4096]:
        return "stl"
    raise bad_input("The file is neither STEP nor STL.")


def read_step(content: bytes) -> TopoDS_Shape:
    """The shape in a STEP file, millimetres.

    Raises:
        ShapeError: bad_input, when nothing with a face is in it.
    """
    if not content.lstrip().startswith(b"ISO-10303-21"):
        raise bad_input("The file is no STEP file: its first line is not ISO-10303-21.")
    reader = STEPControl_Reader()
    try:
        status = reader.ReadStream("input", BytesIO(content))
        if status != IFSelect_ReturnStatus.IFSelect_RetDone:
            raise bad_input("The STEP file cannot be read.")
        if reader.TransferRoots() < 1:
            raise bad_input("The STEP file holds no shape.")
        shape = reader.OneShape()
    except ShapeError:
        raise
    except Exception as error:
        raise bad_input(f"The STEP file cannot be read: {type(error).__name__}.") from error
    if shape is None or shape.IsNull() or not TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_FACE).More():
        raise bad_input("The STEP file holds no surface.")
    return shape


def read_stl(content: bytes) -> np.ndarray:
    """The triangles of an STL file, binary or text, as (n, 3, 3) in file order, millimetres.

    Raises:
        ShapeError: bad_input, with the reason.
    """
    corners = _binary_triangles(content)
    if corners is None:
        corners = _text_triangles(content)
    if len(corners) == 0:
        raise bad_input("The STL file holds no triangle.")
    if len(corners) > MAX_MESH_TRIANGLES:
        raise bad_input(
            f"The STL file has {len(corners)} triangles; at most {MAX_MESH_TRIANGLES} are taken.", "Simplify the mesh."
        )
    if not np.isfinite(corners).all():
        raise bad_input("The STL file holds a coordinate that is no number.")
    if np.abs(corners).max() > MAX_COORDINATE_MM:
        raise bad_input(
            f"The STL file reaches beyond {MAX_COORDINATE_MM / 1000:.0f} m.", "Lengths are read as millimetres."
        )
    if float(np.ptp(corners.reshape(-1, 3), axis=0).max()) <= 0:
        raise bad_input("The STL file has no extent.")
    return corners


def _binary_triangles(content: bytes) -> np.ndarray | None:
    if len(content) < 84:
        return None
    count = int.from_bytes(content[80:84], "little")
    if content.lstrip().startswith(b"solid") and len(content) != 84 + 50 * count:
        return None
    if len(content) < 84 + 50 * count:
        raise bad_input(f"The STL file announces {count} triangles and has room for {(len(content) - 84) // 50}.")
    return np.frombuffer(content, STL_RECORD, count, 84)["corners"].astype(np.float64)


def _text_triangles(content: bytes) -> np.ndarray:
    vertices = _VERTEX.findall(content)
    if not vertices or len(vertices) % 3:
        raise bad_input("The file is no STL file: it is neither binary nor a list of facets.")
    try:
        return np.array([[float(value) for value in vertex] for vertex in vertices]).reshape(-1, 3, 3)
    except ValueError:
        raise bad_input("The STL file holds a coordinate that is no number.") from None


def solid_of(corners: np.ndarray) -> TopoDS_Shape:
    """A solid of the triangles: sewn, flat neighbours made one face. A mesh that is open stays a shell.

    Raises:
        ShapeError: bad_input, too many triangles, or none that the kernel takes.
    """
    if len(corners) > MAX_SOLID_TRIANGLES:
        raise bad_input(
            f"The mesh has {len(corners)} triangles; at most {MAX_SOLID_TRIANGLES} become a solid.",
            "Simplify the mesh, or bring the part as STEP.",
        )
    size = float(np.ptp(corners.reshape(-1, 3), axis=0).max())
    sewing = BRepBuilderAPI_Sewing(max(size * 1e-6, 1e-6))
    taken = 0
    for triangle in corners:
        polygon = BRepBuilderAPI_MakePolygon(*(gp_Pnt(*map(float, corner)) for corner in triangle), True)
        if not polygon.IsDone():
            continue
        face = BRepBuilderAPI_MakeFace(polygon.Wire(), True)
        if face.IsDone():
            sewing.Add(face.Face())
            taken += 1
    if taken == 0:
        raise bad_input("The STL file holds no triangle with an area.")
    sewing.Perform()
    builder, compound = BRep_Builder(), TopoDS_Compound()
    builder.MakeCompound(compound)
    explorer = TopExp_Explorer(sewing.SewedShape(), TopAbs_ShapeEnum.TopAbs_SHELL)
    shells = 0
    while explorer.More():
        shell = TopoDS.Shell(explorer.Current())
        builder.Add(compound, _closed(shell))
        shells += 1
        explorer.Next()
    shape: TopoDS_Shape = compound if shells else sewing.SewedShape()
    unify = ShapeUpgrade_UnifySameDomain(shape, True, True, False)
    unify.Build()
    return unify.Shape()


def _closed(shell) -> TopoDS_Shape:
    if not shell.Closed():
        return shell
    solid = BRepBuilderAPI_MakeSolid(shell).Solid()
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(solid, properties)
    return solid if properties.Mass() >= 0 else solid.Reversed()


def read_input(content: bytes, file_format: str | None) -> TopoDS_Shape:
    """The shape of a STEP or STL file.

    Raises:
        ShapeError: bad_input.
    """
    if (file_format or format_of(content)) == "step":
        return read_step(content)
    return solid_of(read_stl(content))
