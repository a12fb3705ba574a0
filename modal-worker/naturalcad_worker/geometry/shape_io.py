"""Shapes as bytes: the binary BREP that passes between children."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from OCP.BinTools import BinTools, BinTools_FormatVersion
from OCP.BRep import BRep_Builder
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS_Compound, TopoDS_Shape


class ShapeError(Exception):
    """A shape that cannot be used. `code` is one of the executor's stable error codes."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def compound_of(shapes: Iterable[TopoDS_Shape]) -> TopoDS_Compound:
    """One compound that holds the shapes."""
    builder, compound = BRep_Builder(), TopoDS_Compound()
    builder.MakeCompound(compound)
    for shape in shapes:
        builder.Add(compound, shape)
    return compound


def write_shape(shape: TopoDS_Shape) -> bytes:
    """The shape without its mesh, as a binary BREP."""
    stream = BytesIO()
    BinTools.Write_s(shape, stream, False, False, BinTools_FormatVersion.BinTools_FormatVersion_CURRENT)
    return stream.getvalue()


def read_shape(brep: bytes) -> TopoDS_Shape:
    """The shape in a binary BREP.

    Raises:
        ShapeError: the bytes are no BREP (invalid_shape), or hold no face (empty_shape).
    """
    shape = TopoDS_Shape()
    try:
        BinTools.Read_s(shape, BytesIO(brep))
    except Exception as error:
        raise ShapeError("invalid_shape", f"The part cannot be read back: {error}", "Run the script again.") from error
    if shape.IsNull():
        raise ShapeError("invalid_shape", "The part cannot be read back.", "Leave a build123d part in `result`.")
    if not TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_FACE).More():
        raise ShapeError("empty_shape", "The result holds no faces, so there is nothing to make.", "")
    return shape
